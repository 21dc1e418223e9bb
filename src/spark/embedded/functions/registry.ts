/** All that the embedded engine knows of Spark's functions. */
import { AGGREGATES } from "./aggregates.js";
import { ARITHMETIC } from "./arithmetic.js";
import { ARRAY_PLACES } from "./array-places.js";
import { ARRAY_SETS } from "./array-sets.js";
import { ARRAYS } from "./arrays.js";
import { BITMAPS } from "./bitmaps.js";
import { CAST_FUNCTIONS } from "./cast-functions.js";
import { CIPHERS } from "./ciphers.js";
import { COMPARISON } from "./comparison.js";
import { CONDITIONAL } from "./conditional.js";
import { CSV_TEXT } from "./csv.js";
import { DATE_PARTS } from "./date-parts.js";
import { DATE_TEXT } from "./date-text.js";
import { DATES } from "./dates.js";
import { DISTINCT_COUNTS } from "./distinct-counts.js";
import { ENCODINGS } from "./encodings.js";
import { FORMATS } from "./formats.js";
import { FROM_JSON } from "./from-json.js";
import type { FunctionTable } from "./function-spec.js";
import { GENERATORS } from "./generators.js";
import { HASHES } from "./hashes.js";
import { INTERVALS } from "./intervals.js";
import { JSON_TEXT } from "./json.js";
import { LAMBDAS } from "./lambdas.js";
import { MAP_LAMBDAS } from "./map-lambdas.js";
import { MAPS } from "./maps.js";
import { MATH } from "./math.js";
import { MISC } from "./misc.js";
import { MOMENTS } from "./moments.js";
import { NUMBER_FORMATS } from "./number-formats.js";
import { PERCENTILES } from "./percentiles.js";
import { RANDOM } from "./random.js";
import { REGEXP } from "./regexp.js";
import { ROUNDING } from "./rounding.js";
import { SEQUENCES } from "./sequences.js";
import { SESSION_WORDS } from "./session-words.js";
import { SPECIAL_MATH } from "./special-math.js";
import { STATISTICS } from "./statistics.js";
import { STRINGS } from "./strings.js";
import { STRUCTS } from "./structs.js";
import { TIME_WINDOWS } from "./time-windows.js";
import { UTF8 } from "./utf8.js";
import { WINDOWS } from "./windows.js";
import { WORDS } from "./words.js";

export const EMBEDDED: FunctionTable = {
  ...ARITHMETIC,
  ...COMPARISON,
  ...CONDITIONAL,
  ...CAST_FUNCTIONS,
  ...MATH,
  ...ROUNDING,
  ...SPECIAL_MATH,
  ...STRINGS,
  ...REGEXP,
  ...HASHES,
  ...ENCODINGS,
  ...CIPHERS,
  ...WORDS,
  ...UTF8,
  ...FORMATS,
  ...NUMBER_FORMATS,
  ...JSON_TEXT,
  ...FROM_JSON,
  ...CSV_TEXT,
  ...DATES,
  ...DATE_TEXT,
  ...DATE_PARTS,
  ...MOMENTS,
  ...INTERVALS,
  ...AGGREGATES,
  ...DISTINCT_COUNTS,
  ...BITMAPS,
  ...STATISTICS,
  ...PERCENTILES,
  ...WINDOWS,
  ...TIME_WINDOWS,
  ...ARRAYS,
  ...SEQUENCES,
  ...ARRAY_PLACES,
  ...ARRAY_SETS,
  ...MAPS,
  ...STRUCTS,
  ...GENERATORS,
  ...LAMBDAS,
  ...MAP_LAMBDAS,
  ...MISC,
  ...SESSION_WORDS,
  ...RANDOM,
};
