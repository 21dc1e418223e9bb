/**
 * Where everything lies in the shared memory. Every thread and every copy of the package must agree on this file:
 * raise LAYOUT_VERSION when anything here changes.
 *
 * ```
 * 0x00000  null page: address 0 means "none", and a stray kernel write through a null pointer hits nothing
 * 0x10000  team control (src/threads)
 * 0x20000  heap control: budget, counters, hints
 * 0x21000  the first leases
 * 0x30000  page table: one word a 16 KiB page
 * 0x130000 arena records: ARENA_LIMIT × ARENA_BYTES
 * 0x170000 participants (src/threads)
 * 0x1b0000 the heap
 * ```
 */
export const LAYOUT_VERSION = 2;

/**
 * The unit in which memory is claimed and the budget counted. Small enough that blocks over 32 KiB can have pages of their own, which go
 * back one by one, instead of sharing runs that one survivor keeps; large enough that 80 MB are claimed in under 0.1 ms.
 */
export const PAGE_BYTES = 16384;
export const PAGE_SHIFT = 14;
/** WebAssembly's own page, the unit of a memory's size. */
export const WASM_PAGE_BYTES = 65536;
/** 4 GiB: all that a 32-bit address can reach. */
export const MAX_WASM_PAGES = 65536;
const MAX_PAGES = (MAX_WASM_PAGES * WASM_PAGE_BYTES) / PAGE_BYTES;

/** The control region of the thread team. Its inside belongs to src/threads; it starts zeroed. */
export const TEAM_CONTROL_ADDRESS = 0x10000;
export const TEAM_CONTROL_BYTES = 0x10000;

export const HEAP_CONTROL_ADDRESS = 0x20000;
export const PAGE_TABLE_ADDRESS = 0x30000;
export const ARENA_TABLE_ADDRESS = PAGE_TABLE_ADDRESS + MAX_PAGES * 4;
/** Threads that may own memory at the same time. */
export const ARENA_LIMIT = 256;
export const ARENA_BYTES = 1024;
/** The table of those who may own something. Its inside belongs to src/threads; it starts zeroed. */
export const PARTICIPANTS_ADDRESS = ARENA_TABLE_ADDRESS + ARENA_LIMIT * ARENA_BYTES;
export const PARTICIPANTS_BYTES = 0x40000;
export const HEAP_BASE = PARTICIPANTS_ADDRESS + PARTICIPANTS_BYTES;
export const FIRST_PAGE = HEAP_BASE >>> PAGE_SHIFT;

/** Words of the heap control, as indices into the i32/u32 views. Those that threads write often have a cache line each. */
export const CONTROL = {
  magic: HEAP_CONTROL_ADDRESS >>> 2,
  version: (HEAP_CONTROL_ADDRESS >>> 2) + 1,
  /** One past the last page of the heap. */
  endPage: (HEAP_CONTROL_ADDRESS >>> 2) + 2,
  budgetPages: (HEAP_CONTROL_ADDRESS >>> 2) + 3,
  /** Arena slots that were ever used: what a sum over arenas must visit. */
  arenaCount: (HEAP_CONTROL_ADDRESS >>> 2) + 4,
  /** A random number that tells two heaps apart. */
  identity: (HEAP_CONTROL_ADDRESS >>> 2) + 5,
  peakPages: (HEAP_CONTROL_ADDRESS >>> 2) + 17,
  /** No page below this one is free, as far as anybody knows. */
  lowestFree: (HEAP_CONTROL_ADDRESS >>> 2) + 32,
  /** Raised by each release of pages: what a thread learnt about full stretches holds until then. */
  releases: (HEAP_CONTROL_ADDRESS >>> 2) + 33,
  /** Raised by a thread that found the budget used up: others reclaim when they see it. */
  pressure: (HEAP_CONTROL_ADDRESS >>> 2) + 48,
  /** Raised by a thread that reclaimed for others; the one that asked waits on it. */
  relief: (HEAP_CONTROL_ADDRESS >>> 2) + 49,
} as const;

/** The first records of the lease table; more come in segments that are claimed as pages. */
export const LEASES_ADDRESS = HEAP_CONTROL_ADDRESS + 0x1000;

/** Where the segments of the lease table lie, as indices into the views: SEGMENT_LIMIT words, 0 for one that isn't there yet. */
export const LEASE_SEGMENTS = (HEAP_CONTROL_ADDRESS >>> 2) + 256;

/** Address of the table of named blocks, 0 before there is one: an index into the views. Its inside belongs to multiprocessing/sync. */
export const NAMED_BLOCKS_WORD = (HEAP_CONTROL_ADDRESS >>> 2) + 64;

export const HEAP_MAGIC = 0x6d63_6831;

/**
 * Words of an arena record, relative to its first. Those of the second line are everybody's; the others are written by the owner only (or
 * by who adopts the arena after the owner's death), which is why the counters need no atomic addition.
 */
export const ARENA = {
  /** Thread (or adopting arena) << 3 | one of the states below: one word, so that a claim always says who claimed. */
  state: 0,
  /** The thread that started the owner, with which the owner ends; -1 when that isn't known. */
  parent: 1,
  /** Head of the list of blocks that other threads freed. */
  remoteHead: 16,
  /** Not 0 when blocks may have been lost on their way to that list: their freer died. */
  strays: 17,
  /** The last operation on a reference count that another thread has seen done: see `references.ts`. */
  confirmed: 18,
  /** Bytes that this arena's owners handed out less bytes of any arena that they freed, modulo 2^32. */
  used: 32,
  /** Pages that they claimed less pages that they gave back. */
  reserved: 33,
  /** The rest of the remote list that the owner is taking in. */
  taken: 34,
  /** The journal: what the owner is in the middle of. See `journal.ts`. */
  op: 40,
  opBlock: 41,
  opUsed: 42,
  opReserved: 43,
  opPage: 44,
  opPages: 45,
  opLease: 46,
  /** The operation on a reference count that the owner does now: a number (odd while the next two words change), block, bit. */
  countOp: 48,
  countBlock: 49,
  countBit: 50,
  /** Per size class: address of the first run that has a block to give. */
  runs: 64,
} as const;

export const ARENA_FREE = 0;
export const ARENA_OWNED = 1;
/** Its thread has ended and nothing is in its name; the next thread that needs an arena takes it over, lists and all. */
export const ARENA_ORPHAN = 2;
/** Its thread was terminated, and another is putting it in order. */
export const ARENA_ADOPTED = 3;
export const ARENA_STATE_BITS = 3;

/** Words of a run's header: a run is a stretch of pages that holds blocks of one size class. */
export const RUN = {
  sizeClass: 0,
  live: 1,
  /** Last freed block (LIFO), linked through the block headers. */
  free: 2,
  /** Next block that was never handed out. */
  next: 3,
  /** Address of the last block of the run. */
  last: 4,
  /** Neighbours in the arena's list of runs with something to give. */
  before: 5,
  after: 6,
  listed: 7,
} as const;
export const RUN_HEADER_BYTES = 64;

/** Words of a block's header, which ends where the data starts. */
export const HEADER = {
  /** tag << 24 | size class << 16 | arena */
  tag: 0,
  references: 1,
  /** Next block in a free list. */
  link: 2,
  bytes: 3,
} as const;
export const HEADER_BYTES = 16;
export const TAG_LIVE = 0xa1;
export const TAG_FREE = 0x5f;
/** The size class of blocks that have pages of their own. */
export const LARGE_CLASS = 0xff;

/**
 * Large blocks start 1…8 lines behind their page, in turn, and the arrays of a slab lie a line further apart than they are long. Were all
 * at the same distance from a 4 KiB boundary, a store would seem to hit a later load of another array (4K aliasing: Intel's Optimization
 * Reference Manual, "Memory disambiguation"). Measured for f64 add of 8 KiB: 256 ns without, 169 with; of 1 MiB: 15 % slower without.
 */
export const LARGE_COLOURS = 8;
/** Arrays from this size on start on a cache line. */
export const LINE_ALIGNED_FROM = 1024;
export const LINE_BYTES = 64;
/** What a large block needs besides its data, at most. */
export const LARGE_OVERHEAD = LARGE_COLOURS * LINE_BYTES;
