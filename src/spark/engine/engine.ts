/**
 * What runs plans. There are two: a real Spark behind a Connect server, and the embedded one on DuckDB. The API (api/) builds messages of
 * Spark Connect and asks one of these; it never knows which. See ../README.md.
 */
import type { RecordBatch } from "apache-arrow";
import type {
  AnalyzePlanRequest,
  AnalyzePlanResponse,
  ConfigRequest_Operation,
  ConfigResponse,
  Plan,
  Relation,
} from "../proto/index.js";
import type { StructType } from "../types/index.js";

export interface Engine {
  /** For messages: `Spark 4.3.0 at sc://…`, `the embedded engine`. */
  readonly name: string;
  /** The release of Spark whose answers it gives. */
  readonly version: string;

  /**
   * Runs a plan. Nothing happens before the first part is asked for; who stops early calls the iterator's `return`, as `for await` does.
   *
   * @throws SparkException while it is gone through: what Spark says is wrong with the plan or the data
   */
  execute(plan: Plan, options?: ExecuteOptions): AsyncIterable<ResultPart>;

  /** Asks something of a plan without running it. @throws SparkException */
  analyze<C extends AnalyzeCase>(what: C, request: AnalyzeRequest<C>): Promise<AnalyzeResult<C>>;

  /** Reads or changes the session's configuration. @throws SparkException */
  config(operation: ConfigRequest_Operation["opType"]): Promise<Pick<ConfigResponse, "pairs" | "warnings">>;

  /** Stops what runs: all of it, what has a tag, or one operation. @returns the ids of the operations */
  interrupt(what: { readonly tag?: string; readonly operationId?: string }): Promise<string[]>;

  /** Ends the session, and what it alone needed. Idempotent. */
  close(): Promise<void>;
}

export interface ExecuteOptions {
  readonly signal?: AbortSignal;
  /** By which {@link Engine.interrupt} finds it. */
  readonly tags?: readonly string[];
  /** Whether rows are read slowly, and maybe not all: no more is computed for them than is asked for, where that costs more for all of them. */
  readonly slowly?: boolean;
}

/** A piece of a plan's answer. The schema comes before the rows, and also where there are none. */
export type ResultPart =
  | { readonly kind: "schema"; readonly schema: StructType }
  | { readonly kind: "batch"; readonly batch: ColumnBatch }
  | { readonly kind: "progress"; readonly progress: Progress }
  /** Of a SqlCommand: what its rows are. Of a CheckpointCommand: what stands for them on the server. */
  | { readonly kind: "relation"; readonly relation: Relation }
  /** Of `observe`. */
  | { readonly kind: "observed"; readonly name: string; readonly values: ReadonlyMap<string, unknown> };

/** Some rows of an answer, by columns. */
export interface ColumnBatch {
  readonly length: number;
  /** In the order of the schema. */
  readonly columns: readonly ColumnData[];
  /** All of it as Arrow has it. @throws NotSupportedError without apache-arrow */
  toArrow(): RecordBatch;
}

export interface ColumnData {
  readonly nullCount: number;
  /**
   * The numbers themselves, where the type is of numbers (not decimals): what stands at nulls means nothing. It may be memory of the engine's, which is good
   * until the next batch is asked for.
   */
  readonly numbers?:
    | Int8Array
    | Int16Array
    | Int32Array
    | BigInt64Array
    | Float32Array
    | Float64Array
    | undefined;
  /** The value of a row in the form that types/values.ts describes, `null` for null; longs as bigints. */
  get(row: number): unknown;
}

export interface Progress {
  readonly stages: readonly {
    readonly id: number;
    readonly tasks: number;
    readonly completedTasks: number;
    readonly bytesRead: number;
    readonly done: boolean;
  }[];
  readonly inflightTasks: number;
}

type Analyze = AnalyzePlanRequest["analyze"];
type Analyzed = AnalyzePlanResponse["result"];

/** What can be asked of a plan: the names of AnalyzePlanRequest's. */
export type AnalyzeCase = NonNullable<Analyze["case"]>;
export type AnalyzeRequest<C extends AnalyzeCase> = Extract<Analyze, { case: C }>["value"];
export type AnalyzeResult<C extends AnalyzeCase> = Extract<Analyzed, { case: C }>["value"];
