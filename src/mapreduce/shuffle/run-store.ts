import { DTYPES } from "../../array/index.js";
import { MemoryError } from "../../errors.js";
import { atKillPoint } from "../../events/index.js";
import { leaf } from "../../kernel/index.js";
import { type Block, freeBlock, heap, newBlock } from "../../memory/index.js";
import { NDArray } from "../../numpy/index.js";
import type { Arena } from "./arena.js";
import type { Combining } from "./combining.js";
import { GroupWriting } from "./group-writing.js";
import type { MapOutputStats, ShuffleOptions } from "./options.js";
import { dropRun, type Run } from "./run.js";
import { RunWriter } from "./run-writer.js";
import { IndexSort } from "./sort.js";

/** A run in memory may leave this share of its block empty; else it is copied into one of its size. */
const WASTE_SHARE = 1 / 4;

/** What lies in the arena, to be written. */
export interface ArenaIndex {
  /** Word of the first triple (sort.ts), and how many there are. */
  readonly first: number;
  readonly count: number;
  /** Bytes that the run needs at most. */
  readonly bytes: number;
  /** Values of the table's entries in each partition, where there are entries. */
  readonly counts: Float64Array | undefined;
}

/** Makes the runs of a map task out of what lies in its arena, and keeps them until they are handed over. */
export class RunStore {
  #runs: Run[] = [];
  readonly #arena: Arena;
  readonly #options: ShuffleOptions;
  readonly #sort: IndexSort;
  readonly #writing: GroupWriting;
  #combinedRecords = 0;
  #bytes = 0;
  #spilledBytes = 0;
  #spills = 0;
  #distinctKeys = 0;

  constructor(arena: Arena, options: ShuffleOptions, combining: Combining | undefined) {
    this.#arena = arena;
    this.#options = options;
    this.#sort = new IndexSort(arena.u32);
    this.#writing = new GroupWriting(arena, combining, options.sortValues);
  }

  /** Sorts and writes to a file. @throws what a combiner throws and what the file system says; the file is gone then */
  spill(index: ArenaIndex): void {
    const { u8, scratchEnd, start } = this.#arena;
    const writer = new RunWriter(u8.subarray(scratchEnd, start), this.#options.spill);
    this.#write(writer, index, true);
    atKillPoint?.("map.spilled");
  }

  /** Sorts and writes to memory if the run has at most `keep` bytes and the heap room for it, else to a file. @throws as `spill` */
  keep(index: ArenaIndex): void {
    const { keep } = this.#options;
    const { scratchEnd, start } = this.#arena;
    // What combining will make smaller may fit although it doesn't seem to; else the block is a buffer of the file, and as large as others.
    const least =
      this.#options.combine === undefined ? index.bytes : Math.min(index.bytes, start - scratchEnd);
    const bytes = keep < least ? 0 : Math.min(index.bytes, keep);
    const block = bytes === 0 ? undefined : blockIfRoom(Math.floor(bytes));
    if (block === undefined) {
      this.spill(index);
      return;
    }
    let kept = false;
    try {
      const writer = new RunWriter(bytesOf(block), this.#options.spill);
      const inMemory = this.#write(writer, index, false);
      if (!inMemory || writer.bytes === 0) return;
      const fit = writer.bytes < (1 - WASTE_SHARE) * block.bytes ? blockIfRoom(writer.bytes) : undefined;
      if (fit !== undefined) bytesOf(fit).set(bytesOf(block).subarray(0, writer.bytes));
      kept = fit === undefined;
      const array = new NDArray(leaf(fit ?? block, DTYPES.uint8, [writer.bytes], 0, null));
      this.#runs.push({ kind: "memory", bytes: array, partitions: writer.partitions });
    } finally {
      if (!kept) freeBlock(block);
    }
  }

  /** The runs, which are the caller's now. */
  take(): Run[] {
    const runs = this.#runs;
    this.#runs = [];
    return runs;
  }

  get stats(): Omit<MapOutputStats, "records"> {
    return {
      combinedRecords: this.#combinedRecords,
      bytes: this.#bytes,
      spilledBytes: this.#spilledBytes,
      spills: this.#spills,
      distinctKeys: this.#distinctKeys,
    };
  }

  /** Gives back what wasn't taken. */
  dispose(): void {
    for (const run of this.take()) dropRun(run);
  }

  /** True when all of the run is in the writer's buffer. */
  #write(writer: RunWriter, { first, count, counts }: ArenaIndex, toFile: boolean): boolean {
    const starts = this.#sort.sort(first, count, this.#options.partitions);
    let path: string | undefined;
    try {
      this.#writing.write(writer, first, starts, counts);
      path = writer.finish(toFile);
    } catch (error) {
      writer.abort();
      throw error;
    }
    const { bytes, partitions } = writer;
    this.#combinedRecords += writer.records;
    this.#distinctKeys += writer.groups;
    this.#bytes += bytes;
    if (path === undefined) return true;
    this.#spilledBytes += bytes;
    this.#spills++;
    this.#runs.push({ kind: "file", path, partitions });
    return false;
  }
}

function bytesOf({ address, bytes }: Block): Uint8Array {
  return heap().u8.subarray(address, address + bytes);
}

/** None when the heap has no room: what would lie there has another place to be. */
function blockIfRoom(bytes: number): Block | undefined {
  try {
    return newBlock(bytes);
  } catch (error) {
    if (error instanceof MemoryError) return undefined;
    throw error;
  }
}
