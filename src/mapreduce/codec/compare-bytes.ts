/** The order of bytes as C's `memcmp` has it; what is a prefix of the other comes first. Negative, 0 or positive. */
export function compareBytes(
  a: Uint8Array,
  aAt: number,
  aEnd: number,
  b: Uint8Array,
  bAt: number,
  bEnd: number,
): number {
  const aLength = aEnd - aAt;
  const bLength = bEnd - bAt;
  const shorter = aLength < bLength ? aLength : bLength;
  for (let i = 0; i < shorter; i++) {
    const difference = a[aAt + i]! - b[bAt + i]!;
    if (difference !== 0) return difference;
  }
  return aLength - bLength;
}

/** Whether the bytes are the same: cheaper than comparing, since most that differ in length are never read. */
export function equalBytes(
  a: Uint8Array,
  aAt: number,
  aEnd: number,
  b: Uint8Array,
  bAt: number,
  bEnd: number,
): boolean {
  const length = aEnd - aAt;
  if (length !== bEnd - bAt) return false;
  for (let i = 0; i < length; i++) {
    if (a[aAt + i] !== b[bAt + i]) return false;
  }
  return true;
}
