/**
 * What a library has to get right before it is used. All values are small integers, so the right answer is exact in
 * either precision. The cases are those in which a wrong guess shows: a library that reads integers of another width, takes
 * rows for columns, ignores a leading dimension, or returns a float where a double is read.
 */
import { ARRAY, type FloatArray, type Precision } from "./precision.js";
import type { Routines } from "./provider.js";

/** In words the first thing that is wrong, or null when all is right. */
export function firstWrongProduct(
  routines: Readonly<Record<Precision, Routines<FloatArray>>>,
): string | null {
  for (const precision of ["float32", "float64"] as const) {
    const letter = precision === "float32" ? "s" : "d";
    const array = (...values: number[]) => ARRAY[precision].from(values) as FloatArray;
    const { gemm, gemv, dot, axpy, nrm2 } = routines[precision];
    const checks: [string, () => FloatArray, number[]][] = [
      [
        "gemm",
        () => {
          // A is the transpose of [[1, 2, 3], [4, 5, 6]] in rows of 4, B 3 × 2 in rows of 3, C in rows of 5.
          const a = array(1, 4, -9, -9, 2, 5, -9, -9, 3, 6, -9, -9);
          const b = array(7, 8, -9, 9, 10, -9, 11, 12, -9);
          const c = array(1, 2, 50, 51, 52, 3, 4, 53, 54, 55);
          gemm(true, false, 2, 2, 3, 2, a, 4, b, 3, -1, c, 5);
          return c;
        },
        [115, 126, 50, 51, 52, 275, 304, 53, 54, 55],
      ],
      [
        "gemm",
        () => {
          // The same, the other operand transposed and C not read.
          const a = array(1, 2, 3, 4, 5, 6);
          const b = array(7, 9, 11, 8, 10, 12);
          const c = array(Number.NaN, Number.NaN, Number.NaN, Number.NaN);
          gemm(false, true, 2, 2, 3, 1, a, 3, b, 3, 0, c, 2);
          return c;
        },
        [58, 64, 139, 154],
      ],
      [
        "gemv",
        () => {
          const y = array(1, 20, 1, 20);
          gemv(false, 2, 3, 1, array(1, 2, 3, 0, 4, 5, 6, 0), 4, array(1, 2, 3), -1, 10, y, 2);
          return y;
        },
        [20, 20, 38, 20],
      ],
      ["dot", () => array(dot(3, array(1, 2, 3), -1, array(1, 0, 10, 0, 100), 2)), [123]],
      [
        "axpy",
        () => {
          const y = array(10, 0, 20, 0, 30);
          axpy(3, 2, array(1, 2, 3), 1, y, -2);
          return y;
        },
        [16, 0, 24, 0, 32],
      ],
      ["nrm2", () => array(nrm2(2, array(3, 0, 4), 2)), [5]],
    ];
    for (const [operation, compute, right] of checks) {
      const given = compute();
      if (right.some((value, k) => given[k] !== value))
        return `${letter}${operation} gave ${given.join(", ")} where ${right.join(", ")} is right`;
    }
  }
  return null;
}
