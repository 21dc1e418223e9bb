import type { Data, RecordBatch, Schema } from "apache-arrow";
import type { ArrowModule } from "../../types/arrow.js";
import { arrowSchema } from "../../types/arrow-schema.js";
import { StructField, StructType } from "../../types/nested-types.js";

/** Makes batches of one schema, whose columns are all nullable: Spark takes no null in one that isn't. */
export class BatchMaker {
  readonly schema: StructType;
  readonly arrowSchema: Schema;
  readonly #arrow: ArrowModule;
  readonly #type;

  constructor(arrow: ArrowModule, schema: StructType, timeZone = "UTC") {
    this.schema = nullable(schema);
    this.arrowSchema = arrowSchema(arrow, this.schema, timeZone);
    this.#arrow = arrow;
    this.#type = new arrow.Struct(this.arrowSchema.fields);
  }

  make(children: Data[], length: number): RecordBatch {
    const data = this.#arrow.makeData({ type: this.#type, length, nullCount: 0, children });
    // apache-arrow gives the first of two columns of one name the second's type.
    return Object.assign(new this.#arrow.RecordBatch(this.arrowSchema, data), { schema: this.arrowSchema });
  }
}

function nullable(schema: StructType): StructType {
  if (schema.fields.every((field) => field.nullable)) return schema;
  return new StructType(schema.fields.map(({ name, dataType }) => new StructField(name, dataType, true)));
}
