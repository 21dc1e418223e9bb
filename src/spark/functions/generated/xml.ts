// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** XML. */
import { type Column, type ColumnOrName, lit, toColumn } from "../../api/column.js";
import type { DataType } from "../../types/index.js";
import { invoke, type Options, optionsMap, schemaArgument } from "../arguments.js";

/**
 * The struct that XML says, of a schema.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.from_xml.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function from_xml(col: ColumnOrName, schema: DataType | string | Column, options?: Options): Column {
  return invoke("from_xml", toColumn(col), schemaArgument(schema), optionsMap(options));
}

/**
 * The schema of XML, in SQL's words.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.schema_of_xml.html
 */
export function schema_of_xml(xml: string | Column, options?: Options): Column<string> {
  return invoke("schema_of_xml", lit(xml), optionsMap(options));
}

/**
 * A struct as XML.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_xml.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function to_xml(col: ColumnOrName, options?: Options): Column<string | null> {
  return invoke("to_xml", toColumn(col), optionsMap(options));
}

/**
 * The texts of the nodes at a path of XPath.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.xpath.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function xpath(xml: ColumnOrName, path: ColumnOrName): Column<string[] | null> {
  return invoke("xpath", toColumn(xml), toColumn(path));
}

/**
 * Whether an expression of XPath is true, or finds a node.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.xpath_boolean.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function xpath_boolean(xml: ColumnOrName, path: ColumnOrName): Column<boolean | null> {
  return invoke("xpath_boolean", toColumn(xml), toColumn(path));
}

/**
 * The double at a path of XPath: NaN for what is none, 0 for nothing.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.xpath_double.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function xpath_double(xml: ColumnOrName, path: ColumnOrName): Column<number | null> {
  return invoke("xpath_double", toColumn(xml), toColumn(path));
}

/**
 * The float at a path of XPath: NaN for what is none, 0 for nothing.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.xpath_float.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function xpath_float(xml: ColumnOrName, path: ColumnOrName): Column<number | null> {
  return invoke("xpath_float", toColumn(xml), toColumn(path));
}

/**
 * The int at a path of XPath: 0 for what is none and for nothing.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.xpath_int.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function xpath_int(xml: ColumnOrName, path: ColumnOrName): Column<number | null> {
  return invoke("xpath_int", toColumn(xml), toColumn(path));
}

/**
 * The bigint at a path of XPath: 0 for what is none and for nothing.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.xpath_long.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function xpath_long(xml: ColumnOrName, path: ColumnOrName): Column<number | null> {
  return invoke("xpath_long", toColumn(xml), toColumn(path));
}

/**
 * The same as {@link xpath_double}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.xpath_number.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function xpath_number(xml: ColumnOrName, path: ColumnOrName): Column<number | null> {
  return invoke("xpath_number", toColumn(xml), toColumn(path));
}

/**
 * The smallint at a path of XPath: 0 for what is none and for nothing.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.xpath_short.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function xpath_short(xml: ColumnOrName, path: ColumnOrName): Column<number | null> {
  return invoke("xpath_short", toColumn(xml), toColumn(path));
}

/**
 * The text of the first node at a path of XPath.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.xpath_string.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function xpath_string(xml: ColumnOrName, path: ColumnOrName): Column<string | null> {
  return invoke("xpath_string", toColumn(xml), toColumn(path));
}
