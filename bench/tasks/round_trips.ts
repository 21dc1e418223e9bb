import type { Ran } from "../harness/protocol.js";

/** Times each of n round trips, one after the other. */
export async function roundTrips(n: number, trip: (index: number) => Promise<number>): Promise<Ran> {
  const times = new Float64Array(n);
  let value = 0;
  for (let index = 0; index < n; index++) {
    const begin = performance.now();
    value += await trip(index);
    times[index] = performance.now() - begin;
  }
  times.sort();
  return { milliseconds: times[n >> 1] as number, p99: times[Math.floor(n * 0.99)] as number, value };
}
