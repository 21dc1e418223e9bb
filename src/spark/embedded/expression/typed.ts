/**
 * Expressions whose names are resolved and whose types are known: what the analyzer makes of a plan's, and what SQL is written from. They are
 * plain values and never change.
 */
import type { PythonUDF, Relation } from "../../proto/index.js";
import type { DataType, Metadata } from "../../types/index.js";

/** A column of a relation. Two are the same column when their ids are; SQL calls it by its id, so that names may repeat. */
export interface Attribute {
  readonly id: number;
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
  /** By which parts it may be named besides its name: an alias of its relation, a table with its database. */
  readonly qualifier: readonly string[];
  readonly metadata: Metadata;
  /** Ids of the relations (RelationCommon.plan_id) that have this column, for `df.col("x")`. */
  readonly plans: ReadonlySet<bigint>;
}

interface Base {
  readonly type: DataType;
  readonly nullable: boolean;
  /** As Spark names a column of it that has no alias: `(a + 1)`, `sum(x)`. Casts that nobody wrote aren't in it. */
  readonly pretty: string;
}

export interface AttributeExpr extends Base {
  readonly kind: "attribute";
  readonly attribute: Attribute;
}

/** In the form that types/values.ts describes; `null` is of any type. */
export interface LiteralExpr extends Base {
  readonly kind: "literal";
  readonly value: unknown;
}

/** Writes DuckDB's SQL for a call, each argument being an expression in SQL that can stand anywhere without parentheses. */
export type SqlWriter = (args: readonly string[]) => string;

/** A function of one row's values. */
export interface CallExpr extends Base {
  readonly kind: "call";
  /** Spark's name. */
  readonly name: string;
  readonly args: readonly Typed[];
  readonly sql: SqlWriter;
  /** Gives another answer each time, so it can't be computed twice or moved. */
  readonly deterministic: boolean;
}

export interface CastExpr extends Base {
  readonly kind: "cast";
  readonly child: Typed;
  /** What can't be cast: an error, or null. */
  readonly mode: "ansi" | "try";
}

/** A function of many rows' values. */
export interface AggregateExpr extends Base {
  readonly kind: "aggregate";
  readonly name: string;
  readonly args: readonly Typed[];
  readonly distinct: boolean;
  /** Those rows alone. */
  readonly filter: Typed | undefined;
  /** `WITHIN GROUP (ORDER BY …)`. */
  readonly order?: readonly SortKey[];
  /**
   * @param args as SQL
   * @param how `DISTINCT`, `FILTER` and `OVER`, which stand within and behind DuckDB's aggregate: `(x) => over(`sum(${x})`)`
   */
  readonly sql: (args: readonly string[], how: AggregateSql) => string;
}

export interface AggregateSql {
  /** `""` or `"DISTINCT "`. */
  readonly distinct: string;
  /** What stands behind the arguments: `""`, `" ORDER BY …"` or `" IGNORE NULLS"`. */
  readonly behind: string;
  /** Whether it is of a window. */
  readonly windowed: boolean;
  /** Puts `FILTER (…)` and `OVER (…)` behind a call of an aggregate of DuckDB's. @param only a condition more for its rows, in SQL */
  over(call: string, only?: string): string;
  /** A function of DuckDB's over a window with a frame of its own. */
  framed(call: string, frame: string): string;
}

/** One that only a window has: `rank`, `lag`. */
export interface RankingExpr extends Base {
  readonly kind: "ranking";
  readonly name: string;
  readonly args: readonly Typed[];
  readonly sql: (args: readonly string[], how: AggregateSql) => string;
  /** Whether it is of the whole partition, whatever the frame says. */
  readonly ignoresFrame: boolean;
  /** `IGNORE NULLS`. */
  readonly ignoresNulls?: boolean;
}

export interface SortKey {
  readonly child: Typed;
  readonly ascending: boolean;
  readonly nullsFirst: boolean;
}

export type FrameBound =
  | { readonly kind: "unbounded" }
  | { readonly kind: "current" }
  /** Negative is before. The name is what Spark says of it, with the direction. */
  | { readonly kind: "offset"; readonly offset: Typed; readonly name: string };

export interface WindowExpr extends Base {
  readonly kind: "window";
  readonly function: AggregateExpr | RankingExpr;
  readonly partition: readonly Typed[];
  readonly order: readonly SortKey[];
  readonly frame:
    | { readonly unit: "rows" | "range"; readonly lower: FrameBound; readonly upper: FrameBound }
    | undefined;
}

export interface VariableExpr extends Base {
  readonly kind: "variable";
  /** Of its own: two lambdas' variables of one name have two. */
  readonly id: number;
}

export interface LambdaExpr extends Base {
  readonly kind: "lambda";
  readonly variables: readonly VariableExpr[];
  readonly body: Typed;
}

/** Makes rows of a row: `explode`. Only a select has it, once. */
export interface GeneratorExpr extends Base {
  readonly kind: "generator";
  readonly name: string;
  readonly args: readonly Typed[];
  /** A row without any stays, with nulls. */
  readonly outer: boolean;
  /** The columns that it makes. */
  readonly columns: readonly { readonly name: string; readonly type: DataType; readonly nullable: boolean }[];
  /** A list of structs of these columns. */
  readonly sql: SqlWriter;
}

/** A function of the user's. The plan is cut there. */
export interface OwnExpr extends Base {
  readonly kind: "own";
  readonly udf: PythonUDF;
  readonly name: string;
  readonly args: readonly Typed[];
  readonly deterministic: boolean;
}

export interface SubqueryExpr extends Base {
  readonly kind: "subquery";
  readonly how: "scalar" | "exists" | "in";
  readonly relation: Relation;
  readonly values: readonly Typed[];
}

export type Typed =
  | AttributeExpr
  | LiteralExpr
  | CallExpr
  | CastExpr
  | AggregateExpr
  | RankingExpr
  | WindowExpr
  | VariableExpr
  | LambdaExpr
  | GeneratorExpr
  | OwnExpr
  | SubqueryExpr;
