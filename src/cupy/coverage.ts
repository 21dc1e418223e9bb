/**
 * What of `manycore/numpy` the device can't do, and what it does otherwise: docs/cupy_coverage.md is written from this table
 * (`npm run generate`), and a test holds each line of it against both modules.
 */

/** Names of np that throw NotSupportedError on the device, and why. */
export const REFUSED: Readonly<Record<string, string>> = {
  int8: "WGSL has no 8-bit integers: `{dtype: cp.int32}`",
  int16: "WGSL has no 16-bit integers: `{dtype: cp.int32}`",
  uint8: "WGSL has no 8-bit integers: `{dtype: cp.uint32}`",
  uint16: "WGSL has no 16-bit integers: `{dtype: cp.uint32}`",
  int64: "sums of integers have it; arrays can't be made of it",
  uint64: "sums of unsigned integers have it; arrays can't be made of it",
  float64: "WGSL has no float64: `{dtype: cp.float32}`",
  "x.data": "the host can't see the device's memory: `await x.toTypedArray()`",
  "x.toJSON": "JSON can't wait: `JSON.stringify(await x.tolist())`",
};

/** Names that do something else than np's, or only part of it. */
export const DIFFERENT: Readonly<Record<string, string>> = {
  array2string: "gives a promise",
  array_repr: "gives a promise",
  array_str: "gives a promise",
  memory: "of the device's pool: `{used, total, limit}`",
  explain: "the programs; no lanes or threads",
  promote_types: "answers for NumPy's dtypes; where that is float64, operations on the device give float32",
  result_type: "as `promote_types`",
  sum: "of integers and bools: exact in 64 bits (int64, uint64), which can be read and cast only; `{dtype: cp.int32}` adds up in 32 bits and wraps round",
  prod: "as `sum`, wrapping round in 64 bits",
  mean: "in float32; of integers by their exact sum",
  var: "in float32, in two passes",
  std: "as `var`",
  arange: "whole floats beyond 2^24 throw `OverflowError`: ask for int32",
  empty: "zeros",
  power:
    "of int32 with an array of int32 exponents throws `NotSupportedError`: whether one is negative isn't known without waiting",
  "x.at": "a mask throws `NotSupportedError`: the shape of what it leaves depends on the data",
  "x.get": "a copy on the host, awaited",
  "x.item": "awaited; brings that element alone",
  "x.tolist": "awaited",
  "x.toTypedArray": "awaited",
  "x.toString": "tells dtype and shape: the elements aren't there yet. `await cp.array_str(x)` has them",
  "x.iterator": "of a 1-d array gives 0-d arrays, as CuPy's",
  "x.slice": "writes through a view cost a copy of the array (those between two readings share one)",
  "x.strides": "as the host counts them; asking computes nothing",
};
