import type { PartitionStats } from "./stats.js";

/** How unevenly the reducers were loaded. */
export interface Skew {
  /** Which partition had most bytes, from 0 on. */
  readonly largest: number;
  /** Its bytes against the mean of all partitions; 1 is even, the number of partitions as uneven as can be. */
  readonly ratio: number;
  readonly empty: number;
}

/** @returns undefined where there is nothing to compare: fewer than two partitions, or nothing in them */
export function skewOf(partitions: readonly PartitionStats[]): Skew | undefined {
  if (partitions.length < 2) return undefined;
  let total = 0;
  let largest = 0;
  let empty = 0;
  for (const [index, { bytes }] of partitions.entries()) {
    total += bytes;
    if (bytes === 0) empty++;
    if (bytes > (partitions[largest] as PartitionStats).bytes) largest = index;
  }
  if (total === 0) return undefined;
  const ratio = ((partitions[largest] as PartitionStats).bytes * partitions.length) / total;
  return { largest, ratio, empty };
}
