import type { Data, RecordBatch, Schema, Table } from "apache-arrow";
import type { ArrowModule } from "../../types/arrow.js";
import { arrowSchema } from "../../types/arrow-schema.js";
import { StructField, StructType } from "../../types/nested-types.js";

/**
 * Makes batches, and tables of them, of one schema, whose columns are all nullable: Spark takes no null in one that isn't.
 *
 * apache-arrow's constructors copy the schema with its maps and compare it with each batch's: for groups of a few rows that was most of the time. So they are called
 * once, for a sample without rows, and the others are copies of it with data of their own.
 */
export class BatchMaker {
  readonly schema: StructType;
  readonly arrowSchema: Schema;
  readonly #arrow: ArrowModule;
  readonly #type;
  #batch: RecordBatch | undefined;
  #table: Table | undefined;

  constructor(arrow: ArrowModule, schema: StructType, timeZone = "UTC") {
    this.schema = nullable(schema);
    this.arrowSchema = arrowSchema(arrow, this.schema, timeZone);
    this.#arrow = arrow;
    this.#type = new arrow.Struct(this.arrowSchema.fields);
  }

  /** @param children of `length` rows each */
  make(children: Data[], length: number): RecordBatch {
    const data = this.#arrow.makeData({ type: this.#type, length, nullCount: 0, children });
    // apache-arrow gives the first of two columns of one name the second's type: the schema is said again.
    this.#batch ??= new this.#arrow.RecordBatch(this.arrowSchema, undefined);
    return copied(this.#batch, { schema: this.arrowSchema, data });
  }

  /** @param batches made here */
  table(batches: RecordBatch[]): Table {
    this.#table ??= new this.#arrow.Table(this.arrowSchema, []);
    const offsets = new Uint32Array(batches.length + 1);
    for (let i = 0; i < batches.length; i++) offsets[i + 1] = offsets[i]! + batches[i]!.numRows;
    return copied(this.#table, { batches, _offsets: offsets } as object);
  }
}

function copied<T extends object>(sample: T, changes: object): T {
  return Object.assign(Object.create(Object.getPrototypeOf(sample)), sample, changes);
}

function nullable(schema: StructType): StructType {
  if (schema.fields.every((field) => field.nullable)) return schema;
  return new StructType(schema.fields.map(({ name, dataType }) => new StructField(name, dataType, true)));
}
