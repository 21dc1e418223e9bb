import { type Column, type ColumnOrName, lit, toColumn } from "../api/column.js";
import { invoke } from "./arguments.js";

/**
 * How many values aren't null; of `"*"` how many rows there are.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.count.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function count(col: ColumnOrName): Column<number> {
  // As a column, a star would stand for all columns, and a row with a null would count as none.
  const { exprType } = (typeof col === "string" ? toColumn(col) : col).expression;
  const allRows = typeof col !== "string" && exprType.case === "unresolvedStar";
  return invoke("count", allRows ? lit(1) : toColumn(col));
}
