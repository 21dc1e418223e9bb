/** A schema in Arrow's types, as Spark maps them. */
import type { DataType as ArrowType, Field, Schema } from "apache-arrow";
import { NotSupportedError } from "../../errors.js";
import { type ArrowModule, arrow as loadArrow } from "./arrow.js";
import type { DecimalType } from "./atomic-types.js";
import type { DataType } from "./data-type.js";
import { ArrayType, MapType, StructType } from "./nested-types.js";

/**
 * @param timeZone of timestamps: it changes how others show them, not when they are
 */
export function arrowSchema(arrow: ArrowModule, schema: StructType, timeZone = "UTC"): Schema {
  return new arrow.Schema(fieldsOf(arrow, schema, timeZone));
}

/** {@link arrowSchema} for who hasn't loaded Arrow. @throws NotSupportedError without apache-arrow */
export async function arrowSchemaOf(schema: StructType, timeZone?: string): Promise<Schema> {
  return arrowSchema(await loadArrow(), schema, timeZone);
}

type EntryTypes = { key: ArrowType; value: ArrowType };

function fieldsOf(arrow: ArrowModule, schema: StructType, timeZone: string): Field[] {
  return schema.fields.map(
    ({ name, dataType, nullable }) => new arrow.Field(name, arrowTypeOf(arrow, dataType, timeZone), nullable),
  );
}

/** Arrow's type of a column. @throws NotSupportedError for one that Arrow hasn't */
export function arrowTypeOf(arrow: ArrowModule, type: DataType, timeZone = "UTC"): ArrowType {
  if (type instanceof ArrayType) {
    const element = arrowTypeOf(arrow, type.elementType, timeZone);
    return new arrow.List(new arrow.Field("element", element, type.containsNull));
  }
  if (type instanceof MapType) {
    const key = new arrow.Field("key", arrowTypeOf(arrow, type.keyType, timeZone), false);
    const value = new arrow.Field(
      "value",
      arrowTypeOf(arrow, type.valueType, timeZone),
      type.valueContainsNull,
    );
    return new arrow.Map_(
      new arrow.Field("entries", new arrow.Struct<EntryTypes>([key, value] as never), false),
    );
  }
  if (type instanceof StructType) return new arrow.Struct(fieldsOf(arrow, type, timeZone));
  switch (type.typeName) {
    case "void":
      return new arrow.Null();
    case "boolean":
      return new arrow.Bool();
    case "byte":
      return new arrow.Int8();
    case "short":
      return new arrow.Int16();
    case "integer":
      return new arrow.Int32();
    case "long":
      return new arrow.Int64();
    case "float":
      return new arrow.Float32();
    case "double":
      return new arrow.Float64();
    case "decimal": {
      const { precision, scale } = type as DecimalType;
      return new arrow.Decimal(scale, precision, 128);
    }
    case "string":
    case "char":
    case "varchar":
      return new arrow.Utf8();
    case "binary":
      return new arrow.Binary();
    case "date":
      return new arrow.DateDay();
    case "timestamp":
      return new arrow.TimestampMicrosecond(timeZone);
    case "timestamp_ntz":
      return new arrow.TimestampMicrosecond();
    case "time":
      return new arrow.TimeNanosecond();
    case "daytimeinterval":
      return new arrow.DurationMicrosecond();
    case "yearmonthinterval":
      return new arrow.IntervalYearMonth();
    case "interval":
      return new arrow.IntervalMonthDayNano();
    case "variant":
      // By this mark Spark tells it from a struct.
      return new arrow.Struct([
        new arrow.Field("value", new arrow.Binary(), false),
        new arrow.Field("metadata", new arrow.Binary(), false, new Map([["variant", "true"]])),
      ]);
  }
  throw new NotSupportedError(`the type ${type}`, "Arrow", "Cast it to a string.");
}
