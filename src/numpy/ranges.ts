/** Arrays of evenly spaced values. https://numpy.org/doc/stable/reference/routines.array-creation.html#numerical-ranges */
import { asDType, DTYPES, type DType, type DTypeName, rangeOf, typedArrayOf } from "../array/index.js";
import { DTypeError, ValueError } from "../errors.js";
import { heap } from "../memory/index.js";
import { isTrue } from "./assign.js";
import { blockOf, checkFits, type DTypeOption, uninitialized } from "./creation.js";
import type { NDArray } from "./ndarray.js";

/** Fills new memory by a function of the position, in the dtype's own typed array. What `at` gives fits an integer dtype. */
function fromPositions(count: number, dtype: DType, at: (k: number) => number | bigint): NDArray {
  const out = uninitialized([count], dtype);
  const { address } = blockOf(out);
  const view = new (typedArrayOf(dtype))(heap().memory.buffer, address, count) as unknown as Record<
    number,
    number | bigint
  >;
  if (dtype.itemsize === 8 && dtype.kind !== "float") for (let k = 0; k < count; k++) view[k] = BigInt(at(k));
  else if (dtype.kind === "bool") for (let k = 0; k < count; k++) view[k] = isTrue(at(k)) ? 1 : 0;
  else for (let k = 0; k < count; k++) view[k] = at(k);
  return out;
}

/**
 * Evenly spaced values in [start, stop): `arange(stop)`, `arange(start, stop, step)`. float64 unless `dtype` says otherwise
 * (NumPy: integers for integers; JavaScript can't tell 3 from 3.0).
 * https://numpy.org/doc/stable/reference/generated/numpy.arange.html
 * @throws ValueError for a step of 0 or a length that is no number; DTypeError for fractions with an integer dtype;
 * OverflowError for values that the dtype can't hold
 */
export function arange<D extends DTypeName = "float64">(stop: number, options?: DTypeOption<D>): NDArray<D>;
export function arange<D extends DTypeName = "float64">(
  start: number,
  stop: number,
  step?: number,
  options?: DTypeOption<D>,
): NDArray<D>;
export function arange<D extends DTypeName = "float64">(
  first: number,
  second?: number | DTypeOption<D>,
  third?: number,
  fourth?: DTypeOption<D>,
): NDArray<D> {
  const { start, step, count, options } = rangeOf(first, second, third, fourth);
  const dtype = asDType(options?.dtype ?? "float64") as DType;
  if (dtype.kind !== "float" && count > 0) {
    for (const v of [start, step])
      if (!Number.isInteger(v))
        throw new DTypeError(`arange of dtype ${dtype.name} takes whole numbers, got ${v}`);
    if (dtype.kind === "bool" && count > 2)
      throw new DTypeError(
        `arange() is only supported for booleans when the result has at most length 2, got ${count}`,
      );
    if (dtype.kind !== "bool") {
      const exact = (k: number): bigint => BigInt(start) + BigInt(k) * BigInt(step);
      checkFits(start, dtype);
      checkFits(exact(count - 1), dtype);
      // Numbers can't count beyond 2^53.
      if (dtype.itemsize === 8) return fromPositions(count, dtype, exact) as NDArray<D>;
    }
  }
  // As NumPy fills: the second value is rounded to the dtype, and its distance to the first is the step from then on.
  const round = dtype === DTYPES.float32 ? Math.fround : (x: number): number => x;
  const origin = round(start);
  const delta = round(round(start + step) - origin);
  return fromPositions(count, dtype, (k) =>
    k < 2 ? start + k * step : origin + round(k * delta),
  ) as NDArray<D>;
}

/**
 * `num` evenly spaced values from start to stop, both included unless `endpoint` is false.
 * https://numpy.org/doc/stable/reference/generated/numpy.linspace.html
 * @throws ValueError for a negative or fractional number of values
 */
export function linspace<D extends DTypeName = "float64">(
  start: number,
  stop: number,
  num = 50,
  options?: DTypeOption<D> & { readonly endpoint?: boolean },
): NDArray<D> {
  if (!Number.isInteger(num) || num < 0)
    throw new ValueError(`Number of samples, ${num}, must be non-negative and whole.`);
  const endpoint = options?.endpoint ?? true;
  const parts = endpoint ? num - 1 : num;
  const step = (stop - start) / parts;
  const dtype = asDType(options?.dtype ?? "float64") as DType;
  // As NumPy: k * step where the step isn't 0, else k / parts * (stop - start); the last value is the stop itself.
  const value = (k: number): number =>
    endpoint && num > 1 && k === num - 1
      ? stop
      : start + (parts > 0 ? (step !== 0 ? k * step : (k / parts) * (stop - start)) : 0);
  if (dtype.kind === "float" || dtype.kind === "bool") return fromPositions(num, dtype, value) as NDArray<D>;
  // Floats beyond the integers' range, and NaN, become what astype makes of them, as in NumPy.
  return fromPositions(num, DTYPES.float64, (k) => Math.floor(value(k))).astype(
    dtype,
  ) as NDArray as NDArray<D>;
}
