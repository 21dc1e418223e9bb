/** `np.float32` and its like: dtypes that one can call to make a scalar that keeps its dtype in promotion. */
import { DTYPES, type DType, type DTypeName } from "../array/index.js";
import { arrayFromList } from "./creation.js";
import type { NDArray } from "./ndarray.js";
import type { Scalar } from "./types.js";

/** A dtype's name in np: `np.zeros(3, {dtype: np.float32})`, and `np.float32(1.5)`, a 0-d array of that dtype. */
export interface ScalarType<D extends DTypeName> {
  (value?: Scalar): NDArray<D>;
  readonly dtype: DType<D>;
}

function scalarType<D extends DTypeName>(name: D): ScalarType<D> {
  const dtype = DTYPES[name] as unknown as DType<D>;
  return Object.assign((value: Scalar = 0) => arrayFromList(value, DTYPES[name]) as NDArray as NDArray<D>, {
    dtype,
  });
}

/** https://numpy.org/doc/stable/reference/arrays.scalars.html */
export const bool = /* @__PURE__ */ scalarType("bool");
export const int8 = /* @__PURE__ */ scalarType("int8");
export const int16 = /* @__PURE__ */ scalarType("int16");
export const int32 = /* @__PURE__ */ scalarType("int32");
export const int64 = /* @__PURE__ */ scalarType("int64");
export const uint8 = /* @__PURE__ */ scalarType("uint8");
export const uint16 = /* @__PURE__ */ scalarType("uint16");
export const uint32 = /* @__PURE__ */ scalarType("uint32");
export const uint64 = /* @__PURE__ */ scalarType("uint64");
export const float32 = /* @__PURE__ */ scalarType("float32");
export const float64 = /* @__PURE__ */ scalarType("float64");
