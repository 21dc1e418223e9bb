/** Results whose dtype is no operand's: the compiler's view (`tsc` checks this file) and what comes out. */
import * as np from "manycore/numpy";
import { expect, test } from "vitest";

function has<D extends np.DTypeName>(x: np.NDArray<D>, dtype: D): void {
  expect(x.dtype.name).toBe(dtype);
}

const bools = np.array([true, false]);

test("bits of bools and a number are int64", () => {
  has<"int64">(np.bitwise_and(bools, 1), "int64");
  has<"int64">(bools.or(1), "int64");
  has<"int64">(np.bitwise_xor(1, bools), "int64");
  has<"bool">(bools.and(true), "bool");
  has<"int8">(np.ones(2, { dtype: "int8" }).and(1), "int8");
});

test("rounded bools are float32", () => {
  has<"float32">(np.round(bools), "float32");
  has<"float32">(bools.round(), "float32");
  has<"int16">(np.ones(2, { dtype: "int16" }).round(), "int16");
});
