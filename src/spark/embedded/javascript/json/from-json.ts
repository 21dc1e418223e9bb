/** Texts of JSON as values of a schema. A value goes to DuckDB as JSON again, of a kind that a cast to the schema's type reads as it is. */
import { NotSupportedError } from "../../../../errors.js";
import { ArrayType, type DataType, MapType, StructType, typeFromJson } from "../../../types/index.js";
import { Row } from "../../../types/row.js";
import { type JsonOptions, jsonOptions } from "../../engine/json/json-options.js";
import { JsonParser, JsonSyntaxError } from "../../engine/json/json-parser.js";
import { fieldsReader, PartialValue, type ReadValue, readerOf } from "../../engine/json/json-values.js";
import { BadTextError, bad } from "../../engine/text-values.js";
import { NOT_SUPPORTED } from "../../expression/raise.js";
import { fieldSql } from "../../expression/sql-types.js";
import { RowError } from "../javascript-function.js";
import { settingsOf, type TextCall } from "../text-call.js";

export function optionsOfCall(call: TextCall): JsonOptions {
  return jsonOptions(new Map(call.options), settingsOf(call));
}

/** @throws AnalysisException INVALID_CORRUPT_RECORD_TYPE; NotSupportedError for types and options that aren't done */
export class JsonValues {
  readonly #options: JsonOptions;
  readonly #read: ReadValue;
  readonly #write: (value: unknown) => string;
  readonly #refusal: RowError | undefined;
  /** What a text is that can't be read. @param partial what was found of it */
  readonly #wrong: (text: string, partial: unknown) => unknown;

  constructor(call: TextCall) {
    const type = typeFromJson(call.schema!);
    this.#options = { ...optionsOfCall(call), refusesRepeatedKeys: true };
    this.#read = rootReader(type, this.#options);
    this.#write = type instanceof StructType ? fieldsWriter(type) : writerOf(type);
    const corrupt = type instanceof StructType ? type.names.indexOf(this.#options.corruptRecordColumn) : -1;
    this.#refusal = refusalOf(type, this.#options);
    this.#wrong = (text, partial) => {
      if (!(type instanceof StructType)) return partial ?? null;
      const fields = (partial as unknown[] | undefined) ?? new Array(type.fields.length).fill(null);
      if (corrupt >= 0) fields[corrupt] = text;
      return fields;
    };
  }

  /** Null of an empty text. @throws RowError MALFORMED_RECORD_IN_PARSING in the mode FAILFAST */
  of(text: string): string | null {
    if (this.#refusal !== undefined) throw this.#refusal;
    const value = this.#value(text);
    return value === null ? null : this.#write(value);
  }

  #value(text: string): unknown {
    try {
      // A file may begin with a mark of its bytes' order, which a string can't.
      if (text.startsWith("\ufeff")) throw new JsonSyntaxError("a mark of the order of bytes");
      const parser = new JsonParser(text, this.#options);
      return parser.next() === undefined ? null : this.#read(parser);
    } catch (error) {
      if (error instanceof NotSupportedError) throw new RowError(NOT_SUPPORTED, error.operation);
      const partial = error instanceof PartialValue;
      if (!partial && !(error instanceof JsonSyntaxError) && !(error instanceof BadTextError)) throw error;
      if (this.#options.mode === "FAILFAST") {
        throw new RowError(
          `MALFORMED_RECORD_IN_PARSING.${error instanceof ArrayForStruct ? "CANNOT_PARSE_JSON_ARRAYS_AS_STRUCTS" : "WITHOUT_SUGGESTION"}`,
          `The text isn't of the schema, and the mode is FAILFAST; the mode PERMISSIVE has nulls for it: ${text}`,
        );
      }
      return this.#wrong(text, partial ? error.value : undefined);
    }
  }
}

class ArrayForStruct extends BadTextError {}

/** Spark finds these when it reads the first text. */
function refusalOf(type: DataType, { mode, corruptRecordColumn: name }: JsonOptions): RowError | undefined {
  const corrupt = type instanceof StructType ? type.fields.find((field) => field.name === name) : undefined;
  if (corrupt !== undefined && corrupt.dataType.typeName !== "string") {
    return new RowError(
      "INVALID_CORRUPT_RECORD_TYPE",
      `The column \`${name}\` is for texts that can't be read: it has to be a string.`,
    );
  }
  if (mode !== "DROPMALFORMED") return undefined;
  return new RowError(
    "PARSE_MODE_UNSUPPORTED",
    "from_json has the modes PERMISSIVE and FAILFAST, and no DROPMALFORMED.",
  );
}

/** Of a struct the fields' values. An object is an array of one where an array of structs is asked for. */
function rootReader(type: DataType, options: JsonOptions): ReadValue {
  if (type instanceof StructType) {
    const fields = fieldsReader(type, options, true);
    return (parser) => {
      if (parser.token === "[") throw new ArrayForStruct();
      return parser.token === "{" ? fields(parser) : bad(parser.value);
    };
  }
  const read = readerOf(type, options);
  if (!(type instanceof ArrayType && type.elementType instanceof StructType)) {
    return (parser) => read(parser) ?? bad(parser.value);
  }
  const one = readerOf(type.elementType, options);
  return (parser) => {
    if (parser.token !== "{") return read(parser) ?? bad(parser.value);
    try {
      return [one(parser)];
    } catch (error) {
      if (!(error instanceof PartialValue)) throw error;
      throw new PartialValue([error.value], error.cause);
    }
  };
}

type Write = (value: unknown) => string;

function writerOf(type: DataType): Write {
  const write = presentWriter(type);
  return (value) => (value === null ? "null" : write(value));
}

/** Of the values of a struct's fields. */
export function fieldsWriter({ fields }: StructType): Write {
  const writers = fields.map(({ dataType }) => writerOf(dataType));
  const starts = fields.map((_, i) => `${i === 0 ? "{" : ","}"${fieldSql(i)}":`);
  return (value) =>
    `${(value as readonly unknown[]).map((each, i) => starts[i]! + writers[i]!(each)).join("")}}`;
}

function presentWriter(type: DataType): Write {
  if (type instanceof StructType) {
    const write = fieldsWriter(type);
    return (value) => write(Row.values(value as Row));
  }
  if (type instanceof ArrayType) {
    const write = writerOf(type.elementType);
    return (value) => `[${(value as readonly unknown[]).map(write).join(",")}]`;
  }
  if (type instanceof MapType) {
    const write = writerOf(type.valueType);
    const entry = ([key, value]: [string, unknown]) => `${textJson(key)}:${write(value)}`;
    return (value) => `{${[...(value as Map<string, unknown>)].map(entry).join(",")}}`;
  }
  switch (type.typeName) {
    case "float":
    case "double":
      return (value) =>
        Object.is(value, -0) ? "-0.0" : Number.isFinite(value) ? String(value) : `"${value}"`;
    case "decimal":
      return (value) => `"${value}"`;
    case "date":
      return (value) => `"${clockText(value as Date).slice(0, -"T00:00:00.000Z".length)}"`;
    case "timestamp":
    case "timestamp_ntz":
      return (value) => `"${clockText(value as Date).replace("Z", "")}"`;
    case "string":
    case "char":
    case "varchar":
      return (value) => textJson(value as string);
    default:
      return String;
  }
}

/** As Java writes UTF-8: half of a character is a question mark. */
function textJson(text: string): string {
  return JSON.stringify(text.replace(/\p{Cs}/gu, "?"));
}

function clockText(value: Date): string {
  if (Number.isNaN(value.getTime())) throw new RowError(NOT_SUPPORTED, "F.from_json of dates so far away");
  return value.toISOString().replace("+", "");
}
