import { valueEnd } from "../codec/index.js";

/**
 * How keys and values lie in the arena. A record's position is that of the word with its key's length, whole words.
 *
 * ```
 * word   −4          −3    −2    −1      0                  1              2
 * entry   partition   pos   end   next    key's length       inline used    key, zeros up to a word, inline values
 * compact                                 length | COMPACT   values' bytes  key, values
 * ```
 * An **entry** of the table collects values: first inline, then in a chain of chunks. `pos` and `end` are where the next value goes and
 * what room there is, in the last of the chain. A **compact** record is complete and is one value. In both the key begins on a word.
 *
 * ```
 * chunk   word 0: next chunk   1: bytes used, once it isn't the last   2: its size   then values
 * ```
 */
export const PARTITION = -4;
export const POS = -3;
export const END = -2;
export const NEXT = -1;
export const USED = 1;
/** Bytes of an entry before its position, and of any record before its key. */
export const ENTRY_BYTES = 16;
export const KEY = 8;

export const COMPACT = 0x8000_0000;
export const LENGTH = 0x7fff_ffff;

/** In an entry's word for the partition: combining didn't make its values fewer, so don't try again before memory is short. */
export const STUBBORN = 1 << 30;
export const PARTITION_BITS = STUBBORN - 1;

export const CHUNK_NEXT = 0;
export const CHUNK_USED = 1;
export const CHUNK_SIZE = 2;
export const CHUNK = 12;

/**
 * So many bytes of a key's values aren't worth a call of the combiner: a group of a run has more than ten for its key and lengths anyway.
 * Most keys are so; of the words of a mail corpus more than half occur once, and nearly a third two to eight times.
 */
export const FEW_BYTES = 8;

/** Up to the next word. */
export const words = (bytes: number): number => (bytes + 3) & ~3;

/** Bytes of the record's key. */
export function keyLength(u32: Uint32Array, record: number): number {
  return u32[record >>> 2]! & LENGTH;
}

/** Where the first values of an entry lie. */
export function inlineValues(u32: Uint32Array, entry: number): number {
  return entry + KEY + words(u32[entry >>> 2]!);
}

/** Bytes of all the record's values. */
export function valuesLength(u32: Uint32Array, record: number): number {
  const w = record >>> 2;
  if (u32[w]! >= COMPACT) return u32[w + 1]!;
  const pos = u32[w + POS]!;
  let chunk = u32[w + NEXT]!;
  if (chunk === 0) return pos - inlineValues(u32, record);
  let bytes = u32[w + USED]!;
  for (;;) {
    const c = chunk >>> 2;
    const next = u32[c + CHUNK_NEXT]!;
    if (next === 0) return bytes + pos - (chunk + CHUNK);
    bytes += u32[c + CHUNK_USED]!;
    chunk = next;
  }
}

/** Whether an entry has more than one value, or chunks for them. */
export function hasSeveral(u8: Uint8Array, u32: Uint32Array, entry: number): boolean {
  const w = entry >>> 2;
  if (u32[w + NEXT]! !== 0) return true;
  const inline = inlineValues(u32, entry);
  const pos = u32[w + POS]!;
  return inline < pos && valueEnd(u8, inline) < pos;
}

/** The stretches of bytes in which a record's values lie, one after the other. */
export class Stretches {
  start = 0;
  end = 0;
  readonly #u32: Uint32Array;
  #pos = 0;
  #next = 0;

  constructor(u32: Uint32Array) {
    this.#u32 = u32;
  }

  /** The first stretch of a record; it may be empty. */
  open(record: number): void {
    const u32 = this.#u32;
    const w = record >>> 2;
    const key = u32[w]!;
    if (key >= COMPACT) {
      this.start = record + KEY + (key & LENGTH);
      this.end = this.start + u32[w + 1]!;
      this.#next = 0;
      return;
    }
    this.#pos = u32[w + POS]!;
    this.#next = u32[w + NEXT]!;
    this.start = record + KEY + words(key);
    this.end = this.#next === 0 ? this.#pos : this.start + u32[w + USED]!;
  }

  /** No further stretches. */
  close(): void {
    this.#next = 0;
  }

  /** Moves to the next one. False when there is none. */
  next(): boolean {
    const chunk = this.#next;
    if (chunk === 0) return false;
    const u32 = this.#u32;
    this.#next = u32[(chunk >>> 2) + CHUNK_NEXT]!;
    this.start = chunk + CHUNK;
    this.end = this.#next === 0 ? this.#pos : this.start + u32[(chunk >>> 2) + CHUNK_USED]!;
    return true;
  }
}

/** Whether two records have the same first `length` bytes of key; `length` isn't beyond either key. */
export function sameKey(u8: Uint8Array, a: number, b: number, length: number): boolean {
  for (let i = KEY; i < KEY + length; i++) {
    if (u8[a + i] !== u8[b + i]) return false;
  }
  return true;
}
