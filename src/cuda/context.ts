/**
 * What a kernel sees: its first parameter, or the same names imported from here (`cuda.grid(1)`).
 * https://numba.readthedocs.io/en/stable/cuda-reference/kernel.html#intrinsic-attributes-and-functions
 */
import { NotSupportedError } from "../errors.js";
import {
  type ArrayToken,
  bool,
  contextFunction,
  type Dimensions,
  type ElementType,
  type ElementValue,
  f32,
  f64,
  i8,
  i16,
  i32,
  i64,
  type ParameterToken,
  type ScalarToken,
  u8,
  u16,
  u32,
  u64,
} from "./compiler.js";

/** Three lengths or indices, i32. */
export interface Vector3 {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** A row of an array as kernels see it: out of bounds a read gives 0 and a write does nothing. */
export interface Row<T> {
  readonly length: number;
  [index: number]: T;
}

/** An array of one, two or three dimensions as kernels see it. */
export type KernelArray<E extends ElementType, N extends Dimensions = 1> = (N extends 1
  ? Row<ElementValue<E>>
  : N extends 2
    ? Row<Row<ElementValue<E>>>
    : Row<Row<Row<ElementValue<E>>>>) & {
  readonly size: number;
  readonly shape: readonly number[];
};

/** What a parameter of a type is inside the kernel. */
export type KernelValue<T extends ParameterToken> =
  T extends ArrayToken<infer E, infer N>
    ? KernelArray<E, N>
    : T extends ScalarToken<infer E>
      ? ElementValue<E>
      : never;

export type KernelParameters<P extends readonly ParameterToken[]> = {
  -readonly [K in keyof P]: KernelValue<P[K]>;
};

type Atomic = (
  array: Row<number> | Row<Row<number>>,
  index: number | readonly number[],
  value: number,
) => number;

interface ArrayMaker {
  <E extends ElementType>(length: number, type: ScalarToken<E>): KernelArray<E, 1>;
  <E extends ElementType>(shape: readonly [number], type: ScalarToken<E>): KernelArray<E, 1>;
  <E extends ElementType>(shape: readonly [number, number], type: ScalarToken<E>): KernelArray<E, 2>;
  <E extends ElementType>(shape: readonly [number, number, number], type: ScalarToken<E>): KernelArray<E, 3>;
}

interface Grid {
  (dimensions?: 1): number;
  (dimensions: 2): readonly [x: number, y: number];
  (dimensions: 3): readonly [x: number, y: number, z: number];
}

/** What a thread of a kernel knows and can do. */
export interface KernelContext<C = Readonly<Record<string, unknown>>> {
  /** What the kernel was given as `{ constants }`. */
  readonly constants: C;
  /** The thread's place in its block. */
  readonly threadIdx: Vector3;
  /** The block's place in the grid. */
  readonly blockIdx: Vector3;
  /** Threads of a block along each axis. */
  readonly blockDim: Vector3;
  /** Blocks of the grid along each axis. */
  readonly gridDim: Vector3;
  /** The thread's place in the whole grid: `blockIdx.x * blockDim.x + threadIdx.x`, and so on. */
  readonly grid: Grid;
  /** Threads of the whole grid along each axis. */
  readonly gridsize: Grid;
  /** Memory that the threads of a block share, zero at first: `shared.array(256, f32)`; `shared.dynamic(f32)` takes the launch's `sharedBytes`. */
  readonly shared: {
    readonly array: ArrayMaker;
    dynamic<E extends ElementType>(type: ScalarToken<E>): KernelArray<E, 1>;
  };
  /** Memory of one thread, zero at first. */
  readonly local: { readonly array: ArrayMaker };
  /** Waits for all threads of the block. Every thread of the block has to get here. */
  syncthreads(): void;
  /** Waits for the threads of the subgroup (CUDA's warp). */
  syncwarp(): void;
  /** Makes what this thread wrote visible to others before what it writes next. */
  threadfence(): void;
  /** Each gives the value before. i32 and u32 elements; add and exchange also f32. */
  readonly atomicAdd: Atomic;
  readonly atomicSub: Atomic;
  readonly atomicMin: Atomic;
  readonly atomicMax: Atomic;
  readonly atomicAnd: Atomic;
  readonly atomicOr: Atomic;
  readonly atomicXor: Atomic;
  readonly atomicExch: Atomic;
  /** Writes `value` where `expected` stands; gives the value before. */
  atomicCAS(
    array: Row<number> | Row<Row<number>>,
    index: number | readonly number[],
    expected: number,
    value: number,
  ): number;
  /** The value that another thread of the subgroup has, by its number. */
  shuffle<T extends number>(value: T, lane: number): T;
  shuffleUp<T extends number>(value: T, delta: number): T;
  shuffleDown<T extends number>(value: T, delta: number): T;
  shuffleXor<T extends number>(value: T, mask: number): T;
  /** The thread's number in its subgroup, and the subgroup's size. */
  readonly laneId: number;
  readonly warpSize: number;
  readonly bool: ScalarToken<"bool">;
  readonly i8: ScalarToken<"i8">;
  readonly u8: ScalarToken<"u8">;
  readonly i16: ScalarToken<"i16">;
  readonly u16: ScalarToken<"u16">;
  readonly i32: ScalarToken<"i32">;
  readonly u32: ScalarToken<"u32">;
  readonly i64: ScalarToken<"i64">;
  readonly u64: ScalarToken<"u64">;
  readonly f32: ScalarToken<"f32">;
  readonly f64: ScalarToken<"f64">;
}

function outside(name: string): never {
  throw new NotSupportedError(
    `cuda.${name}`,
    "the host",
    "It means something inside of a kernel only: cuda.kernel([f32.array], (ctx, x) => …).",
  );
}

/** A function of the context for kernels that import it; called on the host it refuses. */
function imported<K extends keyof KernelContext>(name: K): KernelContext[K] {
  return contextFunction(name, (() => outside(name)) as object) as unknown as KernelContext[K];
}

function importedObject<K extends keyof KernelContext>(
  name: K,
  members: readonly string[],
): KernelContext[K] {
  const object = {};
  for (const member of members)
    Object.defineProperty(object, member, { enumerable: true, get: () => outside(`${name}.${member}`) });
  return contextFunction(name, object) as KernelContext[K];
}

const AXES = ["x", "y", "z"];

export const threadIdx: Vector3 = /* @__PURE__ */ importedObject("threadIdx", AXES);
export const blockIdx: Vector3 = /* @__PURE__ */ importedObject("blockIdx", AXES);
export const blockDim: Vector3 = /* @__PURE__ */ importedObject("blockDim", AXES);
export const gridDim: Vector3 = /* @__PURE__ */ importedObject("gridDim", AXES);
export const grid: KernelContext["grid"] = /* @__PURE__ */ imported("grid");
export const gridsize: KernelContext["gridsize"] = /* @__PURE__ */ imported("gridsize");
export const shared: KernelContext["shared"] = /* @__PURE__ */ importedObject("shared", ["array", "dynamic"]);
export const local: KernelContext["local"] = /* @__PURE__ */ importedObject("local", ["array"]);
export const syncthreads: KernelContext["syncthreads"] = /* @__PURE__ */ imported("syncthreads");
export const syncwarp: KernelContext["syncwarp"] = /* @__PURE__ */ imported("syncwarp");
export const threadfence: KernelContext["threadfence"] = /* @__PURE__ */ imported("threadfence");
export const atomicAdd: Atomic = /* @__PURE__ */ imported("atomicAdd");
export const atomicSub: Atomic = /* @__PURE__ */ imported("atomicSub");
export const atomicMin: Atomic = /* @__PURE__ */ imported("atomicMin");
export const atomicMax: Atomic = /* @__PURE__ */ imported("atomicMax");
export const atomicAnd: Atomic = /* @__PURE__ */ imported("atomicAnd");
export const atomicOr: Atomic = /* @__PURE__ */ imported("atomicOr");
export const atomicXor: Atomic = /* @__PURE__ */ imported("atomicXor");
export const atomicExch: Atomic = /* @__PURE__ */ imported("atomicExch");
export const atomicCAS: KernelContext["atomicCAS"] = /* @__PURE__ */ imported("atomicCAS");
export const shuffle: KernelContext["shuffle"] = /* @__PURE__ */ imported("shuffle");
export const shuffleUp: KernelContext["shuffleUp"] = /* @__PURE__ */ imported("shuffleUp");
export const shuffleDown: KernelContext["shuffleDown"] = /* @__PURE__ */ imported("shuffleDown");
export const shuffleXor: KernelContext["shuffleXor"] = /* @__PURE__ */ imported("shuffleXor");
export { bool, f32, f64, i8, i16, i32, i64, u8, u16, u32, u64 };
