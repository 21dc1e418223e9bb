/** Rows as Spark writes them to csv. */
import { NotSupportedError } from "../../../../errors.js";
import { ArrayType, type DataType, MapType, type StructType } from "../../../types/index.js";
import { timeZone, wallOf } from "../../../types/time-zone.js";
import { valueText } from "../../../types/value-text.js";
import type { Decimal, Timestamp, TimestampNTZ } from "../../../types/values.js";
import { analysisError, CONNECT } from "../../analyze/analysis-errors.js";
import { csvOptions } from "../csv/csv-options.js";
import { flagOf, refuseOptions } from "../file-options.js";
import { clock, decimalText, offset } from "./json-text.js";
import type { LineFormat } from "./lines.js";

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
];

/** @throws AnalysisException UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE; NotSupportedError for options and types that aren't done */
export function csvLines(
  { fields }: StructType,
  options: ReadonlyMap<string, string>,
  session: { readonly timeZone: string; setting(key: string): string | undefined },
): LineFormat {
  refuseOptions("csv", options, KNOWN);
  const flag = (key: string, none: boolean) => flagOf("csv", options, key, none);
  const dialectOptions = new Map([...options].filter(([key]) => !["quoteall", "escapequotes"].includes(key)));
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
  const cell = (given: string): string => {
    let text = given;
    if (noLeading) text = text.replace(/^[\0-\x20]+/, "");
    if (noTrailing) text = text.replace(/[\0-\x20]+$/, "");
    const mustQuote =
      text.includes(separator) || /[\r\n]/.test(text) || (escapeQuotes && text.includes(quote));
    return quoteAll || mustQuote ? quoted(text) : text;
  };
  const empty = emptyValue ?? `${quote}${quote}`;
  const shown = (text: string) => {
    if (text !== "") return cell(text);
    if (!quoteAll) return empty;
    return quoted(emptyValue ?? "");
  };
  const texts = fields.map(({ name, dataType }) => textOf(name, dataType, session.timeZone));
  return {
    extension: "csv",
    head: header ? fields.map(({ name }) => shown(name)).join(separator) : undefined,
    line: (values) =>
      values
        .map((value, i) => {
          if (value !== null && value !== undefined) return shown(texts[i]!(value));
          return quoteAll ? quoted(nullValue) : nullValue;
        })
        .join(separator),
  };
}

function textOf(column: string, type: DataType, zoneName: string): (value: unknown) => string {
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
    case "timestamp": {
      const zone = timeZone(zoneName);
      return (value) => {
        const { epochMicroseconds } = value as Timestamp;
        return clock(wallOf(epochMicroseconds, zone)) + offset(epochMicroseconds, zone);
      };
    }
    case "timestamp_ntz":
      return (value) => clock((value as TimestampNTZ).epochMicroseconds);
    case "time":
    case "variant":
      throw new NotSupportedError(`writing ${type.simpleString()} as csv`, "the embedded engine", CONNECT);
    default:
      return valueText(type, { timeZone: zoneName, style: "cast" });
  }
}
