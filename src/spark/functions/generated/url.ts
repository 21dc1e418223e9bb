// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** URLs. */
import { type Column, type ColumnOrName, toColumn } from "../../api/column.js";
import { given, invoke } from "../arguments.js";

/**
 * A part of a URL: `HOST`, `PATH`, `QUERY`, `REF`, `PROTOCOL`, `FILE`, `AUTHORITY` or `USERINFO`; of the query the value of a key.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.parse_url.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function parse_url(
  url: ColumnOrName,
  partToExtract: ColumnOrName,
  key?: ColumnOrName,
): Column<string | null> {
  return invoke("parse_url", toColumn(url), toColumn(partToExtract), given(key, toColumn));
}

/**
 * {@link parse_url} that gives null for what is no URL.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_parse_url.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_parse_url(
  url: ColumnOrName,
  partToExtract: ColumnOrName,
  key?: ColumnOrName,
): Column<string | null> {
  return invoke("try_parse_url", toColumn(url), toColumn(partToExtract), given(key, toColumn));
}

/**
 * {@link url_decode} that gives null for what can't be read.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_url_decode.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_url_decode(str: ColumnOrName): Column<string | null> {
  return invoke("try_url_decode", toColumn(str));
}

/**
 * The text that a form's encoding (`a+b%21`) says.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.url_decode.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function url_decode(str: ColumnOrName): Column<string | null> {
  return invoke("url_decode", toColumn(str));
}

/**
 * Text in a form's encoding (`a+b%21`).
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.url_encode.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function url_encode(str: ColumnOrName): Column<string | null> {
  return invoke("url_encode", toColumn(str));
}
