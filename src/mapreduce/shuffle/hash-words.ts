/**
 * `hashBytes` (src/mapreduce/codec) of a key that begins on a word and is followed by zeros up to the next one, as a signed number. By words it
 * takes a third of the time. MurmurHash3_x86_32 (A. Appleby, 2011).
 */
export function hashWords(i32: Int32Array, word: number, length: number): number {
  let hash = 0;
  const whole = word + (length >>> 2);
  for (; word < whole; word++) {
    const k = Math.imul(i32[word]!, 0xcc9e2d51);
    hash ^= Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  if ((length & 3) !== 0) {
    const k = Math.imul(i32[word]!, 0xcc9e2d51);
    hash ^= Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  }
  hash ^= length;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
