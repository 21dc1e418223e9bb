import type { RecordBatch } from "apache-arrow";
import type { ColumnData } from "../../engine/index.js";
import { columnBatchOf } from "../../types/arrow-to-columns.js";
import { longsAsNumbers } from "../../types/exact-numbers.js";
import type { StructField } from "../../types/nested-types.js";
import { type MakeArray, NumpyColumn } from "../../types/to-numpy.js";
import type { BatchMaker } from "./batch-maker.js";
import { gave, refusePromise, threw, ungivable } from "./failure.js";
import type { GivenRows } from "./given-rows.js";
import type { FunctionSpec, Runner } from "./spec.js";

/** vectorised udf: the rows of a batch at once, in ndarrays where they are numbers or booleans. */
export function vectorised(spec: FunctionSpec, maker: BatchMaker, rows: GivenRows, empty: MakeArray): Runner {
  const { name, input, bigint = false, body } = spec;
  const call = body as (...args: readonly unknown[]) => unknown;

  function argumentsOf(batch: RecordBatch): unknown[] {
    const { columns, length } = columnBatchOf(batch, input);
    try {
      return input.fields.map((argument, i) => {
        if (!NumpyColumn.takes(argument.dataType)) return valuesOf(columns[i]!, length, argument, bigint);
        const gathered = new NumpyColumn(argument.name, argument.dataType);
        gathered.add(columns[i]!, length);
        return gathered.arrayOf(empty);
      });
    } catch (error) {
      throw ungivable(name, error);
    }
  }

  return function* (batches) {
    for (const batch of batches) {
      const args = argumentsOf(batch);
      let given: unknown;
      try {
        given = call(...args);
      } catch (error) {
        throw threw(name, error);
      }
      refusePromise(name, given);
      const form = rows.forms[0]!;
      const column = form.of(given);
      if (column.length !== batch.numRows) {
        throw gave(name, `${column.length} values for ${batch.numRows} rows. It has to give one for each.`);
      }
      yield maker.make([form.dataOf(column)], batch.numRows);
    }
  };
}

function valuesOf(
  column: ColumnData,
  length: number,
  { name, dataType }: StructField,
  bigint: boolean,
): unknown[] {
  const convert = bigint ? undefined : longsAsNumbers(dataType, name);
  return Array.from({ length }, (_, row) => {
    const value = column.get(row);
    return value === null || convert === undefined ? value : convert(value);
  });
}
