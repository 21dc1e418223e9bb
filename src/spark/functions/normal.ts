/** Columns and expressions themselves. */
import { Column, type ColumnOrName, toColumn } from "../api/column.js";
import { expression } from "../plan/index.js";
import { columns, invoke } from "./arguments.js";

export { lit } from "../api/column.js";

/**
 * The column of a name, as SQL writes it: `a.b` is field b of a, `` `a.b` `` one column, `*` all columns and `a.*` all fields of a.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.col.html
 * @throws ValueError for what is no string
 */
export function col(col: string): Column {
  return toColumn(col);
}

/**
 * The same as {@link col}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.column.html
 * @throws ValueError for what is no string
 */
export function column(col: string): Column {
  return toColumn(col);
}

/**
 * An expression in SQL's words. What can't be read is a ParseException when the plan runs.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.expr.html
 */
export function expr(str: string): Column {
  return new Column(expression("expressionString", { expression: str }));
}

/**
 * A function of SQL's by its name: one of Spark's, a registered one, or a catalog's as `catalog.schema.name`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.call_function.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function call_function(funcName: string, ...cols: readonly ColumnOrName[]): Column {
  const args = columns(cols).map(({ expression }) => expression);
  return new Column(expression("callFunction", { functionName: funcName, arguments: args }));
}

/**
 * A registered function by its name.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.call_udf.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function call_udf(udfName: string, ...cols: readonly ColumnOrName[]): Column {
  return invoke(udfName, ...columns(cols));
}
