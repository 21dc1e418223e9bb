/** Values as JSON. Fields that are null are left out. */
import type { NotSupportedError } from "../../../errors.js";
import { ArrayType, type DataType, DecimalType, MapType, StructType } from "../../types/index.js";
import { isText } from "../expression/cast-rules.js";
import { fieldSql } from "../expression/sql-types.js";
import { textSql } from "../expression/text-sql.js";
import { localSql } from "../expression/time-zone-sql.js";
import { notEmbedded } from "../not-embedded.js";
import type { SqlContext } from "./function-spec.js";

function refuse(what: string): NotSupportedError {
  return notEmbedded(`F.to_json of ${what}`, "Cast it to string");
}

/** Null where the value is. */
export function toJsonSql(sql: string, type: DataType, context: SqlContext): string {
  const inQuotes = (text: string) => `('"' || ${text} || '"')`;
  switch (type.typeName) {
    case "void":
      return "CAST(NULL AS VARCHAR)";
    case "boolean":
    case "byte":
    case "short":
    case "integer":
    case "long":
      return `CAST(${sql} AS VARCHAR)`;
    case "float":
    case "double":
      return `(CASE WHEN isfinite(${sql}) THEN spark_${type.typeName}_text(${sql}) ELSE ${inQuotes(`spark_${type.typeName}_text(${sql})`)} END)`;
    case "date":
      return inQuotes(`spark_date_text(${sql})`);
    case "timestamp":
      return inQuotes(momentText(sql, context.timeZone));
    case "timestamp_ntz":
      return inQuotes(clockText(sql));
    case "binary":
      return inQuotes(`to_base64(${sql})`);
    default:
  }
  if (isText(type)) return `CAST(to_json(${sql}) AS VARCHAR)`;
  if (type instanceof DecimalType) return decimalJson(sql, type);
  return nestedJson(sql, type, context);
}

function clockText(wall: string): string {
  return `spark_date_text(CAST(${wall} AS DATE)) || strftime(${wall}, 'T%H:%M:%S.%g')`;
}

/** What the clocks say, and how far they are ahead of UTC; with seconds before there were time zones. */
function momentText(moment: string, zone: string): string {
  const wall = localSql(moment, zone);
  if (wall === moment) return `${clockText(moment)} || 'Z'`;
  const ahead = `(epoch_us(${wall}) - epoch_us(${moment}))`;
  const seconds = `(abs(${ahead}) // 1000000)`;
  const minutes = `printf('%02d:%02d', ${seconds} // 3600, ${seconds} // 60 % 60)`;
  const rest = `(CASE WHEN ${seconds} % 60 = 0 THEN '' ELSE printf(':%02d', ${seconds} % 60) END)`;
  const sign = `(CASE WHEN ${ahead} < 0 THEN '-' ELSE '+' END)`;
  return `${clockText(wall)} || (CASE WHEN ${ahead} = 0 THEN 'Z' ELSE ${sign} || ${minutes} || ${rest} END)`;
}

function decimalJson(sql: string, { precision, scale }: DecimalType): string {
  // The least ones have an exponent in Java.
  if (scale > 6) throw refuse("decimals of more than six places");
  const text = `CAST(${sql} AS VARCHAR)`;
  return precision === scale ? `regexp_replace(${text}, '^(-?)\\.', '\\10.')` : text;
}

function nestedJson(sql: string, type: DataType, context: SqlContext): string {
  const variable = `j${sql.length}`;
  if (type instanceof ArrayType) {
    const items = `list_transform(${sql}, lambda ${variable}: coalesce(${toJsonSql(variable, type.elementType, context)}, 'null'))`;
    return `CAST('[' || array_to_string(${items}, ',') || ']' AS VARCHAR)`;
  }
  if (type instanceof MapType) {
    if (
      !isText(type.keyType) &&
      !["byte", "short", "integer", "long", "boolean"].includes(type.keyType.typeName)
    ) {
      throw refuse(`maps whose keys are ${type.keyType.simpleString()}`);
    }
    const key = `CAST(to_json(CAST(${variable}.key AS VARCHAR)) AS VARCHAR)`;
    const value = `coalesce(${toJsonSql(`${variable}.value`, type.valueType, context)}, 'null')`;
    const entries = `list_transform(map_entries(${sql}), lambda ${variable}: ${key} || ':' || ${value})`;
    return `CAST('{' || array_to_string(${entries}, ',') || '}' AS VARCHAR)`;
  }
  if (type instanceof StructType) {
    const fields = type.fields.map(
      ({ name, dataType }, i) =>
        `${textSql(`${JSON.stringify(name)}:`)} || ${toJsonSql(`${sql}.${fieldSql(i)}`, dataType, context)}`,
    );
    return `(CASE WHEN ${sql} IS NOT NULL THEN '{' || concat_ws(',', ${fields.join(", ")}) || '}' END)`;
  }
  throw refuse(type.simpleString());
}
