/** Csv in strings: as structs of a schema that is written down, structs as csv, and the schema of a text. */
import {
  ArrayType,
  BinaryType,
  type DataType,
  DecimalType,
  MapType,
  StringType,
  StructType,
} from "../../types/index.js";
import { isText } from "../expression/cast-rules.js";
import { fieldSql, sqlType } from "../expression/sql-types.js";
import { textSql } from "../expression/text-sql.js";
import { textSqlOf } from "../expression/to-text-sql.js";
import { typeQuoted } from "../expression/type-names.js";
import type { Typed } from "../expression/typed.js";
import { CsvValues, csvTypes, optionsOfCall } from "../javascript/csv.js";
import type { TextCall } from "../javascript/text-call.js";
import { notEmbedded } from "../not-embedded.js";
import { analysisError } from "./analysis-errors.js";
import { formattedSql } from "./date-text.js";
import type { FunctionTable, Parameters, ScalarSpec, SqlContext } from "./function-spec.js";
import { any, givenText } from "./parameters.js";
import { schemaOf } from "./schema-of-text.js";
import { textCall, writtenSchema } from "./written-arguments.js";

function checkSchema(schema: DataType): void {
  if (!(schema instanceof StructType)) {
    const shown = typeQuoted(schema);
    throw analysisError(
      "INVALID_SCHEMA.NON_STRUCT_TYPE",
      `The schema of from_csv has to be of columns, and is ${shown}.`,
      { inputSchema: shown, dataType: shown },
      "42K07",
    );
  }
  for (const { dataType } of schema.fields) {
    if (dataType instanceof ArrayType || dataType instanceof MapType || dataType instanceof StructType) {
      throw analysisError(
        "UNSUPPORTED_DATATYPE",
        `Csv has no values of the type ${typeQuoted(dataType)}.`,
        { typeName: typeQuoted(dataType) },
        "0A000",
      );
    }
    if (dataType instanceof BinaryType) throw notEmbedded("F.from_csv of binary values");
  }
  sqlType(schema);
}

const fromCsvTakes: Parameters = {
  counts: "[2, 3]",
  of(args) {
    if (args.length < 2 || args.length > 3) return undefined;
    const [text, written, options] = args as readonly [Typed, Typed, Typed?];
    const schema = writtenSchema(written);
    checkSchema(schema);
    if (isText(text.type) || text.type.typeName === "void") {
      new CsvValues(textCall(options, { timeZone: "UTC" }, schema));
    }
    return [givenText, any, any].slice(0, args.length);
  },
};

const fromCsv: ScalarSpec = {
  kind: "scalar",
  takes: fromCsvTakes,
  gives: ([, schema]) => writtenSchema(schema!),
  nullable: ([text]) => text!.nullable,
  pretty: ([text]) => `from_csv(${text})`,
  sql([text], [, written, options], context) {
    const schema = writtenSchema(written!);
    const call = textSql(JSON.stringify(textCall(options, context, schema)));
    return `CAST(CAST(js_from_csv(${text}, ${call}) AS JSON) AS ${sqlType(schema)})`;
  },
};

/** How moments are written, where nothing else is said. */
const PATTERNS: Readonly<Record<string, readonly [option: string, pattern: string]>> = {
  date: ["dateformat", "yyyy-MM-dd"],
  timestamp: ["timestampformat", "yyyy-MM-dd'T'HH:mm:ss[.SSS][XXXXX]"],
  timestamp_ntz: ["timestampntzformat", "yyyy-MM-dd'T'HH:mm:ss[.SSS]"],
};
const OPTIONS_OF_PATTERNS = Object.values(PATTERNS).map(([option]) => option);

function cellSql(
  sql: string,
  type: DataType,
  options: ReadonlyMap<string, string>,
  context: SqlContext,
): string {
  const pattern = PATTERNS[type.typeName];
  if (pattern !== undefined) {
    const text = options.get(pattern[0]) ?? pattern[1];
    if (type.typeName === "timestamp") return formattedSql(sql, text, context);
    return formattedSql(`CAST(${sql} AS TIMESTAMP)`, text, { ...context, timeZone: "UTC" });
  }
  if (type instanceof DecimalType && type.scale > 6)
    throw notEmbedded("F.to_csv of decimals of more than six places");
  if (type instanceof ArrayType || type instanceof MapType || type instanceof StructType) {
    throw notEmbedded(`F.to_csv of ${type.simpleString()} within a struct`);
  }
  if (type instanceof BinaryType) throw notEmbedded("F.to_csv of binary values");
  return type.typeName === "void" ? "NULL" : textSqlOf(sql, type, context);
}

const toCsvTakes: Parameters = {
  counts: "[1, 2]",
  of(args) {
    if (args.length === 0 || args.length > 2) return undefined;
    const [{ type, pretty }] = args as readonly [Typed];
    if (type instanceof StructType || type.typeName === "void") return [any, any].slice(0, args.length);
    throw analysisError(
      "DATATYPE_MISMATCH.UNSUPPORTED_INPUT_TYPE",
      `"to_csv(${pretty})": ${typeQuoted(type)} is no struct.`,
      { functionName: "`to_csv`", dataType: typeQuoted(type), sqlExpr: `"to_csv(${pretty})"` },
      "42K09",
    );
  },
};

const toCsv: ScalarSpec = {
  kind: "scalar",
  takes: toCsvTakes,
  gives: () => new StringType(),
  nullable: () => true,
  pretty: ([value]) => `to_csv(${value})`,
  sql([value], [{ type }, given], context) {
    if (!(type instanceof StructType)) throw notEmbedded("F.to_csv of null");
    const call = textCall(given, context);
    const options = new Map(call.options);
    const zone = options.get("timezone") ?? context.timeZone;
    const cells = type.fields.map(({ dataType }, i) =>
      cellSql(`l.${fieldSql(i)}`, dataType, options, { ...context, timeZone: zone }),
    );
    const rest = call.options.filter(([key]) => !OPTIONS_OF_PATTERNS.includes(key) && key !== "timezone");
    const lines = textSql(JSON.stringify({ ...call, options: rest }));
    const line = `js_to_csv(CAST([${cells.join(", ")}] AS VARCHAR[]), ${lines})`;
    return `list_transform([${value}], lambda l: CASE WHEN l IS NOT NULL THEN ${line} END)[1]`;
  },
};

function typeOf(text: string, call: TextCall): DataType {
  const found = csvTypes(text, optionsOfCall(call));
  if (found === undefined) throw notEmbedded("F.schema_of_csv of a text without a value");
  return found;
}

export const CSV_TEXT: FunctionTable = {
  from_csv: fromCsv,
  to_csv: toCsv,
  schema_of_csv: schemaOf("csv", typeOf),
};
