import type { Data, RecordBatch } from "apache-arrow";
import { ManycoreError } from "../../../errors.js";
import type { ArrowModule } from "../../types/arrow.js";
import { columnBuilder } from "../../types/arrow-builders.js";
import { type Reader, readerOf } from "../../types/arrow-readers.js";
import { longsAsNumbers } from "../../types/exact-numbers.js";
import type { StructField } from "../../types/nested-types.js";
import { valueVerifier } from "../../types/verify.js";
import type { BatchMaker } from "./batch-maker.js";
import { gave, refusePromise, shown, threw, ungivable } from "./failure.js";
import type { FunctionSpec, Runner } from "./spec.js";

/** udf: a row's values in, a value out. */
export function rowByRow(arrow: ArrowModule, spec: FunctionSpec, maker: BatchMaker): Runner {
  const { name, input, bigint = false, body } = spec;
  const call = body as (...args: readonly unknown[]) => unknown;
  const field = maker.schema.fields[0]!;
  const verify = valueVerifier(name, field.dataType);

  function column({ data, numRows }: RecordBatch): Data {
    const readers = input.fields.map((argument, i) => readerFor(data.children[i]!, argument, bigint));
    const builder = columnBuilder(arrow, field.dataType, spec.timeZone);
    const args: unknown[] = new Array(readers.length);
    for (let row = 0; row < numRows; row++) {
      try {
        for (let i = 0; i < args.length; i++) args[i] = readers[i]!(row);
      } catch (error) {
        throw ungivable(name, error);
      }
      let value: unknown;
      try {
        // Spreading an array costs more than the call.
        if (args.length === 1) value = call(args[0]);
        else if (args.length === 2) value = call(args[0], args[1]);
        else value = call(...args);
      } catch (error) {
        throw threw(name, error);
      }
      append(value, row, builder, args);
    }
    return builder.finish();
  }

  function append(
    value: unknown,
    row: number,
    builder: { append(value: unknown): void },
    args: unknown[],
  ): void {
    try {
      builder.append(verify(value, row));
    } catch (error) {
      refusePromise(name, value);
      throw wrongValue(name, error, row, args);
    }
  }

  return function* (batches) {
    for (const batch of batches) yield maker.make([column(batch)], batch.numRows);
  };
}

/** Reads an argument as functions are given it: longs as numbers, unless they take bigints. */
export function readerFor(data: Data, { name, dataType }: StructField, bigint: boolean): Reader {
  const read = readerOf(data, dataType);
  if (bigint) return read;
  const convert = longsAsNumbers(dataType, name);
  if (convert === undefined) return read;
  return (row) => {
    const value = read(row);
    return value === null ? null : convert(value);
  };
}

/** The row's number says nothing to who sees only batches of rows; what the function was given does. */
function wrongValue(name: string, error: unknown, row: number, args: readonly unknown[]): unknown {
  if (!(error instanceof ManycoreError)) return error;
  const place = `row ${row}, field ${name}`;
  const told = error.message.startsWith(place)
    ? error.message.slice(place.length).replace(/^: /, "")
    : error.message;
  return gave(name, `a wrong value for (${args.map(shown).join(", ")}): ${told}`, error);
}
