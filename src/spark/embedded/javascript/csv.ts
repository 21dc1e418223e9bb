/** Texts of csv as values of a struct, and the types of such a text. */
import { NotSupportedError } from "../../../errors.js";
import {
  NullType,
  StringType,
  StructType as Struct,
  StructField,
  type StructType,
  typeFromJson,
} from "../../types/index.js";
import { type CsvOptions, csvOptions } from "../engine/csv/csv-options.js";
import { CsvRows, saidBy } from "../engine/csv/csv-rows.js";
import { type CsvRow, rowsOf } from "../engine/csv/csv-tokens.js";
import { widened } from "../engine/csv/csv-types.js";
import { type CsvLines, csvLineWriter } from "../engine/write/csv-text.js";
import { NOT_SUPPORTED } from "../expression/raise.js";
import { type JavaScriptFunction, javascript, javascriptOfNulls, RowError } from "./javascript-function.js";
import { fieldsWriter } from "./json/from-json.js";
import { kept } from "./kept.js";
import { MOST_CALLS, settingsOf, type TextCall } from "./text-call.js";

export function optionsOfCall(call: TextCall): CsvOptions {
  return csvOptions(new Map(call.options), settingsOf(call));
}

/** Ends of lines are no ends here: what stands in for them is white as well. */
const STAND_IN = "\v";

function rowOf(text: string, { dialect, maxColumns }: CsvOptions): CsvRow | undefined {
  const hasEnds = text.includes("\n");
  if (hasEnds && text.includes(STAND_IN)) throw new RowError(NOT_SUPPORTED, "csv with vertical tabs");
  const [row] = rowsOf(hasEnds ? text.replaceAll("\n", STAND_IN) : text, dialect);
  if (row === undefined) return undefined;
  if (row.tokens.length > maxColumns) throw new RowError(NOT_SUPPORTED, "a text of so many columns");
  if (!hasEnds) return row;
  const tokens = row.tokens.map(({ text: each, quoted }) => ({
    text: each === null ? null : each.replaceAll(STAND_IN, "\n"),
    quoted,
  }));
  return { tokens, record: text };
}

/** @throws AnalysisException; NotSupportedError for types and options that aren't done */
export class CsvValues {
  readonly #options: CsvOptions;
  readonly #rows: CsvRows;
  readonly #write: (values: unknown) => string;
  readonly #nothing: readonly null[];

  constructor(call: TextCall) {
    const schema = typeFromJson(call.schema!) as StructType;
    const options = optionsOfCall(call);
    this.#options = options;
    this.#rows = new CsvRows(schema, options);
    this.#write = fieldsWriter(schema);
    this.#nothing = schema.fields.map(() => null);
  }

  of(text: string): string {
    if (this.#options.mode === "DROPMALFORMED") {
      throw new RowError(
        "PARSE_MODE_UNSUPPORTED",
        "from_csv has the modes PERMISSIVE and FAILFAST, and no DROPMALFORMED.",
      );
    }
    const row = rowOf(text, this.#options);
    try {
      if (row === undefined && this.#options.mode === "PERMISSIVE") return this.#write(this.#nothing);
      if (row !== undefined) return this.#write(this.#rows.of(row, undefined)[0]);
    } catch (error) {
      if (error instanceof NotSupportedError) throw new RowError(NOT_SUPPORTED, error.operation);
      if (this.#options.mode !== "FAILFAST" || error instanceof RowError) throw error;
    }
    throw new RowError(
      "MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION",
      `The text isn't of the schema, and the mode is FAILFAST; the mode PERMISSIVE has nulls for it: ${text}`,
    );
  }
}

/** The struct that a text can be read as; undefined for one without a value. */
export function csvTypes(text: string, options: CsvOptions): StructType | undefined {
  const row = rowOf(text, options);
  if (row === undefined) return undefined;
  return new Struct(
    row.tokens.map((token, i) => {
      const said = saidBy(token, options);
      const type = said === null || said === "" ? new StringType() : widened(new NullType(), said, options);
      return new StructField(`_c${i}`, type);
    }),
  );
}

const valuesOf = kept((call: string) => new CsvValues(JSON.parse(call) as TextCall), MOST_CALLS);
const linesOf = kept((text: string): CsvLines => {
  const call = JSON.parse(text) as TextCall;
  return csvLineWriter(new Map(call.options), settingsOf(call));
}, MOST_CALLS);

export const CSV_FUNCTIONS: readonly JavaScriptFunction[] = [
  javascript("js_from_csv", ["string", "string"], "string", (text, call) => valuesOf(call).of(text)),
  javascriptOfNulls("js_to_csv", ["strings", "string"], "string", (texts, call) => {
    if (texts === null) return null;
    const line = linesOf(call!).line(texts);
    return line === "" ? null : line;
  }),
];
