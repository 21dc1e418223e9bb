/** What the heap really holds, read from its pages and headers, and whether everything that the library knows agrees with it. */
import {
  ARENA,
  ARENA_TABLE_ADDRESS,
  CONTROL,
  FIRST_PAGE,
  HEADER,
  LARGE_CLASS,
  PAGE_BYTES,
  PAGE_TABLE_ADDRESS,
  RUN,
  RUN_HEADER_BYTES,
  TAG_FREE,
  TAG_LIVE,
} from "../../dist/memory/layout.js";
import { LEASE, leaseKind } from "../../dist/memory/lease-table.js";
import { PAGE_KIND } from "../../dist/memory/page-table.js";
import { COUNT_MASK, OWNER_REFERENCE } from "../../dist/memory/references.js";
import type { SharedHeap } from "../../dist/memory/shared-heap.js";
import { classCapacity, classStride } from "../../dist/memory/size-class.js";

export interface Truth {
  /** Bytes in blocks that somebody has a reference to. */
  used: number;
  /** Bytes of the pages of runs and large blocks. */
  reserved: number;
  /** Blocks that were freed and are on their way to their owner. */
  dying: number;
  /** Live blocks. */
  blocks: number;
  /** Arenas that have pages. */
  arenas: number[];
  /** Leases in use. */
  leases: number;
  /** What doesn't agree. */
  mistakes: string[];
}

/**
 * Looks at everything. While no thread is in the middle of anything there are no mistakes.
 * @param retained references that were taken with `retain`, which nobody can attribute
 */
export function groundTruth(heap: SharedHeap, retained = 0): Truth {
  const { i32, u32 } = heap;
  const truth: Truth = { used: 0, reserved: 0, dying: 0, blocks: 0, arenas: [], leases: 0, mistakes: [] };
  const wrong = (what: string): void => void truth.mistakes.push(what);
  const counted = new Map<number, number>();
  const block = (address: number, where: string): void => {
    const h = (address - 16) >>> 2;
    const word = i32[h + HEADER.references]!;
    if (word < 0) {
      truth.dying++;
      return;
    }
    const owner = word & OWNER_REFERENCE ? 1 : 0;
    const count = word & COUNT_MASK;
    if (owner + count === 0) wrong(`${where}: a live block without a reference`);
    truth.used += u32[h + HEADER.bytes]!;
    truth.blocks++;
    counted.set(address, count);
  };
  const listed = listedRuns(heap, wrong);
  const end = u32[CONTROL.endPage]!;
  for (let page = FIRST_PAGE; page < end; ) {
    const word = u32[(PAGE_TABLE_ADDRESS >>> 2) + page]!;
    if (word === 0) {
      page++;
      continue;
    }
    const { kind, arena, length } = heap.pages.table.at(page);
    const where = `page ${page} of arena ${arena}`;
    if (kind !== PAGE_KIND.run && kind !== PAGE_KIND.large && kind !== PAGE_KIND.table) {
      wrong(`${where} is of kind ${kind}`);
      page++;
      continue;
    }
    for (let k = 1; k < length; k++) {
      const rest = heap.pages.table.at(page + k);
      if (rest.kind !== PAGE_KIND.rest || rest.length !== k) wrong(`${where}: its page ${k} isn't one`);
    }
    const start = page * PAGE_BYTES;
    if (kind === PAGE_KIND.table) {
      if (!heap.leases.isSegment(start)) wrong(`${where} is a segment of the lease table that isn't in it`);
    } else {
      truth.reserved += length * PAGE_BYTES;
      if (!truth.arenas.includes(arena)) truth.arenas.push(arena);
      if (kind === PAGE_KIND.large) {
        const address = u32[start >>> 2]!;
        const tag = u32[((address - 16) >>> 2) + HEADER.tag]!;
        if (tag !== ((TAG_LIVE << 24) | (LARGE_CLASS << 16) | arena) >>> 0) wrong(`${where}: no large block`);
        block(address, where);
      } else {
        lookThroughRun(heap, start, length, arena, listed.has(start), wrong, (each) => block(each, where));
      }
    }
    page += length;
  }
  const held = new Map<number, number>();
  for (const { id, state } of heap.leases.inUse()) {
    truth.leases++;
    const kind = leaseKind(state);
    if (kind === LEASE.taking || kind === LEASE.dropping) wrong(`lease ${id} is in the middle of something`);
    const address = heap.leases.address(id);
    if (!counted.has(address)) wrong(`lease ${id} is for ${address}, where no block is`);
    held.set(address, (held.get(address) ?? 0) + 1);
  }
  let anonymous = 0;
  for (const [address, count] of counted) anonymous += count - (held.get(address) ?? 0);
  if (anonymous !== retained) wrong(`${anonymous} references belong to nobody, not ${retained}`);
  const usage = heap.usage();
  if (usage.used !== truth.used) wrong(`used is ${usage.used}, in truth ${truth.used}`);
  if (usage.reserved !== truth.reserved) wrong(`reserved is ${usage.reserved}, in truth ${truth.reserved}`);
  return truth;
}

function listedRuns({ u32 }: SharedHeap, wrong: (what: string) => void): Set<number> {
  const listed = new Set<number>();
  for (let arena = 0; arena < u32[CONTROL.arenaCount]!; arena++) {
    const record = (ARENA_TABLE_ADDRESS >>> 2) + arena * 256;
    if (u32[record + ARENA.op] !== 0)
      wrong(`arena ${arena} is in the middle of operation ${u32[record + ARENA.op]}`);
    for (let c = 0; c < 40; c++) {
      let before = 0;
      for (let run = u32[record + ARENA.runs + c]!; run !== 0; run = u32[(run >>> 2) + RUN.after]!) {
        if (listed.has(run)) {
          wrong(`run ${run} is listed twice`);
          break;
        }
        listed.add(run);
        const r = run >>> 2;
        if (u32[r + RUN.before] !== before) wrong(`run ${run}: its neighbour isn't`);
        if (u32[r + RUN.sizeClass] !== c) wrong(`run ${run} is in the list of another class`);
        if (u32[r + RUN.listed] !== 1) wrong(`run ${run} is listed without knowing it`);
        before = run;
      }
    }
  }
  return listed;
}

function lookThroughRun(
  { u32 }: SharedHeap,
  run: number,
  pages: number,
  arena: number,
  listed: boolean,
  wrong: (what: string) => void,
  block: (address: number) => void,
): void {
  const r = run >>> 2;
  const c = u32[r + RUN.sizeClass]!;
  const stride = classStride(c);
  const first = run + RUN_HEADER_BYTES + stride - classCapacity(c);
  const next = u32[r + RUN.next]!;
  if (u32[r + RUN.last]! + classCapacity(c) > run + pages * PAGE_BYTES) wrong(`run ${run} is too long`);
  const free = new Set<number>();
  for (let each = u32[r + RUN.free]!; each !== 0; each = u32[((each - 16) >>> 2) + HEADER.link]!) {
    if (free.has(each)) {
      wrong(`run ${run}: block ${each} is free twice`);
      break;
    }
    free.add(each);
  }
  let live = 0;
  for (let each = first; each < next; each += stride) {
    const tag = u32[((each - 16) >>> 2) + HEADER.tag]!;
    if ((tag & 0xffff) !== arena || ((tag >>> 16) & 0xff) !== c)
      wrong(`run ${run}: block ${each} is another's`);
    if (tag >>> 24 === TAG_LIVE) {
      live++;
      block(each);
      if (free.has(each)) wrong(`run ${run}: block ${each} is free and live`);
    } else if (tag >>> 24 !== TAG_FREE || !free.has(each)) {
      wrong(`run ${run}: block ${each} is neither free nor live`);
    }
  }
  if (u32[r + RUN.live] !== live)
    wrong(`run ${run} counts ${u32[r + RUN.live]} live blocks, in truth ${live}`);
  const gives = free.size > 0 || next <= u32[r + RUN.last]!;
  if (gives !== listed)
    wrong(`run ${run} ${gives ? "has something to give but isn't" : "is full but"} listed`);
}
