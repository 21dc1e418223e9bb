import type { Work } from "./work.js";

/** The two inputs of a row, the same numbers for every peer (peer_numpy.py has this formula, too). */
export interface Inputs {
  readonly a: Float64Array | Float32Array;
  readonly b: Float64Array | Float32Array;
  /** The element of the result that is read. */
  readonly probe: number;
}

/** @param work a matrix row gets square matrices */
export function inputs({ operation, dtype, n }: Work): Inputs {
  const length = operation === "matmul" ? n * n : n;
  const make = dtype === "float64" ? Float64Array : Float32Array;
  const a = new make(length);
  const b = new make(length);
  for (let i = 0; i < length; i++) {
    a[i] = 1 + (i % 1000) / 1000;
    b[i] = 0.5 + (i % 777) / 777;
  }
  return { a, b, probe: length >> 1 };
}
