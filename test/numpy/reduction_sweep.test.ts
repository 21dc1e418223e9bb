/** Every reduction over every axis, several and all of them, with and without keepdims, of every dtype and layout. */
import { describe, expect, test } from "vitest";
import { type AnyTypedArray, DTYPES, type DTypeName } from "../../dist/array/index.js";
import { type ArrayLayout, LAYOUTS } from "../support/array_layouts.js";
import { DTYPE_NAMES, mixedElements, randomElement, typed } from "../support/array_values.js";
import { compare, elementsOf, Problems, type Tolerance } from "../support/compare.js";
import { liveNumpy, type OracleOutcome, type OracleValue } from "../support/numpy_oracle.js";
import { Seeded } from "../support/seeded.js";
import { npArray, npFunction, oracleArray, repeated, resultOf } from "./np_runner.js";

const NAMES = ["sum", "prod", "mean", "var", "std", "min", "max", "argmin", "argmax", "any", "all"] as const;
type Name = (typeof NAMES)[number];

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
const HAS_IDENTITY: readonly Name[] = ["sum", "prod", "any", "all"];
const SINGLE_AXIS: readonly Name[] = ["argmin", "argmax"];
const ROUNDED: readonly Name[] = ["sum", "prod", "mean", "var", "std"];

interface Case {
  readonly name: Name;
  readonly dtype: DTypeName;
  readonly shape: readonly number[];
  readonly layout: ArrayLayout;
  readonly base: readonly number[];
  readonly data: AnyTypedArray;
  readonly axis: number | readonly number[] | null;
  readonly keepdims: boolean;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((n, length) => n * length, 1);

function axesOf(name: Name, shape: readonly number[]): (number | readonly number[] | null)[] {
  const rank = shape.length;
  const axes: (number | readonly number[] | null)[] = [null];
  for (let k = 0; k < rank; k++) axes.push(k, k - rank);
  if (!SINGLE_AXIS.includes(name) && rank > 1) {
    axes.push([0, rank - 1], [-1, 0]);
    if (rank > 2) axes.push([1, 2], [0, 1]);
  }
  return axes;
}

const python = (axis: Case["axis"]): string =>
  axis === null ? "None" : typeof axis === "number" ? String(axis) : `(${axis.map((k) => `${k},`).join("")})`;

function expression({ name, layout, shape, axis, keepdims }: Case): string {
  return `np.${name}(${layout.python("a", shape)}, axis=${python(axis)}, keepdims=${keepdims ? "True" : "False"})`;
}

/**
 * Additions in another order round otherwise. The error of a sum is at most (depth of the tree of additions) · eps ·
 * Σ|x|; NumPy's blocks and ours are at most 128 deep (Higham, Accuracy and Stability of Numerical Algorithms, § 4.2).
 */
const ADDITION_DEPTH = 128;

/** How far rounding may move a result; `magnitude` is the oracle's Σ|x| (or the like) for each element of it. */
function toleranceOf({ name, dtype }: Case, magnitude: OracleOutcome | undefined): Tolerance {
  if (name === "argmin" || name === "argmax") return { dtype: "int32" };
  // Of -0 and 0 NumPy gives either, by the code path.
  if (name === "min" || name === "max") return { anyZero: true };
  if (magnitude?.kind !== "array") return {};
  const bound = elementsOf(magnitude);
  const single = dtype === "float32";
  const eps = single ? 2 ** -24 : 2 ** -53;
  return { anyZero: true, absolute: (i) => Number(bound[i]) * ADDITION_DEPTH * eps };
}

/** What rounding errors are proportional to, as an expression of the same shape as the result; none where it is exact. */
function magnitudeExpression(each: Case): string | null {
  const { name, dtype, layout, shape, axis, keepdims } = each;
  if (!ROUNDED.includes(name)) return null;
  const float = DTYPES[dtype].kind === "float";
  if (!float && (name === "sum" || name === "prod")) return null;
  const view = `${layout.python("a", shape)}.astype(np.float64)`;
  const over = `axis=${python(axis)}, keepdims=${keepdims ? "True" : "False"}`;
  switch (name) {
    case "sum":
      return `np.sum(np.abs(${view}), ${over})`;
    case "prod":
      return `np.abs(np.prod(${view}, ${over}))`;
    case "mean":
      return `np.mean(np.abs(${view}), ${over})`;
    case "var":
      return `np.mean(np.square(${view}), ${over})`;
    default:
      // The root halves relative errors, but not those of a variance that cancelled.
      return `np.sqrt(np.mean(np.square(${view}), ${over}))`;
  }
}

/** Elements whose sums, products and squares stay finite: overflow depends on the order of additions. */
function tameElement(random: Seeded, dtype: DTypeName, name: Name): number | bigint | boolean {
  if (DTYPES[dtype].kind !== "float" || !ROUNDED.includes(name)) return randomElement(random, dtype);
  if (name === "prod") return (random.next() < 0.5 ? -1 : 1) * (0.8 + 0.4 * random.next());
  return (random.next() - 0.3) * 10 ** random.integer(-3, 3);
}

function makeCases(
  random: Seeded,
  name: Name,
  dtype: DTypeName,
  shapes: readonly (readonly number[])[],
): Case[] {
  return shapes.flatMap((shape) =>
    axesOf(name, shape).flatMap((axis) =>
      [false, true].map((keepdims): Case => {
        const layout = random.pick(LAYOUTS.filter((each) => each.base(shape) !== null));
        const base = layout.base(shape) as readonly number[];
        const data = typed(
          dtype,
          Array.from({ length: sizeOf(base) }, () => tameElement(random, dtype, name)),
        );
        return { name, dtype, shape, layout, base, data, axis, keepdims };
      }),
    ),
  );
}

const describeCase = (each: Case): string => `${each.dtype} (${each.base}) ${expression(each)}`;

describe("reduction sweep beside NumPy", () => {
  const numpy = liveNumpy();

  async function check(cases: readonly Case[], problems: Problems): Promise<void> {
    const requests = cases.flatMap((each) => {
      const arrays = { a: oracleArray(each.dtype, each.base, each.data) };
      return [
        { expression: expression(each), arrays },
        { expression: magnitudeExpression(each) ?? "None", arrays },
      ];
    });
    const outcomes = await numpy.evaluateAll(requests);
    cases.forEach((each, i) => {
      const view = each.layout.view(npArray(each.dtype, each.base, each.data), each.shape, repeated);
      const options =
        each.axis === null ? { keepdims: each.keepdims } : { axis: each.axis, keepdims: each.keepdims };
      const mine = resultOf(npFunction(each.name)(view, options));
      problems.add(
        describeCase(each),
        compare(mine, outcomes[2 * i], toleranceOf(each, outcomes[2 * i + 1])).problem,
      );
    });
  }

  test.each(NAMES)("%s over axes, keepdims and layouts", async (name) => {
    const random = new Seeded(NAMES.indexOf(name) + 100);
    const problems = new Problems();
    for (const dtype of DTYPE_NAMES)
      await check(
        makeCases(random, name, dtype, HAS_IDENTITY.includes(name) ? [...SHAPES, ...EMPTY_SHAPES] : SHAPES),
        problems,
      );
    expect(problems.text).toBe("");
    expect(problems.cases).toBeGreaterThan(1_000);
  });

  test.each(NAMES)("%s over several slices", async (name) => {
    const random = new Seeded(NAMES.indexOf(name) + 200);
    const problems = new Problems();
    for (const dtype of ["bool", "int32", "uint64", "float32", "float64"] as const)
      await check(
        makeCases(random, name, dtype, LARGE_SHAPES).filter(
          (each) => !each.keepdims && (each.axis === null || each.axis === 0 || each.axis === -1),
        ),
        problems,
      );
    expect(problems.text).toBe("");
    expect(problems.cases).toBeGreaterThan(20);
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
