/** Types from the JSON that Spark keeps schemas in; `jsonValue()` of each type is the inverse. */
import { ValueError } from "../../errors.js";
import * as atomic from "./atomic-types.js";
import type { DataType } from "./data-type.js";
import {
  ArrayType,
  COLLATIONS,
  inside,
  MapType,
  type Metadata,
  StructField,
  StructType,
} from "./nested-types.js";

type Members = Readonly<Record<string, unknown>>;

/** What a field says of the collations within it, by path. */
type Collations = ReadonlyMap<string, string>;

/**
 * The inverse of `DataType.jsonValue()`.
 *
 * @throws ValueError for what is no type's JSON, with the path to it
 */
export function typeFromJson(json: unknown): DataType {
  return read(json, "", new Map());
}

/** @throws ValueError for what is no struct's JSON, with the path to it */
export function structFromJson(json: unknown): StructType {
  const type = typeFromJson(json);
  if (type instanceof StructType) return type;
  throw new ValueError(
    `this JSON is the type ${type}, and a schema is a struct: {"type":"struct","fields":[…]}`,
  );
}

function read(json: unknown, path: string, collations: Collations): DataType {
  if (typeof json === "string") return named(json, path, collations);
  const { type, ...members } = object(json, path);
  switch (type) {
    case "array":
      return new ArrayType(
        read(members.elementType, inside(path, "element"), collations),
        boolean(members, "containsNull", path),
      );
    case "map":
      return new MapType(
        read(members.keyType, inside(path, "key"), collations),
        read(members.valueType, inside(path, "value"), collations),
        boolean(members, "valueContainsNull", path),
      );
    case "struct": {
      if (!Array.isArray(members.fields)) throw broken(path, 'a struct without a list "fields"');
      return new StructType(members.fields.map((field, i) => readField(field, inside(path, `fields[${i}]`))));
    }
    case "udt":
      return read(members.sqlType, inside(path, "sqlType"), collations);
    default:
      throw broken(path, `${JSON.stringify(type)}, which is none of array, map, struct and udt`);
  }
}

function readField(json: unknown, path: string): StructField {
  const { name, type, nullable = true, metadata } = object(json, path);
  if (typeof name !== "string") throw broken(path, "a field without a name");
  if (typeof nullable !== "boolean")
    throw broken(path, `a field whose "nullable" is ${JSON.stringify(nullable)}`);
  const { [COLLATIONS]: said, ...rest } = metadata == null ? {} : object(metadata, inside(path, "metadata"));
  const collations = new Map<string, string>();
  for (const [at, collation] of Object.entries((said ?? {}) as Members)) {
    const [, provider, of] = /^(spark|icu)\.(\w+)$/.exec(String(collation)) ?? [];
    if (provider === undefined || of === undefined) {
      throw broken(path, `the collation ${JSON.stringify(collation)}, which is neither spark's nor icu's`);
    }
    collations.set(at, of);
  }
  return new StructField(name, read(type, name, collations), nullable, rest as Metadata);
}

const PLAIN: readonly DataType[] = [
  ...[new atomic.NullType(), new atomic.BinaryType(), new atomic.BooleanType(), new atomic.ByteType()],
  ...[new atomic.ShortType(), new atomic.IntegerType(), new atomic.LongType(), new atomic.FloatType()],
  ...[new atomic.DoubleType(), new atomic.DateType(), new atomic.TimestampType()],
  ...[new atomic.TimestampNTZType(), new atomic.CalendarIntervalType(), new atomic.VariantType()],
];

const YEAR_MONTH = ["year", "month"];
const DAY_TIME = ["day", "hour", "minute", "second"];

function named(name: string, path: string, collations: Collations): DataType {
  if (name === "string") return new atomic.StringType(collations.get(path));
  const plain = PLAIN.find(({ typeName }) => typeName === name);
  if (plain) return plain;
  // Spark's own name of it before 3.0.
  if (name === "null") return new atomic.NullType();
  const [, word, first, second] = /^(\w+)\((\d+)(?:, *(-?\d+))?\)$/.exec(name) ?? [];
  if (word === "decimal") return new atomic.DecimalType(Number(first), Number(second ?? 0));
  if (name === "decimal") return new atomic.DecimalType();
  if (second === undefined && word === "char") return new atomic.CharType(Number(first));
  if (second === undefined && word === "varchar") return new atomic.VarcharType(Number(first));
  if (second === undefined && word === "time") return new atomic.TimeType(Number(first));
  const [, collation] = /^string collate (\w+)$/.exec(name) ?? [];
  if (collation !== undefined) return new atomic.StringType(collation);
  const [, start = "", end = start] = /^interval (\w+)(?: to (\w+))?$/.exec(name) ?? [];
  if (DAY_TIME.includes(start) && DAY_TIME.includes(end)) {
    return new atomic.DayTimeIntervalType(DAY_TIME.indexOf(start), DAY_TIME.indexOf(end));
  }
  if (YEAR_MONTH.includes(start) && YEAR_MONTH.includes(end)) {
    return new atomic.YearMonthIntervalType(YEAR_MONTH.indexOf(start), YEAR_MONTH.indexOf(end));
  }
  throw broken(path, `${JSON.stringify(name)}, which is no type's name`);
}

function object(json: unknown, path: string): Members {
  if (json !== null && typeof json === "object" && !Array.isArray(json)) return json as Members;
  throw broken(path, json === undefined ? "nothing" : JSON.stringify(json));
}

function boolean(members: Members, name: string, path: string): boolean {
  const value = members[name];
  if (typeof value === "boolean") return value;
  throw broken(inside(path, name), value === undefined ? "nothing" : JSON.stringify(value));
}

function broken(path: string, what: string): ValueError {
  return new ValueError(
    `no schema can be read from this JSON: ${path === "" ? "it" : path} is ${what}. It is as df.schema().json() writes it.`,
  );
}
