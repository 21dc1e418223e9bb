// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** Geography. */
import { type Column, type ColumnOrName, lit, toColumn } from "../../api/column.js";
import { columnOrNumber, given, invoke } from "../arguments.js";

/**
 * A geography or geometry as WKB, little-endian (`NDR`) or big-endian (`XDR`).
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.st_asbinary.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function st_asbinary(geo: ColumnOrName, endianness?: string | Column): Column<Uint8Array | null> {
  return invoke("st_asbinary", toColumn(geo), given(endianness, lit));
}

/**
 * The geography that WKB says.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.st_geogfromwkb.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function st_geogfromwkb(wkb: ColumnOrName): Column {
  return invoke("st_geogfromwkb", toColumn(wkb));
}

/**
 * The geometry that WKB says, in a system of coordinates by its number.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.st_geomfromwkb.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function st_geomfromwkb(wkb: ColumnOrName, srid?: ColumnOrName | number): Column {
  return invoke("st_geomfromwkb", toColumn(wkb), given(srid, columnOrNumber));
}

/**
 * The same in a system of coordinates of another number.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.st_setsrid.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function st_setsrid(geo: ColumnOrName, srid: ColumnOrName | number): Column {
  return invoke("st_setsrid", toColumn(geo), columnOrNumber(srid));
}

/**
 * The number of its system of coordinates.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.st_srid.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function st_srid(geo: ColumnOrName): Column<number | null> {
  return invoke("st_srid", toColumn(geo));
}
