import type { RecordBatch } from "apache-arrow";
import type { ArrowModule } from "../../types/arrow.js";
import { type Row, rowMaker } from "../../types/values.js";
import { ungivable } from "./failure.js";
import type { GivenRows } from "./given-rows.js";
import { mapBatches } from "./map-batches.js";
import { readerFor } from "./row-by-row.js";
import type { FunctionSpec, Runner } from "./spec.js";

/** foreachPartition: the function goes through the rows of a partition, and gives none. */
export function eachPartition(arrow: ArrowModule, spec: FunctionSpec, given: GivenRows): Runner {
  const { name, body, input, bigint = false } = spec;
  const make = rowMaker(input.names);
  const call = body as (rows: Iterable<Row>) => unknown;

  function* rowsOf(batches: Iterable<RecordBatch>): Generator<Row, void, undefined> {
    for (const { data, numRows } of batches) {
      const readers = input.fields.map((field, i) => readerFor(data.children[i]!, field, bigint));
      for (let row = 0; row < numRows; row++) yield rowAt(readers, row);
    }
  }

  function rowAt(readers: readonly ((row: number) => unknown)[], row: number): Row {
    try {
      return make(readers.map((read) => read(row)));
    } catch (error) {
      throw ungivable(name, error);
    }
  }

  const map = (batches: Iterable<RecordBatch>): unknown => {
    const promise = call(rowsOf(batches)) as Partial<PromiseLike<unknown>> | null | undefined;
    return typeof promise?.then === "function" ? promise : [];
  };
  return mapBatches(arrow, { ...spec, body: map }, given);
}
