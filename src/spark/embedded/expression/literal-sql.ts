/** Values of a plan as DuckDB's SQL, exactly. */
import { ValueError } from "../../../errors.js";
import {
  ArrayType,
  CalendarIntervalType,
  type DataType,
  MapType,
  Row,
  StructType,
} from "../../types/index.js";
import { fieldSql, sqlType } from "./sql-types.js";
import { textSql } from "./text-sql.js";

const MS_A_DAY = 86_400_000;

/**
 * @param value in the form that types/values.ts describes
 * @throws ValueError for a value that isn't of the type
 */
export function literalSql(value: unknown, type: DataType): string {
  const words = sqlType(type);
  if (value === null || value === undefined) return `CAST(NULL AS ${words})`;
  switch (type.typeName) {
    case "boolean":
      return value === true ? "true" : "false";
    case "byte":
    case "short":
    case "integer":
    case "long":
      return `CAST(${wholeText(value, type)} AS ${words})`;
    case "float":
    case "double":
      return `CAST('${doubleText(value, type)}' AS ${words})`;
    case "decimal":
      return `CAST('${String(value)}' AS ${words})`;
    case "string":
    case "char":
    case "varchar":
      return textSql(String(value));
    case "binary":
      return `from_hex('${Buffer.from(value as Uint8Array).toString("hex")}')`;
    case "date":
      return `(DATE '1970-01-01' + CAST(${Math.floor((value as Date).getTime() / MS_A_DAY)} AS INTEGER))`;
    case "timestamp":
    case "timestamp_ntz":
      return `make_timestamp(CAST(${microsecondsOf(value)} AS BIGINT))`;
    case "time":
      return `CAST('${String(value)}' AS TIME)`;
    case "yearmonthinterval":
      return `CAST(${(value as { months: number }).months} AS INTEGER)`;
    case "daytimeinterval":
      return `CAST(${(value as { microseconds: bigint }).microseconds} AS BIGINT)`;
    default:
      return nestedSql(value, type);
  }
}

function nestedSql(value: unknown, type: DataType): string {
  if (type instanceof ArrayType) {
    const items = [...(value as Iterable<unknown>)].map((item) => literalSql(item, type.elementType));
    return `CAST([${items.join(", ")}] AS ${sqlType(type)})`;
  }
  if (type instanceof MapType) {
    const entries = [...(value as ReadonlyMap<unknown, unknown>)];
    const keys = entries.map(([key]) => literalSql(key, type.keyType));
    const values = entries.map(([, item]) => literalSql(item, type.valueType));
    return `CAST(map([${keys.join(", ")}], [${values.join(", ")}]) AS ${sqlType(type)})`;
  }
  if (type instanceof StructType) {
    const items = Row.values(value as object);
    if (items.length !== type.fields.length) {
      throw new ValueError(`a struct of ${type.fields.length} fields has ${items.length} values`);
    }
    const fields = items.map((item, i) => `${fieldSql(i)}: ${literalSql(item, type.fields[i]!.dataType)}`);
    return `{${fields.join(", ")}}`;
  }
  if (type instanceof CalendarIntervalType) {
    const { months, days, microseconds } = value as { months: number; days: number; microseconds: bigint };
    return `(to_months(${months}) + to_days(${days}) + to_microseconds(${microseconds}))`;
  }
  throw new ValueError(`no literal of ${type.simpleString()}`);
}

function wholeText(value: unknown, type: DataType): string {
  if (typeof value === "bigint" || Number.isInteger(value)) return String(value);
  throw new ValueError(`${String(value)} is no ${type.simpleString()}`);
}

function doubleText(value: unknown, type: DataType): string {
  if (typeof value !== "number") throw new ValueError(`${String(value)} is no ${type.simpleString()}`);
  return Object.is(value, -0) ? "-0.0" : String(value);
}

function microsecondsOf(value: unknown): bigint {
  const { epochMicroseconds } = value as { epochMicroseconds?: bigint };
  return epochMicroseconds ?? BigInt((value as Date).getTime()) * 1000n;
}
