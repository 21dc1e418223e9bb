/** What has to be known of an RDD before it can be sorted or numbered: looks at its elements, by RDDs of our own on top of it. */
import type { Lineage, Steps } from "./lineage.js";
import { rangeBounds, sampleSize } from "./range-bounds.js";
import { type KeySample, step } from "./steps/index.js";

/** Runs an RDD: the elements of these partitions, or of all. */
type Elements = (
  lineage: Lineage,
  partitions: readonly number[] | undefined,
  limit: undefined,
) => Promise<unknown[][]>;

/** Keys that cut the range into about equal parts: a look at some of the parent's. @param parents its partitions */
export async function sampledBounds(
  parent: Lineage,
  parents: number,
  partitions: number,
  elements: Elements,
): Promise<Uint8Array[]> {
  if (partitions === 1) return [];
  const sampling = onTop(parent, step("sampleKeys", sampleSize(parents, partitions)));
  const samples = (await elements(sampling, undefined, undefined)) as KeySample[][];
  return rangeBounds(samples.flat(), partitions);
}

/** The number of each partition's first element: counts the elements of all but the last one. @param parents its partitions */
export async function partitionStarts(
  parent: Lineage,
  parents: number,
  elements: Elements,
): Promise<number[]> {
  const starts = [0];
  if (parents <= 1) return starts;
  const all = Array.from({ length: parents - 1 }, (_, i) => i);
  const counts = (await elements(onTop(parent, step("count")), all, undefined)) as number[][];
  for (const [count] of counts) starts.push(starts.at(-1)! + count!);
  return starts;
}

function onTop(parent: Lineage, ...steps: Steps["steps"]): Steps {
  return { op: "steps", id: 0, method: steps[0]!.name, name: undefined, storage: undefined, parent, steps };
}
