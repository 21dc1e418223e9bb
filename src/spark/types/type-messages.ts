/** Types to messages of Spark Connect and back. */
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { NotSupportedError } from "../../errors.js";
import {
  type DataTypeMessage,
  DataTypeSchema,
  type DataType_Struct as StructMessage,
} from "../proto/index.js";
import * as atomic from "./atomic-types.js";
import type { DataType } from "./data-type.js";
import { parseDDL } from "./ddl.js";
import { ArrayType, MapType, type Metadata, StructField, StructType } from "./nested-types.js";

type Kind = NonNullable<MessageInitShape<typeof DataTypeSchema>["kind"]>;

/** The inverse of {@link typeFromMessage}. */
export function typeToMessage(type: DataType): DataTypeMessage {
  return create(DataTypeSchema, { kind: kindOf(type) });
}

function kindOf(type: DataType): Kind {
  if (type instanceof ArrayType) {
    const elementType = typeToMessage(type.elementType);
    return { case: "array", value: { elementType, containsNull: type.containsNull } };
  }
  if (type instanceof MapType) {
    const value = {
      keyType: typeToMessage(type.keyType),
      valueType: typeToMessage(type.valueType),
      valueContainsNull: type.valueContainsNull,
    };
    return { case: "map", value };
  }
  if (type instanceof StructType) {
    const fields = type.fields.map(({ name, dataType, nullable, metadata }) => ({
      name,
      dataType: typeToMessage(dataType),
      nullable,
      ...(Object.keys(metadata).length === 0 ? {} : { metadata: JSON.stringify(metadata) }),
    }));
    return { case: "struct", value: { fields } };
  }
  if (type instanceof atomic.DecimalType) {
    return { case: "decimal", value: { precision: type.precision, scale: type.scale } };
  }
  if (type instanceof atomic.StringType) {
    // Spark takes no collation for its default one.
    return { case: "string", value: { collation: type.collation === "UTF8_BINARY" ? "" : type.collation } };
  }
  if (type instanceof atomic.CharType) return { case: "char", value: { length: type.length } };
  if (type instanceof atomic.VarcharType) return { case: "varChar", value: { length: type.length } };
  if (type instanceof atomic.TimeType) return { case: "time", value: { precision: type.precision } };
  if (type instanceof atomic.YearMonthIntervalType) {
    return { case: "yearMonthInterval", value: { startField: type.startField, endField: type.endField } };
  }
  if (type instanceof atomic.DayTimeIntervalType) {
    return { case: "dayTimeInterval", value: { startField: type.startField, endField: type.endField } };
  }
  const plain = PLAIN.find(([, of]) => of.typeName === type.typeName);
  if (plain === undefined) {
    throw new NotSupportedError(
      `the type ${type}`,
      "Spark Connect",
      "Use one of the types of manycore/spark.",
    );
  }
  return { case: plain[0], value: {} } as Kind;
}

/**
 * The inverse of {@link typeToMessage}.
 *
 * @throws NotSupportedError for a type that isn't here: geography, geometry, and user-defined ones without a type of SQL's
 */
export function typeFromMessage({ kind }: DataTypeMessage): DataType {
  switch (kind.case) {
    case "array":
      return new ArrayType(part(kind.value.elementType, "an array's element"), kind.value.containsNull);
    case "map": {
      const { keyType, valueType, valueContainsNull } = kind.value;
      return new MapType(part(keyType, "a map's key"), part(valueType, "a map's value"), valueContainsNull);
    }
    case "struct":
      return structFromMessage(kind.value);
    case "decimal":
      return new atomic.DecimalType(kind.value.precision, kind.value.scale);
    case "string":
      return kind.value.collation === ""
        ? new atomic.StringType()
        : new atomic.StringType(kind.value.collation);
    case "char":
      return new atomic.CharType(kind.value.length);
    case "varChar":
      return new atomic.VarcharType(kind.value.length);
    case "time":
      return new atomic.TimeType(kind.value.precision);
    case "yearMonthInterval":
      return new atomic.YearMonthIntervalType(kind.value.startField, kind.value.endField);
    case "dayTimeInterval":
      return new atomic.DayTimeIntervalType(kind.value.startField, kind.value.endField);
    case "unparsed":
      return parseDDL(kind.value.dataTypeString);
    case "udt":
      if (kind.value.sqlType) return typeFromMessage(kind.value.sqlType);
      break;
  }
  const plain = PLAIN.find(([name]) => name === kind.case);
  if (plain !== undefined) return plain[1];
  throw new NotSupportedError(
    `a column of the type ${kind.case ?? "that the server sent, which this version doesn't know,"}`,
    "manycore/spark",
    "Cast it in Spark to one that is: to a string or to binary.",
  );
}

function structFromMessage({ fields }: StructMessage): StructType {
  return new StructType(
    fields.map(({ name, dataType, nullable, metadata }) => {
      const written: Metadata = metadata ? (JSON.parse(metadata) as Metadata) : {};
      return new StructField(name, part(dataType, `the field ${JSON.stringify(name)}`), nullable, written);
    }),
  );
}

function part(message: DataTypeMessage | undefined, what: string): DataType {
  if (message !== undefined) return typeFromMessage(message);
  throw new NotSupportedError(`${what} without a type`, "Spark Connect", "The server's message is broken.");
}

/** Those that have nothing but a name, by the message's. */
const PLAIN: readonly (readonly [NonNullable<DataTypeMessage["kind"]["case"]>, DataType])[] = [
  ["null", new atomic.NullType()],
  ["binary", new atomic.BinaryType()],
  ["boolean", new atomic.BooleanType()],
  ["byte", new atomic.ByteType()],
  ["short", new atomic.ShortType()],
  ["integer", new atomic.IntegerType()],
  ["long", new atomic.LongType()],
  ["float", new atomic.FloatType()],
  ["double", new atomic.DoubleType()],
  ["date", new atomic.DateType()],
  ["timestamp", new atomic.TimestampType()],
  ["timestampNtz", new atomic.TimestampNTZType()],
  ["calendarInterval", new atomic.CalendarIntervalType()],
  ["variant", new atomic.VariantType()],
];
