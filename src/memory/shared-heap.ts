import { ValueError } from "../errors.js";
import { Arena } from "./arena.js";
import { arenaRecord, arenaState, stateOf } from "./arena-record.js";
import type { Heap, Reclaimer } from "./heap.js";
import {
  ARENA,
  ARENA_ADOPTED,
  ARENA_ORPHAN,
  CONTROL,
  FIRST_PAGE,
  HEAP_BASE,
  HEAP_MAGIC,
  LARGE_CLASS,
  LARGE_COLOURS,
  LAYOUT_VERSION,
  LINE_BYTES,
  PAGE_BYTES,
} from "./layout.js";
import { LendingHeap } from "./lending-heap.js";
import { outOfMemory } from "./out-of-memory.js";
import { PAGE_KIND } from "./page-table.js";
import { settleArena } from "./recovery.js";
import { classRunPages, largePages, MAX_CLASS_BYTES, sizeClass } from "./size-class.js";
import type { WasmMemory } from "./wasm-memory.js";

/** How long a thread that found the budget used up waits for others to reclaim, and how often it looks (ms). */
const RELIEF_WAIT = 100;
const RELIEF_STEP = 20;

/** The heap, with what this room needs of it besides the contract. */
export class SharedHeap extends LendingHeap implements Heap {
  /** Stores that can give blocks back: one a copy of the package in this thread. */
  readonly reclaimers = new Set<Reclaimer>();
  /** Asked when this thread ends in good order: whether others still write to its memory, so that it must be left to `adoptThread`. */
  readonly unsettled = new Set<() => boolean>();
  #colour = 0;
  #pressureSeen: number;

  constructor(memory: WasmMemory, thread: number, parent = -1) {
    super(memory, thread, parent);
    this.#pressureSeen = Atomics.load(this.i32, CONTROL.pressure);
  }

  allocate(bytes: number): number {
    if (!Number.isInteger(bytes) || bytes < 0) {
      throw new ValueError(`can't allocate ${bytes} bytes: a size is an integer >= 0`);
    }
    const arena = this.arena();
    if (bytes > MAX_CLASS_BYTES) return this.#allocateLarge(bytes, arena);
    const c = sizeClass(bytes);
    const block = arena.take(c, bytes);
    return block !== 0 ? block : this.#allocateWithNewRun(c, bytes, arena);
  }

  /**
   * Takes in what other threads freed, for arenas without an owner, too, and gives empty runs back to the page table. Returns the
   * bytes of those.
   */
  trim(): number {
    this.collectRemote();
    const before = this.room();
    this.#tendOrphans();
    this.trimRuns();
    return Math.max(0, this.room() - before);
  }

  /** True once after another thread found the budget used up. */
  underPressure(): boolean {
    const now = Atomics.load(this.i32, CONTROL.pressure);
    if (now === this.#pressureSeen) return false;
    this.#pressureSeen = now;
    return true;
  }

  /** Tells a thread that waits for memory that this one gave back what it could. */
  relieve(): void {
    Atomics.add(this.i32, CONTROL.relief, 1);
    if (this.shared) Atomics.notify(this.i32, CONTROL.relief);
  }

  #allocateWithNewRun(c: number, bytes: number, arena: Arena): number {
    const pages = classRunPages(c);
    return this.#makeRoom(pages, bytes, (lastResort) => {
      // What other threads freed, or a step to make room did, may be of this very class.
      const block = arena.take(c, bytes);
      if (block !== 0) return block;
      const page = this.pages.claim(pages, arena);
      if (page === 0) return lastResort ? arena.takeLarger(c, bytes) : 0;
      arena.formRun(page * PAGE_BYTES, c);
      this.pages.commit(page, pages, arena, PAGE_KIND.run);
      arena.list(page * PAGE_BYTES);
      return arena.take(c, bytes);
    });
  }

  #allocateLarge(bytes: number, arena: Arena): number {
    const pages = largePages(bytes);
    return this.#makeRoom(pages, bytes, () => {
      const page = this.pages.claim(pages, arena);
      if (page === 0) return 0;
      this.#colour = (this.#colour % LARGE_COLOURS) + 1;
      const block = page * PAGE_BYTES + this.#colour * LINE_BYTES;
      // Where the block starts, for who finds only the page.
      this.u32[(page * PAGE_BYTES) >>> 2] = block;
      arena.sign(block, LARGE_CLASS, bytes);
      arena.journal.block = block;
      arena.journal.willUse(bytes);
      this.pages.commit(page, pages, arena, PAGE_KIND.large);
      return block;
    });
  }

  /** What `attempt` returns as soon as it isn't 0, after everything that can be done for it to succeed, cheapest first. */
  #makeRoom(pages: number, bytes: number, attempt: (lastResort: boolean) => number): number {
    this.collectRemote();
    const block = attempt(false);
    if (block !== 0) return block;
    const asked = pages * PAGE_BYTES;
    let freed = 0;
    if (asked <= this.budget) {
      const steps = [() => this.trim(), () => this.#reclaim(), () => this.#askOthers(asked)];
      for (const step of steps) {
        freed += Number(step());
        const made = attempt(step !== steps[0]);
        if (made !== 0) return made;
      }
    }
    const collects = [...this.reclaimers].map((each) => each.collects);
    throw outOfMemory({ bytes, asked, freed, usage: this.usage(), collects });
  }

  #reclaim(): number {
    let freed = 0;
    for (const reclaimer of this.reclaimers) freed += reclaimer.reclaim();
    this.trim();
    return freed;
  }

  /** Other threads may sit on garbage that only they can see: asks them, and waits a moment where waiting is allowed. */
  #askOthers(asked: number): number {
    if (!this.shared || this.usage().arenas < 2) return 0;
    const before = this.room();
    this.#pressureSeen = Atomics.add(this.i32, CONTROL.pressure, 1) + 1;
    const deadline = performance.now() + RELIEF_WAIT;
    while (this.room() < asked && performance.now() < deadline) {
      const relief = Atomics.load(this.i32, CONTROL.relief);
      try {
        Atomics.wait(this.i32, CONTROL.relief, relief, RELIEF_STEP);
      } catch {
        return 0; // A browser's main thread can't wait.
      }
      this.collectRemote();
    }
    return Math.max(0, this.room() - before);
  }

  /** What came home to an arena that nobody has taken over yet: without this its runs would stay until somebody does. */
  #tendOrphans(): void {
    const { i32 } = this;
    const own = this.arenaId;
    if (own < 0) return;
    const count = Atomics.load(i32, CONTROL.arenaCount);
    for (let id = 0; id < count; id++) {
      const record = arenaRecord(id);
      const state = Atomics.load(i32, record + ARENA.state);
      if (stateOf(state) !== ARENA_ORPHAN) continue;
      if (
        Atomics.load(i32, record + ARENA.remoteHead) === 0 &&
        Atomics.load(i32, record + ARENA.strays) === 0
      )
        continue;
      const mine = arenaState(ARENA_ADOPTED, own);
      if (Atomics.compareExchange(i32, record + ARENA.state, state, mine) !== state) continue;
      settleArena(this, id);
      new Arena(id, i32, this.u32).orphan();
    }
  }
}

/** Writes the control words of a fresh, zeroed memory. */
export function formatMemory(memory: WasmMemory, budget: number): void {
  const u32 = new Uint32Array(memory.buffer, 0, HEAP_BASE >>> 2);
  const endPage = Math.floor(memory.buffer.byteLength / PAGE_BYTES);
  u32[CONTROL.endPage] = endPage;
  u32[CONTROL.budgetPages] = Math.max(1, Math.min(endPage - FIRST_PAGE, Math.floor(budget / PAGE_BYTES)));
  u32[CONTROL.lowestFree] = FIRST_PAGE;
  u32[CONTROL.identity] = Math.floor(Math.random() * 2 ** 32);
  u32[CONTROL.version] = LAYOUT_VERSION;
  u32[CONTROL.magic] = HEAP_MAGIC;
}
