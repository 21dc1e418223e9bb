// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** CSV. */
import { type Column, type ColumnOrName, lit, toColumn } from "../../api/column.js";
import { invoke, type Options, optionsMap } from "../arguments.js";

/**
 * The struct that a line of csv says, of a schema in SQL's words.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.from_csv.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function from_csv(col: ColumnOrName, schema: string | Column, options?: Options): Column {
  return invoke("from_csv", toColumn(col), lit(schema), optionsMap(options));
}

/**
 * The schema of a line of csv, in SQL's words.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.schema_of_csv.html
 */
export function schema_of_csv(csv: string | Column, options?: Options): Column<string> {
  return invoke("schema_of_csv", lit(csv), optionsMap(options));
}

/**
 * A struct as a line of csv.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_csv.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function to_csv(col: ColumnOrName, options?: Options): Column<string | null> {
  return invoke("to_csv", toColumn(col), optionsMap(options));
}
