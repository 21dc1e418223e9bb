/** Spark's hashes: MurmurHash3 of 32 bits (A. Appleby), whose tail Spark folds in byte by byte, XXH64 (Y. Collet), and CRC-32. */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

import {
  type JavaScriptFunction,
  type JavaScriptKind,
  type JavaScriptValues,
  javascript,
  javascriptOfNulls,
} from "./javascript-function.js";
import { xxhash64OfBytes, xxhash64OfInt, xxhash64OfLong } from "./xxhash64.js";

const { imul } = Math;
const utf8 = new TextEncoder();

function mixed(hash: number, word: number): number {
  const k = imul(rotated(imul(word, 0xcc9e2d51), 15), 0x1b873593);
  return (imul(rotated(hash ^ k, 13), 5) + 0xe6546b64) | 0;
}

function rotated(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}

function finished(hash: number, length: number): number {
  let h = hash ^ length;
  h = imul(h ^ (h >>> 16), 0x85ebca6b);
  h = imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function murmurOfInt(value: number, seed: number): number {
  return finished(mixed(seed, value), 4);
}

function murmurOfLong(value: bigint, seed: number): number {
  const [low, high] = [Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n))];
  return finished(mixed(mixed(seed, low), high), 8);
}

export function murmurOfBytes(bytes: Uint8Array, seed: number): number {
  const whole = bytes.length - (bytes.length % 4);
  let h = seed;
  for (let i = 0; i < whole; i += 4) {
    h = mixed(h, bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
  }
  for (let i = whole; i < bytes.length; i++) h = mixed(h, (bytes[i]! << 24) >> 24);
  return finished(h, bytes.length);
}

/** The fewest bytes of a whole number's two's complement, the highest first, which is how Spark hashes a decimal that no long holds. */
function bytesOfWhole(digits: string): Uint8Array {
  const value = BigInt(digits);
  let size = 1;
  while (BigInt.asIntN(size * 8, value) !== value) size++;
  const rest = BigInt.asUintN(size * 8, value);
  return Uint8Array.from({ length: size }, (_, i) => Number((rest >> BigInt((size - 1 - i) * 8)) & 0xffn));
}

const SHA2: Readonly<Record<number, string>> = {
  0: "sha256",
  224: "sha224",
  256: "sha256",
  384: "sha384",
  512: "sha512",
};

const bits = new DataView(new ArrayBuffer(8));

/** There is one NaN, and zero has no sign. */
function bitsOfDouble(value: number): bigint {
  bits.setFloat64(0, Number.isNaN(value) ? Number.NaN : value + 0);
  return bits.getBigInt64(0);
}

function bitsOfFloat(value: number): number {
  bits.setFloat32(0, Number.isNaN(value) ? Number.NaN : value + 0);
  return bits.getInt32(0);
}

/** A function of a value and the hash before it, which null leaves as it is. */
function hash<K extends JavaScriptKind, S extends "int" | "long">(
  name: string,
  kind: K,
  seed: S,
  of: (value: JavaScriptValues[K], seed: JavaScriptValues[S]) => JavaScriptValues[S],
): JavaScriptFunction {
  return javascriptOfNulls(name, [kind, seed], seed, (value, before) =>
    value === null || before === null ? before : of(value, before),
  );
}

export const HASHES: readonly JavaScriptFunction[] = [
  hash("js_hash_int", "int", "int", murmurOfInt),
  hash("js_hash_long", "long", "int", murmurOfLong),
  hash("js_hash_double", "double", "int", (value, seed) => murmurOfLong(bitsOfDouble(value), seed)),
  hash("js_hash_float", "double", "int", (value, seed) => murmurOfInt(bitsOfFloat(value), seed)),
  hash("js_hash_text", "string", "int", (text, seed) => murmurOfBytes(utf8.encode(text), seed)),
  hash("js_hash_bytes", "binary", "int", murmurOfBytes),
  hash("js_hash_whole", "string", "int", (digits, seed) => murmurOfBytes(bytesOfWhole(digits), seed)),
  hash("js_xxhash64_int", "int", "long", xxhash64OfInt),
  hash("js_xxhash64_long", "long", "long", xxhash64OfLong),
  hash("js_xxhash64_double", "double", "long", (value, seed) => xxhash64OfLong(bitsOfDouble(value), seed)),
  hash("js_xxhash64_float", "double", "long", (value, seed) => xxhash64OfInt(bitsOfFloat(value), seed)),
  hash("js_xxhash64_text", "string", "long", (text, seed) => xxhash64OfBytes(utf8.encode(text), seed)),
  hash("js_xxhash64_bytes", "binary", "long", xxhash64OfBytes),
  hash("js_xxhash64_whole", "string", "long", (digits, seed) => xxhash64OfBytes(bytesOfWhole(digits), seed)),
  javascript("js_crc32", ["binary"], "long", (bytes) => BigInt(crc32(bytes))),
  javascript("js_sha2", ["binary", "int"], "string", (bytes, size) => {
    const algorithm = SHA2[size];
    return algorithm === undefined ? null : createHash(algorithm).update(bytes).digest("hex");
  }),
];
