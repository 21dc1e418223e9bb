import type { WasmMemory } from "./wasm-memory.js";

/** The process's heap, seen from one thread. */
export interface Heap {
  readonly memory: WasmMemory;
  /** False where threads can't share memory: then kernels must be built for an unshared one. */
  readonly shared: boolean;
  /** Views over the whole memory; they never go stale. Index them with `address >>> 2`: addresses are unsigned. */
  readonly i8: Int8Array;
  readonly u8: Uint8Array;
  readonly i16: Int16Array;
  readonly u16: Uint16Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
  readonly i64: BigInt64Array;
  readonly u64: BigUint64Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
  /** Bytes that blocks of all threads may occupy. */
  readonly budget: number;
  /**
   * Address of `bytes` bytes with one reference: 64-byte aligned from 1024 bytes on, else 16-byte aligned. Not zeroed.
   * @throws MemoryError when the budget is used up and reclaiming gave too little; ValueError for a size that isn't one
   */
  allocate(bytes: number): number;
  /** Drops one reference, from any thread; the last one frees the block. */
  release(address: number): void;
  /** Adds one reference, from any thread that holds one. */
  retain(address: number): void;
}

/** What a store of garbage-collected blocks does for the heap. */
export interface Reclaimer {
  /** Whether it can force a collection. */
  readonly collects: boolean;
  /** Gives back what is dead, as far as it can be known. Returns the bytes. */
  reclaim(): number;
  /** Gives back everything: the thread ends. */
  close(): void;
}

/** Counters of the whole process. */
export interface HeapUsage {
  budget: number;
  used: number;
  reserved: number;
  peak: number;
  heapBytes: number;
  arenas: number;
}
