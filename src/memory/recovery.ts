import { atKillPoint } from "../events/index.js";
import { Arena } from "./arena.js";
import { arenaRecord } from "./arena-record.js";
import { OP } from "./journal.js";
import {
  ARENA,
  FIRST_PAGE,
  HEADER,
  HEADER_BYTES,
  LARGE_CLASS,
  PAGE_BYTES,
  PAGE_SHIFT,
  RUN,
  TAG_LIVE,
} from "./layout.js";
import { LEASE, leaseArena, leaseKind } from "./lease-table.js";
import { PAGE_KIND } from "./page-table.js";
import { COUNT_MASK, dyingBy, OWNER_REFERENCE, STRAY, wasCounted } from "./references.js";
import type { SharedHeap } from "./shared-heap.js";

/**
 * Puts an arena in order whose owner has ended, wherever that was, and drops all that was in its name: the references to its own blocks,
 * the leases that it held or hadn't published. Blocks that others hold stay. All other threads may go on working meanwhile.
 *
 * Only one thread may do this for an arena at a time. If it ends on the way, the next one does it again from the start: each step can be
 * repeated.
 */
export function settleArena(heap: SharedHeap, id: number): void {
  const arena = new Arena(id, heap.i32, heap.u32);
  finishOperation(heap, arena);
  atKillPoint?.("adopt.finished");
  dropLeases(heap, id);
  atKillPoint?.("adopt.leases");
  arena.strandRemote();
  atKillPoint?.("adopt.stranded");
  arena.forgetRuns();
  const { table } = heap.pages;
  for (let page = table.nextOf(id, FIRST_PAGE); page !== 0; page = table.nextOf(id, page + 1)) {
    settleStretch(heap, arena, page);
    atKillPoint?.("adopt.stretch");
  }
}

/** What the journal says was begun is finished, or seen not to have begun. */
function finishOperation(heap: SharedHeap, arena: Arena): void {
  const { journal } = arena;
  switch (journal.op) {
    case OP.claim:
      finishClaim(heap, arena);
      break;
    case OP.take:
      if (wasTaken(heap, journal.block)) journal.use();
      break;
    case OP.free:
      finishFree(heap, arena);
      break;
    case OP.freeLarge:
    case OP.release:
      finishRelease(heap, arena);
      break;
    case OP.put:
      strand(heap, journal.block, undefined);
      break;
    case OP.add:
    case OP.sub:
      finishCount(heap, arena);
      break;
  }
  atKillPoint?.("adopt.recovered");
  journal.op = OP.none;
}

/** Pages count as claimed from the moment when they became a run or a block. */
function finishClaim({ pages }: SharedHeap, { id, journal }: Arena): void {
  const { page } = journal;
  const stretch = page === 0 ? undefined : pages.table.at(page);
  const committed =
    stretch !== undefined &&
    stretch.arena === id &&
    stretch.length === journal.pages &&
    (stretch.kind === PAGE_KIND.run || stretch.kind === PAGE_KIND.large);
  if (!committed) {
    journal.unreserve(journal.pages);
    return;
  }
  journal.reserve();
  if (stretch.kind === PAGE_KIND.large) journal.use();
}

/** A block was handed out when its header says so and it lies below its run's fresh part. */
function wasTaken({ pages, u32 }: SharedHeap, block: number): boolean {
  const run = pages.table.head(block >>> PAGE_SHIFT) * PAGE_BYTES;
  return (
    block < u32[(run >>> 2) + RUN.next]! &&
    u32[((block - HEADER_BYTES) >>> 2) + HEADER.tag]! >>> 24 === TAG_LIVE
  );
}

/** The run is still there: nobody gives one back while a journal names one of its blocks in this way. */
function finishFree(heap: SharedHeap, { id, journal }: Arena): void {
  const { i32, u32 } = heap;
  const { block } = journal;
  const h = (block - HEADER_BYTES) >>> 2;
  if (Atomics.load(i32, h + HEADER.references) === dyingBy(id)) {
    journal.use();
    endDropped(heap, id, journal.lease);
    // It may be on its owner's list or not: the owner finds out.
    strand(heap, block, dyingBy(id));
  }
  Atomics.store(i32, arenaRecord(u32[h + HEADER.tag]! & 0xffff) + ARENA.strays, 1);
}

/** Marks a dying block as free for who looks for it. */
function strand({ i32, u32 }: SharedHeap, block: number, seen: number | undefined): void {
  const h = (block - HEADER_BYTES) >>> 2;
  const word = seen ?? Atomics.load(i32, h + HEADER.references);
  if (u32[h + HEADER.tag]! >>> 24 === TAG_LIVE && word < 0) {
    Atomics.compareExchange(i32, h + HEADER.references, word, STRAY);
  }
}

/**
 * The stretch is given back when the counter says so: until then its head, and the block in it, are as the thread left them. What is
 * left of it after that is a head that says `releasing`.
 */
function finishRelease(heap: SharedHeap, { id, journal }: Arena): void {
  if (journal.reserved) return;
  const { table } = heap.pages;
  if (journal.op === OP.freeLarge) {
    const at = ((journal.block - HEADER_BYTES) >>> 2) + HEADER.references;
    if (Atomics.load(heap.i32, at) !== dyingBy(id)) return;
    journal.use();
    endDropped(heap, id, journal.lease);
  } else {
    const { kind, arena } = table.at(journal.page);
    // Not begun: an empty run that isn't listed, which the look through all runs finds.
    if (kind !== PAGE_KIND.releasing || arena !== id) return;
  }
  table.vacate(journal.page, id);
  atKillPoint?.("adopt.vacated");
  journal.reserve();
}

/** Whether a lease's reference was added, or dropped, is written in the block or was confirmed. */
function finishCount(heap: SharedHeap, { id, journal }: Arena): void {
  const { lease } = journal;
  const state = heap.leases.state(lease);
  if (state === undefined || leaseArena(state) !== id) return;
  if (journal.op === OP.sub) {
    if (wasCounted(heap.i32, id)) endDropped(heap, id, lease);
  } else if (leaseKind(state) === LEASE.taking) {
    const next = wasCounted(heap.i32, id) ? LEASE.prepared : LEASE.free;
    heap.leases.change(lease, state, next, id);
  }
}

function endDropped({ leases }: SharedHeap, id: number, lease: number): void {
  const state = lease === 0 ? undefined : leases.state(lease);
  if (state !== undefined && leaseKind(state) === LEASE.dropping && leaseArena(state) === id) {
    leases.change(lease, state, LEASE.free, 0);
  }
}

function dropLeases(heap: SharedHeap, id: number): void {
  const { leases } = heap;
  for (const { id: lease, state } of leases.inUse()) {
    if (leaseArena(state) !== id) continue;
    const kind = leaseKind(state);
    if (kind === LEASE.taking) leases.change(lease, state, LEASE.free, 0);
    else if (kind !== LEASE.sealed || !leases.published(lease)) heap.endLease(lease, state);
    atKillPoint?.("adopt.lease");
  }
}

/**
 * A block that goes with its last holder may be a channel: what was published in it, and not received, nobody can find any more. Before
 * the block goes, so that whoever does this again still finds them.
 */
function dropUnreachable(heap: SharedHeap, block: number): void {
  const { leases } = heap;
  const end = block + heap.u32[((block - HEADER_BYTES) >>> 2) + HEADER.bytes]!;
  for (const { id: lease, state } of leases.inUse()) {
    if (leaseKind(state) !== LEASE.sealed) continue;
    const counter = leases.commitAddress(lease);
    if (counter < block || counter >= end) continue;
    heap.endLease(lease, state);
    atKillPoint?.("adopt.unreachable");
  }
}

function settleStretch(heap: SharedHeap, arena: Arena, page: number): void {
  const { i32, u32, pages } = heap;
  const start = page * PAGE_BYTES;
  const { kind, length } = pages.table.at(page);
  switch (kind) {
    case PAGE_KIND.claiming:
    case PAGE_KIND.releasing:
      pages.table.finish(page);
      break;
    case PAGE_KIND.table:
      if (heap.leases.isSegment(start)) break;
      pages.table.vacate(page, arena.id);
      pages.table.free(page);
      break;
    case PAGE_KIND.run:
      for (const block of arena.blocks(start)) {
        const h = (block - HEADER_BYTES) >>> 2;
        const word = Atomics.load(i32, h + HEADER.references);
        if (u32[h + HEADER.tag]! >>> 24 === TAG_LIVE && hasOwner(word)) {
          if ((word & COUNT_MASK) === 0) dropUnreachable(heap, block);
          heap.disown(block);
          atKillPoint?.("adopt.disowned");
        }
      }
      if (arena.rebuildRun(start)) break;
      if (pages.mayRelease(start, length * PAGE_BYTES, arena.id)) pages.release(page, heap.arena());
      else arena.list(start);
      break;
    case PAGE_KIND.large: {
      const block = u32[start >>> 2]!;
      const h = (block - HEADER_BYTES) >>> 2;
      const word = Atomics.load(i32, h + HEADER.references);
      const isBlock = u32[h + HEADER.tag] === ((TAG_LIVE << 24) | (LARGE_CLASS << 16) | arena.id) >>> 0;
      // Others may free it meanwhile, unless the owner's reference is there still, which nobody but this thread drops. The head, read
      // again, says that the words above were the block's.
      const now = pages.table.at(page);
      const same = now.kind === kind && now.arena === arena.id && now.length === length;
      if (!same || !isBlock || !hasOwner(word)) break;
      if ((word & COUNT_MASK) === 0) dropUnreachable(heap, block);
      heap.disown(block);
      break;
    }
  }
}

const hasOwner = (word: number): boolean => word >= 0 && (word & OWNER_REFERENCE) !== 0;
