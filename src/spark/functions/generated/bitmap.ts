// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** Bitmaps. */
import { type Column, type ColumnOrName, toColumn } from "../../api/column.js";
import { invoke } from "../arguments.js";

/**
 * The bits that all bitmaps have, as an aggregate.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bitmap_and_agg.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function bitmap_and_agg(col: ColumnOrName): Column<Uint8Array> {
  return invoke("bitmap_and_agg", toColumn(col));
}

/**
 * The place of a number's bit in its bitmap of {@link bitmap_bucket_number}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bitmap_bit_position.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function bitmap_bit_position(col: ColumnOrName): Column<number | null> {
  return invoke("bitmap_bit_position", toColumn(col));
}

/**
 * The number of the bitmap, of 32,768 bits, that a number's bit is in.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bitmap_bucket_number.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function bitmap_bucket_number(col: ColumnOrName): Column<number | null> {
  return invoke("bitmap_bucket_number", toColumn(col));
}

/**
 * A bitmap with the bits at all places of {@link bitmap_bit_position}, as an aggregate.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bitmap_construct_agg.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function bitmap_construct_agg(col: ColumnOrName): Column<Uint8Array> {
  return invoke("bitmap_construct_agg", toColumn(col));
}

/**
 * How many bits of a bitmap are set.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bitmap_count.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function bitmap_count(col: ColumnOrName): Column<number | null> {
  return invoke("bitmap_count", toColumn(col));
}

/**
 * The bits that any bitmap has, as an aggregate.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bitmap_or_agg.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function bitmap_or_agg(col: ColumnOrName): Column<Uint8Array> {
  return invoke("bitmap_or_agg", toColumn(col));
}
