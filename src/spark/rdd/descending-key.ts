import { encodeKey } from "../../mapreduce/for-rdds.js";

/**
 * A key whose order is the other way round: the encoded key's bytes, complemented, as characters. No key's bytes begin another's, so nothing has to be said
 * about ends.
 */
export function descendingKey(key: unknown): string {
  for (let bytes = 128; ; bytes *= 2) {
    const u8 = Buffer.allocUnsafe(bytes);
    const end = encodeKey(u8, 0, bytes, key);
    if (end < 0) continue;
    for (let i = 0; i < end; i++) u8[i] = 255 - u8[i]!;
    return u8.toString("latin1", 0, end);
  }
}
