/** What may be said about JSON that is read: Spark's options, by their names in small letters. */
import { IllegalArgumentException } from "../../../errors/index.js";
import { notEmbedded } from "../../not-embedded.js";
import { flagOf, modeOf, type ParseMode, refuseOptions } from "../file-options.js";
import { type TextPatterns, textPatterns } from "../text-values.js";
import type { JsonDialect } from "./json-parser.js";

export interface JsonOptions extends JsonDialect {
  readonly mode: ParseMode;
  readonly corruptRecordColumn: string;
  readonly multiLine: boolean;
  readonly primitivesAsString: boolean;
  readonly prefersDecimal: boolean;
  readonly inferTimestamp: boolean;
  readonly dropFieldIfAllNull: boolean;
  /** Spark's map keeps both, which DuckDB's can't. */
  readonly refusesRepeatedKeys?: boolean;
  /** How dates and times are written. */
  readonly patterns: TextPatterns;
}

const KNOWN = [
  ...[
    "path",
    "mode",
    "columnnameofcorruptrecord",
    "multiline",
    "linesep",
    "encoding",
    "charset",
    "samplingratio",
  ],
  ...["primitivesasstring", "prefersdecimal", "infertimestamp", "dropfieldifallnull"],
  ...["allowcomments", "allowunquotedfieldnames", "allowsinglequotes", "allownumericleadingzeros"],
  ...["allownonnumericnumbers", "allowbackslashescapinganycharacter", "allowunquotedcontrolchars"],
  ...["dateformat", "timestampformat", "timestampntzformat", "timezone", "compression"],
];

/**
 * @param settings the session's
 * @throws IllegalArgumentException for a value that can't be; NotSupportedError for an option that isn't done
 */
export function jsonOptions(
  options: ReadonlyMap<string, string>,
  settings: { readonly timeZone: string; setting(key: string): string | undefined },
): JsonOptions {
  refuseOptions("json", options, KNOWN);
  const flag = (key: string, none: boolean) => flagOf("json", options, key, none);
  const ratio = options.get("samplingratio");
  // Above that, Spark takes all records.
  if (ratio !== undefined && !(Number(ratio) > 0.99)) {
    if (!(Number(ratio) > 0)) {
      throw new IllegalArgumentException(
        `the option samplingRatio of json is ${ratio}; it is a number above 0`,
      );
    }
    throw notEmbedded("inferring json's types from a sample", "Give the schema");
  }
  return {
    mode: modeOf(options),
    corruptRecordColumn:
      options.get("columnnameofcorruptrecord") ??
      settings.setting("spark.sql.columnNameOfCorruptRecord") ??
      "_corrupt_record",
    multiLine: flag("multiline", false),
    primitivesAsString: flag("primitivesasstring", false),
    prefersDecimal: flag("prefersdecimal", false),
    inferTimestamp: flag("infertimestamp", false),
    dropFieldIfAllNull: flag("dropfieldifallnull", false),
    allowComments: flag("allowcomments", false),
    allowUnquotedFieldNames: flag("allowunquotedfieldnames", false),
    allowSingleQuotes: flag("allowsinglequotes", true),
    allowNumericLeadingZeros: flag("allownumericleadingzeros", false),
    allowNonNumericNumbers: flag("allownonnumericnumbers", true),
    allowBackslashEscapingAnyCharacter: flag("allowbackslashescapinganycharacter", false),
    allowUnquotedControlChars: flag("allowunquotedcontrolchars", false),
    patterns: textPatterns(options, settings.timeZone),
  };
}
