/** What a task reads of a shuffle: the runs of its partition, merged, as elements. */
import { GroupMerger, type Run, type SpillFolder } from "../../../mapreduce/for-rdds.js";
import type { Chunk } from "../chunks.js";
import { type Merge, merged, mergeOf } from "../combine-table.js";
import type { Combine } from "../lineage.js";
import type { ReadPlan } from "./task-spec.js";

export interface ShuffleReadOptions {
  /** Bytes of buffers. */
  readonly memory: number;
  readonly folder: SpillFolder;
  readonly size: number;
  /** Called when something has been read from a file. */
  readonly onRead: () => void;
}

/** `close` has to be called when nobody reads any more. */
export function readShuffle(
  runs: readonly Run[],
  { gives, combine }: ReadPlan,
  { memory, folder, size, onRead }: ShuffleReadOptions,
): { readonly chunks: Iterable<Chunk>; readonly close: () => void } {
  const merge = combine && mergeOf(combine);
  const merger = new GroupMerger(runs, 0, {
    memory,
    sortValues: false,
    combine: merge && combiner(merge),
    spill: folder,
    onRead,
  });
  return { chunks: elements(merger, gives, merge, size), close: () => merger.close() };
}

/** A combiner of mapreduce's, of a function that joins two. */
function combiner(
  merge: Merge,
): (key: unknown, values: Iterable<unknown>, emit: (key: unknown, value: unknown) => void) => void {
  return (key, values, emit) => emit(key, merged(values, merge));
}

/** As above, of what a shuffle is told. */
export function combinerOf(combine: Combine): ReturnType<typeof combiner> {
  return combiner(mergeOf(combine));
}

function* elements(
  merger: GroupMerger,
  gives: ReadPlan["gives"],
  merge: Merge | undefined,
  size: number,
): Generator<Chunk> {
  let chunk: unknown[] = [];
  while (merger.next()) {
    const { key, values } = merger;
    if (merge !== undefined) chunk.push([key, merged(values, merge)]);
    else if (gives === "groups") chunk.push([key, [...values]]);
    else {
      for (const value of values) {
        chunk.push(gives === "values" ? value : [own(key), value]);
        if (chunk.length < size) continue;
        yield chunk;
        chunk = [];
      }
    }
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** Elements don't share a key that could be changed. */
function own(key: unknown): unknown {
  return typeof key === "object" && key !== null ? structuredClone(key) : key;
}
