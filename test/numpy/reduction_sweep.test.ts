/** Every reduction over every axis, several and all of them, with and without keepdims, of every dtype and layout. */
import { describe, expect, test } from "vitest";
import type { AnyTypedArray } from "../../dist/array/index.js";
import { wasmBackend } from "../../dist/kernel/index.js";
import { LAYOUTS } from "../support/array_layouts.js";
import { cycle, DTYPE_NAMES, mixedElements, PERIOD, typed } from "../support/array_values.js";
import { compare, Problems, type Tolerance } from "../support/compare.js";
import { liveNumpy, type OracleValue } from "../support/numpy_oracle.js";
import { Seeded } from "../support/seeded.js";
import { BACKENDS, npArray, npFunction, onBackend, oracleArray, repeated, resultOf } from "./np_runner.js";
import {
  type Case,
  describeCase,
  exactExpression,
  exactly,
  expression,
  HAS_IDENTITY,
  magnitudeExpression,
  makeCases,
  NAMES,
  roundingOf,
  sizeOf,
  tameElement,
} from "./reduction_cases.js";

const SHAPES = [
  [],
  [1],
  [2],
  [5],
  [17],
  [130],
  [3, 4],
  [1, 7],
  [7, 1],
  [16, 33],
  [2, 3, 4],
  [5, 1, 6],
  [2, 3, 2, 5],
];
/** NumPy refuses to take the smallest of nothing; the errors' test has that. */
const EMPTY_SHAPES = [[0], [0, 3], [3, 0], [2, 0, 3]];
const LARGE_SHAPES = [[200_003], [3, 70_001], [70_001, 3], [257, 513]];
const LARGE_LAYOUTS = LAYOUTS.filter(({ name }) =>
  ["dense", "transposed", "backwards", "every second"].includes(name),
);

describe("reduction sweep beside NumPy", () => {
  const numpy = liveNumpy();

  async function check(
    cases: readonly Case[],
    problems: Problems,
    backends: readonly (typeof BACKENDS)[number][],
  ): Promise<void> {
    const requests = cases.flatMap((each) => {
      const arrays = { a: oracleArray(each.dtype, each.base, each.data) };
      const magnitude = magnitudeExpression(each);
      const plain = { expression: expression(each), arrays };
      if (magnitude === null) return [plain];
      return [plain, { expression: exactExpression(each), arrays }, { expression: magnitude, arrays }];
    });
    const outcomes = await numpy.evaluateAll(requests);
    let next = 0;
    for (const each of cases) {
      const options =
        each.axis === null ? { keepdims: each.keepdims } : { axis: each.axis, keepdims: each.keepdims };
      const rounded = magnitudeExpression(each) !== null;
      const numpys = outcomes[next++];
      const [exact, magnitude] = rounded ? [outcomes[next++], outcomes[next++]] : [numpys, numpys];
      for (const backend of backends) {
        const mine = onBackend(backend, () => {
          const view = each.layout.view(npArray(each.dtype, each.base, each.data), each.shape, repeated);
          return resultOf(npFunction(each.name)(view, options));
        });
        const label = `${backend.name} ${describeCase(each)}`;
        if (!rounded || numpys.kind !== "array" || mine.dtype !== numpys.dtype) {
          problems.add(label, compare(mine, numpys, exactly(each)).problem);
          continue;
        }
        // Compared in float64, so that the exact value isn't rounded before it is held against ours.
        const widened = {
          ...mine,
          data: Float64Array.from(mine.data as Float64Array),
          dtype: "float64",
        } as const;
        problems.add(label, compare(widened, exact, roundingOf(each, numpys, exact, magnitude)).problem);
      }
    }
  }

  test.each(NAMES)("%s over axes, keepdims and layouts", async (name) => {
    const random = new Seeded(NAMES.indexOf(name) + 100);
    const problems = new Problems();
    for (const dtype of DTYPE_NAMES)
      await check(
        makeCases(random, name, dtype, HAS_IDENTITY.includes(name) ? [...SHAPES, ...EMPTY_SHAPES] : SHAPES),
        problems,
        BACKENDS,
      );
    expect(problems.text).toBe("");
    expect(problems.cases).toBeGreaterThan(1_000);
  });

  test.each(NAMES)("%s over several slices", async (name) => {
    const random = new Seeded(NAMES.indexOf(name) + 200);
    const problems = new Problems();
    for (const dtype of ["bool", "int32", "uint64", "float32", "float64"] as const) {
      const elements = typed(
        dtype,
        Array.from({ length: PERIOD }, () => tameElement(random, dtype, name)),
      );
      const cases = LARGE_SHAPES.flatMap((shape) =>
        (shape.length === 1 ? [null] : [null, 0, 1]).map((axis): Case => {
          const layout = random.pick(LARGE_LAYOUTS.filter((each) => each.base(shape) !== null));
          const base = layout.base(shape) as readonly number[];
          return {
            name,
            dtype,
            shape,
            layout,
            base,
            data: cycle(elements, sizeOf(base)),
            axis,
            keepdims: false,
          };
        }),
      );
      await check(cases, problems, [wasmBackend]);
    }
    expect(problems.text).toBe("");
    expect(problems.cases).toBe(50);
  });

  test.each(["sum", "prod", "mean", "var", "std", "min", "max", "argmin", "argmax"] as const)(
    "%s of nan, infinities and zeros",
    async (name) => {
      const lists = [
        [NaN],
        [1, NaN, 3],
        [NaN, 1, NaN],
        [Infinity, 1],
        [-Infinity, Infinity],
        [Infinity, Infinity, NaN],
        [-0, -0],
        [-0],
        [3, 1, 1, 3],
        [NaN, Infinity, -Infinity],
        [1, 2, 3, 4, 5, 6, 7, 8, 9, NaN, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
      ];
      const problems = new Problems();
      for (const dtype of ["float32", "float64"] as const) {
        const wanted = await numpy.evaluateAll(
          lists.map((list) => ({
            expression: `np.${name}(a)`,
            arrays: { a: oracleArray(dtype, [list.length], typed(dtype, list)) },
          })),
        );
        lists.forEach((list, i) => {
          const mine = resultOf(npFunction(name)(npArray(dtype, [list.length], typed(dtype, list))));
          const tolerance: Tolerance = name.startsWith("arg")
            ? { dtype: "int32" }
            : { ulp: ["var", "std"].includes(name) ? 2 : 0 };
          problems.add(`${name} of ${dtype} [${list}]`, compare(mine, wanted[i], tolerance).problem);
        });
      }
      expect(problems.text).toBe("");
    },
  );

  test("any and all call every dtype's zero false, and nan true", async () => {
    const problems = new Problems();
    for (const dtype of DTYPE_NAMES)
      for (const name of ["any", "all"] as const) {
        const data = typed(dtype, mixedElements(new Seeded(5), dtype, 100));
        for (const part of [data, data.subarray(0, 1), data.subarray(1)] as const) {
          const copy = part.slice() as AnyTypedArray;
          const wanted = await numpy.evaluate(`np.${name}(a)`, {
            a: oracleArray(dtype, [copy.length], copy),
          });
          problems.add(
            `${name} of ${dtype}`,
            compare(resultOf(npFunction(name)(npArray(dtype, [copy.length], copy))), wanted).problem,
          );
        }
      }
    expect(problems.text).toBe("");
  });

  test("ddof and dtype", async () => {
    const data = typed("float32", [1, 2, 4, 8, 16, 32]);
    const a = oracleArray("float32", [2, 3], data);
    const calls = [
      ["var", { ddof: 1 }, "ddof=1"],
      ["std", { ddof: 1, axis: 1 }, "ddof=1, axis=1"],
      ["var", { ddof: 2, axis: 1, keepdims: true }, "ddof=2, axis=1, keepdims=True"],
      ["sum", { dtype: "float64" }, "dtype='float64'"],
      ["sum", { dtype: "int32", axis: 0 }, "dtype='int32', axis=0"],
      ["prod", { dtype: "float64" }, "dtype='float64'"],
    ] as const;
    const wanted = await numpy.evaluateAll(
      calls.map(([name, , keywords]) => ({ expression: `np.${name}(a, ${keywords})`, arrays: { a } })),
    );
    const problems = new Problems();
    calls.forEach(([name, options, keywords], i) => {
      const mine = resultOf(npFunction(name)(npArray("float32", [2, 3], data), options));
      problems.add(`${name}(${keywords})`, compare(mine, wanted[i] as OracleValue, { ulp: 2 }).problem);
    });
    expect(problems.text).toBe("");
  });
});
