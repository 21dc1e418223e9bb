/** Which of the parent's partitions are in one of fewer: neighbours, as equally as it goes. */
export function coalesced(partition: number, parent: number, partitions: number): readonly number[] {
  const from = Math.floor((partition * parent) / partitions);
  const to = Math.floor(((partition + 1) * parent) / partitions);
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** Fewer than asked for, if there aren't so many. */
export function coalescedCount(parent: number, partitions: number): number {
  return Math.min(parent, partitions);
}
