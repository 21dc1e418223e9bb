/** `cp.float32` and its like: dtypes that one can call to make a 0-d array of that dtype. */
import { DTYPES, type DType, type DTypeName } from "../array/index.js";
import { asarray } from "./creation.js";
import type { NDArray } from "./ndarray.js";
import type { Scalar } from "./types.js";

/** A dtype's name in cp: `cp.zeros(3, {dtype: cp.int32})`, and `cp.float32(1.5)`, a 0-d array of that dtype. */
export interface ScalarType<D extends DTypeName> {
  /** @throws NotSupportedError for a dtype that the device hasn't; OverflowError for a value that the dtype can't hold */
  (value?: Scalar): NDArray<D>;
  readonly dtype: DType<D>;
}

function scalarType<D extends DTypeName>(name: D): ScalarType<D> {
  const dtype = DTYPES[name] as unknown as DType<D>;
  return Object.assign((value: Scalar = 0) => asarray(value, { dtype: name }) as NDArray as NDArray<D>, {
    dtype,
  });
}

/** https://docs.cupy.dev/en/stable/user_guide/basic.html */
export const bool = /* @__PURE__ */ scalarType("bool");
export const int32 = /* @__PURE__ */ scalarType("int32");
export const uint32 = /* @__PURE__ */ scalarType("uint32");
export const float32 = /* @__PURE__ */ scalarType("float32");
/** Sums of integers have it; arrays can't be made of it. */
export const int64 = /* @__PURE__ */ scalarType("int64");
/** Sums of unsigned integers have it; arrays can't be made of it. */
export const uint64 = /* @__PURE__ */ scalarType("uint64");
/** Not on the device: calling it throws. */
export const int8 = /* @__PURE__ */ scalarType("int8");
/** Not on the device: calling it throws. */
export const int16 = /* @__PURE__ */ scalarType("int16");
/** Not on the device: calling it throws. */
export const uint8 = /* @__PURE__ */ scalarType("uint8");
/** Not on the device: calling it throws. */
export const uint16 = /* @__PURE__ */ scalarType("uint16");
/** Not on the device: calling it throws. */
export const float64 = /* @__PURE__ */ scalarType("float64");
