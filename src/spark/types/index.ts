export { type ArrowModule, arrow } from "./arrow.js";
export { arrowSchema, arrowSchemaOf } from "./arrow-schema.js";
export { schemaOfArrow, tableToArrow } from "./arrow-tables.js";
export { columnBatchOf } from "./arrow-to-columns.js";
export * from "./atomic-types.js";
export {
  type ArrowOptions,
  batchesOfRows,
  batchOf,
  batchOfColumns,
  rowsToArrow,
  streamOf,
} from "./columns-to-arrow.js";
export { DataType, type TypeJson, type TypeName } from "./data-type.js";
export { parseDDL, parseSchema, parseType } from "./ddl.js";
export { inferSchema } from "./infer.js";
export { ArrayType, MapType, type Metadata, quoteName, StructField, StructType } from "./nested-types.js";
export { doubleText, floatText } from "./number-text.js";
export { momentOf, type TimeZone, timeZone, wallOf } from "./time-zone.js";
export { NumpyColumn } from "./to-numpy.js";
export { structFromJson, typeFromJson } from "./type-json.js";
export { typeFromMessage, typeToMessage } from "./type-messages.js";
export { type ValueText, type ValueTextOptions, valueText } from "./value-text.js";
export * from "./values.js";
export { valuesEqual } from "./values-equal.js";
export { rowVerifier, valueVerifier } from "./verify.js";
