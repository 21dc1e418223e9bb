/** What the driver and its workers tell each other. Plain data and arrays of the shared heap: all of it travels. */
import type { Run, Split } from "../../../mapreduce/for-rdds.js";
import type { NDArray } from "../../../numpy/index.js";
import type { Combine, ShuffleOutput } from "../lineage.js";
import type { StepName } from "../steps/index.js";
import type { WritePlan } from "../write-plan.js";
import type { Block } from "./block.js";

/** A stage's part of a lineage: what is computed without meeting another partition. Nodes refer to those before them by number. */
export type StageNode = (
  | { readonly op: "input" }
  | {
      readonly op: "steps";
      readonly from: number;
      readonly partitions: number;
      /** Their arguments lie in the program, in the same order. */
      readonly steps: readonly { readonly name: StepName; readonly at: number }[];
    }
  | { readonly op: "numbered"; readonly from: number; readonly starts: readonly number[] }
  | { readonly op: "union"; readonly parents: readonly Part[] }
  | { readonly op: "zip"; readonly left: number; readonly right: number }
  | { readonly op: "cartesian"; readonly left: number; readonly right: Part }
  | { readonly op: "coalesce"; readonly from: Part; readonly partitions: number }
) & {
  /** Id of the RDD. */
  readonly id: number;
  /** Its partitions are kept when they have been computed. */
  readonly isStored: boolean;
};

export interface Part {
  readonly node: number;
  readonly partitions: number;
}

/** What a stage's tasks have in common; encoded once. The last node is the one that is computed. */
export interface Program {
  readonly nodes: readonly StageNode[];
  /** Arguments of all steps. */
  readonly args: readonly (readonly unknown[])[];
  /** Of shuffles that the stage reads (by the id of their RDDs), and of the one that it writes. */
  readonly reads: Readonly<Record<number, ReadPlan>>;
  readonly writes: WritePlan | undefined;
}

export interface ReadPlan {
  readonly gives: ShuffleOutput;
  /** Undefined: values don't become one. */
  readonly combine: Combine | undefined;
}

/** Bytes that all workers read, and know by an id. */
export interface Shared {
  readonly id: number;
  /** Tells what has been shared under one id at different times apart. */
  readonly version: number;
  readonly bytes: NDArray;
  readonly length: number;
}

/** What a partition of an input node is. */
export type Input =
  | { readonly kind: "values"; readonly bytes: Uint8Array; readonly records: number }
  | { readonly kind: "span"; readonly start: number; readonly step: number; readonly count: number }
  | { readonly kind: "split"; readonly split: Split }
  | { readonly kind: "block"; readonly block: Block }
  /** Runs of this partition alone: each has but one range. */
  | { readonly kind: "runs"; readonly runs: readonly Run[] };

/** `7:3`: partition 3 of RDD 7. */
export function inputKey(id: number, partition: number): string {
  return `${id}:${partition}`;
}

export interface RddTaskSpec {
  readonly words: NDArray<"int32">;
  readonly program: Shared;
  readonly broadcasts: readonly Shared[];
  /** Broadcast variables that still are; a worker forgets others. */
  readonly live: readonly (readonly [id: number, version: number])[];
  readonly partition: number;
  readonly inputs: Readonly<Record<string, Input>>;
  /** The context's temporary folder, and the attempt's folder in it. */
  readonly root: string;
  readonly folder: string;
  /** Bytes for the task's own work; that it may gather before it writes; of its results that may stay in memory. */
  readonly work: number;
  readonly buffers: number;
  readonly keep: number;
  readonly target: Target;
}

export type Target =
  | { readonly kind: "elements"; readonly limit: number | undefined }
  | { readonly kind: "shuffle" }
  | { readonly kind: "text"; readonly path: string; readonly compression: "none" | "gzip" };

export interface RddTaskResult {
  readonly block: Block | undefined;
  readonly runs: readonly Run[];
  /** Partitions that are to be kept. */
  readonly stored: readonly { readonly id: number; readonly partition: number; readonly block: Block }[];
  readonly added: readonly (readonly [accumulator: number, value: unknown])[];
}
