/** The methods that Spark has and the embedded engine refuses, by PySpark's classes. A test calls each; the coverage page shows them. */
const FORMATS = "csv, json, parquet and text are read and written";
const VARIANTS = "the type variant isn't offered";
const LAYOUT = "tables are laid out by partitionBy alone";

export const EMBEDDED_LACKS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DataFrame: {
    repartitionById: "rows have no partitions to be told by",
  },
  DataFrameReader: { jdbc: "DuckDB's extensions aren't loaded", orc: FORMATS, xml: FORMATS },
  DataFrameWriter: {
    bucketBy: LAYOUT,
    clusterBy: LAYOUT,
    jdbc: "DuckDB's extensions aren't loaded",
    orc: FORMATS,
    sortBy: LAYOUT,
    xml: FORMATS,
  },
  TableValuedFunction: {
    collations: "strings are compared by their bytes alone",
    sql_keywords: "the list is Spark's parser's",
    variant_explode: VARIANTS,
    variant_explode_outer: VARIANTS,
  },
};
