import { BITMAPS } from "./bitmaps.js";
import { CIPHERS } from "./ciphers.js";
import { CSV_FUNCTIONS } from "./csv.js";
import { DATES } from "./dates.js";
import { DISTINCT_COUNTS } from "./distinct-counts.js";
import { ENCODINGS } from "./encodings.js";
import { FORMATS } from "./formats.js";
import { HASHES } from "./hashes.js";
import type { JavaScriptFunction } from "./javascript-function.js";
import { JSON_FUNCTIONS } from "./json/functions.js";
import { NUMBER_FORMATS } from "./number-format.js";
import { RANDOM } from "./random.js";
import { REGEXP } from "./regexp.js";
import { SHUFFLES } from "./shuffles.js";
import { URLS } from "./urls.js";
import { UUIDS } from "./uuids.js";
import { WORDS } from "./words.js";

/** All that DuckDB is told of. */
export const ALL: readonly JavaScriptFunction[] = [
  ...REGEXP,
  ...HASHES,
  ...DISTINCT_COUNTS,
  ...ENCODINGS,
  ...CIPHERS,
  ...BITMAPS,
  ...DATES,
  ...URLS,
  ...UUIDS,
  ...RANDOM,
  ...SHUFFLES,
  ...WORDS,
  ...FORMATS,
  ...NUMBER_FORMATS,
  ...JSON_FUNCTIONS,
  ...CSV_FUNCTIONS,
];
