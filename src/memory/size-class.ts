import { HEADER_BYTES, LARGE_OVERHEAD, LINE_ALIGNED_FROM, LINE_BYTES, PAGE_BYTES } from "./layout.js";

/**
 * Size classes: multiples of 16 bytes up to 128, then four steps a doubling, so that rounding up wastes at most a quarter
 * (a fifth on average half that). jemalloc's spacing: https://jemalloc.net/jemalloc.3.html#size_classes.
 */
export const CLASS_COUNT = 40;
/** The largest size with a class, 32 KiB. Larger blocks get pages of their own. */
export const MAX_CLASS_BYTES = 1 << 15;

/** The class whose blocks hold `bytes` (0 … MAX_CLASS_BYTES). */
export function sizeClass(bytes: number): number {
  if (bytes <= 16) return 0;
  const b = bytes - 1;
  if (b < 128) return b >>> 4;
  const top = 31 - Math.clz32(b);
  return ((top - 7) << 2) + (b >>> (top - 2)) + 4;
}

/** What a block of class `c` holds: the inverse of `sizeClass` on its upper ends. */
export function classCapacity(c: number): number {
  if (c < 8) return (c + 1) << 4;
  return (5 + ((c - 8) & 3)) << (((c - 8) >>> 2) + 5);
}

/** Bytes from one block of a run to the next: data, header and what alignment needs. */
export function classStride(c: number): number {
  const capacity = classCapacity(c);
  return capacity + (capacity >= LINE_ALIGNED_FROM ? LINE_BYTES : HEADER_BYTES);
}

/** Pages of a run of class `c`: 64 KiB, or 256 KiB where that would hold few blocks. */
export function classRunPages(c: number): number {
  return classCapacity(c) <= 1 << 11 ? 4 : 16;
}

/** Pages of a large block of `bytes`. */
export function largePages(bytes: number): number {
  return Math.ceil((bytes + LARGE_OVERHEAD) / PAGE_BYTES);
}
