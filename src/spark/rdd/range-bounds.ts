/** Where the range of keys is cut, so that the partitions of a sorted RDD are about equally large. */
import { compareBytes } from "../../mapreduce/for-rdds.js";
import type { KeySample } from "./steps/index.js";

/** Keys that are looked at, a partition of the result: its size is known to a tenth then (Spark looks at 20 and three times as many). */
const KEYS_A_PARTITION = 100;
const LEAST_KEYS = 200;

/** Keys to be looked at in each of the parent's partitions. */
export function sampleSize(parentPartitions: number, partitions: number): number {
  return Math.max(LEAST_KEYS, Math.ceil((KEYS_A_PARTITION * partitions) / Math.max(1, parentPartitions)));
}

/**
 * The first keys of all partitions but the first, ascending and different. A key of a sample counts for as many as it was chosen from, so large partitions
 * of the parent weigh more.
 */
export function rangeBounds(samples: readonly KeySample[], partitions: number): Uint8Array[] {
  const weighted = samples
    .flatMap(({ count, keys }) => keys.map((key) => ({ key, weight: count / keys.length })))
    .sort((a, b) => compare(a.key, b.key));
  const total = samples.reduce((sum, { count }) => sum + count, 0);
  const bounds: Uint8Array[] = [];
  let before = 0;
  for (const { key, weight } of weighted) {
    const last = bounds.at(-1);
    const isDue = before >= (total * (bounds.length + 1)) / partitions;
    if (isDue && bounds.length < partitions - 1 && (last === undefined || compare(key, last) > 0))
      bounds.push(key);
    before += weight;
  }
  return bounds;
}

function compare(a: Uint8Array, b: Uint8Array): number {
  return compareBytes(a, 0, a.length, b, 0, b.length);
}
