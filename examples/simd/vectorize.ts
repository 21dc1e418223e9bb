/**
 * Functions of numbers that become functions of arrays: the price of an option, a sum of bytes that stops at 255, and the rounds of
 * Newton's method, which are different for each element.
 *
 *     npx tsx examples/simd/vectorize.ts
 */
import * as np from "manycore/numpy";
import * as simd from "manycore/simd";
import { runExample } from "./program.js";

const { f32, u8, i32 } = simd;

/** Share of the normal distribution below x (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.17). */
function normal(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = 0.3989422804 * Math.exp(-0.5 * x * x) * series;
  return x < 0 ? tail : 1 - tail;
}

/** A call option by Black and Scholes, at an interest of 2 % and a volatility of 30 %; worthless after its term. */
export const callPrice = simd.vectorize(
  (spot: number, strike: number, years: number) => {
    if (years <= 0) return Math.max(spot - strike, 0);
    const deviation = 0.3 * Math.sqrt(years);
    const d1 = (Math.log(spot / strike) + (0.02 + 0.045) * years) / deviation;
    return spot * normal(d1) - strike * Math.exp(-0.02 * years) * normal(d1 - deviation);
  },
  { signature: f32(f32, f32, f32) },
);

/** Sixteen bytes an instruction. */
export const brighter = simd.vectorize((a: number, b: number) => Math.min(a + b, 255), {
  signature: u8(u8, u8),
});

/** Rounds of Newton's method until the square root stands still: lanes that are done wait, masked, for the others. */
export const newtonRounds = simd.vectorize(
  (x: number) => {
    let guess = Math.max(x, 1);
    let rounds = 0;
    while (rounds < 100) {
      const next = 0.5 * (guess + x / guess);
      if (Math.abs(next - guess) <= 1e-6 * guess) break;
      guess = next;
      rounds++;
    }
    return rounds;
  },
  { signature: i32(f32) },
);

runExample(import.meta.url, () => {
  const strikes = np.linspace(80, 120, 5).astype("float32");
  const prices = callPrice(100, strikes, 0.5).round(2).tolist();
  const bytes = brighter(
    np.asarray(Uint8Array.of(10, 200, 250)),
    np.asarray(Uint8Array.of(10, 100, 5)),
  ).tolist();
  const rounds = newtonRounds(np.asarray(Float32Array.of(1, 2, 1e6))).tolist();
  return `calls of an asset at 100: ${prices}; bytes: ${bytes}; rounds: ${rounds}`;
});
