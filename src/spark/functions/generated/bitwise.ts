// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** Bits. */
import { type Column, type ColumnOrName, lit, toColumn } from "../../api/column.js";
import { invoke } from "../arguments.js";

/**
 * How many bits are set.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bit_count.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function bit_count(col: ColumnOrName): Column<number | null> {
  return invoke("bit_count", toColumn(col));
}

/**
 * The bit at a position, counted from 0 at the lowest.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bit_get.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function bit_get(col: ColumnOrName, pos: ColumnOrName): Column<number | null> {
  return invoke("bit_get", toColumn(col), toColumn(pos));
}

/**
 * The same as {@link bitwise_not}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bitwise_not.html
 * @deprecated use {@link bitwise_not}
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function bitwiseNOT(col: ColumnOrName): Column {
  return invoke("~", toColumn(col));
}

/**
 * Every bit turned over.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bitwise_not.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function bitwise_not(col: ColumnOrName): Column {
  return invoke("~", toColumn(col));
}

/**
 * The same as {@link bit_get}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.getbit.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function getbit(col: ColumnOrName, pos: ColumnOrName): Column<number | null> {
  return invoke("getbit", toColumn(col), toColumn(pos));
}

/**
 * The same as {@link shiftleft}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.shiftleft.html
 * @deprecated use {@link shiftleft}
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function shiftLeft(col: ColumnOrName, numBits: number | Column): Column<number | null> {
  return invoke("shiftleft", toColumn(col), lit(numBits));
}

/**
 * The same as {@link shiftright}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.shiftright.html
 * @deprecated use {@link shiftright}
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function shiftRight(col: ColumnOrName, numBits: number | Column): Column<number | null> {
  return invoke("shiftright", toColumn(col), lit(numBits));
}

/**
 * The same as {@link shiftrightunsigned}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.shiftrightunsigned.html
 * @deprecated use {@link shiftrightunsigned}
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function shiftRightUnsigned(col: ColumnOrName, numBits: number | Column): Column<number | null> {
  return invoke("shiftrightunsigned", toColumn(col), lit(numBits));
}

/**
 * The bits moved up.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.shiftleft.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function shiftleft(col: ColumnOrName, numBits: number | Column): Column<number | null> {
  return invoke("shiftleft", toColumn(col), lit(numBits));
}

/**
 * The bits moved down; the sign stays.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.shiftright.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function shiftright(col: ColumnOrName, numBits: number | Column): Column<number | null> {
  return invoke("shiftright", toColumn(col), lit(numBits));
}

/**
 * The bits moved down, with zeros behind them.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.shiftrightunsigned.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function shiftrightunsigned(col: ColumnOrName, numBits: number | Column): Column<number | null> {
  return invoke("shiftrightunsigned", toColumn(col), lit(numBits));
}
