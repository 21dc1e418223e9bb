import { atKillPoint } from "../events/index.js";
import { arenaRecord, arenaState, stateOf } from "./arena-record.js";
import { Journal, OP } from "./journal.js";
import {
  ARENA,
  ARENA_FREE,
  ARENA_LIMIT,
  ARENA_ORPHAN,
  ARENA_OWNED,
  CONTROL,
  HEADER,
  HEADER_BYTES,
  PAGE_BYTES,
  RUN,
  RUN_HEADER_BYTES,
  TAG_FREE,
  TAG_LIVE,
} from "./layout.js";
import { firstReference, STRAY } from "./references.js";
import { CLASS_COUNT, classCapacity, classRunPages, classStride } from "./size-class.js";

const STRIDES = Int32Array.from({ length: CLASS_COUNT }, (_, c) => classStride(c));

/**
 * A thread's own part of the heap: runs of small blocks, whose free lists no other thread touches. Everything that it knows lies in
 * shared memory, so a later owner finds it all there. Frees by other threads arrive on one list, pushed with
 * compare-and-swap (Treiber 1986) and taken whole, which is why it needs no guard against ABA.
 *
 * Runs keep their own free lists and an arena lists the runs that have something to give (free list sharding: Leijen, Zorn, de Moura,
 * "Mimalloc", 2019); the run of the block freed last stands first, so that block is the next one handed out.
 */
export class Arena {
  readonly id: number;
  readonly journal: Journal;
  readonly #i32: Int32Array;
  readonly #u32: Uint32Array;
  readonly #record: number;
  readonly #runs: number;

  constructor(id: number, i32: Int32Array, u32: Uint32Array) {
    this.id = id;
    this.journal = new Journal(i32, id);
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
    const { journal } = this;
    const freed = u32[r + RUN.free]!;
    const block = freed === 0 ? u32[r + RUN.next]! : freed;
    journal.block = block;
    journal.willUse(bytes);
    journal.op = OP.take;
    atKillPoint?.("take.begun");
    if (freed !== 0) u32[r + RUN.free] = u32[((block - HEADER_BYTES) >>> 2) + HEADER.link]!;
    u32[r + RUN.live]!++;
    atKillPoint?.("take.unlinked");
    this.sign(block, c, bytes);
    atKillPoint?.("take.signed");
    // Only now: whoever looks through the run after this thread's death takes what is below for a block.
    if (freed === 0) u32[r + RUN.next] = block + STRIDES[c]!;
    if (u32[r + RUN.free] === 0 && u32[r + RUN.next]! > u32[r + RUN.last]!) this.unlist(run);
    atKillPoint?.("take.counting");
    journal.use();
    journal.op = OP.none;
    atKillPoint?.("take.done");
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

  /** Writes the header of a block that this arena hands out. The tag comes last: it makes the block one. */
  sign(block: number, c: number, bytes: number): void {
    const h = (block - HEADER_BYTES) >>> 2;
    const u32 = this.#u32;
    u32[h + HEADER.bytes] = bytes;
    u32[h + HEADER.references] = firstReference(this.id);
    u32[h + HEADER.tag] = (TAG_LIVE << 24) | (c << 16) | this.id;
  }

  /** Makes a fresh run of class `c` out of the pages at `run`, to be listed. */
  formRun(run: number, c: number): void {
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
    atKillPoint?.("put.marked");
    u32[h + HEADER.references] = 0;
    u32[h + HEADER.link] = u32[r + RUN.free]!;
    u32[r + RUN.free] = block;
    atKillPoint?.("put.linked");
    const live = --u32[r + RUN.live]!;
    const first = u32[this.#runs + c]!;
    if (first !== run) {
      if (u32[r + RUN.listed] === 1) this.unlist(run);
      atKillPoint?.("put.unlisted");
      this.list(run);
    }
    return live > 0 || u32[r + RUN.after] === 0 ? 0 : run;
  }

  /** Hands every run without a live block to `release`, which is to unlist it if it will. */
  trim(release: (run: number) => void): void {
    const u32 = this.#u32;
    for (let c = 0; c < CLASS_COUNT; c++) {
      let run = u32[this.#runs + c]!;
      while (run !== 0) {
        const after = u32[(run >>> 2) + RUN.after]!;
        if (u32[(run >>> 2) + RUN.live] === 0) release(run);
        run = after;
      }
    }
  }

  /**
   * Takes the blocks that other threads freed off the remote list, for `nextTaken`. Said before it is done: if this thread dies here,
   * what `taken` names is still on the list or, if it isn't, was this thread's.
   */
  takeRemote(): boolean {
    const i32 = this.#i32;
    const slot = this.#record + ARENA.remoteHead;
    let head = Atomics.load(i32, slot);
    while (head !== 0) {
      i32[this.#record + ARENA.taken] = head;
      atKillPoint?.("remote.taking");
      const seen = Atomics.compareExchange(i32, slot, head, 0);
      atKillPoint?.("remote.taken");
      if (seen === head) return true;
      head = seen;
    }
    return false;
  }

  /** The next of the blocks taken, said to be what this thread puts now; 0 when there is none left. */
  nextTaken(): number {
    const taken = this.#record + ARENA.taken;
    const block = this.#u32[taken]!;
    if (block === 0) return 0;
    this.journal.block = block;
    this.journal.op = OP.put;
    atKillPoint?.("remote.next");
    this.#u32[taken] = this.#u32[((block - HEADER_BYTES) >>> 2) + HEADER.link]!;
    atKillPoint?.("remote.advanced");
    return block;
  }

  /**
   * After the death of the arena's owner: what is on the remote list, or was taken off it and not put yet, becomes stray, which is
   * for `rebuildRun` as good as free. Links stay as they are until all is marked, so that it can be done again.
   */
  strandRemote(): void {
    const i32 = this.#i32;
    const slot = this.#record + ARENA.remoteHead;
    const taken = this.#record + ARENA.taken;
    Atomics.store(i32, this.#record + ARENA.strays, 0);
    do {
      // The owner may have named it and not taken it off: then it is marked once more when it has been.
      for (let block = this.#u32[taken]!; block !== 0; ) {
        const h = (block - HEADER_BYTES) >>> 2;
        Atomics.store(i32, h + HEADER.references, STRAY);
        atKillPoint?.("adopt.strand");
        block = this.#u32[h + HEADER.link]!;
      }
      i32[taken] = Atomics.load(i32, slot);
      atKillPoint?.("adopt.taking");
      if (i32[taken] !== 0) Atomics.compareExchange(i32, slot, i32[taken]!, 0);
      atKillPoint?.("adopt.taken");
    } while (i32[taken] !== 0);
  }

  /** Forgets which runs have something to give: `rebuildRun` is to find it out for each of them. */
  forgetRuns(): void {
    this.#u32.fill(0, this.#runs, this.#runs + CLASS_COUNT);
  }

  /** The blocks of a run that were ever handed out. */
  *blocks(run: number): Generator<number> {
    const r = run >>> 2;
    const c = this.#u32[r + RUN.sizeClass]!;
    const header = STRIDES[c]! - classCapacity(c);
    const next = this.#u32[r + RUN.next]!;
    for (let block = run + RUN_HEADER_BYTES + header; block < next; block += STRIDES[c]!) yield block;
  }

  /**
   * Makes a run's free list anew from the headers of its blocks and lists the run if it has something to give. Blocks that another thread
   * is bringing home count as live. Returns false when there is no live block: then the run isn't listed.
   */
  rebuildRun(run: number): boolean {
    const u32 = this.#u32;
    const r = run >>> 2;
    const c = u32[r + RUN.sizeClass]!;
    let live = 0;
    u32[r + RUN.free] = 0;
    for (const block of this.blocks(run)) {
      const h = (block - HEADER_BYTES) >>> 2;
      if (
        u32[h + HEADER.tag]! >>> 24 === TAG_LIVE &&
        Atomics.load(this.#i32, h + HEADER.references) !== STRAY
      ) {
        live++;
        continue;
      }
      u32[h + HEADER.tag] = (TAG_FREE << 24) | (c << 16) | this.id;
      u32[h + HEADER.references] = 0;
      u32[h + HEADER.link] = u32[r + RUN.free]!;
      u32[r + RUN.free] = block;
    }
    u32[r + RUN.live] = live;
    u32[r + RUN.listed] = 0;
    atKillPoint?.("adopt.rebuilt");
    if (live === 0) return false;
    if (u32[r + RUN.free] !== 0 || u32[r + RUN.next]! <= u32[r + RUN.last]!) this.list(run);
    return true;
  }

  /** Leaves the arena, with all that is in it, to the next thread that needs one. */
  orphan(): void {
    Atomics.store(this.#i32, this.#record + ARENA.state, arenaState(ARENA_ORPHAN, 0));
  }

  /** Makes a run the first of its class. */
  list(run: number): void {
    const u32 = this.#u32;
    const r = run >>> 2;
    const c = u32[r + RUN.sizeClass]!;
    const first = u32[this.#runs + c]!;
    u32[r + RUN.before] = 0;
    u32[r + RUN.after] = first;
    if (first !== 0) u32[(first >>> 2) + RUN.before] = run;
    u32[r + RUN.listed] = 1;
    u32[this.#runs + c] = run;
  }

  unlist(run: number): void {
    const u32 = this.#u32;
    const r = run >>> 2;
    const c = u32[r + RUN.sizeClass]!;
    const before = u32[r + RUN.before]!;
    const after = u32[r + RUN.after]!;
    if (before === 0) u32[this.#runs + c] = after;
    else u32[(before >>> 2) + RUN.after] = after;
    if (after !== 0) u32[(after >>> 2) + RUN.before] = before;
    u32[r + RUN.listed] = 0;
  }
}

/**
 * Claims an arena for a thread: one that an ended thread left behind if there is one, else a fresh slot.
 * Returns undefined when all ARENA_LIMIT belong to somebody.
 */
export function claimArena(
  i32: Int32Array,
  u32: Uint32Array,
  thread: number,
  parent: number,
): Arena | undefined {
  for (const wanted of [ARENA_ORPHAN, ARENA_FREE]) {
    for (let id = 0; id < ARENA_LIMIT; id++) {
      const state = arenaRecord(id) + ARENA.state;
      const seen = Atomics.load(i32, state);
      if (stateOf(seen) !== wanted) continue;
      if (Atomics.compareExchange(i32, state, seen, arenaState(ARENA_OWNED, thread)) !== seen) continue;
      Atomics.store(i32, arenaRecord(id) + ARENA.parent, parent);
      let count = Atomics.load(i32, CONTROL.arenaCount);
      while (count <= id) {
        const before = Atomics.compareExchange(i32, CONTROL.arenaCount, count, id + 1);
        if (before === count) break;
        count = before;
      }
      return new Arena(id, i32, u32);
    }
  }
  return undefined;
}

/** Brings a dying block of another arena home: pushes it on that arena's list. Lock-free, from any thread. */
export function pushRemote(i32: Int32Array, u32: Uint32Array, arena: number, block: number): void {
  const h = (block - HEADER_BYTES) >>> 2;
  const slot = arenaRecord(arena) + ARENA.remoteHead;
  let head = Atomics.load(i32, slot);
  for (;;) {
    u32[h + HEADER.link] = head >>> 0;
    atKillPoint?.("push.linked");
    const seen = Atomics.compareExchange(i32, slot, head, block | 0);
    atKillPoint?.("push.tried");
    if (seen === head) return;
    head = seen;
  }
}
