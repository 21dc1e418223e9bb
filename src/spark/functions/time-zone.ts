import { type Column, type ColumnOrName, toColumn } from "../api/column.js";
import { invoke } from "./arguments.js";

/**
 * A timestamp without a time zone from one zone's clock to another's.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.convert_timezone.html
 * @param sourceTz null for the session's zone
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function convert_timezone(
  sourceTz: Column | null | undefined,
  targetTz: Column,
  sourceTs: ColumnOrName,
): Column<Date | null> {
  const source = sourceTz == null ? [] : [toColumn(sourceTz)];
  return invoke("convert_timezone", ...source, toColumn(targetTz), toColumn(sourceTs));
}
