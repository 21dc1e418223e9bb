/** Literals, and what Spark calls a column that is nothing but one. */
import { type DataType, doubleText, floatText, valueText } from "../../types/index.js";
import type { DayTimeInterval, YearMonthInterval } from "../../types/values.js";
import { typeWords } from "./type-names.js";
import type { LiteralExpr } from "./typed.js";

/**
 * @param value in the form that types/values.ts describes, `null` for a null of the type
 * @param timeZone of the session, for a timestamp's text
 */
export function literalOf(value: unknown, type: DataType, timeZone = "UTC"): LiteralExpr {
  const pretty = prettyLiteral(value, type, timeZone);
  return { kind: "literal", value, type, nullable: value === null, pretty };
}

function prettyLiteral(value: unknown, type: DataType, timeZone: string): string {
  if (value === null) return "NULL";
  switch (type.typeName) {
    case "float":
      return floatText(value as number);
    case "double":
      return doubleText(value as number);
    case "binary":
      return `X'${Buffer.from(value as Uint8Array)
        .toString("hex")
        .toUpperCase()}'`;
    case "date":
    case "timestamp":
    case "timestamp_ntz":
      return `${typeWords(type)} '${valueText(type, { timeZone, style: "cast" })(value)}'`;
    case "time":
      return `TIME '${value}'`;
    case "array":
    case "map":
    case "struct":
      return valueText(type, { timeZone, style: "cast" })(value);
    case "yearmonthinterval":
    case "daytimeinterval":
      return (value as YearMonthInterval | DayTimeInterval).toString(type as never);
    default:
      return String(value);
  }
}
