/** Columns of files as DuckDB reads them, as Spark's types and in the form that they are kept in here. */
import { ArrayType, type DataType, MapType, StructField, StructType } from "../../types/index.js";
import type { DuckDBType } from "../duckdb/module.js";
import { fieldSql, sparkTypeOf, sqlType } from "../expression/sql-types.js";
import { notEmbedded } from "../not-embedded.js";

export interface Stored {
  readonly type: DataType;
  readonly sql: string;
}

interface Inside {
  readonly valueType?: DuckDBType;
  readonly keyType?: DuckDBType;
  readonly entryNames?: readonly string[];
  readonly entryTypes?: readonly DuckDBType[];
}

/** @throws NotSupportedError for a type that Spark has no word for */
export function storedAs(sql: string, given: DuckDBType, depth = 0): Stored {
  const words = String(given);
  const { valueType, keyType, entryNames, entryTypes } = given as unknown as Inside;
  if (entryNames !== undefined && entryTypes !== undefined) {
    const fields = entryNames.map((name, i) => ({
      name,
      ...storedAs(`struct_extract_at(${sql}, ${i + 1})`, entryTypes[i]!, depth),
    }));
    const type = new StructType(fields.map((field) => new StructField(field.name, field.type)));
    const packed = fields.map((field, i) => `${fieldSql(i)} := ${field.sql}`).join(", ");
    return { type, sql: `CASE WHEN ${sql} IS NULL THEN NULL ELSE struct_pack(${packed}) END` };
  }
  if (keyType !== undefined && valueType !== undefined) {
    const [k, v] = [`k${depth}`, `v${depth}`];
    const key = storedAs(k, keyType, depth + 1);
    const value = storedAs(v, valueType, depth + 1);
    const type = new MapType(key.type, value.type);
    if (key.sql === k && value.sql === v) return { type, sql };
    const each = (part: string, name: string, one: string) =>
      `list_transform(map_${part}(${sql}), lambda ${name}: ${one})`;
    return { type, sql: `map(${each("keys", k, key.sql)}, ${each("values", v, value.sql)})` };
  }
  if (valueType !== undefined) {
    const name = `e${depth}`;
    const element = storedAs(name, valueType, depth + 1);
    const type = new ArrayType(element.type);
    return element.sql === name
      ? { type, sql }
      : { type, sql: `list_transform(${sql}, lambda ${name}: ${element.sql})` };
  }
  const type = sparkTypeOf(words);
  if (type === undefined) {
    throw notEmbedded(`a column of the type ${words}`);
  }
  if (words === "TIMESTAMP WITH TIME ZONE") return { type, sql: `timezone('UTC', ${sql})` };
  return { type, sql: words === sqlType(type) ? sql : `CAST(${sql} AS ${sqlType(type)})` };
}
