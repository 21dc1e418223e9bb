import { Hottest, type KeyRecords } from "./group-hottest.js";
import { GroupKey } from "./group-key.js";
import { GroupValues, type ValueSource } from "./group-values.js";
import type { Combine } from "./merge-combiner.js";
import { dropTemporary, mergePasses } from "./merge-pass.js";
import { bufferBytes, fanInFor } from "./merge-plan.js";
import { bytesOf, MergeReaders, rangeOf, type Segment } from "./merge-readers.js";
import type { MergeTree } from "./merge-tree.js";
import type { Run, SpillFiles } from "./run.js";
import type { RunReader } from "./run-reader.js";

export interface GroupMergerOptions {
  /** Bytes of buffers. A key or value that is larger than its buffer gets one of its own, and a few KiB go beside. */
  readonly memory: number;
  /** The runs were written so: each key is followed by its value, and values come sorted. */
  readonly sortValues: boolean;
  /** Keys that stand beside each other and for which this gives equal keys make one group. */
  readonly groupingKey?: ((key: unknown) => unknown) | undefined;
  /** Run in passes over what several files have of a key; never with `sortValues`. */
  readonly combine?: Combine | undefined;
  /** Where passes write. */
  readonly spill: SpillFiles;
  /** Files that are merged at once; as many as the memory has buffers for if that is less. */
  readonly fanIn?: number | undefined;
  /** Called after each reading from a file: passes, and values that are skipped, may take long without a group. */
  readonly onRead?: (() => void) | undefined;
}

export interface GroupMergerStats {
  /** Groups so far. */
  readonly groups: number;
  /** Values in the runs, and their bytes with those of the keys. */
  readonly records: number;
  readonly bytes: number;
  /** Values of the groups so far, read or skipped: combining in passes makes them fewer than `records`. */
  readonly recordsRead: number;
  /** Bytes that passes wrote, and how many there were. */
  readonly spilledBytes: number;
  readonly passes: number;
  /** The five keys with the most values so far, the most first. */
  readonly hottest: readonly KeyRecords[];
}

/**
 * One partition of all runs as groups, in the order of the keys: what a reduce task reads.
 *
 * ```ts
 * const merger = new GroupMerger(runs, 3, { memory: 16 * 2 ** 20, sortValues: false, spill });
 * try {
 *   while (merger.next()) reduce(merger.key, merger.values);
 * } finally {
 *   merger.close();
 * }
 * ```
 *
 * Runs in memory are read in place; files through a buffer each, in passes when there are more than buffers. The order of the values of a
 * key is that of the runs, except that passes may change it.
 */
export class GroupMerger implements ValueSource {
  /** The group's key; with `groupingKey` the first of them. */
  key: unknown;
  /** One pass, lazy: the group may be larger than memory. What isn't read is skipped by `next`. */
  values: Iterable<unknown> = [];
  /** Counts the groups that were begun. */
  group = 0;
  readonly #options: GroupMergerOptions;
  #segments: readonly Segment[];
  #readers: MergeReaders | undefined;
  #tree: MergeTree | undefined;
  /** Who has the group's next values; undefined when there are none. */
  #reader: RunReader | undefined;
  #isOpen = false;
  /** The key of the values that are read, and what `groupingKey` made of it. */
  readonly #key = new GroupKey();
  readonly #grouping = new GroupKey();
  readonly #nextGrouping = new GroupKey();
  readonly #hottest = new Hottest();
  #isClosed = false;
  #taken = 0;
  #groups = 0;
  #records = 0;
  #bytes = 0;
  #recordsRead = 0;
  #spilledBytes = 0;
  #passes = 0;

  /** Opens nothing yet: the first `next` does. */
  constructor(runs: readonly Run[], partition: number, options: GroupMergerOptions) {
    this.#options = options;
    this.#segments = runs
      .map((run) => ({ run, partition, temporary: false }))
      .filter((segment) => bytesOf(segment) > 0);
    for (const segment of this.#segments) {
      this.#records += rangeOf(segment).records;
      this.#bytes += bytesOf(segment);
    }
  }

  get stats(): GroupMergerStats {
    return {
      groups: this.#groups,
      records: this.#records,
      bytes: this.#bytes,
      recordsRead: this.#recordsRead,
      spilledBytes: this.#spilledBytes,
      passes: this.#passes,
      hottest: this.#hottest.shown,
    };
  }

  /**
   * Moves to the next group; false when there is none, and then all is closed.
   *
   * @throws what `groupingKey` and the combiner throw, what the file system says, and ValueError for damaged runs; all is closed then
   */
  next(): boolean {
    try {
      if (this.#isClosed) return false;
      this.#tree ??= this.#open();
      if (this.#isOpen) this.#endGroup();
      const reader = this.#tree.top;
      if (reader === undefined) {
        this.close();
        return false;
      }
      this.#beginGroup(reader);
      return true;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Whether the group has another value. For `values`. */
  more(): boolean {
    try {
      for (let reader = this.#reader; reader !== undefined; ) {
        if (reader.valuesLeft > 0) return true;
        const tree = this.#tree!;
        tree.advance();
        const { top } = tree;
        reader = top !== undefined && this.#isOfGroup(top) ? top : undefined;
        this.#reader = reader;
      }
    } catch (error) {
      this.close();
      throw error;
    }
    return false;
  }

  /** The group's next value. For `values`. */
  take(): unknown {
    try {
      this.#taken++;
      return this.#reader!.value();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Closes all files, gives the memory back and removes what passes wrote. Idempotent; no more groups come then. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#reader = undefined;
    // Values that somebody kept are stale now.
    this.group++;
    this.#readers?.close();
    dropTemporary(this.#segments);
    this.#segments = [];
  }

  #open(): MergeTree {
    const { memory, sortValues, combine, spill, fanIn, onRead } = this.#options;
    const { segments, passes, bytes } = mergePasses(this.#segments, fanInFor(memory, fanIn), {
      memory,
      sorted: sortValues,
      combine,
      spill,
      onRead,
    });
    this.#segments = segments;
    this.#passes = passes;
    this.#spilledBytes = bytes;
    const files = segments.filter(({ run }) => run.kind === "file").length;
    this.#readers = new MergeReaders(
      segments,
      sortValues,
      bufferBytes(memory, Math.max(1, files)),
      0,
      onRead,
    );
    return this.#readers.tree;
  }

  #beginGroup(reader: RunReader): void {
    this.#reader = reader;
    this.#isOpen = true;
    this.#taken = 0;
    this.#groups++;
    this.#key.copy(reader.u8, reader.keyAt, reader.partEnd);
    this.key = reader.key();
    const { groupingKey } = this.#options;
    if (groupingKey !== undefined) this.#grouping.encode(groupingKey(this.key));
    this.group++;
    this.values = new GroupValues(this);
  }

  /** Skips what wasn't read. */
  #endGroup(): void {
    while (this.more()) {
      this.#reader!.skipValue();
      this.#taken++;
    }
    this.#isOpen = false;
    this.#recordsRead += this.#taken;
    this.#hottest.add(this.key, this.#taken);
  }

  /** Whether the reader's next values belong to the open group. */
  #isOfGroup(reader: RunReader): boolean {
    const { u8, keyAt, partEnd } = reader;
    if (this.#key.equals(u8, keyAt, partEnd)) return true;
    const { groupingKey } = this.#options;
    if (groupingKey === undefined) return false;
    const next = this.#nextGrouping;
    next.encode(groupingKey(reader.key()));
    if (!next.equals(this.#grouping.u8, 0, this.#grouping.length)) return false;
    this.#key.copy(u8, keyAt, partEnd);
    return true;
  }
}
