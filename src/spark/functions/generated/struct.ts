// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** Structs. */
import type { Column, ColumnOrName } from "../../api/column.js";
import { columns, inList, invoke } from "../arguments.js";

/**
 * A struct of names, which are literals, and values in turn.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.named_struct.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function named_struct(...cols: readonly ColumnOrName[]): Column {
  return invoke("named_struct", ...columns(cols));
}

/**
 * A struct of several columns, its fields named as they are.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.struct.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function struct(...cols: readonly (ColumnOrName | readonly ColumnOrName[])[]): Column {
  return invoke("struct", ...inList(cols));
}
