import { type Column, type ColumnOrName, lit, toColumn } from "../api/column.js";
import { invoke } from "./arguments.js";

/**
 * How many values aren't null; of `"*"` how many rows there are.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.count.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function count(col: ColumnOrName): Column<number> {
  const column = toColumn(col);
  const { exprType } = column.expression;
  // A star as an argument would stand for all columns, so that a row with a null counts as none; and a pivot takes no star at all. Of one table it is just that.
  const allRows = exprType.case === "unresolvedStar" && exprType.value.unparsedTarget === undefined;
  return invoke("count", allRows ? lit(1) : column);
}
