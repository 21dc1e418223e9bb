// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** PySpark's functions by their names: `import { functions as F } from "manycore/spark"`. */
export type { Options, Seed } from "./arguments.js";
export { broadcast } from "./broadcast.js";
export { when } from "./conditional.js";
export { count } from "./count.js";
export * from "./generated/aggregate.js";
export * from "./generated/array.js";
export * from "./generated/bitmap.js";
export * from "./generated/bitwise.js";
export * from "./generated/collection.js";
export * from "./generated/conditional.js";
export * from "./generated/csv.js";
export * from "./generated/datetime.js";
export * from "./generated/generator.js";
export * from "./generated/geo.js";
export * from "./generated/hash.js";
export * from "./generated/higher-order.js";
export * from "./generated/json.js";
export * from "./generated/map.js";
export * from "./generated/math.js";
export * from "./generated/misc.js";
export * from "./generated/partition.js";
export * from "./generated/sketch.js";
export * from "./generated/string.js";
export * from "./generated/struct.js";
export * from "./generated/url.js";
export * from "./generated/variant.js";
export * from "./generated/vector.js";
export * from "./generated/window.js";
export * from "./generated/xml.js";
export { sha2 } from "./hash.js";
export { log } from "./logarithm.js";
export {
  make_timestamp,
  make_timestamp_ntz,
  try_make_timestamp,
  try_make_timestamp_ntz,
} from "./make-timestamp.js";
export { call_function, call_udf, col, column, expr, lit } from "./normal.js";
export * as partitioning from "./partitioning.js";
export { asc, asc_nulls_first, asc_nulls_last, desc, desc_nulls_first, desc_nulls_last } from "./sort.js";
export { window } from "./time-window.js";
export { convert_timezone } from "./time-zone.js";
export { udf } from "./udf.js";
export { unix_timestamp } from "./unix-timestamp.js";
