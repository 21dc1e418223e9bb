/**
 * What an RDD is made of: a small closed set of nodes. The methods of RDD build them, a backend runs them. Nothing in them has been computed: how many
 * partitions there are, where a range is cut and at which number a partition begins is found out by the backend when somebody asks.
 */
import type { Step } from "./steps/index.js";
import type { RddStorage } from "./storage.js";

interface Node {
  readonly id: number;
  /** The method that made it, as `reduceByKey`: for messages and `toDebugString`. */
  readonly method: string;
  /** As `setName` says. */
  name: string | undefined;
  /** Undefined while it isn't persisted. */
  storage: RddStorage | undefined;
}

/** Values of the driver's, encoded, a piece a partition. */
export interface Slices extends Node {
  readonly op: "slices";
  readonly slices: readonly Slice[];
}

export interface Slice {
  /** One value behind the other, as mapreduce's codec writes them. */
  readonly bytes: Uint8Array;
  readonly records: number;
}

/** `start`, `start + step` … `count` numbers in all, shared out evenly. */
export interface Span extends Node {
  readonly op: "span";
  readonly start: number;
  readonly step: number;
  readonly count: number;
  readonly partitions: number;
}

/** Lines of files, or with `whole` pairs of a file's name and all of its text. */
export interface Files extends Node {
  readonly op: "files";
  readonly paths: readonly string[];
  readonly minPartitions: number;
  readonly whole: boolean;
}

/** One partition for each of the parent's, by steps that run one after the other in one task. */
export interface Steps extends Node {
  readonly op: "steps";
  readonly parent: Lineage;
  readonly steps: readonly Step[];
}

/** All partitions of all parents. */
export interface Union extends Node {
  readonly op: "union";
  readonly parents: readonly Lineage[];
}

/** Pairs of what stands at the same place in both. */
export interface Zip extends Node {
  readonly op: "zip";
  readonly left: Lineage;
  readonly right: Lineage;
}

/** Pairs of all of one with all of the other. */
export interface Cartesian extends Node {
  readonly op: "cartesian";
  readonly left: Lineage;
  readonly right: Lineage;
}

/** Fewer partitions: some neighbours of the parent's in each. */
export interface Coalesce extends Node {
  readonly op: "coalesce";
  readonly parent: Lineage;
  readonly partitions: number;
}

/** Pairs of an element and its number in the whole RDD. */
export interface Indexed extends Node {
  readonly op: "indexed";
  readonly parent: Lineage;
}

/** Pairs, brought together by key. */
export interface Shuffle extends Node {
  readonly op: "shuffle";
  /** Its elements are `[key, value]`. */
  readonly parent: Lineage;
  /** A number, as many as another one has, or, undefined, as many as the parent. */
  readonly partitions: number | Lineage | undefined;
  readonly by: Partitioning;
  readonly combine: Combine | undefined;
  readonly gives: ShuffleOutput;
}

/**
 * Which partition a key goes to: by its hash, by a function of the user's (modulo the number of partitions), in the order of the keys, or the key is
 * the number of the partition.
 */
export type Partitioning =
  | { readonly kind: "hash" }
  | { readonly kind: "function"; readonly partitionFunc: (key: never) => number }
  | { readonly kind: "range" }
  | { readonly kind: "number" };

/** `[key, value]` each, `[key, values]`, or the values alone; in the order of the keys, equal ones in the order of the parent. */
export type ShuffleOutput = "pairs" | "groups" | "values";

/** How the values of a key become one. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.combineByKey.html */
export interface Combine {
  /** What the first value of a key becomes. */
  readonly create: Creation;
  /** Undefined: what was there first stays. */
  readonly mergeValue: ((combiner: never, value: never) => unknown) | undefined;
  readonly mergeCombiners: ((a: never, b: never) => unknown) | undefined;
}

/** The value itself, what a function makes of it, or `mergeValue` of a copy of `zero` and the value. */
export type Creation =
  | { readonly kind: "itself" }
  | { readonly kind: "function"; readonly createCombiner: (value: never) => unknown }
  | { readonly kind: "zero"; readonly zero: unknown };

export type Lineage = Slices | Span | Files | Steps | Union | Zip | Cartesian | Coalesce | Indexed | Shuffle;

/** All nodes that this one is made of, nearest first. */
export function parentsOf(lineage: Lineage): readonly Lineage[] {
  switch (lineage.op) {
    case "slices":
    case "span":
    case "files":
      return [];
    case "union":
      return lineage.parents;
    case "zip":
    case "cartesian":
      return [lineage.left, lineage.right];
    default:
      return [lineage.parent];
  }
}
