import { AGGREGATE } from "./aggregate.js";
import { ARRAY } from "./array.js";
import { BITMAP } from "./bitmap.js";
import { BITWISE } from "./bitwise.js";
import { COLLECTION } from "./collection.js";
import { CONDITIONAL } from "./conditional.js";
import { CSV } from "./csv.js";
import { DATETIME } from "./datetime.js";
import type { FunctionFamily } from "./function-line.js";
import { GENERATOR } from "./generator.js";
import { GEO } from "./geo.js";
import { HASH } from "./hash.js";
import { HIGHER_ORDER } from "./higher-order.js";
import { JSON_FUNCTIONS } from "./json.js";
import { MAP } from "./map.js";
import { MATH } from "./math.js";
import { MISC } from "./misc.js";
import { NORMAL } from "./normal.js";
import { PARTITION } from "./partition.js";
import { SKETCH } from "./sketch.js";
import { SORT } from "./sort.js";
import { STRING } from "./string.js";
import { STRUCT } from "./struct.js";
import { URL_FUNCTIONS } from "./url.js";
import { VARIANT } from "./variant.js";
import { VECTOR } from "./vector.js";
import { WINDOW } from "./window.js";
import { XML } from "./xml.js";

export type { FunctionFamily, FunctionLine } from "./function-line.js";
export { NOT_OFFERED } from "./not-offered.js";
export { type Parameter, type ParameterKind, parametersOf } from "./parameters.js";

export interface Family {
  /** The generated file's name, and what the family is called. */
  readonly file: string;
  readonly title: string;
  readonly lines: FunctionFamily;
}

/** All functions, in the order of the coverage page. */
export const FAMILIES: readonly Family[] = [
  { file: "normal", title: "Columns and expressions", lines: NORMAL },
  { file: "conditional", title: "Conditions and predicates", lines: CONDITIONAL },
  { file: "math", title: "Mathematics", lines: MATH },
  { file: "bitwise", title: "Bits", lines: BITWISE },
  { file: "string", title: "Strings", lines: STRING },
  { file: "datetime", title: "Dates and times", lines: DATETIME },
  { file: "aggregate", title: "Aggregates", lines: AGGREGATE },
  { file: "window", title: "Windows", lines: WINDOW },
  { file: "collection", title: "Arrays and maps alike", lines: COLLECTION },
  { file: "array", title: "Arrays", lines: ARRAY },
  { file: "map", title: "Maps", lines: MAP },
  { file: "struct", title: "Structs", lines: STRUCT },
  { file: "higher-order", title: "Functions of functions", lines: HIGHER_ORDER },
  { file: "generator", title: "Rows of a value", lines: GENERATOR },
  { file: "json", title: "JSON", lines: JSON_FUNCTIONS },
  { file: "csv", title: "CSV", lines: CSV },
  { file: "xml", title: "XML", lines: XML },
  { file: "variant", title: "Variants", lines: VARIANT },
  { file: "hash", title: "Hashes", lines: HASH },
  { file: "url", title: "URLs", lines: URL_FUNCTIONS },
  { file: "sort", title: "Sorting", lines: SORT },
  { file: "partition", title: "Partitions of tables", lines: PARTITION },
  { file: "misc", title: "The session and the rest", lines: MISC },
  { file: "bitmap", title: "Bitmaps", lines: BITMAP },
  { file: "sketch", title: "Sketches", lines: SKETCH },
  { file: "geo", title: "Geography", lines: GEO },
  { file: "vector", title: "Vectors", lines: VECTOR },
];
