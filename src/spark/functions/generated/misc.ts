// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** The session and the rest. */
import { type Column, type ColumnOrName, lit, toColumn } from "../../api/column.js";
import { columns, given, invoke, type Seed, seedOf } from "../arguments.js";

/**
 * What {@link aes_encrypt} encrypted; an error for another key.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.aes_decrypt.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function aes_decrypt(
  input: ColumnOrName,
  key: ColumnOrName,
  mode?: ColumnOrName,
  padding?: ColumnOrName,
  aad?: ColumnOrName,
): Column<Uint8Array | null> {
  return invoke(
    "aes_decrypt",
    toColumn(input),
    toColumn(key),
    mode === undefined ? lit("GCM") : toColumn(mode),
    padding === undefined ? lit("DEFAULT") : toColumn(padding),
    aad === undefined ? lit("") : toColumn(aad),
  );
}

/**
 * Encrypted by AES with a key of 16, 24 or 32 bytes.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.aes_encrypt.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function aes_encrypt(
  input: ColumnOrName,
  key: ColumnOrName,
  mode?: ColumnOrName,
  padding?: ColumnOrName,
  iv?: ColumnOrName,
  aad?: ColumnOrName,
): Column<Uint8Array | null> {
  return invoke(
    "aes_encrypt",
    toColumn(input),
    toColumn(key),
    mode === undefined ? lit("GCM") : toColumn(mode),
    padding === undefined ? lit("DEFAULT") : toColumn(padding),
    iv === undefined ? lit("") : toColumn(iv),
    aad === undefined ? lit("") : toColumn(aad),
  );
}

/**
 * Null where the condition is true; otherwise the query fails with the message.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.assert_true.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function assert_true(col: ColumnOrName, errMsg?: string | Column): Column {
  return invoke("assert_true", toColumn(col), given(errMsg, lit));
}

/**
 * The session's catalog.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.current_catalog.html
 */
export function current_catalog(): Column<string> {
  return invoke("current_catalog");
}

/**
 * The session's database.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.current_database.html
 */
export function current_database(): Column<string> {
  return invoke("current_database");
}

/**
 * Where the session looks for names that aren't qualified.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.current_path.html
 */
export function current_path(): Column<string> {
  return invoke("current_path");
}

/**
 * The same as {@link current_database}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.current_schema.html
 */
export function current_schema(): Column<string> {
  return invoke("current_schema");
}

/**
 * The user who runs the query.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.current_user.html
 */
export function current_user(): Column<string> {
  return invoke("current_user");
}

/**
 * The keyed digest of a message, by SHA-256 unless told otherwise.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.hmac.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function hmac(
  key: ColumnOrName,
  message: ColumnOrName,
  algorithm?: ColumnOrName,
): Column<Uint8Array | null> {
  return invoke("hmac", toColumn(key), toColumn(message), given(algorithm, toColumn));
}

/**
 * The length of the block of a file that the row was read from; −1 for none.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.input_file_block_length.html
 */
export function input_file_block_length(): Column<number> {
  return invoke("input_file_block_length");
}

/**
 * Where the block of a file that the row was read from begins; −1 for none.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.input_file_block_start.html
 */
export function input_file_block_start(): Column<number> {
  return invoke("input_file_block_start");
}

/**
 * The file that the row was read from; an empty string for none.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.input_file_name.html
 */
export function input_file_name(): Column<string> {
  return invoke("input_file_name");
}

/**
 * What a static method of Java's gives, by its class, its name and arguments.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.java_method.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function java_method(...cols: readonly ColumnOrName[]): Column<string | null> {
  return invoke("java_method", ...columns(cols));
}

/**
 * Whole numbers that grow from row to row and never repeat, with gaps between partitions.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.monotonically_increasing_id.html
 */
export function monotonically_increasing_id(): Column<number> {
  return invoke("monotonically_increasing_id");
}

/**
 * Lets the query fail with a message.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.raise_error.html
 */
export function raise_error(errMsg: string | Column): Column {
  return invoke("raise_error", lit(errMsg));
}

/**
 * The same as {@link java_method}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.reflect.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function reflect(...cols: readonly ColumnOrName[]): Column<string | null> {
  return invoke("reflect", ...columns(cols));
}

/**
 * The same as {@link current_user}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.session_user.html
 */
export function session_user(): Column<string> {
  return invoke("session_user");
}

/**
 * The number of the row's partition.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.spark_partition_id.html
 */
export function spark_partition_id(): Column<number> {
  return invoke("spark_partition_id");
}

/**
 * {@link aes_decrypt} that gives null where that fails.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_aes_decrypt.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_aes_decrypt(
  input: ColumnOrName,
  key: ColumnOrName,
  mode?: ColumnOrName,
  padding?: ColumnOrName,
  aad?: ColumnOrName,
): Column<Uint8Array | null> {
  return invoke(
    "try_aes_decrypt",
    toColumn(input),
    toColumn(key),
    mode === undefined ? lit("GCM") : toColumn(mode),
    padding === undefined ? lit("DEFAULT") : toColumn(padding),
    aad === undefined ? lit("") : toColumn(aad),
  );
}

/**
 * {@link reflect} that gives null where the method throws.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_reflect.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_reflect(...cols: readonly ColumnOrName[]): Column<string | null> {
  return invoke("try_reflect", ...columns(cols));
}

/**
 * The name of a value's type, in SQL's words.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.typeof.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
function typeof_(col: ColumnOrName): Column<string> {
  return invoke("typeof", toColumn(col));
}

export { typeof_ as typeof };

/**
 * A value of a user's own type as the type that it is kept in.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.unwrap_udt.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function unwrap_udt(col: ColumnOrName): Column {
  return invoke("unwrap_udt", toColumn(col));
}

/**
 * The same as {@link current_user}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.user.html
 */
export function user(): Column<string> {
  return invoke("user");
}

/**
 * Random UUIDs.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.uuid.html
 * @throws ValueError for a seed that isn't whole
 */
export function uuid(seed?: Seed): Column<string> {
  return invoke("uuid", seedOf(seed));
}

/**
 * Spark's version and the hash of its sources.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.version.html
 */
export function version(): Column<string> {
  return invoke("version");
}
