/**
 * Apache Spark with the words of PySpark: DataFrames and SQL on a real Spark, or embedded.
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/
 */
export { ManycoreError, NotSupportedError, OverflowError, TimeoutError, ValueError } from "../errors.js";
export type { RowOptions } from "./api/batch-rows.js";
export {
  Catalog,
  type CatalogColumn,
  type CatalogFunction,
  type CatalogMetadata,
  type CreateTableOptions,
  type Database,
  type Table,
} from "./api/catalog.js";
export { CoGroupedData, type GivenByGroup, type GroupKey } from "./api/co-grouped-data.js";
export { Column, type ColumnOrName, type ColumnOrValue, type LiteralValue } from "./api/column.js";
export type { CollectOptions, ShowOptions } from "./api/data-frame/actions.js";
export { DataFrame, type ExplainModeName } from "./api/data-frame/data-frame.js";
export type { FrameOf } from "./api/data-frame/frame.js";
export type { BatchFunction } from "./api/data-frame/mapping.js";
export { DataFrameNaFunctions } from "./api/data-frame/na-functions.js";
export type { JoinHow } from "./api/data-frame/row-types.js";
export type { SampleOptions, SortOptions } from "./api/data-frame/rows.js";
export { DataFrameStatFunctions } from "./api/data-frame/stat-functions.js";
export type { DropNaOptions, FillValue, Replaceable, Replacements } from "./api/data-frame/statistics.js";
export type { ActionOptions } from "./api/deadline.js";
export { type AggregateByName, GroupedData } from "./api/grouped-data.js";
export type { Options, OptionValue } from "./api/io/options.js";
export { DataFrameReader, type ReadOptions } from "./api/io/reader.js";
export { DataFrameWriter, type SaveModeName, type WriteOptions } from "./api/io/writer.js";
export { DataFrameWriterV2 } from "./api/io/writer-v2.js";
export { Observation } from "./api/observation.js";
export type { OwnColumnFunction } from "./api/own-column-function.js";
export { type ConfigValue, RuntimeConfig } from "./api/session/runtime-config.js";
export { SparkSessionBuilder } from "./api/session/session-builder.js";
export { SparkSession, type SqlArguments } from "./api/session/spark-session.js";
export { UDFRegistration } from "./api/session/udf-registration.js";
export { StorageLevel } from "./api/storage-level.js";
export { TableValuedFunction } from "./api/table-valued-function.js";
export { assertDataFrameEqual, assertSchemaEqual, DataFrameAssertionError } from "./api/testing.js";
export * as types from "./api/types.js";
export { Window, WindowSpec } from "./api/window.js";
export * from "./errors/index.js";
export * as functions from "./functions/index.js";
export type { UdfOptions } from "./functions/udf.js";
export type { GivenColumns, GivenRows } from "./own-functions/runner/index.js";
export {
  Accumulator,
  type AccumulatorParam,
  Broadcast,
  RDD,
  SparkContext,
  StatCounter,
} from "./rdd/index.js";
export { Row } from "./types/index.js";
