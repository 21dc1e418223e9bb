/** Records of JSON as rows of a schema, and what becomes of those that aren't of it. */
import { StringType, type StructType } from "../../../types/index.js";
import { analysisError } from "../../analyze/analysis-errors.js";
import { malformedRecord } from "../file-errors.js";
import { BadTextError } from "../text-values.js";
import type { JsonOptions } from "./json-options.js";
import { JsonParser, JsonSyntaxError } from "./json-parser.js";
import { fieldsReader, PartialValue } from "./json-values.js";

type Fields = readonly unknown[];

/** @throws AnalysisException INVALID_CORRUPT_RECORD_TYPE; NotSupportedError for a type that isn't read here */
export class JsonRows {
  readonly #width: number;
  readonly #options: JsonOptions;
  readonly #fields: (parser: JsonParser) => unknown[];
  /** The column of records that can't be read; -1 for none. */
  readonly #corrupt: number;

  constructor(schema: StructType, options: JsonOptions) {
    this.#width = schema.fields.length;
    this.#options = options;
    this.#fields = fieldsReader(schema, options, true);
    this.#corrupt = corruptColumn(schema, options.corruptRecordColumn);
  }

  /**
   * The rows of one record: none of an empty one, several of an array.
   *
   * @param file for the error
   * @throws SparkException MALFORMED_RECORD_IN_PARSING in the mode FAILFAST
   */
  of(record: string, file: string | undefined): readonly Fields[] {
    try {
      return this.#rows(new JsonParser(record, this.#options));
    } catch (error) {
      const partial = error instanceof PartialValue;
      if (!partial && !(error instanceof JsonSyntaxError) && !(error instanceof BadTextError)) throw error;
      switch (this.#options.mode) {
        case "FAILFAST":
          throw malformedRecord(record, file, partial ? error.cause : error);
        case "DROPMALFORMED":
          return [];
        case "PERMISSIVE": {
          const rows = partial ? (error.value as unknown[][]) : [new Array(this.#width).fill(null)];
          if (this.#corrupt >= 0) for (const row of rows) row[this.#corrupt] = record;
          return rows;
        }
      }
    }
  }

  #rows(parser: JsonParser): Fields[] {
    switch (parser.next()) {
      case undefined:
        return [];
      case "{":
        try {
          return [this.#fields(parser)];
        } catch (error) {
          if (!(error instanceof PartialValue)) throw error;
          throw new PartialValue([error.value], error.cause);
        }
      case "[":
        return this.#elements(parser);
      default:
        throw new BadTextError(parser.value);
    }
  }

  #elements(parser: JsonParser): Fields[] {
    const rows: Fields[] = [];
    let wrong: unknown;
    for (let token = parser.next(); token !== undefined && token !== "]"; token = parser.next()) {
      if (token !== "{") throw new BadTextError(parser.value);
      try {
        rows.push(this.#fields(parser));
      } catch (error) {
        if (!(error instanceof PartialValue)) throw error;
        rows.push(error.value as Fields);
        wrong ??= error.cause;
      }
    }
    if (wrong !== undefined) throw new PartialValue(rows, wrong);
    return rows;
  }
}

/** Where a schema has the column of records that can't be read; -1 for nowhere. @throws AnalysisException INVALID_CORRUPT_RECORD_TYPE */
export function corruptColumn({ fields }: StructType, name: string): number {
  const at = fields.findIndex((field) => field.name === name);
  const field = fields[at];
  if (field !== undefined && !(field.dataType instanceof StringType && field.nullable)) {
    throw analysisError(
      "INVALID_CORRUPT_RECORD_TYPE",
      `The column \`${name}\` is for records that can't be read: it has to be a string that may be null.`,
      { columnName: `\`${name}\``, actualType: `"${field.dataType.simpleString().toUpperCase()}"` },
      "42804",
    );
  }
  return at;
}
