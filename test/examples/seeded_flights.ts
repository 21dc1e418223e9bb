import type { Flights } from "../../examples/flights/question.js";

/** Made-up flights that are the same on every machine; delays are whole, skewed to the late side, some early. */
export function seededFlights(rows: number, seed = 42): Flights {
  const random = minimalStandard(seed);
  const distance = Float64Array.from({ length: rows }, () => 50 + Math.floor(random() ** 2 * 3500));
  const hour = Uint8Array.from({ length: rows }, () => Math.floor(random() * 24));
  const delay = Float64Array.from({ length: rows }, (_, index) => {
    const late = Math.floor((random() ** 4 - 0.1) * 200);
    return late + Math.floor((hour[index] ?? 0) / 3);
  });
  return { delay, distance, hour, inFile: rows, from: "2001-01-01", to: "2001-01-31" };
}

/** Park and Miller's "minimal standard" generator (CACM 31:10, 1988) with their later multiplier, in [0, 1). */
function minimalStandard(seed: number): () => number {
  const modulus = 2 ** 31 - 1;
  let state = seed;
  return () => {
    state = (state * 48271) % modulus;
    return (state - 1) / (modulus - 1);
  };
}
