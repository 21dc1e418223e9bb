// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** Hashes. */
import { type Column, type ColumnOrName, toColumn } from "../../api/column.js";
import { columns, invoke } from "../arguments.js";

/**
 * The CRC-32 checksum of binary.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.crc32.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function crc32(col: ColumnOrName): Column<number | null> {
  return invoke("crc32", toColumn(col));
}

/**
 * A 32-bit hash by Murmur3 of several columns together.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.hash.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function hash(...cols: readonly ColumnOrName[]): Column<number> {
  return invoke("hash", ...columns(cols));
}

/**
 * The MD5 digest in hexadecimal digits.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.md5.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function md5(col: ColumnOrName): Column<string | null> {
  return invoke("md5", toColumn(col));
}

/**
 * The same as {@link sha1}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sha.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function sha(col: ColumnOrName): Column<string | null> {
  return invoke("sha", toColumn(col));
}

/**
 * The SHA-1 digest in hexadecimal digits.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sha1.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function sha1(col: ColumnOrName): Column<string | null> {
  return invoke("sha1", toColumn(col));
}

/**
 * A 64-bit hash by xxHash of several columns together.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.xxhash64.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function xxhash64(...cols: readonly ColumnOrName[]): Column<number> {
  return invoke("xxhash64", ...columns(cols));
}
