/**
 * A hash of bytes, 0 to 2^32 - 1, all of whose bits are good: it chooses the partition (modulo) and the place in a table (mask).
 * MurmurHash3_x86_32 (A. Appleby, 2011): four bytes a step, and its finalizer lets every bit of the input change every bit of the
 * result. It isn't made to withstand somebody who searches for collisions. It must never change within a job, also over `--resume`.
 */
export function hashBytes(u8: Uint8Array, at: number, end: number): number {
  let hash = 0;
  const words = end - ((end - at) & 3);
  let i = at;
  for (; i < words; i += 4) {
    const word = u8[i]! | (u8[i + 1]! << 8) | (u8[i + 2]! << 16) | (u8[i + 3]! << 24);
    hash ^= scramble(word);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let shift = 0; i < end; i++, shift += 8) rest |= u8[i]! << shift;
  hash ^= scramble(rest);
  hash ^= end - at;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function scramble(word: number): number {
  word = Math.imul(word, 0xcc9e2d51);
  return Math.imul((word << 15) | (word >>> 17), 0x1b873593);
}
