import type { Arena } from "./arena.js";
import { CHUNK, CHUNK_NEXT, CHUNK_SIZE, words } from "./record.js";

/** Chunks are listed by the power of two that their size has reached. */
const CLASSES = 31;
const LEAST_CHUNK = 32;

/** What is free in the arena: the stretch from `top` to `limit`, and chunks that were given back. */
export class Space {
  readonly arena: Arena;
  /** Where the next record goes, whole words. */
  top: number;
  /** What is taken from above begins here; or the end of the chunk in which records are placed now. */
  limit: number;
  /** Bytes of the chunks that were given back. */
  freed = 0;
  /** Lowest position of what was taken from above. */
  #floor: number;
  readonly #free = new Int32Array(CLASSES);

  constructor(arena: Arena) {
    this.arena = arena;
    this.top = words(arena.start);
    this.#floor = arena.bytes & ~3;
    this.limit = this.#floor;
  }

  /** Everything is free again. */
  reset(): void {
    this.top = words(this.arena.start);
    this.#floor = this.arena.bytes & ~3;
    this.limit = this.#floor;
    this.freed = 0;
    this.#free.fill(0);
  }

  get floor(): number {
    return this.#floor;
  }

  /** Takes `bytes` more from above. False when they aren't there. */
  lower(bytes: number): boolean {
    if (this.limit !== this.#floor || this.limit - this.top < bytes) return false;
    this.#floor -= bytes;
    this.limit = this.#floor;
    return true;
  }

  /** What was taken from above begins at `floor` now. */
  moveFloor(floor: number): void {
    if (this.limit === this.#floor) this.limit = floor;
    this.#floor = floor;
  }

  /** A free chunk of at least `bytes` bytes, which stays free; 0 when there is none. */
  peek(bytes: number): number {
    for (let c = 32 - Math.clz32(bytes - 1); c < CLASSES; c++) {
      const chunk = this.#free[c]!;
      if (chunk !== 0) return chunk;
    }
    return 0;
  }

  /** Takes the chunk that `peek` gave. */
  take(chunk: number): void {
    const { u32 } = this.arena;
    const size = u32[(chunk >>> 2) + CHUNK_SIZE]!;
    this.#free[classOf(size)] = u32[(chunk >>> 2) + CHUNK_NEXT]!;
    this.freed -= size;
  }

  give(chunk: number): void {
    const { u32 } = this.arena;
    const size = u32[(chunk >>> 2) + CHUNK_SIZE]!;
    const c = classOf(size);
    u32[(chunk >>> 2) + CHUNK_NEXT] = this.#free[c]!;
    this.#free[c] = chunk;
    this.freed += size;
  }

  /** Makes the stretch `[at, end)`, from `top` on, a chunk. */
  form(at: number, end: number): number {
    const size = Math.max(LEAST_CHUNK, words(end - at));
    this.arena.u32[(at >>> 2) + CHUNK_SIZE] = size;
    this.top = at + size;
    return at;
  }

  /** A chunk for `bytes` bytes of values; 0 when there is no room. */
  chunk(bytes: number): number {
    const size = bytes + CHUNK;
    const free = this.peek(size);
    if (free !== 0) {
      this.take(free);
      return free;
    }
    return this.limit - this.top < Math.max(LEAST_CHUNK, words(size))
      ? 0
      : this.form(this.top, this.top + size);
  }

  /** Goes on placing records in the largest free chunk, when it has more room than is left. False when there is none. */
  moveToChunk(): boolean {
    for (let c = CLASSES - 1; c > 0; c--) {
      const chunk = this.#free[c]!;
      if (chunk === 0) continue;
      const size = this.arena.u32[(chunk >>> 2) + CHUNK_SIZE]!;
      if (size <= this.limit - this.top) return false;
      this.take(chunk);
      if (this.limit - this.top >= LEAST_CHUNK) this.give(this.form(this.top, this.limit));
      this.top = chunk;
      this.limit = chunk + size;
      return true;
    }
    return false;
  }
}

function classOf(size: number): number {
  return 31 - Math.clz32(size);
}
