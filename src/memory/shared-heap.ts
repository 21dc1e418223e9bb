import { MemoryError, ValueError } from "../errors.js";
import { type Arena, claimArena, countArenas, dischargeRemote, pushRemote } from "./arena.js";
import type { Heap, HeapUsage, Reclaimer } from "./heap.js";
import { HeapViews } from "./heap-views.js";
import {
  ARENA_LIMIT,
  CONTROL,
  FIRST_PAGE,
  HEADER,
  HEADER_BYTES,
  HEAP_BASE,
  HEAP_MAGIC,
  LARGE_CLASS,
  LARGE_COLOURS,
  LAYOUT_VERSION,
  LINE_BYTES,
  PAGE_BYTES,
  PAGE_SHIFT,
  TAG_FREE,
  TAG_LIVE,
} from "./layout.js";
import { outOfMemory } from "./out-of-memory.js";
import { PAGE_KIND, PageTable } from "./page-table.js";
import { classCapacity, classRunPages, largePages, MAX_CLASS_BYTES, sizeClass } from "./size-class.js";

/** How long a thread that found the budget used up waits for others to reclaim, and how often it looks (ms). */
const RELIEF_WAIT = 100;
const RELIEF_STEP = 20;

/** The heap, with what this room needs of it besides the contract. */
export class SharedHeap extends HeapViews implements Heap {
  readonly budget: number;
  /** Stores that can give blocks back: one a copy of the package in this thread. */
  readonly reclaimers = new Set<Reclaimer>();
  readonly #thread: number;
  readonly #pages: PageTable;
  #arena: Arena | undefined;
  #arenaId = -1;
  #colour = 0;
  #pressureSeen: number;

  /** Attaches this thread to a memory that `formatMemory` prepared. */
  constructor(memory: WebAssembly.Memory, thread: number) {
    super(memory);
    const magic = this.u32[CONTROL.magic];
    const version = this.u32[CONTROL.version];
    if (magic !== HEAP_MAGIC || version !== LAYOUT_VERSION) {
      throw new ValueError(
        `the memory given is no manycore heap of layout ${LAYOUT_VERSION} (found ${version}); load one version of manycore in a process`,
      );
    }
    this.#thread = thread;
    this.#pages = new PageTable(this.i32, this.u32[CONTROL.endPage]!);
    this.budget = this.u32[CONTROL.budgetPages]! * PAGE_BYTES;
    this.#pressureSeen = Atomics.load(this.i32, CONTROL.pressure);
  }

  allocate(bytes: number): number {
    if (!Number.isInteger(bytes) || bytes < 0) {
      throw new ValueError(`can't allocate ${bytes} bytes: a size is an integer >= 0`);
    }
    const arena = this.#arena ?? this.#claimArena();
    if (bytes > MAX_CLASS_BYTES) return this.#allocateLarge(bytes, arena);
    const c = sizeClass(bytes);
    const block = arena.take(c, bytes);
    return block !== 0 ? block : this.#allocateWithNewRun(c, bytes, arena);
  }

  retain(address: number): void {
    const h = this.#header(address);
    Atomics.add(this.i32, h + HEADER.references, 1);
  }

  release(address: number): void {
    const h = this.#header(address);
    if (Atomics.sub(this.i32, h + HEADER.references, 1) !== 1) return;
    const tag = this.u32[h + HEADER.tag]!;
    const owner = tag & 0xffff;
    const c = (tag >>> 16) & 0xff;
    if (c === LARGE_CLASS) {
      const bytes = this.u32[h + HEADER.bytes]!;
      this.u32[h + HEADER.tag] = (TAG_FREE << 24) | (tag & 0x00ff_ffff);
      if (owner === this.#arenaId) this.#arena!.discharge(bytes);
      else dischargeRemote(this.i32, owner, bytes);
      // Pages need no owner to go back: the table is everybody's.
      this.#releasePages(address >>> PAGE_SHIFT);
    } else if (owner === this.#arenaId) {
      this.#arena!.discharge(this.u32[h + HEADER.bytes]!);
      this.#put(address);
    } else {
      pushRemote(this.i32, this.u32, owner, address);
    }
  }

  /** Whether `other` is a view of the same memory, perhaps through another object. */
  isSame(other: SharedHeap): boolean {
    return this.u32[CONTROL.identity] === other.u32[CONTROL.identity];
  }

  /** Bytes that the block at `address` was allocated with. */
  sizeOf(address: number): number {
    return this.u32[this.#header(address) + HEADER.bytes]!;
  }

  /** Bytes that the block at `address` can hold: at least what was asked for. */
  capacityOf(address: number): number {
    const c = (this.u32[this.#header(address) + HEADER.tag]! >>> 16) & 0xff;
    return c === LARGE_CLASS ? this.sizeOf(address) : classCapacity(c);
  }

  /** References to the block at `address`. */
  referencesTo(address: number): number {
    return Atomics.load(this.i32, this.#header(address) + HEADER.references);
  }

  /** The process's counters. Read while other threads work they are a close estimate. */
  usage(): HeapUsage {
    const { used, owned } = countArenas(this.i32);
    return {
      budget: this.budget,
      used,
      reserved: Atomics.load(this.i32, CONTROL.reservedPages) * PAGE_BYTES,
      peak: Atomics.load(this.i32, CONTROL.peakPages) * PAGE_BYTES,
      heapBytes: this.memory.buffer.byteLength,
      arenas: owned,
    };
  }

  /** Bytes that can still be claimed before the budget is used up. */
  room(): number {
    return this.budget - Atomics.load(this.i32, CONTROL.reservedPages) * PAGE_BYTES;
  }

  /** Takes in what other threads freed and gives empty runs back to the page table. Returns the bytes of those. */
  trim(): number {
    this.#collectRemote();
    const before = this.room();
    this.#arena?.trim((run) => this.#releasePages(run >>> PAGE_SHIFT));
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

  /** This thread ends: its blocks are released and its arena is left to the next thread. */
  close(): void {
    for (const reclaimer of this.reclaimers) reclaimer.close();
    this.reclaimers.clear();
    this.trim();
    this.#arena?.orphan();
    this.#arena = undefined;
    this.#arenaId = -1;
  }

  /** First word of the header of a live block. */
  #header(address: number): number {
    const h = (address - HEADER_BYTES) >>> 2;
    if (!(address >= HEAP_BASE) || this.u32[h + HEADER.tag]! >>> 24 !== TAG_LIVE) {
      throw new ValueError(
        `address ${address} is not that of a live block: it was freed, or never allocated`,
      );
    }
    return h;
  }

  #claimArena(): Arena {
    const arena = claimArena(this.i32, this.u32, this.#thread);
    if (arena === undefined) {
      throw new MemoryError(
        `all ${ARENA_LIMIT} arenas are taken: at most ${ARENA_LIMIT} threads of a process can own arrays at a time`,
      );
    }
    this.#arena = arena;
    this.#arenaId = arena.id;
    return arena;
  }

  #allocateWithNewRun(c: number, bytes: number, arena: Arena): number {
    const pages = classRunPages(c);
    return this.#makeRoom(pages, bytes, (lastResort) => {
      // What other threads freed, or a step to make room did, may be of this very class.
      const block = arena.take(c, bytes);
      if (block !== 0) return block;
      const page = this.#tryPages(pages, PAGE_KIND.run, arena.id);
      if (page === 0) return lastResort ? arena.takeLarger(c, bytes) : 0;
      arena.addRun(page * PAGE_BYTES, c);
      return arena.take(c, bytes);
    });
  }

  #allocateLarge(bytes: number, arena: Arena): number {
    const pages = largePages(bytes);
    return this.#makeRoom(pages, bytes, () => {
      const page = this.#tryPages(pages, PAGE_KIND.large, arena.id);
      if (page === 0) return 0;
      this.#colour = (this.#colour % LARGE_COLOURS) + 1;
      const block = page * PAGE_BYTES + this.#colour * LINE_BYTES;
      arena.sign(block, LARGE_CLASS, bytes);
      return block;
    });
  }

  /** What `attempt` returns as soon as it isn't 0, after everything that can be done for it to succeed, cheapest first. */
  #makeRoom(pages: number, bytes: number, attempt: (lastResort: boolean) => number): number {
    this.#collectRemote();
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

  #tryPages(pages: number, kind: 2 | 3, arena: number): number {
    const limit = this.u32[CONTROL.budgetPages]!;
    let reserved = Atomics.load(this.i32, CONTROL.reservedPages);
    for (;;) {
      if (reserved + pages > limit) return 0;
      const seen = Atomics.compareExchange(this.i32, CONTROL.reservedPages, reserved, reserved + pages);
      if (seen === reserved) break;
      reserved = seen;
    }
    const after = reserved + pages;
    const page = this.#pages.claim(pages, arena, kind);
    if (page === 0) {
      Atomics.sub(this.i32, CONTROL.reservedPages, pages);
      return 0;
    }
    let peak = Atomics.load(this.i32, CONTROL.peakPages);
    while (after > peak) {
      const seen = Atomics.compareExchange(this.i32, CONTROL.peakPages, peak, after);
      if (seen === peak) break;
      peak = seen;
    }
    return page;
  }

  #releasePages(page: number): void {
    const pages = this.#pages.release(page);
    Atomics.sub(this.i32, CONTROL.reservedPages, pages);
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
      this.#collectRemote();
    }
    return Math.max(0, this.room() - before);
  }

  #collectRemote(): void {
    let block = this.#arena?.takeRemote() ?? 0;
    while (block !== 0) {
      const next = this.u32[((block - HEADER_BYTES) >>> 2) + HEADER.link]!;
      this.#put(block);
      block = next;
    }
  }

  #put(block: number): void {
    const run = this.#pages.head(block >>> PAGE_SHIFT) * PAGE_BYTES;
    const empty = this.#arena!.put(block, run);
    if (empty !== 0) this.#releasePages(empty >>> PAGE_SHIFT);
  }
}

/** Writes the control words of a fresh, zeroed memory. */
export function formatMemory(memory: WebAssembly.Memory, budget: number): void {
  const u32 = new Uint32Array(memory.buffer, 0, HEAP_BASE >>> 2);
  const endPage = Math.floor(memory.buffer.byteLength / PAGE_BYTES);
  u32[CONTROL.endPage] = endPage;
  u32[CONTROL.budgetPages] = Math.max(1, Math.min(endPage - FIRST_PAGE, Math.floor(budget / PAGE_BYTES)));
  u32[CONTROL.lowestFree] = FIRST_PAGE;
  u32[CONTROL.identity] = Math.floor(Math.random() * 2 ** 32);
  u32[CONTROL.version] = LAYOUT_VERSION;
  u32[CONTROL.magic] = HEAP_MAGIC;
}
