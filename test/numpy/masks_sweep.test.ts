/** Boolean masks, where, clip, round and writing in place: random arrays, the same elements as NumPy's. */
import * as np from "manycore/numpy";
import { describe, expect, test } from "vitest";
import { type AnyTypedArray, DTYPES, type DTypeName } from "../../dist/array/index.js";
import { DTYPE_NAMES, randomElement, typed } from "../support/array_values.js";
import { compare, Problems } from "../support/compare.js";
import { liveNumpy, type OracleRequest } from "../support/numpy_oracle.js";
import { Seeded } from "../support/seeded.js";
import { npArray, npFunction, oracleArray, resultOf } from "./np_runner.js";

const SHAPES = [[7], [1], [0], [3, 4], [2, 0], [2, 3, 4]];

interface Case {
  readonly label: string;
  readonly request: OracleRequest;
  readonly mine: () => np.NDArray;
  readonly ulp?: number;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((n, length) => n * length, 1);

function elements(random: Seeded, dtype: DTypeName, shape: readonly number[]): AnyTypedArray {
  return typed(
    dtype,
    Array.from({ length: sizeOf(shape) }, () => randomElement(random, dtype)),
  );
}

describe("masks and bounds beside NumPy", () => {
  const numpy = liveNumpy();

  async function agree(cases: readonly Case[]): Promise<void> {
    const wanted = await numpy.evaluateAll(cases.map((each) => each.request));
    const problems = new Problems();
    cases.forEach(({ label, mine, ulp = 0 }, i) => {
      problems.add(label, compare(resultOf(mine()), wanted[i], { ulp }).problem);
    });
    expect(problems.text).toBe("");
    expect(problems.cases).toBe(cases.length);
  }

  test("selecting by a mask, of all axes and of the first", () => {
    const random = new Seeded(31);
    return agree(
      DTYPE_NAMES.flatMap((dtype) =>
        SHAPES.flatMap((shape) =>
          [shape, shape.slice(0, 1)].flatMap((maskShape): Case[] => {
            const a = elements(random, dtype, shape);
            const m = elements(random, "bool", maskShape);
            const arrays = { a: oracleArray(dtype, shape, a), m: oracleArray("bool", maskShape, m) };
            const make = (): [np.NDArray, np.NDArray<"bool">] => [
              npArray(dtype, shape, a),
              npArray("bool", maskShape, m) as unknown as np.NDArray<"bool">,
            ];
            const label = `${dtype} (${shape}) by (${maskShape})`;
            const cases: Case[] = [
              {
                label,
                request: { expression: "a[m]", arrays },
                mine: () => {
                  const [x, y] = make();
                  return x.at(y);
                },
              },
            ];
            if (maskShape.length === shape.length) {
              cases.push({
                label: `${label} transposed`,
                request: { expression: "a.T[m.T]", arrays },
                mine: () => {
                  const [x, y] = make();
                  return x.T.at(y.T);
                },
              });
              cases.push({
                label: `${label} assigned`,
                request: { expression: "(np.copyto(a, np.ones((), a.dtype), where=m), a)[1]", arrays },
                mine: () => {
                  const [x, y] = make();
                  return x.assign(1, { where: y });
                },
              });
            }
            return cases;
          }),
        ),
      ),
    );
  });

  test("where with arrays and numbers", () => {
    const random = new Seeded(32);
    return agree(
      DTYPE_NAMES.filter((dtype) => dtype !== "bool").flatMap((dtype): Case[] => {
        const [m, a, b] = [
          elements(random, "bool", [4, 1]),
          elements(random, dtype, [3]),
          elements(random, dtype, [4, 3]),
        ];
        const arrays = {
          m: oracleArray("bool", [4, 1], m),
          a: oracleArray(dtype, [3], a),
          b: oracleArray(dtype, [4, 3], b),
        };
        const mask = () => npArray("bool", [4, 1], m);
        return [
          {
            label: `where of ${dtype}`,
            request: { expression: "np.where(m, a, b)", arrays },
            mine: () => np.where(mask(), npArray(dtype, [3], a), npArray(dtype, [4, 3], b)) as np.NDArray,
          },
          {
            label: `where of ${dtype} and a number`,
            request: { expression: "np.where(m, a, 7)", arrays },
            mine: () => np.where(mask(), npArray(dtype, [3], a), 7) as np.NDArray,
          },
          {
            label: `where of a number and ${dtype}`,
            request: { expression: "np.where(m, 7, b)", arrays },
            mine: () => np.where(mask(), 7, npArray(dtype, [4, 3], b)) as np.NDArray,
          },
        ];
      }),
    );
  });

  test("clip between numbers, arrays and open sides", () => {
    const random = new Seeded(33);
    return agree(
      DTYPE_NAMES.filter((dtype) => dtype !== "bool").flatMap((dtype): Case[] => {
        const data = [
          elements(random, dtype, [40]),
          elements(random, dtype, [40]),
          elements(random, dtype, [40]),
        ];
        const [a, low, high] = data;
        const names = ["a", "low", "high"];
        const arrays = Object.fromEntries(data.map((x, i) => [names[i], oracleArray(dtype, [40], x)]));
        const x = () => npArray(dtype, [40], a);
        return [
          {
            label: `clip ${dtype} 2 9`,
            request: { expression: "np.clip(a, 2, 9)", arrays },
            mine: () => np.clip(x(), 2, 9),
          },
          {
            label: `clip ${dtype} 2`,
            request: { expression: "np.clip(a, 2, None)", arrays },
            mine: () => np.clip(x(), 2, null),
          },
          {
            label: `clip ${dtype} to 9`,
            request: { expression: "np.clip(a, None, 9)", arrays },
            mine: () => np.clip(x(), null, 9),
          },
          {
            label: `clip ${dtype} arrays`,
            request: { expression: "np.clip(a, low, high)", arrays },
            mine: () => np.clip(x(), npArray(dtype, [40], low), npArray(dtype, [40], high)),
          },
        ];
      }),
    );
  });

  test("round to decimals", () => {
    const random = new Seeded(34);
    return agree(
      (["float32", "float64", "int32", "int64", "uint8"] as const).flatMap((dtype) =>
        [0, 1, 2, 5, -1, -2].map((decimals): Case => {
          const float = DTYPES[dtype].kind === "float";
          const data = typed(
            dtype,
            Array.from({ length: 60 }, (_, i) =>
              float ? (i - 30) / 8 + random.integer(-99, 99) : random.integer(0, 255),
            ),
          );
          return {
            label: `round ${dtype} ${decimals}`,
            request: {
              expression: `np.round(a, ${decimals})`,
              arrays: { a: oracleArray(dtype, [60], data) },
            },
            mine: () => np.round(npArray(dtype, [60], data), decimals) as np.NDArray,
          };
        }),
      ),
    );
  });

  test("in place and out, with every dtype that may go in", () => {
    const random = new Seeded(35);
    const operations = [
      ["iadd", "add"],
      ["isub", "subtract"],
      ["imul", "multiply"],
    ] as const;
    return agree(
      DTYPE_NAMES.flatMap((into) =>
        DTYPE_NAMES.filter(
          (from) => into !== "bool" && np.can_cast(np.promote_types(into, from), into, "same_kind"),
        ).flatMap((from) =>
          operations.flatMap(([method, name]): Case[] => {
            const [a, b] = [elements(random, into, [3, 5]), elements(random, from, [5])];
            // A float beyond an integer dtype has no defined integer; nothing here casts floats to integers.
            const arrays = { a: oracleArray(into, [3, 5], a), b: oracleArray(from, [5], b) };
            const x = () => npArray(into, [3, 5], a.slice() as AnyTypedArray);
            const y = () => npArray(from, [5], b);
            return [
              {
                label: `${into} ${method} ${from}`,
                request: { expression: `np.${name}(a, b, out=a)`, arrays },
                mine: () => x()[method](y()) as np.NDArray,
              },
              {
                label: `${into} ${method} ${from} into a view`,
                request: { expression: `(np.${name}(a[1:, ::-1], b, out=a[1:, ::-1]), a)[1]`, arrays },
                mine: () => {
                  const whole = x();
                  whole.slice("1:", "::-1")[method](y());
                  return whole;
                },
              },
              {
                label: `${name} of ${into} and ${from} with out`,
                request: { expression: `np.${name}(a, b, out=a[::-1])`, arrays },
                mine: () => {
                  const whole = x();
                  return npFunction(name)(whole, y(), { out: whole.slice("::-1") }) as np.NDArray;
                },
              },
            ];
          }),
        ),
      ),
    );
  });
});
