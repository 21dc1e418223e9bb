import { type Block, freeBlock, heap, newBlock } from "../../memory/index.js";
import { MergeTree } from "./merge-tree.js";
import type { Range, Run } from "./run.js";
import { RunReader } from "./run-reader.js";

/** One partition of one run, to be merged. */
export interface Segment {
  readonly run: Run;
  readonly partition: number;
  /** Made by a pass of this merge, which removes it. */
  readonly temporary: boolean;
}

export function rangeOf({ run, partition }: Segment): Range {
  return run.partitions[partition]!;
}

export function bytesOf(segment: Segment): number {
  const { start, end } = rangeOf(segment);
  return end - start;
}

/** The heap gives blocks up to here back with their neighbours only, and the engine's own memory is as good for them. */
const SMALL_BYTES = 32 * 1024;

/** Readers of some runs, with a tree over them and their buffers in one block of the heap, which `close` gives back at once. */
export class MergeReaders {
  readonly tree: MergeTree;
  /** Room for an output, if it was asked for. */
  readonly spare: Uint8Array;
  readonly #readers: RunReader[] = [];
  #block: Block | undefined;

  /**
   * Opens all files and reads their first groups. @throws what the system says; nothing stays open then
   *
   * @param buffer bytes for each file
   * @param spare bytes for an output
   * @param onRead called after each reading from a file
   */
  constructor(
    segments: readonly Segment[],
    sorted: boolean,
    buffer: number,
    spare: number,
    onRead: (() => void) | undefined,
  ) {
    const sizes = segments.map((segment) =>
      segment.run.kind === "file" ? Math.min(buffer, bytesOf(segment)) : 0,
    );
    let left = sizes.reduce((sum, size) => sum + size, spare);
    if (left > SMALL_BYTES) this.#block = newBlock(left);
    const start = this.#block?.address ?? 0;
    const u8 = this.#block === undefined ? new Uint8Array(left) : heap().u8;
    const take = (bytes: number): Uint8Array => {
      left -= bytes;
      return u8.subarray(start + left, start + left + bytes);
    };
    try {
      segments.forEach(({ run, partition }, order) => {
        this.#readers.push(new RunReader(run, partition, order, sorted, take(sizes[order]!), onRead));
      });
      this.spare = take(spare);
      this.tree = new MergeTree(this.#readers);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Closes the files and gives the memory back. Idempotent. */
  close(): void {
    for (const reader of this.#readers) reader.close();
    if (this.#block !== undefined) freeBlock(this.#block);
    this.#block = undefined;
  }
}
