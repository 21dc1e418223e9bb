/** Values as Spark writes them to JSON. */
import { ArrayType, type DataType, MapType, StructType } from "../../../types/index.js";
import { doubleText, floatText } from "../../../types/number-text.js";
import { valueText } from "../../../types/value-text.js";
import { type Decimal, Row, type Timestamp, type TimestampNTZ } from "../../../types/values.js";
import { notEmbedded } from "../../not-embedded.js";
import { jsonString } from "../json/json-values.js";
import type { TimeTexts } from "./time-texts.js";

export interface JsonTextOptions {
  readonly times: TimeTexts;
  /** Whether fields that are null are left out. */
  readonly ignoreNullFields: boolean;
}

type JsonText = (value: unknown) => string;

/** @throws NotSupportedError for a type that isn't written here */
export function jsonText(type: DataType, options: JsonTextOptions): JsonText {
  const text = textOf(type, options);
  return (value) => (value === null || value === undefined ? "null" : text(value));
}

/** A row's values, in the schema's order, as an object. */
export function rowText(
  { fields }: StructType,
  options: JsonTextOptions,
): (values: readonly unknown[]) => string {
  const made = fields.map(({ name, dataType }) => ({
    name: jsonString(name),
    text: jsonText(dataType, options),
  }));
  return (values) => {
    const parts: string[] = [];
    for (const [i, { name, text }] of made.entries()) {
      if (options.ignoreNullFields && (values[i] === null || values[i] === undefined)) continue;
      parts.push(`${name}:${text(values[i])}`);
    }
    return `{${parts.join(",")}}`;
  };
}

function textOf(type: DataType, options: JsonTextOptions): JsonText {
  if (type instanceof StructType) {
    const row = rowText(type, options);
    return (value) => row(Row.values(value as object));
  }
  if (type instanceof ArrayType) {
    const element = jsonText(type.elementType, options);
    return (value) => `[${(value as readonly unknown[]).map(element).join(",")}]`;
  }
  if (type instanceof MapType) {
    const key = valueText(type.keyType, { timeZone: options.times.timeZone, style: "cast" });
    const of = jsonText(type.valueType, options);
    return (value) => {
      const entries = [...(value as ReadonlyMap<unknown, unknown>)];
      return `{${entries.map(([k, v]) => `${jsonString(key(k))}:${of(v)}`).join(",")}}`;
    };
  }
  const { times } = options;
  switch (type.typeName) {
    case "boolean":
    case "byte":
    case "short":
    case "integer":
    case "long":
      return String;
    case "float":
      return (value) => finite(value as number, floatText);
    case "double":
      return (value) => finite(value as number, doubleText);
    case "decimal":
      return (value) => decimalText(value as Decimal);
    case "string":
    case "char":
    case "varchar":
      return (value) => jsonString(value as string);
    case "binary":
      return (value) => `"${Buffer.from(value as Uint8Array).toString("base64")}"`;
    case "date":
      return (value) => jsonString(times.date(value as Date));
    case "timestamp":
      return (value) => jsonString(times.timestamp(value as Timestamp));
    case "timestamp_ntz":
      return (value) => jsonString(times.timestampNtz(value as TimestampNTZ));
    case "void":
      return () => "null";
    default:
      throw notEmbedded(`writing ${type.simpleString()} as json`);
  }
}

/** As Java writes a BigDecimal: with an exponent where there would be more than six zeros. */
export function decimalText(value: Decimal): string {
  const digits = String(value.unscaled < 0n ? -value.unscaled : value.unscaled);
  const exponent = digits.length - 1 - value.scale;
  if (exponent >= -6) return value.toString();
  const rest = digits.slice(1);
  return `${value.unscaled < 0n ? "-" : ""}${digits[0]}${rest === "" ? "" : `.${rest}`}E${exponent}`;
}

function finite(x: number, text: (x: number) => string): string {
  return Number.isFinite(x) ? text(x) : `"${text(x)}"`;
}
