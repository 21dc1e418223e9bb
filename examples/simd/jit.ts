/**
 * Loops over arrays, on vector lanes and cores: a dot product, and a moving average that leaves gaps where there is too little to average.
 *
 *     npx tsx examples/simd/jit.ts
 */
import * as simd from "manycore/simd";
import { runExample } from "./program.js";

const { prange } = simd;

export const dot = simd.jit((x: Float32Array, y: Float32Array) => {
  let sum = 0;
  for (const i of prange(x.length)) sum += x[i] * y[i];
  return sum;
});

/** Averages of the `width` readings up to each; readings below zero are gaps, and an average of gaps is -1. */
export const movingAverage = simd.jit((readings: Float32Array, out: Float32Array, width: number) => {
  for (const i of prange(readings.length)) {
    let sum = 0;
    let count = 0;
    for (let k = 0; k < width; k++) {
      const reading = readings[i - k];
      if (i < k || reading < 0) continue;
      sum += reading;
      count++;
    }
    out[i] = count > 0 ? sum / count : -1;
  }
});

runExample(import.meta.url, () => {
  const product = dot(Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6));
  const readings = Float32Array.of(3, -1, 6, 9, -1, -1, -1);
  const out = new Float32Array(readings.length);
  movingAverage(readings, out, 3);
  return `dot product: ${product}; moving average: ${out.join(" ")}`;
});
