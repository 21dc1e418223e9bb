/**
 * What `manycore/numpy` and `manycore/cupy` have in common, as a type: write a function over `xp: ArrayModule<A>` and it
 * runs on the CPU or on the GPU. Values come with `await x.item()`, `await x.tolist()`, `await x.get()` on both.
 *
 * ```ts
 * async function norm<A extends ModuleArray<A>>(xp: ArrayModule<A>, values: Float32Array): Promise<number> {
 *   const x = xp.asarray(values, { dtype: "float32" });
 *   return Number(await xp.sqrt(xp.sum(xp.square(x))).item());
 * }
 * await norm(np, values);
 * await norm(cp, values);
 * ```
 */
import type { AnyTypedArray, DType, DTypeLike, DTypeName, Selector, Shape } from "../array/index.js";
import type { OPS, OpName, ReductionName } from "./ops/table.js";

/** What an element is in JavaScript. */
export type ModuleScalar = number | bigint | boolean;

/** Lists in lists, all of one depth and of matching lengths. */
export type ModuleList = readonly (ModuleScalar | ModuleList)[];

interface DTypeOption {
  readonly dtype?: DTypeLike<DTypeName>;
}

/** Names of the methods that the op table gives. */
type MethodOf<N extends OpName> = (typeof OPS)[N] extends { readonly method: infer M extends string }
  ? M
  : never;
type Methods = { [N in OpName as MethodOf<N>]: (typeof OPS)[N]["arity"] };

type Statistic = "mean" | "var" | "std";

/** Options of reductions: all axes when left out. */
interface ReduceOptions {
  readonly axis?: number | readonly number[] | null;
  readonly keepdims?: boolean;
}
interface PlaceOptions {
  readonly axis?: number | null;
  readonly keepdims?: boolean;
}

type ArrayMethods<A> = {
  [M in keyof Methods]: Methods[M] extends 1 ? () => A : (other: A | ModuleScalar) => A;
} & {
  [R in ReductionName | Statistic]: (options?: ReduceOptions) => A;
};

/** An array of a module whose arrays are A. */
export type ModuleArray<A> = ArrayMethods<A> & {
  readonly shape: Shape;
  readonly ndim: number;
  readonly size: number;
  readonly dtype: DType;
  /** The axes reversed: a view. */
  readonly T: A;
  transpose(...order: number[]): A;
  reshape(...shape: number[]): A;
  ravel(): A;
  /** A view by a basic index: `x.slice("1:10:2", 3)`. */
  slice(...selectors: readonly Selector[]): A;
  assign(value: A | ModuleScalar): A;
  argmin(options?: PlaceOptions): A;
  argmax(options?: PlaceOptions): A;
  astype(dtype: DTypeLike<DTypeName>): A;
  copy(): A;
  clip(low: A | ModuleScalar | null, high: A | ModuleScalar | null): A;
  round(decimals?: number): A;
  /** Computes the array. */
  ready(): Promise<unknown>;
  /** The array on the host, of `manycore/numpy`: await it. */
  get(): unknown;
  /** One element: await it. */
  item(...index: readonly number[]): ModuleScalar | Promise<ModuleScalar>;
  /** Nested lists: await them. */
  tolist(): unknown;
};

type Elementwise<A> = {
  [N in OpName]: (typeof OPS)[N]["arity"] extends 1
    ? (x: A | ModuleScalar) => A
    : (typeof OPS)[N]["arity"] extends 2
      ? (x1: A | ModuleScalar, x2: A | ModuleScalar) => A
      : (condition: A | ModuleScalar, x: A | ModuleScalar, y: A | ModuleScalar) => A;
};

type Reductions<A> = {
  [R in ReductionName | Statistic]: (x: A, options?: ReduceOptions) => A;
} & { [R in "argmin" | "argmax"]: (x: A, options?: PlaceOptions) => A };

/** The functions that both modules have: `import * as np` and `import * as cp` are such. */
export type ArrayModule<A extends ModuleArray<A>> = Elementwise<NoInfer<A>> &
  Reductions<NoInfer<A>> &
  Creation<NoInfer<A>> & {
    // The one place from which the compiler infers A.
    zeros(shape: number | readonly number[], options?: DTypeOption): A;
  };

interface Creation<A> {
  asarray(x: A | ModuleScalar | ModuleList | AnyTypedArray, options?: DTypeOption): A;
  array(x: A | ModuleScalar | ModuleList | AnyTypedArray, options?: DTypeOption): A;
  ones(shape: number | readonly number[], options?: DTypeOption): A;
  empty(shape: number | readonly number[], options?: DTypeOption): A;
  full(shape: number | readonly number[], value: ModuleScalar, options?: DTypeOption): A;
  zeros_like(x: A, options?: DTypeOption): A;
  ones_like(x: A, options?: DTypeOption): A;
  empty_like(x: A, options?: DTypeOption): A;
  full_like(x: A, value: ModuleScalar, options?: DTypeOption): A;
  arange(start: number, stop: number, step?: number, options?: DTypeOption): A;
  linspace(start: number, stop: number, num?: number, options?: DTypeOption): A;
  eye(n: number, m?: number | null, options?: DTypeOption): A;
  clip(x: A, low: A | ModuleScalar | null, high: A | ModuleScalar | null): A;
  round(x: A, decimals?: number): A;
}
