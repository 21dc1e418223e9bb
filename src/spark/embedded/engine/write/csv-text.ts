/** Rows as Spark writes them to csv. */
import { ArrayType, type DataType, MapType, type StructType } from "../../../types/index.js";
import { valueText } from "../../../types/value-text.js";
import type { Decimal, Timestamp, TimestampNTZ } from "../../../types/values.js";
import { analysisError } from "../../analyze/analysis-errors.js";
import { notEmbedded } from "../../not-embedded.js";
import { csvOptions } from "../csv/csv-options.js";
import { flagOf, refuseOptions } from "../file-options.js";
import { decimalText } from "./json-text.js";
import type { LineFormat } from "./lines.js";
import { TIME_OPTIONS, type TimeTexts, timeTexts } from "./time-texts.js";

const KNOWN = [
  ...["path", "header", "sep", "delimiter", "quote", "escape", "nullvalue", "emptyvalue", "quoteall"],
  ...[
    "escapequotes",
    "ignoreleadingwhitespace",
    "ignoretrailingwhitespace",
    "linesep",
    "compression",
    "encoding",
  ],
  ...TIME_OPTIONS,
];

/** What reading has otherwise, or not at all. */
const WRITTEN_ALONE: ReadonlySet<string> = new Set(["quoteall", "escapequotes", ...TIME_OPTIONS]);

interface Session {
  readonly timeZone: string;
  setting(key: string): string | undefined;
}

/** How values that are texts already become a line. */
export interface CsvLines {
  readonly header: boolean;
  /** @param texts null for null */
  line(texts: readonly (string | null)[]): string;
}

/** @throws NotSupportedError for options that aren't done */
export function csvLineWriter(options: ReadonlyMap<string, string>, session: Session): CsvLines {
  refuseOptions("csv", options, KNOWN);
  const flag = (key: string, none: boolean) => flagOf("csv", options, key, none);
  const dialectOptions = new Map([...options].filter(([key]) => !WRITTEN_ALONE.has(key)));
  const { dialect, header } = csvOptions(dialectOptions, session);
  const { separator, quote = "\0", escapeWith = "\0" } = dialect;
  const nullValue = options.get("nullvalue") ?? "";
  // Without a word it is "", quotes and all.
  const emptyValue = options.get("emptyvalue");
  const [quoteAll, escapeQuotes] = [flag("quoteall", false), flag("escapequotes", true)];
  const [noLeading, noTrailing] = [
    flag("ignoreleadingwhitespace", true),
    flag("ignoretrailingwhitespace", true),
  ];
  const quoted = (text: string) => {
    const escaped = escapeWith === quote ? text : text.replaceAll(escapeWith, escapeWith + escapeWith);
    return `${quote}${escaped.replaceAll(quote, escapeWith + quote)}${quote}`;
  };
  const nothing = quoteAll ? quoted(emptyValue ?? "") : (emptyValue ?? `${quote}${quote}`);
  const cell = (given: string): string => {
    let text = given;
    if (noLeading) text = text.replace(/^[\0-\x20]+/, "");
    if (noTrailing) text = text.replace(/[\0-\x20]+$/, "");
    if (text === "") return nothing;
    const mustQuote =
      text.includes(separator) || /[\r\n]/.test(text) || (escapeQuotes && text.includes(quote));
    return quoteAll || mustQuote ? quoted(text) : text;
  };
  return {
    header,
    line: (texts) =>
      texts
        .map((text) => (text !== null ? cell(text) : quoteAll ? quoted(nullValue) : nullValue))
        .join(separator),
  };
}

/** @throws AnalysisException UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE; NotSupportedError for options and types that aren't done */
export function csvLines(
  { fields }: StructType,
  options: ReadonlyMap<string, string>,
  session: Session,
): LineFormat {
  const { header, line } = csvLineWriter(options, session);
  const times = timeTexts(options, session.timeZone);
  const texts = fields.map(({ name, dataType }) => textOf(name, dataType, times));
  return {
    extension: "csv",
    head: header ? line(fields.map(({ name }) => name)) : undefined,
    line: (values) =>
      line(values.map((value, i) => (value === null || value === undefined ? null : texts[i]!(value)))),
  };
}

function textOf(column: string, type: DataType, times: TimeTexts): (value: unknown) => string {
  if (
    type instanceof ArrayType ||
    type instanceof MapType ||
    type.typeName === "struct" ||
    type.typeName === "binary"
  ) {
    throw analysisError(
      "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
      `Csv has no values of the type ${type.simpleString()}, which the column \`${column}\` is of.`,
      { columnName: `\`${column}\``, columnType: `"${type.simpleString().toUpperCase()}"`, format: "CSV" },
      "0A000",
    );
  }
  switch (type.typeName) {
    case "decimal":
      return (value) => decimalText(value as Decimal);
    case "date":
      return (value) => times.date(value as Date);
    case "timestamp":
      return (value) => times.timestamp(value as Timestamp);
    case "timestamp_ntz":
      return (value) => times.timestampNtz(value as TimestampNTZ);
    case "time":
    case "variant":
      throw notEmbedded(`writing ${type.simpleString()} as csv`);
    default:
      return valueText(type, { timeZone: times.timeZone, style: "cast" });
  }
}
