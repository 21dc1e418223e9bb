/**
 * Spark's types, and the values that JavaScript has none for: `import { types } from "manycore/spark"`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/data_types.html
 */
export * from "../types/atomic-types.js";
export {
  ArrayType,
  DataType,
  MapType,
  type Metadata,
  StructField,
  StructType,
  type TypeName,
} from "../types/index.js";
export {
  CalendarInterval,
  DayTimeInterval,
  Decimal,
  Row,
  TimeOfDay,
  Timestamp,
  TimestampNTZ,
  VariantVal,
  YearMonthInterval,
} from "../types/values.js";
