import { sharedHeap } from "./attach.js";
import type { Block } from "./block.js";
import { BlockStore } from "./block-store.js";

let store: BlockStore | undefined;

/** This thread's store, opened with the heap on first use. */
export function blockStore(): BlockStore {
  store ??= new BlockStore(sharedHeap());
  return store;
}

/**
 * A block of `bytes` bytes, not zeroed: 64-byte aligned from 1024 bytes on, else 16-byte aligned. May collect garbage first.
 * @throws MemoryError when the budget is used up and a collection gave too little; nothing else is changed then
 */
export function newBlock(bytes: number): Block {
  return (store ?? blockStore()).newBlock(bytes);
}

/**
 * Gives a block's memory back before it is garbage. Only for a block that nobody else can reach, views included. Idempotent. A large one
 * goes back at once; a small one only when it was the last that its slab handed out.
 */
export function freeBlock(block: Block): void {
  blockStore().free(block);
}

/** Collects garbage now and gives dead blocks back to the heap. Returns the bytes. Takes 4 ms with a small JavaScript heap. */
export function reclaim(): number {
  return blockStore().reclaim("call");
}

/**
 * Address of the heap allocation that holds `block`: what another thread must `retain` and `release`, since small blocks share one.
 */
export function allocationOf(block: Block): number {
  return block.slab?.address ?? block.tracked?.address ?? block.address;
}

const viewed = new WeakMap<object, Block>();

/** Keeps `block` alive as long as `view`, a typed array over it, is: a view knows its buffer, not our block. */
export function keepAlive(view: object, block: Block): void {
  viewed.set(view, block);
}

/** The numbers behind `np.memory()`. Bytes. */
export interface MemoryStats {
  /** What blocks of all threads may occupy. */
  budget: number;
  /** What live allocations of all threads asked for. */
  used: number;
  /** Whole pages claimed for them: what counts against the budget. */
  reserved: number;
  /** The most that was ever reserved. */
  peak: number;
  /** Address space of the heap. */
  heapBytes: number;
  /** Threads that own memory. */
  arenas: number;
  shared: boolean;
  /** This thread's large blocks that were not reclaimed yet. */
  blocks: number;
  /** This thread's slabs of small blocks. */
  slabs: number;
  /** Bytes of both. */
  tracked: number;
  /** Collections that this thread forced, and the time that they and the sweeps took. */
  reclaims: number;
  reclaimMs: number;
}

/** Counters of the heap (process) and of this thread's blocks. */
export function memoryStats(): MemoryStats {
  const { blocks, slabs, live, reclaims, reclaimMs } = blockStore().counts();
  const { budget, used, reserved, peak, heapBytes, arenas } = sharedHeap().usage();
  const { shared } = sharedHeap();
  return {
    budget,
    used,
    reserved,
    peak,
    heapBytes,
    arenas,
    shared,
    blocks,
    slabs,
    tracked: live,
    reclaims,
    reclaimMs,
  };
}
