import { atKillPoint } from "../events/index.js";
import type { Arena } from "./arena.js";
import { arenaRecord, sumOverArenas } from "./arena-record.js";
import { OP } from "./journal.js";
import { ARENA, CONTROL } from "./layout.js";
import { PAGE_KIND, PageTable } from "./page-table.js";

/** How often a thread that found no room asks again when another one, which asked at the same moment, has stepped back. */
const TRIES = 8;

/**
 * Pages within the budget. Each arena has a counter of its own for the pages that its owners reserved; the budget's use is their sum. A
 * thread adds to its counter first and looks at the sum then, so of two that would exceed the budget together at least one sees it.
 */
export class ArenaPages {
  readonly table: PageTable;
  readonly #i32: Int32Array;
  readonly #limit: number;

  constructor(i32: Int32Array, u32: Uint32Array) {
    this.#i32 = i32;
    this.#limit = u32[CONTROL.budgetPages]!;
    this.table = new PageTable(i32, u32[CONTROL.endPage]!);
  }

  /** Pages reserved by all threads. */
  reserved(): number {
    return sumOverArenas(this.#i32, ARENA.reserved) | 0;
  }

  /**
   * Reserves and claims `length` pages; 0 when there is no room. They are to be put in order, and given to `commit`: until
   * then the journal says that they are being claimed.
   */
  claim(length: number, { id, journal }: Arena): number {
    if (!this.#reserve(length, journal)) return 0;
    const page = this.table.claim(length, id);
    if (page === 0) {
      journal.unreserve(length);
      journal.op = OP.none;
      return 0;
    }
    atKillPoint?.("claim.claimed");
    const total = this.reserved();
    let peak = Atomics.load(this.#i32, CONTROL.peakPages);
    while (peak < total && total <= this.#limit) {
      const seen = Atomics.compareExchange(this.#i32, CONTROL.peakPages, peak, total);
      if (seen === peak) break;
      peak = seen;
    }
    return page;
  }

  /** The claimed pages are in order: a run, or a large block that the journal names. */
  commit(page: number, length: number, { id, journal }: Arena, kind: 2 | 3): void {
    journal.page = page;
    atKillPoint?.("claim.ordered");
    this.table.commit(page, length, id, kind);
    atKillPoint?.("claim.committed");
    if (kind === PAGE_KIND.large) journal.use();
    journal.op = OP.none;
    atKillPoint?.("claim.done");
  }

  /** Gives the stretch at `page` back. */
  release(page: number, arena: Arena): void {
    this.beginRelease(page, arena);
    arena.journal.op = OP.release;
    atKillPoint?.("release.begun");
    this.endRelease(page, arena);
  }

  /** For a caller with an entry in the journal already: adds to it what a release will do. */
  beginRelease(page: number, { journal }: Arena): void {
    journal.page = page;
    journal.willReserve(-this.table.length(page));
  }

  endRelease(page: number, { id, journal }: Arena): void {
    this.table.vacate(page, id);
    journal.reserve();
    atKillPoint?.("release.counted");
    this.table.free(page);
    journal.op = OP.none;
    atKillPoint?.("release.done");
  }

  /**
   * Whether a run of `arena` may be given back: not as long as somebody who brought a block home still has it in its journal. Were that
   * thread to die there, who adopts its arena would look at the block's header.
   */
  mayRelease(run: number, bytes: number, arena: number): boolean {
    const i32 = this.#i32;
    const count = Atomics.load(i32, CONTROL.arenaCount);
    for (let id = 0; id < count; id++) {
      if (id === arena) continue;
      const record = arenaRecord(id);
      if (Atomics.load(i32, record + ARENA.op) !== OP.free) continue;
      const block = Atomics.load(i32, record + ARENA.opBlock) >>> 0;
      if (block >= run && block < run + bytes) return false;
    }
    return true;
  }

  #reserve(length: number, journal: Arena["journal"]): boolean {
    for (let tries = 0; tries < TRIES; tries++) {
      journal.page = 0;
      journal.pages = length;
      journal.willReserve(length);
      journal.op = OP.claim;
      journal.reserve();
      atKillPoint?.("claim.reserved");
      if (this.reserved() <= this.#limit) return true;
      journal.unreserve(length);
      journal.op = OP.none;
      if (this.reserved() + length > this.#limit) return false;
    }
    return false;
  }
}
