/** Batches of Arrow as an engine gives its answers. */
import type { Data, RecordBatch } from "apache-arrow";
import { ValueError } from "../../errors.js";
import type { ColumnBatch, ColumnData } from "../engine/index.js";
import { type Reader, readerOf } from "./arrow-readers.js";
import { ArrowTypeId } from "./arrow-type-ids.js";
import type { DataType } from "./data-type.js";
import type { StructType } from "./nested-types.js";
import { NUMBER_ARRAYS } from "./number-arrays.js";

/**
 * Rows of Arrow, read when a value is asked for.
 *
 * @param schema Spark's: what the columns are, in their order
 * @throws ValueError when the batch has other columns; when a column is first read, if its values are of another type
 */
export function columnBatchOf(batch: RecordBatch, schema: StructType): ColumnBatch {
  const { children } = batch.data;
  if (children.length !== schema.fields.length) {
    throw new ValueError(
      `a batch of ${children.length} columns was sent for the schema ${schema.simpleString()}`,
    );
  }
  return {
    length: batch.numRows,
    columns: schema.fields.map(({ dataType }, i) => new ArrowColumn(children[i]!, dataType)),
    toArrow: () => withItsSchema(batch),
  };
}

/** apache-arrow gives the first of two columns of one name the second's type in `batch.schema`; the data's own type is right. */
function withItsSchema(batch: RecordBatch): RecordBatch {
  const { schema, data } = batch;
  const fields = data.type.children;
  if (fields.every((field, i) => field.type === schema.fields[i]!.type)) return batch;
  const Schema = schema.constructor as new (fields: unknown, metadata: unknown) => typeof schema;
  return Object.assign(batch, { schema: new Schema(fields, schema.metadata) });
}

class ArrowColumn implements ColumnData {
  readonly #data: Data;
  readonly #type: DataType;
  #reader: Reader | undefined;

  constructor(data: Data, type: DataType) {
    this.#data = data;
    this.#type = type;
  }

  get nullCount(): number {
    return this.#data.typeId === ArrowTypeId.Null ? this.#data.length : this.#data.nullCount;
  }

  get numbers(): ColumnData["numbers"] {
    const Numbers = NUMBER_ARRAYS[this.#type.typeName];
    const values: unknown = this.#data.values;
    return Numbers !== undefined && values instanceof Numbers
      ? values.subarray(0, this.#data.length)
      : undefined;
  }

  get(row: number): unknown {
    this.#reader ??= readerOf(this.#data, this.#type);
    return this.#reader(row);
  }
}
