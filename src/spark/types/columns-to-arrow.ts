/** Rows and columns as Arrow's batches and streams: how data that this process has get into a plan. */
import type { Data, RecordBatch } from "apache-arrow";
import { ValueError } from "../../errors.js";
import type { ColumnData } from "../engine/index.js";
import type { ArrowModule } from "./arrow.js";
import { arrow as loadArrow } from "./arrow.js";
import { columnBuilder } from "./arrow-builders.js";
import { arrowSchema, arrowTypeOf } from "./arrow-schema.js";
import type { DataType } from "./data-type.js";
import { ArrayType, MapType, StructType } from "./nested-types.js";
import { rowVerifier } from "./verify.js";

export interface ArrowOptions {
  /** What timestamps are labelled with: the session's. Default UTC. */
  readonly timeZone?: string;
  /** Rows of a batch at most. */
  readonly rowsPerBatch?: number;
}

/** So that a batch of wide rows stays well below the 128 MiB of a message. */
const ROWS_PER_BATCH = 65_536;

/**
 * Rows as a stream in Arrow's IPC format, which LocalRelation takes.
 *
 * @param rows objects with the schema's names, or arrays with a value for each column; the values as values.ts says
 * @throws ValueError, OverflowError for a value that isn't of the schema, naming its row and field; NotSupportedError without apache-arrow
 */
export async function rowsToArrow(
  rows: Iterable<unknown>,
  schema: StructType,
  options: ArrowOptions = {},
): Promise<Uint8Array> {
  const arrow = await loadArrow();
  return streamOf(arrow, schema, batchesOfRows(arrow, rows, schema, options), options);
}

/** The batches that {@link rowsToArrow} writes. */
export function* batchesOfRows(
  arrow: ArrowModule,
  rows: Iterable<unknown>,
  schema: StructType,
  { timeZone = "UTC", rowsPerBatch = ROWS_PER_BATCH }: ArrowOptions = {},
): Generator<RecordBatch> {
  const verify = rowVerifier(schema);
  const start = () => schema.fields.map(({ dataType }) => columnBuilder(arrow, dataType, timeZone));
  let builders = start();
  let length = 0;
  let index = 0;
  const finished = () => {
    const columns = builders.map((builder) => builder.finish());
    return batchOf(arrow, schema, columns, length, timeZone);
  };
  for (const row of rows) {
    const values = verify(row, index++);
    for (let i = 0; i < builders.length; i++) builders[i]!.append(values[i]);
    if (++length === rowsPerBatch) {
      yield finished();
      builders = start();
      length = 0;
    }
  }
  if (length > 0) yield finished();
}

/**
 * Columns of an engine's as a batch of Arrow: `ColumnBatch.toArrow()` of an engine that doesn't have it.
 *
 * @param columns in the schema's order, `length` values each
 */
export function batchOfColumns(
  arrow: ArrowModule,
  columns: readonly ColumnData[],
  length: number,
  schema: StructType,
  timeZone = "UTC",
): RecordBatch {
  const data = schema.fields.map(({ dataType }, i) => {
    const column = columns[i]!;
    const { numbers } = column;
    if (numbers !== undefined && column.nullCount === 0) {
      // A copy, since it may be memory of the engine's.
      const type = arrowTypeOf(arrow, dataType, timeZone);
      return arrow.makeData({ type, length, nullCount: 0, data: numbers.slice(0, length) } as never) as Data;
    }
    const builder = columnBuilder(arrow, dataType, timeZone);
    for (let row = 0; row < length; row++) builder.append(column.get(row));
    return builder.finish();
  });
  return batchOf(arrow, schema, data, length, timeZone);
}

/** A batch of finished columns. */
export function batchOf(
  arrow: ArrowModule,
  schema: StructType,
  children: Data[],
  length: number,
  timeZone = "UTC",
): RecordBatch {
  const arrows = arrowSchema(arrow, schema, timeZone);
  const type = new arrow.Struct(arrows.fields);
  const batch = new arrow.RecordBatch(arrows, arrow.makeData({ type, length, nullCount: 0, children }));
  // Of two columns of one name it gave the first the second's type.
  return Object.assign(batch, { schema: arrows });
}

/**
 * Batches as one stream; its schema stands in it also where there is no batch.
 *
 * @throws ValueError for a field whose name is empty
 */
export function streamOf(
  arrow: ArrowModule,
  schema: StructType,
  batches: Iterable<RecordBatch>,
  { timeZone = "UTC" }: ArrowOptions = {},
): Uint8Array {
  refuseNameless(schema);
  const writer = new arrow.RecordBatchStreamWriter();
  writer.reset(undefined, arrowSchema(arrow, schema, timeZone));
  for (const batch of batches) writer.write(batch);
  writer.finish();
  return writer.toUint8Array(true);
}

/** apache-arrow writes no name for an empty one, which Spark doesn't take. */
function refuseNameless(type: DataType): void {
  if (type instanceof ArrayType) refuseNameless(type.elementType);
  if (type instanceof MapType) [type.keyType, type.valueType].forEach(refuseNameless);
  if (!(type instanceof StructType)) return;
  for (const { name, dataType } of type.fields) {
    if (name === "")
      throw new ValueError("a field has an empty name, which Arrow doesn't carry. Give it one.");
    refuseNameless(dataType);
  }
}
