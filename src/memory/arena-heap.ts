import { MemoryError, ValueError } from "../errors.js";
import { atKillPoint } from "../events/index.js";
import { type Arena, claimArena } from "./arena.js";
import { ArenaPages } from "./arena-pages.js";
import { arenaRecord, countOwned, sumOverArenas } from "./arena-record.js";
import type { HeapUsage } from "./heap.js";
import { HeapViews } from "./heap-views.js";
import { OP } from "./journal.js";
import {
  ARENA,
  ARENA_LIMIT,
  ARENA_OWNED,
  CONTROL,
  FIRST_PAGE,
  HEADER,
  HEADER_BYTES,
  HEAP_MAGIC,
  LAYOUT_VERSION,
  PAGE_BYTES,
  PAGE_SHIFT,
  TAG_LIVE,
} from "./layout.js";
import { PAGE_KIND } from "./page-table.js";
import { STRAY } from "./references.js";
import type { WasmMemory } from "./wasm-memory.js";

/** The heap's memory with the part of it that is this thread's own: its arena, and what comes home to that. */
export class ArenaHeap extends HeapViews {
  readonly budget: number;
  readonly thread: number;
  readonly pages: ArenaPages;
  readonly #parent: number;
  #arena: Arena | undefined;
  #arenaId = -1;

  /**
   * Attaches this thread to a memory that `formatMemory` prepared.
   * @param parent the thread that started it and with which it ends, -1 when that isn't known
   */
  constructor(memory: WasmMemory, thread: number, parent: number) {
    super(memory);
    const magic = this.u32[CONTROL.magic];
    const version = this.u32[CONTROL.version];
    if (magic !== HEAP_MAGIC || version !== LAYOUT_VERSION) {
      throw new ValueError(
        `the memory given is no manycore heap of layout ${LAYOUT_VERSION} (found ${version}); load one version of manycore in a process`,
      );
    }
    this.thread = thread;
    this.#parent = parent;
    this.pages = new ArenaPages(this.i32, this.u32);
    this.budget = this.u32[CONTROL.budgetPages]! * PAGE_BYTES;
  }

  /** Whether `other` is a view of the same memory, perhaps through another object. */
  isSame(other: ArenaHeap): boolean {
    return this.u32[CONTROL.identity] === other.u32[CONTROL.identity];
  }

  /** The process's counters. Read while other threads work they are a close estimate. */
  usage(): HeapUsage {
    return {
      budget: this.budget,
      used: sumOverArenas(this.i32, ARENA.used),
      reserved: this.pages.reserved() * PAGE_BYTES,
      peak: Atomics.load(this.i32, CONTROL.peakPages) * PAGE_BYTES,
      heapBytes: this.memory.buffer.byteLength,
      arenas: countOwned(this.i32, ARENA_OWNED),
    };
  }

  /** Bytes that can still be claimed before the budget is used up. */
  room(): number {
    return this.budget - this.pages.reserved() * PAGE_BYTES;
  }

  /** This thread's arena, claimed on first use: who frees or receives blocks needs one as well as who makes them. */
  arena(): Arena {
    return this.#arena ?? this.#claimArena();
  }

  /** The id of this thread's arena, -1 while it has none. */
  get arenaId(): number {
    return this.#arenaId;
  }

  /** Gives this thread's arena up, in whatever state it is. */
  leaveArena(): void {
    this.#arena = undefined;
    this.#arenaId = -1;
  }

  /** Takes in what other threads freed. */
  protected collectRemote(): void {
    const arena = this.#arena;
    if (arena === undefined) return;
    const strays = arenaRecord(arena.id) + ARENA.strays;
    // Cleared first: what is marked from now on is for the next time.
    const stray = Atomics.load(this.i32, strays) !== 0 && Atomics.exchange(this.i32, strays, 0) !== 0;
    if (arena.takeRemote()) {
      for (let block = arena.nextTaken(); block !== 0; block = arena.nextTaken()) this.put(block, arena);
    }
    if (stray) this.#putStrays(arena);
  }

  /** Gives the arena's empty runs back to the page table. */
  protected trimRuns(): void {
    this.#arena?.trim((run) => this.#releaseRun(run));
  }

  /** Blocks whose freer died, and which were not on the list that was just taken in, are nowhere. */
  #putStrays(arena: Arena): void {
    const { table } = this.pages;
    const found: number[] = [];
    for (let page = table.nextOf(arena.id, FIRST_PAGE); page !== 0; page = table.nextOf(arena.id, page + 1)) {
      if (table.at(page).kind !== PAGE_KIND.run) continue;
      for (const block of arena.blocks(page * PAGE_BYTES)) {
        const h = (block - HEADER_BYTES) >>> 2;
        if (
          this.u32[h + HEADER.tag]! >>> 24 === TAG_LIVE &&
          Atomics.load(this.i32, h + HEADER.references) === STRAY
        ) {
          found.push(block);
        }
      }
    }
    for (const block of found) {
      arena.journal.block = block;
      arena.journal.op = OP.put;
      this.put(block, arena);
    }
  }

  /** Puts a dead block of this thread's arena back where it came from. */
  protected put(block: number, arena: Arena): void {
    const run = this.pages.table.head(block >>> PAGE_SHIFT) * PAGE_BYTES;
    const empty = arena.put(block, run);
    arena.journal.op = OP.none;
    atKillPoint?.("put.done");
    if (empty !== 0) this.#releaseRun(empty);
  }

  #releaseRun(run: number): void {
    const arena = this.#arena!;
    const page = run >>> PAGE_SHIFT;
    if (!this.pages.mayRelease(run, this.pages.table.length(page) * PAGE_BYTES, arena.id)) return;
    arena.unlist(run);
    atKillPoint?.("release.unlisted");
    this.pages.release(page, arena);
  }

  #claimArena(): Arena {
    const arena = claimArena(this.i32, this.u32, this.thread, this.#parent);
    if (arena === undefined) {
      throw new MemoryError(
        `all ${ARENA_LIMIT} arenas are taken: at most ${ARENA_LIMIT} threads of a process can own arrays at a time`,
      );
    }
    this.#arena = arena;
    this.#arenaId = arena.id;
    return arena;
  }
}
