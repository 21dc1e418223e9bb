/** What `cast(x as string)` gives of what is no string. */
import { ArrayType, type DataType, type DecimalType, MapType, StructType } from "../../types/index.js";
import type { SqlContext } from "../functions/function-spec.js";
import { notEmbedded } from "../not-embedded.js";
import { calendarIntervalText, intervalText } from "./interval-sql.js";
import { fieldSql } from "./sql-types.js";
import { localSql } from "./time-zone-sql.js";

export function textSqlOf(sql: string, from: DataType, context: SqlContext): string {
  switch (from.typeName) {
    case "boolean":
    case "byte":
    case "short":
    case "integer":
    case "long":
      return `CAST(${sql} AS VARCHAR)`;
    case "string":
    case "char":
    case "varchar":
      return sql;
    case "float":
      return `spark_float_text(${sql})`;
    case "double":
      return `spark_double_text(${sql})`;
    case "decimal":
      return decimalText(sql, from as DecimalType);
    case "binary":
      return `decode(${sql})`;
    case "date":
      return `spark_date_text(${sql})`;
    case "timestamp":
      return `spark_timestamp_text(${localSql(sql, context.timeZone)})`;
    case "timestamp_ntz":
      return `spark_timestamp_text(${sql})`;
    case "yearmonthinterval":
    case "daytimeinterval":
      return intervalText(sql, from);
    case "interval":
      return calendarIntervalText(sql);
    default:
      return nestedText(sql, from, context);
  }
}

/** DuckDB leaves out the zero before the point where the type has no digit for it. */
function decimalText(sql: string, { precision, scale }: DecimalType): string {
  const text = `CAST(${sql} AS VARCHAR)`;
  return precision === scale ? `regexp_replace(${text}, '^(-?)\\.', '\\1' || '0.')` : text;
}

function nestedText(sql: string, from: DataType, context: SqlContext): string {
  const part = (value: string, type: DataType) => `coalesce(${textSqlOf(value, type, context)}, 'null')`;
  const list = (items: string) => `array_to_string(${items}, ', ')`;
  if (from instanceof ArrayType) {
    return `('[' || ${list(`list_transform(${sql}, lambda x: ${part("x", from.elementType)})`)} || ']')`;
  }
  if (from instanceof MapType) {
    const entry = `${part("x.key", from.keyType)} || ' -> ' || ${part("x.value", from.valueType)}`;
    return `('{' || ${list(`list_transform(map_entries(${sql}), lambda x: ${entry})`)} || '}')`;
  }
  if (from instanceof StructType) {
    const fields = from.fields.map(({ dataType }, i) => part(`${sql}.${fieldSql(i)}`, dataType));
    return `(CASE WHEN ${sql} IS NULL THEN NULL ELSE '{' || ${fields.join(" || ', ' || ")} || '}' END)`;
  }
  throw notEmbedded(`a cast from ${from.simpleString()} to string`);
}
