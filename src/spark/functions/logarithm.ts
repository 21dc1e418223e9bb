import { type Column, type ColumnOrName, toColumn } from "../api/column.js";
import { double, invoke } from "./arguments.js";

/**
 * The natural logarithm of a column, or the logarithm of the second argument to the base of the first. Null of what isn't above zero.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.log.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function log(col: ColumnOrName): Column<number | null>;
export function log(base: number | Column, col: ColumnOrName): Column<number | null>;
export function log(arg1: ColumnOrName | number, arg2?: ColumnOrName): Column<number | null> {
  return arg2 === undefined
    ? invoke("ln", toColumn(arg1 as ColumnOrName))
    : invoke("log", double(arg1 as number | Column), toColumn(arg2));
}
