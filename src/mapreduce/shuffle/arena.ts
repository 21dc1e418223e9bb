import { type Block, freeBlock, heap, newBlock } from "../../memory/index.js";
import { MOST_MEMORY } from "./options.js";

/** Blocks of more than 32 KiB are counted in whole pages of the heap, and begin up to 512 bytes behind a page's start (src/memory/layout.ts). */
const HEAP_PAGE_BYTES = 16384;
const HEAP_OVERHEAD = 512;

const MOST_STAGING = 1 << 20;
const LEAST_STAGING = 1 << 12;
const MOST_SCRATCH = 1 << 18;
const LEAST_SCRATCH = 1 << 11;

/**
 * The one piece of heap of a map task's output. Positions in it are byte offsets; 0 stands for none.
 *
 * ```
 * scratch │ staging │ records and chunks, from below ──► top    limit ◄── slots or index, from above
 * ```
 * Scratch takes a combiner's output until it is complete; staging is the buffer through which a run goes to its file.
 */
export class Arena {
  readonly bytes: number;
  /** Bytes `[1, scratchEnd)` are scratch; none without a combiner. */
  readonly scratchEnd: number;
  /** Bytes `[scratchEnd, start)` are staging. */
  readonly start: number;
  #block: Block | undefined;
  u8: Uint8Array;
  /** The same bytes; positions `>>> 2`. */
  u32: Uint32Array;
  i32: Int32Array;

  constructor(memory: number, combines: boolean) {
    const pages = Math.floor(Math.min(memory, MOST_MEMORY) / HEAP_PAGE_BYTES);
    this.bytes = pages * HEAP_PAGE_BYTES - HEAP_OVERHEAD;
    const scratch = part(memory, 32, LEAST_SCRATCH, MOST_SCRATCH);
    this.scratchEnd = combines ? scratch : 8;
    this.start = this.scratchEnd + part(memory, 16, LEAST_STAGING, MOST_STAGING);
    this.#block = newBlock(this.bytes);
    const { buffer } = heap().memory;
    const { address } = this.#block;
    this.u8 = new Uint8Array(buffer, address, this.bytes);
    this.u32 = new Uint32Array(buffer, address, this.bytes >>> 2);
    this.i32 = new Int32Array(buffer, address, this.bytes >>> 2);
  }

  /** Gives the memory back at once. Idempotent. */
  dispose(): void {
    const block = this.#block;
    if (block === undefined) return;
    this.#block = undefined;
    // Who still writes, a combiner's `emit` that was kept, say, must not write into memory that is somebody else's.
    this.u8 = new Uint8Array(0);
    this.u32 = new Uint32Array(0);
    this.i32 = new Int32Array(0);
    freeBlock(block);
  }
}

/** A share of the memory within limits, whole words. */
function part(memory: number, share: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, memory / share)) & ~7;
}
