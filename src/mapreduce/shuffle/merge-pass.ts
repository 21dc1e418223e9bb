import { rmSync } from "node:fs";
import { atKillPoint } from "../../events/index.js";
import { type Combine, MergeCombiner } from "./merge-combiner.js";
import { bufferBytes, passSize } from "./merge-plan.js";
import { bytesOf, MergeReaders, rangeOf, type Segment } from "./merge-readers.js";
import { MergeWriter } from "./merge-writer.js";
import type { SpillFiles } from "./run.js";

export interface PassOptions {
  readonly memory: number;
  readonly sorted: boolean;
  readonly combine: Combine | undefined;
  readonly spill: SpillFiles;
  readonly onRead: (() => void) | undefined;
}

/** What passes did. */
export interface Passes {
  /** What is left to merge: no more files than `fanIn`. */
  readonly segments: readonly Segment[];
  readonly passes: number;
  readonly bytes: number;
}

/**
 * Merges files, the smallest first, until there are at most `fanIn` of them. Runs in memory need no buffers and are left alone.
 *
 * @throws what the combiner throws and what the file system says; what was written is gone then
 */
export function mergePasses(segments: readonly Segment[], fanIn: number, options: PassOptions): Passes {
  const inMemory = segments.filter(({ run }) => run.kind === "memory");
  let files = segments.filter(({ run }) => run.kind === "file");
  if (files.length <= fanIn) return { segments, passes: 0, bytes: 0 };
  let passes = 0;
  let bytes = 0;
  try {
    for (let size = passSize(files.length, fanIn); size > 0; size = passSize(files.length, fanIn)) {
      files.sort((a, b) => bytesOf(a) - bytesOf(b));
      const merged = mergePass(files.slice(0, size), options);
      const used = files.slice(0, size);
      files = files.slice(size);
      if (merged !== undefined) {
        files.push(merged);
        bytes += bytesOf(merged);
      }
      passes++;
      dropTemporary(used);
      atKillPoint?.("reduce.passed");
    }
  } catch (error) {
    dropTemporary(files);
    throw error;
  }
  return { segments: [...inMemory, ...files], passes, bytes };
}

/** Removes the files that passes made. The map's own runs stay, for another attempt. */
export function dropTemporary(segments: readonly Segment[]): void {
  for (const { run, temporary } of segments) {
    if (temporary && run.kind === "file") rmSync(run.path, { force: true });
  }
}

/** Merges some runs into one file; undefined when the combiner left nothing. */
function mergePass(segments: readonly Segment[], options: PassOptions): Segment | undefined {
  const { memory, sorted, spill, onRead } = options;
  // With sorted values each value is a part of a key, and there is nothing to gather.
  const combine = sorted ? undefined : options.combine;
  const parts = segments.length + (combine === undefined ? 1 : 3);
  const buffer = bufferBytes(memory, parts);
  const readers = new MergeReaders(segments, sorted, buffer, (parts - segments.length) * buffer, onRead);
  try {
    const writer = new MergeWriter(readers.spare.subarray(0, buffer), spill);
    try {
      let records = segments.reduce((sum, segment) => sum + rangeOf(segment).records, 0);
      if (combine === undefined) copyGroups(readers, writer, sorted);
      else records -= combineGroups(readers, writer, combine, readers.spare.subarray(buffer));
      const run = writer.finish(records);
      return run && { run, partition: 0, temporary: true };
    } catch (error) {
      writer.abort();
      throw error;
    }
  } finally {
    readers.close();
  }
}

/** A key that several runs have comes several times: the next merge takes them together, and nobody must know their sizes before. */
function copyGroups({ tree }: MergeReaders, writer: MergeWriter, sorted: boolean): void {
  const copy = (u8: Uint8Array, from: number, to: number): void => writer.copy(u8, from, to);
  for (let reader = tree.top; reader !== undefined; reader = tree.top) {
    const { u8, keyAt, keyEnd } = reader;
    writer.group(u8, keyAt, keyEnd, sorted ? 0 : reader.valuesLeft);
    if (!sorted) reader.copyValues(copy);
    tree.advance();
  }
}

/** Returns by how many records the output is smaller. */
function combineGroups(
  { tree }: MergeReaders,
  writer: MergeWriter,
  combine: Combine,
  room: Uint8Array,
): number {
  const combiner = new MergeCombiner(combine, writer, room);
  for (let reader = tree.top; reader !== undefined; reader = tree.top) {
    combiner.add(reader);
    tree.advance();
  }
  combiner.flush();
  return combiner.saved;
}
