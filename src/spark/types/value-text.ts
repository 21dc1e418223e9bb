/** Values as Spark writes them in text: what `cast(x as string)` gives, and what `show()` prints. */
import type { DayTimeIntervalType, YearMonthIntervalType } from "./atomic-types.js";
import { dateText } from "./civil-text.js";
import type { DataType } from "./data-type.js";
import type { DayTimeInterval, YearMonthInterval } from "./intervals.js";
import { ArrayType, MapType, StructType } from "./nested-types.js";
import { doubleText, floatText } from "./number-text.js";
import { Row } from "./row.js";
import { timeZone, wallOf } from "./time-zone.js";
import type { Timestamp, TimestampNTZ } from "./timestamp.js";
import { clockText } from "./timestamp-text.js";
import type { VariantVal } from "./variant.js";

export interface ValueTextOptions {
  /** The session's: `spark.sql.session.timeZone`. */
  readonly timeZone: string;
  /** `cast`: nulls within a value are `null`, bytes are UTF-8. `show`: nulls are `NULL`, bytes `[0A FF]`. */
  readonly style: "cast" | "show";
}

/** Writes a value in the form that values.ts describes (longs are numbers or bigints). */
export type ValueText = (value: unknown) => string;

/**
 * How values of a type are written. A value that is null itself has no text (a cast gives null); here it is what stands for it within others.
 *
 * @throws ValueError for a time zone that isn't one
 */
export function valueText(type: DataType, options: ValueTextOptions): ValueText {
  const text = textOf(type, options);
  const none = options.style === "show" ? "NULL" : "null";
  return (value) => (value === null || value === undefined ? none : text(value));
}

function textOf(type: DataType, options: ValueTextOptions): ValueText {
  if (type instanceof ArrayType) {
    const element = valueText(type.elementType, options);
    return (value) => `[${(value as unknown[]).map(element).join(", ")}]`;
  }
  if (type instanceof MapType) {
    const [key, of] = [valueText(type.keyType, options), valueText(type.valueType, options)];
    return (value) => {
      const entries = [...(value as Map<unknown, unknown>)];
      return `{${entries.map(([k, v]) => `${key(k)} -> ${of(v)}`).join(", ")}}`;
    };
  }
  if (type instanceof StructType) {
    const fields = type.fields.map(({ dataType }) => valueText(dataType, options));
    const { names } = type;
    const repeated = new Set(names).size < names.length;
    return (value) => {
      const row = value as Row;
      const values = repeated ? Row.values(row) : names.map((name) => row[name]);
      return `{${fields.map((text, i) => text(values[i])).join(", ")}}`;
    };
  }
  switch (type.typeName) {
    case "float":
      return (value) => floatText(value as number);
    case "double":
      return (value) => doubleText(value as number);
    case "date":
      return (value) => dateText(Math.floor((value as Date).getTime() / MS_OF_A_DAY));
    case "timestamp": {
      const zone = timeZone(options.timeZone);
      return (value) => clockText(wallOf((value as Timestamp).epochMicroseconds, zone));
    }
    case "timestamp_ntz":
      return (value) => clockText((value as TimestampNTZ).epochMicroseconds);
    case "yearmonthinterval":
      return (value) => (value as YearMonthInterval).toString(type as YearMonthIntervalType);
    case "daytimeinterval":
      return (value) => (value as DayTimeInterval).toString(type as DayTimeIntervalType);
    case "binary":
      return options.style === "show" ? hexText : (value) => new TextDecoder().decode(value as Uint8Array);
    case "variant": {
      // What is shown is in UTC, whatever the session's zone is.
      const zone = options.style === "show" ? "UTC" : options.timeZone;
      return (value) => (value as VariantVal).toJson(zone);
    }
    default:
      return String;
  }
}

const MS_OF_A_DAY = 86_400_000;

function hexText(value: unknown): string {
  const bytes = [...(value as Uint8Array)].map((byte) => byte.toString(16).toUpperCase().padStart(2, "0"));
  return `[${bytes.join(" ")}]`;
}
