/** What the reduction sweep runs: cases, their Python, and how far rounding may move a result. */
import { type AnyTypedArray, DTYPES, type DTypeName } from "../../dist/array/index.js";
import { type ArrayLayout, LAYOUTS } from "../support/array_layouts.js";
import { randomElement, typed } from "../support/array_values.js";
import { elementsOf, type Tolerance } from "../support/compare.js";
import type { OracleOutcome, OracleValue } from "../support/numpy_oracle.js";
import type { Seeded } from "../support/seeded.js";

export const NAMES = [
  "sum",
  "prod",
  "mean",
  "var",
  "std",
  "min",
  "max",
  "argmin",
  "argmax",
  "any",
  "all",
] as const;
export type Name = (typeof NAMES)[number];

export const HAS_IDENTITY: readonly Name[] = ["sum", "prod", "any", "all"];
const SINGLE_AXIS: readonly Name[] = ["argmin", "argmax"];
const ROUNDED: readonly Name[] = ["sum", "prod", "mean", "var", "std"];

/** One reduction of one array. */
export interface Case {
  readonly name: Name;
  readonly dtype: DTypeName;
  readonly shape: readonly number[];
  readonly layout: ArrayLayout;
  readonly base: readonly number[];
  readonly data: AnyTypedArray;
  readonly axis: number | readonly number[] | null;
  readonly keepdims: boolean;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((n, length) => n * length, 1);

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

export function expression(each: Case): string {
  return `np.${each.name}(${each.layout.python("a", each.shape)}, ${keywords(each)})`;
}

/** The same in the widest float there is (80 bits on x86): what NumPy's and our rounding errors are measured from. */
export function exactExpression(each: Case): string {
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
export function roundingOf(
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
export function exactly({ name }: Case): Tolerance {
  if (name === "argmin" || name === "argmax") return { dtype: "int32" };
  // Of -0 and 0 NumPy gives either, by the code path.
  return name === "min" || name === "max" ? { anyZero: true } : {};
}

/** What rounding errors are proportional to, as an expression of the same shape as the result; none where it is exact. */
export function magnitudeExpression(each: Case): string | null {
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
export function tameElement(random: Seeded, dtype: DTypeName, name: Name): number | bigint | boolean {
  if (DTYPES[dtype].kind !== "float" || !ROUNDED.includes(name)) return randomElement(random, dtype);
  // Near 1, so that a product of 200,000 neither overflows nor underflows.
  if (name === "prod") return (random.next() < 0.5 ? -1 : 1) * (1 + (random.next() - 0.5) / 1_000);
  return (random.next() - 0.3) * 10 ** random.integer(-3, 3);
}

export function makeCases(
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

export const describeCase = (each: Case): string => `${each.dtype} (${each.base}) ${expression(each)}`;
