/** A stage, as executors understand it: data, but for the user's functions among the arguments of steps. */
import type { Combine, ShuffleOutput } from "../lineage.js";
import type { Step } from "../steps/index.js";
import type { WritePlan } from "../write-plan.js";

/** One mapInArrow: what its rows are, what is done with the elements of each partition, and which rows that gives. */
export interface StageProgram {
  readonly input: StageInput;
  /** One after the other. */
  readonly ops: readonly StageOp[];
  readonly output: StageOutput;
  /** Whether what is said of a task may come again, with rows that Spark has kept. */
  readonly isKept: boolean;
}

/** What a partition's rows are. Those behind a shuffle have routes to one of so many partitions. */
export type StageInput = TextInput | ElementsInput;

export type ElementsInput =
  /** One row: how the partition is had (leaf.ts). */
  | { readonly kind: "leaf" }
  /** Elements in chunks. */
  | { readonly kind: "chunks"; readonly routed: number | undefined }
  /** Chunks of both sides in turn. */
  | { readonly kind: "zip"; readonly routed: number }
  /** Chunks of the right side, then of the left. */
  | { readonly kind: "cartesian"; readonly routed: number }
  /** A row a pair, sorted. */
  | {
      readonly kind: "pairs";
      readonly routed: number;
      readonly gives: ShuffleOutput;
      readonly combine: Combine | undefined;
    };

/** Lines that Spark has read (text-rows.ts): what comes of them are chunks on their way to one of so many partitions. */
export interface TextInput {
  readonly kind: "text";
  readonly routed: number;
  /** A row is the text of a file. */
  readonly whole: boolean;
  /** In the order of the RDD. */
  readonly files: readonly TextPlace[];
}

/** A file, and which of its blocks are for which partitions. */
export interface TextPlace {
  /** Its address, and before it which of the RDD's paths it was found by. */
  readonly place: string;
  /** The bytes at which the parts begin. */
  readonly starts: readonly number[];
  readonly partitions: readonly number[];
}

/** Of what is made of two RDDs. */
export type Side = "left" | "right";

export type StageOp =
  | { readonly kind: "steps"; readonly partitions: number; readonly steps: readonly Step[] }
  /** The elements get their numbers: where each partition begins. */
  | { readonly kind: "number"; readonly starts: readonly number[] }
  /** The partition has another number in a union. */
  | { readonly kind: "shift"; readonly by: number };

export type StageOutput =
  /** For the driver: at most so many of a partition. */
  | { readonly kind: "elements"; readonly limit: number | undefined }
  /** For another stage that reads the same partitions. */
  | { readonly kind: "chunks" }
  /** For a partition that has several of these: partition i goes to the one given. */
  | { readonly kind: "gather"; readonly routed: number; readonly to: readonly number[] }
  | { readonly kind: "zip"; readonly routed: number; readonly side: Side }
  /** Partition (l, r) of the product is number l · `others` + r: a left one goes to all of its l, a right one to all of its r. */
  | {
      readonly kind: "cartesian";
      readonly routed: number;
      readonly side: Side;
      readonly others: number;
    }
  | { readonly kind: "shuffle"; readonly plan: WritePlan }
  /** A row a line of text. */
  | { readonly kind: "lines" };
