import { ENCODINGS } from "./encodings.js";
import { FORMATS } from "./formats.js";
import { HASHES } from "./hashes.js";
import type { JavaScriptFunction } from "./javascript-function.js";
import { JSON_FUNCTIONS } from "./json/functions.js";
import { REGEXP } from "./regexp.js";
import { URLS } from "./urls.js";
import { UUIDS } from "./uuids.js";
import { WORDS } from "./words.js";

/** All that DuckDB is told of. */
export const ALL: readonly JavaScriptFunction[] = [
  ...REGEXP,
  ...HASHES,
  ...ENCODINGS,
  ...URLS,
  ...UUIDS,
  ...WORDS,
  ...FORMATS,
  ...JSON_FUNCTIONS,
];
