/**
 * A line of the function registry: what the embedded engine knows of one of Spark's functions. The lines are in this folder, a file a family,
 * by Spark's names; registry.ts puts them together. Only a function whose answers have been compared with real Spark's
 * (test/spark/golden) has a line; whoever calls another one gets a NotSupportedError.
 */
import type { DataType } from "../../types/index.js";
import type { AggregateSql, LiteralExpr, Typed } from "../expression/typed.js";

/**
 * What an argument may be: given what it is, the type that it is cast to without being asked (parameters.ts has those that there are). Undefined
 * refuses it, and Spark's DATATYPE_MISMATCH follows.
 */
export interface Parameter {
  /** For the error: `"NUMERIC"`. */
  readonly allowed: string;
  accept(given: DataType, argument: Typed): DataType | undefined;
  /** The arguments together have no type in common, which Spark says in other words. */
  readonly differs?: boolean;
}

/** The parameters of a call with these arguments; undefined where so many are wrong. */
export interface Parameters {
  /** For the error: `1`, `[2, 3]`, `> 0`. */
  readonly counts: string;
  /** @throws AnalysisException for arguments that don't go together, where Spark says it in words of its own */
  of(args: readonly Typed[], name: string): readonly Parameter[] | undefined;
}

/** What a function's line may ask of the session. */
export interface SqlContext {
  /** IANA's name. */
  readonly timeZone: string;
  /** Where tables are looked for that are named without their database. */
  readonly database?: string;
  /** A setting of the session; undefined where it isn't set. */
  setting?(key: string): string | undefined;
}

interface Common {
  readonly takes: Parameters;
  /** The result's type, of arguments that were cast. */
  readonly gives: (args: readonly Typed[]) => DataType;
  /** Left out: null when an argument is. */
  readonly nullable?: (args: readonly Typed[]) => boolean;
  /** As Spark names a column of it; left out, `name(a, b)`. */
  readonly pretty?: (args: readonly string[], given: readonly Typed[]) => string;
}

export interface ScalarSpec extends Common {
  readonly kind: "scalar";
  /** DuckDB's SQL. Each argument can stand anywhere without parentheses, and so must the result. */
  readonly sql: (args: readonly string[], typed: readonly Typed[], context: SqlContext) => string;
  /** Left out: true. */
  readonly deterministic?: boolean;
}

export interface AggregateSpec extends Common {
  readonly kind: "aggregate";
  readonly sql: (args: readonly string[], how: AggregateSql, typed: readonly Typed[]) => string;
  /** Whether `DISTINCT` may stand before its arguments; left out: true. */
  readonly distinct?: boolean;
}

/** A function of windows alone. */
export interface RankingSpec extends Common {
  readonly kind: "ranking";
  readonly sql: (args: readonly string[], how: AggregateSql, typed: readonly Typed[]) => string;
  readonly ignoresFrame?: boolean;
}

export interface GeneratorSpec {
  readonly kind: "generator";
  readonly takes: Parameters;
  readonly outer: boolean;
  readonly columns: (
    args: readonly Typed[],
  ) => readonly { readonly name: string; readonly type: DataType; readonly nullable: boolean }[];
  /** A list of structs of these columns. */
  readonly sql: (args: readonly string[], typed: readonly Typed[]) => string;
}

/** One that is written as others: `nvl` as `coalesce`. */
export interface RewriteSpec {
  readonly kind: "rewrite";
  readonly takes: Parameters;
  readonly rewrite: (args: readonly Typed[], build: Build) => Typed;
  readonly pretty?: (args: readonly string[], given: readonly Typed[]) => string;
  /** Its name is that of what it is written as. */
  readonly isNamedAsMade?: boolean;
}

/** What a rewritten function is made of. */
export interface Build {
  call(name: string, args: readonly Typed[]): Typed;
  cast(child: Typed, type: DataType): Typed;
  literal(value: unknown, type: DataType): LiteralExpr;
  /** A call of a function whose line isn't in the registry. */
  spec(name: string, spec: FunctionSpec, args: readonly Typed[]): Typed;
}

export type FunctionSpec = ScalarSpec | AggregateSpec | RankingSpec | GeneratorSpec | RewriteSpec;

/** A family's lines. */
export type FunctionTable = Readonly<Record<string, FunctionSpec>>;
