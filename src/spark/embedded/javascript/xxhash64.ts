/** XXH64 by Y. Collet, as Spark has it: of whole numbers and of bytes, with a seed. */

const P1 = 0x9e3779b185ebca87n;
const P2 = 0xc2b2ae3d27d4eb4fn;
const P3 = 0x165667b19e3779f9n;
const P4 = 0x85ebca77c2b2ae63n;
const P5 = 0x27d4eb2f165667c5n;

const u64 = (x: bigint) => BigInt.asUintN(64, x);

function rotated(x: bigint, by: bigint): bigint {
  const y = u64(x);
  return u64(y << by) | (y >> (64n - by));
}

function round(lane: bigint, word: bigint): bigint {
  return u64(rotated(lane + u64(word * P2), 31n) * P1);
}

function withWord(hash: bigint, word: bigint): bigint {
  return u64(rotated(hash ^ round(0n, word), 27n) * P1 + P4);
}

function withHalf(hash: bigint, half: bigint): bigint {
  return u64(rotated(hash ^ u64(half * P1), 23n) * P2 + P3);
}

function finished(hash: bigint): bigint {
  let h = u64((hash ^ (hash >> 33n)) * P2);
  h = u64((h ^ (h >> 29n)) * P3);
  return BigInt.asIntN(64, h ^ (h >> 32n));
}

export function xxhash64OfInt(value: number, seed: bigint): bigint {
  return finished(withHalf(u64(seed + P5 + 4n), BigInt(value >>> 0)));
}

export function xxhash64OfLong(value: bigint, seed: bigint): bigint {
  return finished(withWord(u64(seed + P5 + 8n), u64(value)));
}

export function xxhash64OfBytes(bytes: Uint8Array, seed: bigint): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { length } = bytes;
  let at = 0;
  let hash: bigint;
  if (length >= 32) {
    const lanes = [u64(seed + P1 + P2), u64(seed + P2), u64(seed), u64(seed - P1)];
    for (; at + 32 <= length; at += 32) {
      for (let i = 0; i < 4; i++) lanes[i] = round(lanes[i]!, view.getBigUint64(at + i * 8, true));
    }
    const [a, b, c, d] = lanes as [bigint, bigint, bigint, bigint];
    hash = u64(rotated(a, 1n) + rotated(b, 7n) + rotated(c, 12n) + rotated(d, 18n));
    for (const lane of lanes) hash = u64((hash ^ round(0n, lane)) * P1 + P4);
  } else hash = u64(seed + P5);
  hash = u64(hash + BigInt(length));
  for (; at + 8 <= length; at += 8) hash = withWord(hash, view.getBigUint64(at, true));
  if (at + 4 <= length) {
    hash = withHalf(hash, BigInt(view.getUint32(at, true)));
    at += 4;
  }
  for (; at < length; at++) hash = u64(rotated(hash ^ u64(BigInt(bytes[at]!) * P5), 11n) * P1);
  return finished(hash);
}
