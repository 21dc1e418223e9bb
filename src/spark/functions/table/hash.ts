import type { FunctionFamily } from "./function-line.js";

export const HASH: FunctionFamily = {
  crc32: { takes: "col", gives: "number", doc: "The CRC-32 checksum of binary." },
  hash: { takes: "...cols", gives: "number!", doc: "A 32-bit hash by Murmur3 of several columns together." },
  md5: { takes: "col", gives: "string", doc: "The MD5 digest in hexadecimal digits." },
  sha: { takes: "col", gives: "string", doc: "The same as {@link sha1}." },
  sha1: { takes: "col", gives: "string", doc: "The SHA-1 digest in hexadecimal digits." },
  sha2: {
    takes: "col, numBits: int",
    gives: "string",
    written: "hash.ts",
    doc: "The SHA-2 digest of 224, 256, 384 or 512 bits in hexadecimal digits; 0 is 256.",
  },
  xxhash64: {
    takes: "...cols",
    gives: "number!",
    doc: "A 64-bit hash by xxHash of several columns together.",
  },
};
