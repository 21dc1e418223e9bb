/**
 * What `manycore/numpy` and `manycore/cupy` have in common, as a type: write a function over `xp: ArrayModule` and it runs
 * on the CPU or on the GPU. Values come with `await x.get()`, `await x.item()`, `await x.tolist()` on both.
 *
 * ```ts
 * async function norm(xp: ArrayModule, values: Float32Array): Promise<number> {
 *   const x = xp.asarray(values);
 *   return Number(await xp.sqrt(xp.sum(xp.square(x))).item());
 * }
 * ```
 */
import type { DType, DTypeLike, DTypeName, Shape } from "../array/index.js";
import type { OPS, OpName, ReductionName } from "./ops/table.js";

/** What operations of both modules take. */
export type ModuleOperand = ModuleArray | number | bigint | boolean;

interface DTypeOption {
  readonly dtype?: DTypeLike<DTypeName>;
}

/** Names of the methods that the op table gives. */
type MethodOf<N extends OpName> = (typeof OPS)[N] extends { readonly method: infer M extends string } ? M : never;
type Methods = { [N in OpName as MethodOf<N>]: (typeof OPS)[N]["arity"] };

// A method's parameters are compared both ways, so that a module may ask for arrays of its own.
type UnaryMethod = { method(): ModuleArray }["method"];
type BinaryMethod = { method(other: ModuleOperand): ModuleArray }["method"];
type UnaryFunction = { method(x: ModuleOperand): ModuleArray }["method"];
type BinaryFunction = { method(x1: ModuleOperand, x2: ModuleOperand): ModuleArray }["method"];
type TernaryFunction = { method(condition: ModuleOperand, x: ModuleOperand, y: ModuleOperand): ModuleArray }["method"];
type ReductionFunction = { method(x: ModuleArray): ModuleArray }["method"];
type ReductionMethod = { method(): ModuleArray }["method"];

type Statistic = "mean" | "var" | "std";

type ArrayMethods = { [M in keyof Methods]: Methods[M] extends 1 ? UnaryMethod : BinaryMethod } & {
  [R in ReductionName | Statistic]: ReductionMethod;
};

/** An array of either module. */
export interface ModuleArray extends ArrayMethods {
  readonly shape: Shape;
  readonly ndim: number;
  readonly size: number;
  readonly dtype: DType;
  astype(dtype: DTypeLike<DTypeName>): ModuleArray;
  copy(): ModuleArray;
  /** Computes the array. */
  ready(): Promise<unknown>;
  /** The array on the host, of `manycore/numpy`: await it. */
  get(): unknown;
  /** One element: await it. */
  item(...index: readonly number[]): ModuleScalar | Promise<ModuleScalar>;
  /** Nested lists: await them. */
  tolist(): unknown;
}

/** What an element is in JavaScript. */
export type ModuleScalar = number | bigint | boolean;

type Elementwise = {
  [N in OpName]: (typeof OPS)[N]["arity"] extends 1 ? UnaryFunction : (typeof OPS)[N]["arity"] extends 2 ? BinaryFunction : TernaryFunction;
};

/** The functions that both modules have: `import * as np` and `import * as cp` are such. */
export interface ArrayModule extends Elementwise {
  asarray(x: ArrayBufferView | readonly unknown[] | ModuleOperand, options?: DTypeOption): ModuleArray;
  array(x: ArrayBufferView | readonly unknown[] | ModuleOperand, options?: DTypeOption): ModuleArray;
  zeros(shape: number | readonly number[], options?: DTypeOption): ModuleArray;
  ones(shape: number | readonly number[], options?: DTypeOption): ModuleArray;
  empty(shape: number | readonly number[], options?: DTypeOption): ModuleArray;
  full(shape: number | readonly number[], value: number | bigint | boolean, options?: DTypeOption): ModuleArray;
  zeros_like(x: ModuleArray, options?: DTypeOption): ModuleArray;
  ones_like(x: ModuleArray, options?: DTypeOption): ModuleArray;
  arange(start: number, stop: number, step?: number, options?: DTypeOption): ModuleArray;
  linspace(start: number, stop: number, num?: number, options?: DTypeOption): ModuleArray;
  eye(n: number, m?: number | null, options?: DTypeOption): ModuleArray;
  clip(x: ModuleArray, low: ModuleOperand | null, high: ModuleOperand | null): ModuleArray;
  round(x: ModuleArray, decimals?: number): ModuleArray;
  sum: ReductionFunction;
  prod: ReductionFunction;
  min: ReductionFunction;
  max: ReductionFunction;
  any: ReductionFunction;
  all: ReductionFunction;
  mean: ReductionFunction;
  var: ReductionFunction;
  std: ReductionFunction;
}
