/** Rows of csv as rows of a schema, and what becomes of those that aren't of it. */
import { ArrayType, type DataType, DecimalType, MapType, type StructType } from "../../../types/index.js";
import { analysisError } from "../../analyze/analysis-errors.js";
import { notEmbedded } from "../../not-embedded.js";
import { malformedRecord } from "../file-errors.js";
import { corruptColumn } from "../json/json-rows.js";
import {
  BadTextError,
  bad,
  dateOf,
  decimalOf,
  integerOf,
  timestampNtzOf,
  timestampOf,
} from "../text-values.js";
import type { CsvOptions } from "./csv-options.js";
import type { CsvRow, CsvToken } from "./csv-tokens.js";

type ReadText = (text: string) => unknown;

/** @throws AnalysisException UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE, INVALID_CORRUPT_RECORD_TYPE; NotSupportedError */
export class CsvRows {
  readonly #options: CsvOptions;
  readonly #width: number;
  /** Of each value in a row: which column it is, and how it is read. */
  readonly #columns: readonly { readonly at: number; readonly read: ReadText }[];
  readonly #corrupt: number;

  constructor(schema: StructType, options: CsvOptions) {
    this.#options = options;
    this.#width = schema.fields.length;
    this.#corrupt = corruptColumn(schema, options.corruptRecordColumn);
    this.#columns = schema.fields.flatMap(({ name, dataType }, at) =>
      at === this.#corrupt ? [] : [{ at, read: textReader(name, dataType, options) }],
    );
  }

  /** @param file for the error @throws SparkException in the mode FAILFAST */
  of({ tokens, record }: CsvRow, file: string | undefined): readonly (readonly unknown[])[] {
    const row: unknown[] = new Array(this.#width).fill(null);
    let wrong: unknown;
    if (tokens.length !== this.#columns.length) wrong = new BadTextError("another number of values");
    for (const [i, { at, read }] of this.#columns.entries()) {
      const text = i < tokens.length ? saidBy(tokens[i]!, this.#options) : null;
      if (text === null) continue;
      try {
        row[at] = read(text);
      } catch (error) {
        if (!(error instanceof BadTextError)) throw error;
        wrong ??= error;
      }
    }
    if (wrong === undefined) return [row];
    if (this.#options.mode === "DROPMALFORMED") return [];
    if (this.#options.mode === "FAILFAST") throw malformedRecord(record, file, wrong);
    if (this.#corrupt >= 0) row[this.#corrupt] = record;
    return [row];
  }
}

/** What a value says; null for what is none. */
export function saidBy({ text, quoted }: CsvToken, { nullValue, emptyValue }: CsvOptions): string | null {
  const said = quoted && text === "" ? emptyValue : text;
  return said === nullValue ? null : said;
}

function textReader(column: string, type: DataType, options: CsvOptions): ReadText {
  const { patterns, nanValue, positiveInf, negativeInf } = options;
  if (type instanceof DecimalType) return (text) => decimalOf(text, type);
  switch (type.typeName) {
    case "string":
    case "char":
    case "varchar":
      return (text) => text;
    case "binary":
      return (text) => new TextEncoder().encode(text);
    case "boolean":
      return (text) => (/^true$/i.test(text) ? true : /^false$/i.test(text) ? false : bad(text));
    case "byte":
    case "short":
    case "integer":
    case "long":
      return (text) => integerOf(text, type);
    case "float":
    case "double": {
      const number = type.typeName === "float" ? Math.fround : (x: number) => x;
      return (text) => {
        if (text === nanValue) return Number.NaN;
        if (text === positiveInf) return Number.POSITIVE_INFINITY;
        return text === negativeInf ? Number.NEGATIVE_INFINITY : number(floatingOf(text));
      };
    }
    case "date":
      return (text) => dateOf(text, patterns);
    case "timestamp":
      return (text) => timestampOf(text, patterns);
    case "timestamp_ntz":
      return (text) => timestampNtzOf(text, patterns);
    default:
  }
  if (type instanceof ArrayType || type instanceof MapType || type.typeName === "struct") {
    throw analysisError(
      "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
      `Csv has no values of the type ${type.simpleString()}, which the column \`${column}\` is of.`,
      {
        columnName: `\`${column}\``,
        columnType: `"${type.simpleString().toUpperCase()}"`,
        format: "CSV",
      },
      "0A000",
    );
  }
  throw notEmbedded(`reading ${type.simpleString()} from csv`);
}

const FLOATING = /^([+-]?)(?:(NaN)|(Infinity)|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)[fFdD]?)$/;

function floatingOf(text: string): number {
  const [found, sign, nan, infinity, digits] =
    FLOATING.exec(text.replace(/^[\0-\x20]+|[\0-\x20]+$/g, "")) ?? [];
  if (found === undefined) return bad(text);
  if (nan !== undefined) return Number.NaN;
  const size = infinity === undefined ? Number(digits) : Number.POSITIVE_INFINITY;
  return sign === "-" ? -size : size;
}
