/** Arrays as text, as NumPy prints them: their elements come from the device, so the text is awaited. */
import {
  type Array2StringOptions,
  type ArrayTextOptions,
  type Printable,
  array_repr as reprOf,
  array_str as strOf,
  array2string as textOf,
  toScalar,
} from "../array/index.js";
import type { NDArray } from "./ndarray.js";
import { toArray } from "./operands.js";

async function printable(x: NDArray): Promise<Printable> {
  const { dtype, shape } = toArray(x);
  const elements = await x.read();
  return { dtype, shape, get: (flat) => toScalar(elements[flat] as number | bigint, dtype, true) };
}

/** The elements in brackets. https://docs.cupy.dev/en/stable/reference/generated/cupy.array2string.html @throws DeviceError without a GPU */
export async function array2string(x: NDArray, options?: Array2StringOptions): Promise<string> {
  return textOf(await printable(x), options);
}

/** As Python's `repr(a)`. https://docs.cupy.dev/en/stable/reference/generated/cupy.array_repr.html @throws DeviceError without a GPU */
export async function array_repr(x: NDArray, options?: ArrayTextOptions): Promise<string> {
  return reprOf(await printable(x), options);
}

/** As Python's `str(a)`. https://docs.cupy.dev/en/stable/reference/generated/cupy.array_str.html @throws DeviceError without a GPU */
export async function array_str(x: NDArray, options?: ArrayTextOptions): Promise<string> {
  return strOf(await printable(x), options);
}
