/** What a runner is told of a user's function. */
import type { RecordBatch, Table } from "apache-arrow";
import type { OwnFunction } from "../../plan/own-functions.js";
import type { StructType } from "../../types/nested-types.js";

/**
 * A function and the rows that it is for. Everything but `body` is data; the same spec makes the same answers in an executor's `node` and in a
 * worker of the Pool.
 */
export interface FunctionSpec extends OwnFunction {
  /**
   * The columns of the batches that come. Of udf and vectorised udf: the arguments in their order; one without arguments is given batches of
   * no columns, whose length says how many rows there are.
   */
  readonly input: StructType;
  /** The columns of the batches that it gives: of udf and vectorised udf one. All are nullable. */
  readonly output: StructType;
  /** Of applyInArrow and cogroup: which rows belong together, and what of them the function sees. */
  readonly groups?: GroupSpec;
  /** What timestamps that are given are labelled with. Default UTC. */
  readonly timeZone?: string;
}

/** Rows come sorted by the keys, in any order of the keys: those of a group one after the other. Numbers are places in `input`. */
export interface GroupSpec {
  readonly keys: readonly number[];
  /** The columns of the table that the function is given; of cogroup, of the first. */
  readonly columns: readonly number[];
  /** Of cogroup: the columns of the second table. A row has values in one side's columns, and nulls in the other's. */
  readonly others?: readonly number[];
  /** Of cogroup: a boolean column, true in the rows of the second side, which come after those of the first in each group. */
  readonly side?: number;
}

/**
 * Runs a function over batches. It is lazy: a batch is asked for when the function wants it, and who stops asking stops the function. Of udf and
 * vectorised udf comes one batch for each, of its length. It can be called again for other batches.
 *
 * @throws FunctionException (while it is gone through) when the function throws, or gives what isn't of the schema
 */
export type Runner = (batches: Iterable<RecordBatch>) => Generator<RecordBatch, void, undefined>;

/** Columns as a function may give them: arrays, typed arrays, ndarrays of one length, or Arrow's vectors. */
export type GivenColumns = Readonly<Record<string, ArrayLike<unknown> | object>>;

/** What functions over batches may give. */
export type GivenRows = Table | RecordBatch | GivenColumns;
