/**
 * A plan whose names are resolved and whose types are known. What Spark's analyzer calls a logical plan, in fewer kinds: each of Spark's relations is made
 * of these. Nodes never change; a column is its id, so that names may repeat and a node can be put around another without renaming anything.
 */

import type { ColumnBatch } from "../../engine/index.js";
import type { PythonUDF } from "../../proto/index.js";
import type { AggregateExpr, Attribute, GeneratorExpr, SortKey, Typed } from "../expression/typed.js";
import type { Grouping } from "./aggregation.js";

interface Base {
  /** The columns, in order. One may be there twice. */
  readonly output: readonly Attribute[];
  /**
   * Columns that are below and no longer in the output, but may be named with a qualifier or by their DataFrame: the keys of a join by names, of the
   * side that wasn't taken. {@link widen} brings them up.
   */
  readonly hidden?: readonly Attribute[];
}

/** An expression that becomes a column. */
export interface Named {
  readonly attribute: Attribute;
  readonly value: Typed;
}

/** Rows that come from elsewhere: a file, a table in memory, numbers. */
export interface LeafNode extends Base {
  readonly kind: "leaf";
  /** For explain: `range(0, 10)`. */
  readonly label: string;
  /** What is the same has the same: for comparing plans. */
  readonly identity: string;
  /**
   * Makes the rows ready.
   * @returns a `FROM` item of DuckDB's, and what its columns are called there, in the output's order
   */
  source(): Promise<LeafSource>;
  /** The rows themselves, for who wants nothing else of them: they needn't become a table first. */
  stream?(): AsyncIterable<ColumnBatch>;
  /** In how many parts a program wants the rows: only functions of the user's see it. */
  readonly partitions?: number | undefined;
  /** The files that it reads. */
  readonly files?: readonly string[];
  /** The same under these columns, where no more than its first rows are needed. */
  first?(rows: number, output: readonly Attribute[]): LeafNode;
  /** What it holds the rows of, when that was kept. */
  readonly standsFor?: PlanNode;
}

export interface LeafSource {
  readonly from: string;
  /** SQL of each column; the column's own name, mostly. */
  readonly columns: readonly string[];
}

export interface ProjectNode extends Base {
  readonly kind: "project";
  readonly input: PlanNode;
  /** One that passes a column on is an attribute of that same id. */
  readonly items: readonly Named[];
  /** What it is of groups: a sort or a filter above it may speak of more of them. */
  readonly grouped?: Grouping;
}

export interface FilterNode extends Base {
  readonly kind: "filter";
  readonly input: PlanNode;
  readonly condition: Typed;
}

export interface SortNode extends Base {
  readonly kind: "sort";
  readonly input: PlanNode;
  readonly keys: readonly SortKey[];
}

/** `limit` rows after the first `offset`. */
export interface LimitNode extends Base {
  readonly kind: "limit";
  readonly input: PlanNode;
  readonly limit: number | undefined;
  readonly offset: number;
}

/** The last rows. */
export interface TailNode extends Base {
  readonly kind: "tail";
  readonly input: PlanNode;
  readonly limit: number;
}

/** Rows put together by columns of the input; expressions were computed below it, and what is made of aggregates is above it. */
export interface AggregateNode extends Base {
  readonly kind: "aggregate";
  readonly input: PlanNode;
  /** Of the input, and of the output too. */
  readonly keys: readonly Attribute[];
  /** For rollup and its like: each set's keys, as places in `keys`. */
  readonly sets: readonly (readonly number[])[] | undefined;
  /** With sets: the bits of the keys that are not in a row's set, the first key's highest. */
  readonly groupingId: Attribute | undefined;
  readonly aggregates: readonly { readonly attribute: Attribute; readonly value: AggregateExpr }[];
}

export type JoinHow = "inner" | "left" | "right" | "full" | "semi" | "anti" | "cross";

export interface JoinNode extends Base {
  readonly kind: "join";
  readonly left: PlanNode;
  readonly right: PlanNode;
  readonly how: JoinHow;
  readonly condition: Typed | undefined;
  /** The right side speaks of the left's columns. */
  readonly lateral: boolean;
}

export interface SetNode extends Base {
  readonly kind: "set";
  readonly how: "union" | "intersect" | "except";
  /** Whether a row may be there more than once. */
  readonly all: boolean;
  /** Their columns are in this order, of the same types. */
  readonly inputs: readonly PlanNode[];
}

/** One row of those that are equal in `keys`: the first. */
export interface DistinctNode extends Base {
  readonly kind: "distinct";
  readonly input: PlanNode;
  readonly keys: readonly Attribute[] | "all";
}

/** The input's columns, and those that a generator makes of each row. */
export interface GenerateNode extends Base {
  readonly kind: "generate";
  readonly input: PlanNode;
  readonly generator: GeneratorExpr;
  readonly outer: boolean;
  readonly made: readonly Attribute[];
}

/** Some of the rows, by a number of each between 0 and 1 that the seed gives. */
export interface SampleNode extends Base {
  readonly kind: "sample";
  readonly input: PlanNode;
  readonly seed: bigint;
  readonly take:
    | { readonly how: "range"; readonly from: number; readonly to: number }
    /** Each row so many times on the average. */
    | { readonly how: "poisson"; readonly mean: number }
    /** A fraction for each value of a column; others have none. */
    | {
        readonly how: "strata";
        readonly column: Typed;
        readonly fractions: readonly { readonly stratum: Typed; readonly fraction: number }[];
      };
}

/** What a user gave a relation by `alias`, hints and partitions: nothing for the rows. Explain shows it. */
export interface MarkerNode extends Base {
  readonly kind: "marker";
  readonly input: PlanNode;
  readonly label: string;
  /** In how many parts a program wants the rows; `by key` where equal keys are to be in the same one. Only functions of the user's see it. */
  readonly partitions?: number | "by key";
}

/** Rows that a function of the user's makes of rows. Before a plan runs, a leaf takes its place: own/cut.ts. */
export interface OwnNode extends Base {
  readonly kind: "own";
  /** One; of groups of two DataFrames two. */
  readonly inputs: readonly PlanNode[];
  readonly udf: PythonUDF;
  readonly name: string;
  /** Of each input: what the function gets, in order. */
  readonly columns: readonly (readonly Attribute[])[];
  /** Of each input: by which its rows are put together. None for a function of rows in batches. */
  readonly keys: readonly (readonly Attribute[])[] | undefined;
  /** Of a function of batches: whether one call of it gets all rows. */
  readonly isWhole: boolean;
}

export type PlanNode =
  | LeafNode
  | ProjectNode
  | FilterNode
  | SortNode
  | LimitNode
  | TailNode
  | AggregateNode
  | JoinNode
  | SetNode
  | DistinctNode
  | GenerateNode
  | SampleNode
  | MarkerNode
  | OwnNode;

export function inputsOf(node: PlanNode): readonly PlanNode[] {
  switch (node.kind) {
    case "leaf":
      return [];
    case "join":
      return [node.left, node.right];
    case "set":
    case "own":
      return node.inputs;
    default:
      return [node.input];
  }
}
