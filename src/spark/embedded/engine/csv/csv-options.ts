/** What may be said about csv that is read: Spark's options, by their names in small letters. */
import { IllegalArgumentException, SparkException } from "../../../errors/index.js";
import { notEmbedded } from "../../not-embedded.js";
import { flagOf, modeOf, type ParseMode, refuseOptions } from "../file-options.js";
import { type TextPatterns, textPatterns } from "../text-values.js";

/** How rows are divided into values. */
export interface CsvDialect {
  readonly separator: string;
  /** None: nothing is quoted. */
  readonly quote: string | undefined;
  readonly escapeWith: string | undefined;
  readonly comment: string | undefined;
  readonly ignoreLeadingWhiteSpace: boolean;
  readonly ignoreTrailingWhiteSpace: boolean;
}

export interface CsvOptions {
  readonly dialect: CsvDialect;
  readonly header: boolean;
  readonly inferSchema: boolean;
  readonly enforceSchema: boolean;
  readonly multiLine: boolean;
  readonly mode: ParseMode;
  readonly corruptRecordColumn: string;
  readonly nullValue: string;
  readonly emptyValue: string;
  readonly nanValue: string;
  readonly positiveInf: string;
  readonly negativeInf: string;
  readonly preferDate: boolean;
  readonly maxColumns: number;
  readonly patterns: TextPatterns;
}

const KNOWN = [
  ...[
    "path",
    "header",
    "inferschema",
    "sep",
    "delimiter",
    "quote",
    "escape",
    "chartoescapequoteescaping",
    "comment",
  ],
  ...[
    "nullvalue",
    "emptyvalue",
    "nanvalue",
    "positiveinf",
    "negativeinf",
    "mode",
    "columnnameofcorruptrecord",
  ],
  ...["encoding", "charset", "enforceschema", "multiline", "linesep", "ignoreleadingwhitespace", "locale"],
  ...[
    "ignoretrailingwhitespace",
    "dateformat",
    "timestampformat",
    "timestampntzformat",
    "timezone",
    "preferdate",
  ],
  ...["samplingratio", "maxcolumns", "maxcharspercolumn", "unescapedquotehandling", "compression"],
];

/** What can be said only in one way here, and how. */
const ONLY: Readonly<Record<string, (value: string) => boolean>> = {
  // Above that, Spark takes all rows.
  samplingratio: (value) => Number(value) > 0.99,
  maxcharspercolumn: (value) => Number(value) < 0,
  unescapedquotehandling: (value) => value.toUpperCase() === "STOP_AT_DELIMITER",
  locale: (value) => value.toLowerCase() === "en-us",
};

const MOST_COLUMNS = 20_480;

/**
 * @param settings the session's
 * @throws IllegalArgumentException for a value that can't be; NotSupportedError for an option that isn't done
 */
export function csvOptions(
  options: ReadonlyMap<string, string>,
  settings: { readonly timeZone: string; setting(key: string): string | undefined },
): CsvOptions {
  refuseOptions("csv", options, KNOWN);
  for (const [key, isAllowed] of Object.entries(ONLY)) {
    const value = options.get(key);
    if (value === undefined || isAllowed(value)) continue;
    throw notEmbedded(`the option ${key}=${value} of csv`);
  }
  const flag = (key: string, none: boolean) => flagOf("csv", options, key, none);
  const escapeWith = oneOf(options, "escape", "\\");
  const escapeOfEscape = oneOf(options, "chartoescapequoteescaping", undefined);
  if (escapeOfEscape !== undefined && escapeOfEscape !== escapeWith) {
    throw notEmbedded("the option charToEscapeQuoteEscaping of csv");
  }
  return {
    dialect: {
      separator: separatorOf(options.get("sep") ?? options.get("delimiter") ?? ","),
      quote: oneOf(options, "quote", '"'),
      escapeWith,
      comment: oneOf(options, "comment", undefined),
      ignoreLeadingWhiteSpace: flag("ignoreleadingwhitespace", false),
      ignoreTrailingWhiteSpace: flag("ignoretrailingwhitespace", false),
    },
    header: flag("header", false),
    inferSchema: flag("inferschema", false),
    enforceSchema: flag("enforceschema", true),
    multiLine: flag("multiline", false),
    mode: modeOf(options),
    corruptRecordColumn:
      options.get("columnnameofcorruptrecord") ??
      settings.setting("spark.sql.columnNameOfCorruptRecord") ??
      "_corrupt_record",
    nullValue: options.get("nullvalue") ?? "",
    emptyValue: options.get("emptyvalue") ?? "",
    nanValue: options.get("nanvalue") ?? "NaN",
    positiveInf: options.get("positiveinf") ?? "Inf",
    negativeInf: options.get("negativeinf") ?? "-Inf",
    preferDate: flag("preferdate", true),
    maxColumns: wholeNumber(options, "maxcolumns", MOST_COLUMNS),
    patterns: textPatterns(options, settings.timeZone),
  };
}

function oneOf<T extends string | undefined>(
  options: ReadonlyMap<string, string>,
  key: string,
  none: T,
): string | T | undefined {
  const value = options.get(key);
  if (value === undefined) return none;
  if (value.length > 1) {
    throw new SparkException(
      `[_LEGACY_ERROR_TEMP_2145] The option ${key} of csv is ${value}; it is one character.`,
      { condition: "_LEGACY_ERROR_TEMP_2145", messageParameters: { paramName: key } },
    );
  }
  return value === "" || value === "\0" ? undefined : value;
}

function wholeNumber(options: ReadonlyMap<string, string>, key: string, none: number): number {
  const value = options.get(key);
  if (value === undefined) return none;
  if (/^[+-]?\d+$/.test(value)) return Number(value);
  throw new IllegalArgumentException(`the option ${key} of csv is ${value}; it is a whole number`);
}

const ESCAPES: Readonly<Record<string, string>> = {
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  "\\": "\\",
  '"': '"',
  "'": "'",
};

/** With `\t` and its like for what can't be seen. */
function separatorOf(text: string): string {
  if (text === "") throw new IllegalArgumentException("the option sep of csv is empty");
  return text.replace(/\\(?:u0000|(.))|\\$/gs, (whole, letter: string | undefined) => {
    if (whole === "\\u0000") return "\0";
    const char = letter === undefined ? undefined : ESCAPES[letter];
    if (char !== undefined) return char;
    throw new IllegalArgumentException(`the option sep of csv is ${text}: ${whole} stands for nothing`);
  });
}
