/**
 * Values that DuckDB compares and groups as Spark does. Zero and minus zero are one to both, but DuckDB hands out the sort key in place of the value, without
 * its sign; and within arrays and structs it takes null for the greatest, where Spark takes it for the least.
 */
import { ArrayType, type DataType, DoubleType, FloatType, MapType, StructType } from "../../types/index.js";

/** What is in an array, a struct or a map. */
function partsOf(type: DataType): readonly DataType[] {
  if (type instanceof ArrayType) return [type.elementType];
  if (type instanceof StructType) return type.fields.map(({ dataType }) => dataType);
  return type instanceof MapType ? [type.keyType, type.valueType] : [];
}

/** Whether there is a type of a kind in it, itself among them. */
function has(type: DataType, kind: (type: DataType) => boolean): boolean {
  return kind(type) || partsOf(type).some((part) => has(part, kind));
}

const isFloating = (type: DataType) => type instanceof DoubleType || type instanceof FloatType;

export function hasMap(type: DataType): boolean {
  return has(type, (part) => part instanceof MapType);
}

/** Whether a null can be in it. */
function hasInnerNull(type: DataType): boolean {
  return has(
    type,
    (part) =>
      (part instanceof ArrayType && part.containsNull) ||
      (part instanceof StructType && part.fields.some(({ nullable }) => nullable)),
  );
}

/** Whether {@link groupedSql} is another value. */
export function isRegrouped(type: DataType): boolean {
  return has(type, (part) => isFloating(part) || part instanceof MapType);
}

/** The value that stands for its group: without the sign of zero, the entries of maps in the order of their keys. */
export function groupedSql(sql: string, type: DataType): string {
  if (!isRegrouped(type)) return sql;
  if (isFloating(type)) return `(${sql} + CAST(0 AS ${type instanceof FloatType ? "FLOAT" : "DOUBLE"}))`;
  if (type instanceof MapType) {
    const [key, value] = [groupedSql("entry.key", type.keyType), groupedSql("entry.value", type.valueType)];
    const entries = `list_transform(map_entries(${sql}), lambda entry: {'key': ${key}, 'value': ${value}})`;
    return `map_from_entries(list_sort(${entries}))`;
  }
  return rebuiltSql(sql, type, groupedSql);
}

/** What DuckDB sorts and compares as Spark does the value; null for null. */
export function sortedSql(sql: string, type: DataType): string {
  if (isFloating(type)) return groupedSql(sql, type);
  if (!hasInnerNull(type)) return groupedSql(sql, type);
  return rebuiltSql(
    sql,
    type,
    (part, of) => `{'there': ${part} IS NOT NULL, 'value': ${sortedSql(part, of)}}`,
  );
}

/** An array or a struct of other parts. */
function rebuiltSql(sql: string, type: DataType, part: (sql: string, type: DataType) => string): string {
  const variable = `part_${sql.length}`;
  if (type instanceof ArrayType) {
    return `list_transform(${sql}, lambda ${variable}: ${part(variable, type.elementType)})`;
  }
  if (!(type instanceof StructType)) return sql;
  const fields = type.fields.map(({ dataType }, i) => `'f${i}': ${part(`${sql}.f${i}`, dataType)}`);
  return `(CASE WHEN ${sql} IS NULL THEN NULL ELSE {${fields.join(", ")}} END)`;
}
