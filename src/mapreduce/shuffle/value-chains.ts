import { encodeValue } from "../codec/index.js";
import {
  CHUNK,
  CHUNK_NEXT,
  CHUNK_SIZE,
  CHUNK_USED,
  END,
  inlineValues,
  NEXT,
  POS,
  USED,
  words,
} from "./record.js";
import type { Space } from "./space.js";

const FIRST_CHUNK = 32;
/** Chunks double up to here. */
const MOST_CHUNK = 1 << 16;

/** The values of entries (record.ts), beyond what fits in the last chunk: chains of chunks, and what comes in place of them. */
export class ValueChains {
  /** What `addBytes` needs at most, besides the bytes. */
  static readonly ADD_BYTES = FIRST_CHUNK;
  readonly #space: Space;
  readonly #u8: Uint8Array;
  readonly #u32: Uint32Array;

  constructor(space: Space) {
    this.#space = space;
    this.#u8 = space.arena.u8;
    this.#u32 = space.arena.u32;
  }

  /** Size of the chunk that the entry's values are added to now; 0 when they are inline. */
  lastSize(entry: number): number {
    const last = this.#last(entry);
    return last === 0 ? 0 : this.#u32[(last >>> 2) + CHUNK_SIZE]!;
  }

  /**
   * Adds a value in a chunk of its own: twice as large as the last one if there is room for that, else as large as the value. False
   * when there is no room for it.
   */
  add(entry: number, value: unknown): boolean {
    const u8 = this.#u8;
    const space = this.#space;
    const size = Math.max(FIRST_CHUNK, Math.min(2 * this.lastSize(entry), MOST_CHUNK));
    let chunk = space.peek(size);
    let pos = -1;
    if (chunk !== 0) {
      pos = encodeValue(u8, chunk + CHUNK, chunk + this.#u32[(chunk >>> 2) + CHUNK_SIZE]!, value);
      if (pos >= 0) space.take(chunk);
    }
    if (pos < 0) {
      const room = space.limit - space.top;
      if (room < FIRST_CHUNK) return false;
      chunk = space.top;
      pos = encodeValue(u8, chunk + CHUNK, space.limit, value);
      if (pos < 0) return false;
      space.form(chunk, Math.max(pos, chunk + Math.min(size, room)));
    }
    this.#chain(entry, chunk, pos);
    return true;
  }

  /** Adds an encoded value. There is room. */
  addBytes(entry: number, from: number, to: number): void {
    const u32 = this.#u32;
    const w = entry >>> 2;
    const bytes = to - from;
    const pos = u32[w + POS]!;
    if (u32[w + END]! - pos >= bytes) {
      this.#u8.copyWithin(pos, from, to);
      u32[w + POS] = pos + bytes;
      return;
    }
    const chunk = this.#space.form(this.#space.top, this.#space.top + CHUNK + bytes);
    this.#u8.copyWithin(chunk + CHUNK, from, to);
    this.#chain(entry, chunk, chunk + CHUNK + bytes);
  }

  /**
   * Puts bytes in the place of all the entry's values. False when there is no room: nothing was changed then.
   * @param grows whether more values will come: then it stays where there is much room
   */
  replace(entry: number, from: number, to: number, grows: boolean): boolean {
    const u32 = this.#u32;
    const w = entry >>> 2;
    const bytes = to - from;
    const inline = inlineValues(u32, entry);
    const first = u32[w + NEXT]!;
    const inlineEnd = first === 0 ? u32[w + END]! : inline + u32[w + USED]!;
    let chunk = 0;
    if (bytes > inlineEnd - inline || (grows && first !== 0)) {
      chunk = this.#largest(first);
      if (chunk === 0 || bytes > u32[(chunk >>> 2) + CHUNK_SIZE]! - CHUNK) {
        chunk = this.#space.chunk(words(bytes));
        if (chunk === 0) return false;
      }
    }
    for (let c = first; c !== 0; ) {
      const next = u32[(c >>> 2) + CHUNK_NEXT]!;
      if (c !== chunk) this.#space.give(c);
      c = next;
    }
    const values = chunk === 0 ? inline : chunk + CHUNK;
    this.#u8.copyWithin(values, from, to);
    u32[w + USED] = 0;
    u32[w + NEXT] = chunk;
    u32[w + POS] = values + bytes;
    u32[w + END] = chunk === 0 ? inlineEnd : chunk + u32[(chunk >>> 2) + CHUNK_SIZE]!;
    if (chunk !== 0) u32[(chunk >>> 2) + CHUNK_NEXT] = 0;
    return true;
  }

  #last(entry: number): number {
    const u32 = this.#u32;
    let last = 0;
    for (let c = u32[(entry >>> 2) + NEXT]!; c !== 0; c = u32[(c >>> 2) + CHUNK_NEXT]!) last = c;
    return last;
  }

  #largest(chunk: number): number {
    const u32 = this.#u32;
    let largest = chunk;
    for (let c = chunk; c !== 0; c = u32[(c >>> 2) + CHUNK_NEXT]!) {
      if (u32[(c >>> 2) + CHUNK_SIZE]! > u32[(largest >>> 2) + CHUNK_SIZE]!) largest = c;
    }
    return largest;
  }

  /** Appends a chunk with values up to `pos`. */
  #chain(entry: number, chunk: number, pos: number): void {
    const u32 = this.#u32;
    const w = entry >>> 2;
    const last = this.#last(entry);
    if (last === 0) {
      u32[w + NEXT] = chunk;
      u32[w + USED] = u32[w + POS]! - inlineValues(u32, entry);
    } else {
      u32[(last >>> 2) + CHUNK_NEXT] = chunk;
      u32[(last >>> 2) + CHUNK_USED] = u32[w + POS]! - (last + CHUNK);
    }
    u32[(chunk >>> 2) + CHUNK_NEXT] = 0;
    u32[w + POS] = pos;
    u32[w + END] = chunk + u32[(chunk >>> 2) + CHUNK_SIZE]!;
  }
}
