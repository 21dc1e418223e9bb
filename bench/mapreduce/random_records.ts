import { closeSync, openSync, writeSync } from "node:fs";

/** A record with its line end, as in the Sort Benchmark (sortbenchmark.org). */
export const RECORD_BYTES = 100;
const KEY_BYTES = 10;
const NUMBER_DIGITS = 32;
/** The printable characters of ASCII, from the space to the tilde. */
const FIRST = 0x20;
const CHARACTERS = 95;
/** So many characters come from one draw: 95⁴ is below 2³². */
const CHARACTERS_A_DRAW = 4;
const BUFFER_RECORDS = 40_000;

/**
 * Writes records of 100 bytes: a key of 10 random printable characters, two spaces, the record's number in 32 hexadecimal
 * digits, two spaces, 53 letters, a line end. They are laid out like gensort's ASCII records, but no program of the Sort
 * Benchmark is used. `LC_ALL=C sort` orders them by code point.
 *
 * @param seed decides the keys: the same seed gives the same file
 */
export function writeRecords(path: string, records: number, seed: number): void {
  const draw = xoshiro128(seed);
  const file = openSync(path, "wx");
  const buffer = Buffer.alloc(Math.min(records, BUFFER_RECORDS) * RECORD_BYTES);
  try {
    for (let from = 0; from < records; from += BUFFER_RECORDS) {
      const count = Math.min(BUFFER_RECORDS, records - from);
      for (let index = 0; index < count; index++) {
        writeRecord(buffer, index * RECORD_BYTES, from + index, draw);
      }
      const end = count * RECORD_BYTES;
      for (let at = 0; at < end; ) at += writeSync(file, buffer, at, end - at);
    }
  } finally {
    closeSync(file);
  }
}

function writeRecord(buffer: Buffer, begin: number, number: number, draw: () => number): void {
  let at = begin;
  for (const end = begin + KEY_BYTES; at < end; ) {
    let rest = draw();
    for (let digit = 0; digit < CHARACTERS_A_DRAW && at < end; digit++) {
      buffer[at++] = FIRST + (rest % CHARACTERS);
      rest = Math.floor(rest / CHARACTERS);
    }
  }
  const digits = number.toString(16).toUpperCase().padStart(NUMBER_DIGITS, "0");
  at += buffer.write(`  ${digits}  `, at, "latin1");
  for (const end = begin + RECORD_BYTES - 1; at < end; at++) buffer[at] = 0x41 + ((number + at - begin) % 26);
  buffer[at] = 0x0a;
}

/**
 * xoshiro128** of D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators" (2018), its state filled by
 * SplitMix32.
 *
 * @returns whole numbers from 0 to 2³² − 1
 */
function xoshiro128(seed: number): () => number {
  let mixed = seed;
  const next = () => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let value = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
    return value ^ (value >>> 16);
  };
  let [a, b, c, d] = [next(), next(), next(), next()];
  const rotate = (value: number, by: number) => (value << by) | (value >>> (32 - by));
  return () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
}
