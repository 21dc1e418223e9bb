import {
  ARENA,
  ARENA_BYTES,
  ARENA_FREE,
  ARENA_LIMIT,
  ARENA_ORPHAN,
  ARENA_OWNED,
  ARENA_TABLE_ADDRESS,
  CONTROL,
  HEADER,
  HEADER_BYTES,
  PAGE_BYTES,
  RUN,
  RUN_HEADER_BYTES,
  TAG_FREE,
  TAG_LIVE,
} from "./layout.js";
import { CLASS_COUNT, classCapacity, classRunPages, classStride } from "./size-class.js";

/** First word of the record of arena `id`. */
export function arenaRecord(id: number): number {
  return (ARENA_TABLE_ADDRESS + id * ARENA_BYTES) >>> 2;
}

const STRIDES = Int32Array.from({ length: CLASS_COUNT }, (_, c) => classStride(c));

/**
 * A thread's own part of the heap: runs of small blocks, whose free lists no other thread touches. Everything that it knows lies in
 * shared memory, so a later owner finds it all there. Frees by other threads arrive on one list, pushed with
 * compare-and-swap (Treiber 1986) and taken whole with one exchange, which is why it needs no guard against ABA.
 *
 * Runs keep their own free lists and an arena lists the runs that have something to give (free list sharding: Leijen, Zorn, de Moura,
 * "Mimalloc", 2019); the run of the block freed last stands first, so that block is the next one handed out.
 */
export class Arena {
  readonly id: number;
  readonly #i32: Int32Array;
  readonly #u32: Uint32Array;
  readonly #record: number;
  readonly #runs: number;

  constructor(id: number, i32: Int32Array, u32: Uint32Array) {
    this.id = id;
    this.#i32 = i32;
    this.#u32 = u32;
    this.#record = arenaRecord(id);
    this.#runs = this.#record + ARENA.runs;
  }

  /** A block of size class `c` for `bytes` bytes, with one reference; 0 when no run has one. */
  take(c: number, bytes: number): number {
    const u32 = this.#u32;
    const run = u32[this.#runs + c]!;
    if (run === 0) return 0;
    const r = run >>> 2;
    let block = u32[r + RUN.free]!;
    if (block !== 0) {
      u32[r + RUN.free] = u32[((block - HEADER_BYTES) >>> 2) + HEADER.link]!;
    } else {
      block = u32[r + RUN.next]!;
      u32[r + RUN.next] = block + STRIDES[c]!;
    }
    u32[r + RUN.live]!++;
    if (u32[r + RUN.free] === 0 && u32[r + RUN.next]! > u32[r + RUN.last]!) this.#unlist(run, c);
    this.sign(block, c, bytes);
    return block;
  }

  /** A block of the next larger class that has one, for when there are no pages left for a run of class `c`; else 0. */
  takeLarger(c: number, bytes: number): number {
    for (let other = c + 1; other < CLASS_COUNT; other++) {
      const block = this.take(other, bytes);
      if (block !== 0) return block;
    }
    return 0;
  }

  /** Writes the header of a block that this arena hands out. */
  sign(block: number, c: number, bytes: number): void {
    const h = (block - HEADER_BYTES) >>> 2;
    const u32 = this.#u32;
    u32[h + HEADER.tag] = (TAG_LIVE << 24) | (c << 16) | this.id;
    u32[h + HEADER.references] = 1;
    u32[h + HEADER.bytes] = bytes;
    this.#i32[this.#record + ARENA.liveBytes]! += bytes;
  }

  /** Takes a block's bytes off the account: the owner's half of `used`. */
  discharge(bytes: number): void {
    this.#i32[this.#record + ARENA.liveBytes]! -= bytes;
  }

  /** Makes a fresh run of class `c` out of the pages at `run` and lists it first. */
  addRun(run: number, c: number): void {
    const u32 = this.#u32;
    const r = run >>> 2;
    const stride = STRIDES[c]!;
    const end = run + classRunPages(c) * PAGE_BYTES;
    const header = stride - classCapacity(c);
    const first = run + RUN_HEADER_BYTES + header;
    u32[r + RUN.sizeClass] = c;
    u32[r + RUN.live] = 0;
    u32[r + RUN.free] = 0;
    u32[r + RUN.next] = first;
    // The last block ends at or before the end of the run: first + k·stride + capacity <= end.
    u32[r + RUN.last] = first + Math.floor((end - first - classCapacity(c)) / stride) * stride;
    u32[r + RUN.listed] = 0;
    this.#list(run, c);
  }

  /**
   * Puts a dead block of this arena back into its run, which becomes the first of its class.
   * Returns the run when that left it empty and its class can do without it: its pages may go back; else 0.
   */
  put(block: number, run: number): number {
    const u32 = this.#u32;
    const r = run >>> 2;
    const h = (block - HEADER_BYTES) >>> 2;
    const c = u32[r + RUN.sizeClass]!;
    u32[h + HEADER.tag] = (TAG_FREE << 24) | (c << 16) | this.id;
    u32[h + HEADER.link] = u32[r + RUN.free]!;
    u32[r + RUN.free] = block;
    const live = --u32[r + RUN.live]!;
    const first = u32[this.#runs + c]!;
    if (first !== run) {
      if (u32[r + RUN.listed] === 1) this.#unlist(run, c);
      this.#list(run, c);
    }
    if (live > 0 || u32[r + RUN.after] === 0) return 0;
    this.#unlist(run, c);
    return run;
  }

  /** Unlists every run without a live block and hands it to `release`. Returns how many there were. */
  trim(release: (run: number) => void): number {
    const u32 = this.#u32;
    let count = 0;
    for (let c = 0; c < CLASS_COUNT; c++) {
      let run = u32[this.#runs + c]!;
      while (run !== 0) {
        const after = u32[(run >>> 2) + RUN.after]!;
        if (u32[(run >>> 2) + RUN.live] === 0) {
          this.#unlist(run, c);
          release(run);
          count++;
        }
        run = after;
      }
    }
    return count;
  }

  /** First of the blocks that other threads freed since the last call, linked through their headers; 0 when there is none. */
  takeRemote(): number {
    const head = this.#record + ARENA.remoteHead;
    if (Atomics.load(this.#i32, head) === 0) return 0;
    return Atomics.exchange(this.#i32, head, 0) >>> 0;
  }

  /** Leaves the arena, with all that is in it, to the next thread that needs one. */
  orphan(): void {
    Atomics.store(this.#i32, this.#record + ARENA.state, ARENA_ORPHAN);
  }

  #list(run: number, c: number): void {
    const u32 = this.#u32;
    const r = run >>> 2;
    const first = u32[this.#runs + c]!;
    u32[r + RUN.before] = 0;
    u32[r + RUN.after] = first;
    if (first !== 0) u32[(first >>> 2) + RUN.before] = run;
    u32[r + RUN.listed] = 1;
    u32[this.#runs + c] = run;
  }

  #unlist(run: number, c: number): void {
    const u32 = this.#u32;
    const r = run >>> 2;
    const before = u32[r + RUN.before]!;
    const after = u32[r + RUN.after]!;
    if (before === 0) u32[this.#runs + c] = after;
    else u32[(before >>> 2) + RUN.after] = after;
    if (after !== 0) u32[(after >>> 2) + RUN.before] = before;
    u32[r + RUN.listed] = 0;
  }
}

/**
 * Claims an arena for this thread: one that an ended thread left behind if there is one, else a fresh slot.
 * Returns undefined when all ARENA_LIMIT belong to somebody.
 */
export function claimArena(i32: Int32Array, u32: Uint32Array, thread: number): Arena | undefined {
  for (const wanted of [ARENA_ORPHAN, ARENA_FREE]) {
    for (let id = 0; id < ARENA_LIMIT; id++) {
      const record = arenaRecord(id);
      if (Atomics.compareExchange(i32, record + ARENA.state, wanted, ARENA_OWNED) !== wanted) continue;
      Atomics.store(i32, record + ARENA.thread, thread);
      let count = Atomics.load(i32, CONTROL.arenaCount);
      while (count <= id) {
        const seen = Atomics.compareExchange(i32, CONTROL.arenaCount, count, id + 1);
        if (seen === count) break;
        count = seen;
      }
      return new Arena(id, i32, u32);
    }
  }
  return undefined;
}

/** Frees a block that belongs to another arena: pushes it on that arena's list. Lock-free, from any thread. */
export function pushRemote(i32: Int32Array, u32: Uint32Array, arena: number, block: number): void {
  const record = arenaRecord(arena);
  const h = (block - HEADER_BYTES) >>> 2;
  u32[h + HEADER.tag] = (TAG_FREE << 24) | (u32[h + HEADER.tag]! & 0x00ff_ffff);
  dischargeRemote(i32, arena, u32[h + HEADER.bytes]!);
  const slot = record + ARENA.remoteHead;
  let head = Atomics.load(i32, slot);
  for (;;) {
    u32[h + HEADER.link] = head >>> 0;
    const seen = Atomics.compareExchange(i32, slot, head, block | 0);
    if (seen === head) return;
    head = seen;
  }
}

/** Takes bytes off another arena's account. */
export function dischargeRemote(i32: Int32Array, arena: number, bytes: number): void {
  Atomics.add(i32, arenaRecord(arena) + ARENA.remoteFreed, bytes | 0);
}

/** Bytes in live blocks of every arena, and how many arenas have an owner. */
export function countArenas(i32: Int32Array): { used: number; owned: number } {
  const count = Atomics.load(i32, CONTROL.arenaCount);
  let used = 0;
  let owned = 0;
  for (let id = 0; id < count; id++) {
    const record = arenaRecord(id);
    const live = Atomics.load(i32, record + ARENA.liveBytes) - Atomics.load(i32, record + ARENA.remoteFreed);
    used += live >>> 0;
    if (Atomics.load(i32, record + ARENA.state) === ARENA_OWNED) owned++;
  }
  return { used, owned };
}
