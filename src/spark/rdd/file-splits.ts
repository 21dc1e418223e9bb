import { expandInputs, type InputFile, planSplits, type Split } from "../../mapreduce/for-rdds.js";
import type { Files } from "./lineage.js";

/** A partition of a file has no more. */
const MOST_SPLIT = 64 * 2 ** 20;

export type FilesToRead = Pick<Files, "paths" | "minPartitions" | "whole">;

/**
 * The partitions of files, as this machine has them.
 * @throws InputError for files that aren't there; the signal's reason
 */
export async function fileSplits(
  { paths, minPartitions, whole }: FilesToRead,
  signal?: AbortSignal,
): Promise<readonly Split[]> {
  const files = await expandInputs(paths, signal === undefined ? {} : { signal });
  return plannedSplits(files, { minPartitions, whole });
}

/** The partitions of files that were found. */
export function plannedSplits(
  files: readonly InputFile[],
  { minPartitions, whole }: Pick<FilesToRead, "minPartitions" | "whole">,
): readonly Split[] {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const splitSize = Math.max(1, Math.min(MOST_SPLIT, Math.ceil(total / minPartitions)));
  // Whole files of one partition are read one after the other, so small ones may share it.
  return planSplits(files, { workers: minPartitions, splitSize, whole });
}
