/** manycore/numpy as the sweeps see it: functions found by name, results as plain elements. */
import * as np from "manycore/numpy";
import { type AnyTypedArray, broadcastStrides, type DTypeName } from "../../dist/array/index.js";
import { type Backend, jsBackend, useBackend, wasmBackend } from "../../dist/kernel/index.js";
import type { Result } from "../support/compare.js";
import type { OracleArray } from "../support/numpy_oracle.js";

type AnyArray = np.NDArray;
type AnyFunction = (...args: unknown[]) => AnyArray;

/** One of np's functions by its name. */
export function npFunction(name: string): AnyFunction {
  const found = (np as unknown as Record<string, unknown>)[name];
  if (typeof found !== "function") throw new Error(`np.${name} is not there`);
  return found as AnyFunction;
}

/** A dense array of np's with these elements. */
export function npArray(dtype: DTypeName, shape: readonly number[], data: AnyTypedArray): AnyArray {
  return np.asarray(data as Float64Array, { dtype }).reshape(shape) as unknown as AnyArray;
}

/** The same for the oracle. */
export function oracleArray(dtype: DTypeName, shape: readonly number[], data: AnyTypedArray): OracleArray {
  return { dtype, shape, data };
}

/** What came of it. */
export function resultOf(a: AnyArray): Result {
  return { dtype: a.dtype.name, shape: a.shape, data: a.toTypedArray() as unknown as AnyTypedArray };
}

/** NumPy's `broadcast_to`, which np doesn't offer to users: a view that repeats elements by strides of 0. */
export function repeated(a: AnyArray, shape: readonly number[]): AnyArray {
  const { shape: from, strides, offset } = a.layout();
  return a.view({ shape, strides: broadcastStrides(from, strides, shape), offset });
}

/** What runs on the heap: the product, and the plain interpreter that stands beside it. */
export const BACKENDS: readonly Backend[] = [wasmBackend, jsBackend];

/** Runs something on one back end. What it gives must have been computed: read, not pending. */
export function onBackend<T>(backend: Backend, run: () => T): T {
  const before = useBackend(backend);
  try {
    return run();
  } finally {
    useBackend(before);
  }
}
