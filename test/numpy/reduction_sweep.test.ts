/** Every reduction over every axis, several and all of them, with and without keepdims, of every dtype and layout. */
import { describe, expect, test } from "vitest";
import { type AnyTypedArray, DTYPES, type DTypeName } from "../../dist/array/index.js";
import { wasmBackend } from "../../dist/kernel/index.js";
import { type ArrayLayout, LAYOUTS } from "../support/array_layouts.js";
import { cycle, DTYPE_NAMES, mixedElements, PERIOD, randomElement, typed } from "../support/array_values.js";
import { compare, elementsOf, Problems, type Tolerance } from "../support/compare.js";
import { liveNumpy, type OracleOutcome, type OracleValue } from "../support/numpy_oracle.js";
import { Seeded } from "../support/seeded.js";
import { BACKENDS, npArray, npFunction, onBackend, oracleArray, repeated, resultOf } from "./np_runner.js";

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
const LARGE_LAYOUTS = LAYOUTS.filter(({ name }) =>
  ["dense", "transposed", "backwards", "every second"].includes(name),
);
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

const keywords = ({ axis, keepdims }: Case): string =>
  `axis=${python(axis)}, keepdims=${keepdims ? "True" : "False"}`;

function expression(each: Case): string {
  return `np.${each.name}(${each.layout.python("a", each.shape)}, ${keywords(each)})`;
}

/** The same in the widest float there is (80 bits on x86): what NumPy's and our rounding errors are measured from. */
function exactExpression(each: Case): string {
  return `np.${each.name}(${each.layout.python("a", each.shape)}.astype(np.longdouble), ${keywords(each)}).astype(np.float64)`;
}

/**
 * Additions in another order round otherwise. The error of a sum is at most (depth of the tree of additions) · eps ·
 * Σ|x|; blocks of NumPy's and ours are at most 128 deep (Higham, Accuracy and Stability of Numerical Algorithms, § 4.2).
 */
const ADDITION_DEPTH = 128;
/** Where NumPy adds up one by one, as along an axis that isn't the last, its error is larger, and ours may be too. */
const TIMES_NUMPYS_ERROR = 4;

/** How far rounding may move a result from the exact one; none where integers are added. */
function roundingOf(
  each: Case,
  numpys: OracleValue,
  exact: OracleOutcome,
  magnitude: OracleOutcome,
): Tolerance {
  const { name, dtype, shape } = each;
  if (exact.kind !== "array" || magnitude.kind !== "array")
    throw new Error(JSON.stringify({ exact, magnitude }));
  const size = elementsOf(magnitude);
  const right = elementsOf(exact);
  const theirs = elementsOf(numpys);
  const eps = dtype === "float32" ? 2 ** -24 : 2 ** -53;
  // Each factor of a product adds its own rounding.
  const depth = name === "prod" ? Math.max(1, sizeOf(shape) / Math.max(1, size.length)) : ADDITION_DEPTH;
  return {
    anyZero: true,
    absolute: (i) =>
      Math.max(
        Number(size[i]) * depth * eps,
        TIMES_NUMPYS_ERROR * Math.abs(Number(theirs[i]) - Number(right[i])),
      ),
  };
}

/** How exact results are compared. */
function exactly({ name }: Case): Tolerance {
  if (name === "argmin" || name === "argmax") return { dtype: "int32" };
  // Of -0 and 0 NumPy gives either, by the code path.
  return name === "min" || name === "max" ? { anyZero: true } : {};
}

/** What rounding errors are proportional to, as an expression of the same shape as the result; none where it is exact. */
function magnitudeExpression(each: Case): string | null {
  const { name, dtype, layout, shape } = each;
  if (!ROUNDED.includes(name)) return null;
  const float = DTYPES[dtype].kind === "float";
  if (!float && (name === "sum" || name === "prod")) return null;
  const view = `${layout.python("a", shape)}.astype(np.float64)`;
  const over = keywords(each);
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
  // Near 1, so that a product of 200,000 neither overflows nor underflows.
  if (name === "prod") return (random.next() < 0.5 ? -1 : 1) * (1 + (random.next() - 0.5) / 1_000);
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
