/** JSON in strings as values of a schema that is written down, and such a schema. */
import { NotSupportedError, ValueError } from "../../../errors.js";
import { ParseException } from "../../errors/index.js";
import { syntaxError, tokensOf } from "../../types/ddl-tokens.js";
import {
  ArrayType,
  type DataType,
  MapType,
  parseDDL,
  StringType,
  StructType,
  typeFromJson,
} from "../../types/index.js";
import { JsonSyntaxError } from "../engine/json/json-parser.js";
import { JsonSchema } from "../engine/json/json-schema.js";
import { isText } from "../expression/cast-rules.js";
import { nullableType } from "../expression/nullable-types.js";
import { sqlType } from "../expression/sql-types.js";
import { textSql } from "../expression/text-sql.js";
import { some } from "../expression/tree.js";
import { typeQuoted, typeWords } from "../expression/type-names.js";
import type { Typed } from "../expression/typed.js";
import { type FromJsonCall, JsonValues, optionsOfCall } from "../javascript/json/from-json.js";
import { analysisError } from "./analysis-errors.js";
import { constantOf } from "./constants.js";
import type { FunctionTable, Parameters, ScalarSpec, SqlContext } from "./function-spec.js";
import { any, givenText } from "./parameters.js";

function refuse(what: string): NotSupportedError {
  return new NotSupportedError(
    what,
    "the embedded engine",
    "connect to Spark for this: SparkSession.builder.remote(…)",
  );
}

const isWritten = (arg: Typed) => typeof constantOf(arg) === "string";

/** A schema as SQL's words, or as the JSON that the API sends. */
export function writtenSchema(arg: Typed): DataType {
  const value = constantOf(arg);
  if (typeof value !== "string") {
    throw analysisError(
      "INVALID_SCHEMA.NON_STRING_LITERAL",
      `The schema "${arg.pretty}" has to be a string that is written down.`,
      { inputSchema: `"${arg.pretty}"` },
      "42K07",
    );
  }
  return nullableType(/^\s*[{"]/.test(value) ? typeFromJson(jsonOf(value)) : ofWords(value));
}

/** Columns of a type that there isn't are, read as a type, two words that don't go together: Spark shows that. */
function ofWords(text: string): DataType {
  try {
    return parseDDL(text);
  } catch (error) {
    const second = tokensOf(text)[1]!;
    const isOne = second.kind === "end" || /^[<(]$/.test(second.text);
    if (!(error instanceof ParseException) || error.condition !== "UNSUPPORTED_DATATYPE" || isOne)
      throw error;
    throw syntaxError(text, second);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ValueError(`the schema is no JSON: ${text}`, { cause });
  }
}

/** Names and values of `map('mode', 'FAILFAST')`, names in small letters. */
export function writtenOptions(arg: Typed | undefined): readonly (readonly [string, string])[] {
  if (arg === undefined) return [];
  if (arg.kind !== "call" || arg.name !== "map") {
    throw analysisError(
      "INVALID_OPTIONS.NON_MAP_FUNCTION",
      "Options have to be written with the function map.",
      {},
      "42K06",
    );
  }
  const type = arg.type as MapType;
  if (!isText(type.keyType) || !isText(type.valueType)) {
    throw analysisError(
      "INVALID_OPTIONS.NON_STRING_TYPE",
      `Options are a map of strings, and this is ${typeQuoted(type)}.`,
      { mapType: typeQuoted(type) },
      "42K06",
    );
  }
  const texts = arg.args.map((each) => {
    if (each.kind === "literal" && typeof each.value === "string") return each.value;
    throw refuse("options that aren't written down");
  });
  return texts.flatMap((text, i) => (i % 2 === 0 ? [[text.toLowerCase(), texts[i + 1]!] as const] : []));
}

function callOf(schema: DataType, options: Typed | undefined, context: SqlContext): FromJsonCall {
  const corruptRecordColumn = context.setting?.("spark.sql.columnNameOfCorruptRecord");
  return {
    schema: schema.jsonValue(),
    options: writtenOptions(options),
    timeZone: context.timeZone,
    ...(corruptRecordColumn !== undefined && { corruptRecordColumn }),
  };
}

function checkRoot(schema: DataType, pretty: string): void {
  if (schema instanceof StructType || schema instanceof ArrayType || schema instanceof MapType) {
    if (!hasWithin(schema, (type) => type instanceof MapType && !isText(type.keyType))) return;
    throw analysisError(
      "DATATYPE_MISMATCH.INVALID_JSON_MAP_KEY_TYPE",
      `"from_json(${pretty})": a map of JSON has strings for keys, and the schema is ${typeQuoted(schema)}.`,
      { schema: typeQuoted(schema), sqlExpr: `"from_json(${pretty})"` },
      "42K09",
    );
  }
  throw analysisError(
    "DATATYPE_MISMATCH.INVALID_JSON_SCHEMA",
    `"from_json(${pretty})": the schema is ${typeQuoted(schema)}, which is no struct, array or map.`,
    { schema: typeQuoted(schema), sqlExpr: `"from_json(${pretty})"` },
    "42K09",
  );
}

function hasWithin(type: DataType, is: (type: DataType) => boolean): boolean {
  if (is(type)) return true;
  if (type instanceof StructType) return type.fields.some(({ dataType }) => hasWithin(dataType, is));
  if (type instanceof ArrayType) return hasWithin(type.elementType, is);
  return type instanceof MapType && hasWithin(type.valueType, is);
}

const fromJsonTakes: Parameters = {
  counts: "[2, 3]",
  of(args) {
    if (args.length < 2 || args.length > 3) return undefined;
    const [text, written, options] = args as readonly [Typed, Typed, Typed?];
    const schema = writtenSchema(written);
    const call = callOf(schema, options, { timeZone: "UTC" });
    if (isText(text.type) || text.type.typeName === "void") {
      checkRoot(schema, text.pretty);
      // A cast of DuckDB's from JSON takes the letters for the bytes.
      if (hasWithin(schema, ({ typeName }) => typeName === "binary"))
        throw refuse("F.from_json of binary values");
      sqlType(schema);
      new JsonValues(call);
    }
    return [givenText, any, any].slice(0, args.length);
  },
};

const fromJson: ScalarSpec = {
  kind: "scalar",
  takes: fromJsonTakes,
  gives: ([, schema]) => writtenSchema(schema!),
  nullable: () => true,
  pretty: ([text], [, schema]) =>
    schema !== undefined && isWritten(schema) && writtenSchema(schema) instanceof MapType
      ? "entries"
      : `from_json(${text})`,
  sql([text], [, written, options], context) {
    const schema = writtenSchema(written!);
    const call = textSql(JSON.stringify(callOf(schema, options, context)));
    return `CAST(CAST(js_from_json(${text}, ${call}) AS JSON) AS ${sqlType(schema)})`;
  },
};

const schemaOfJsonTakes: Parameters = {
  counts: "[1, 2]",
  of(args) {
    if (args.length < 1 || args.length > 2) return undefined;
    const [text] = args as readonly [Typed];
    if (isText(text.type) || text.type.typeName === "void") checkConstant(text);
    return [givenText, any].slice(0, args.length);
  },
};

function checkConstant(text: Typed): void {
  const sqlExpr = `"schema_of_json(${text.pretty})"`;
  if (text.kind === "literal" && text.value === null) {
    throw analysisError(
      "DATATYPE_MISMATCH.UNEXPECTED_NULL",
      `${sqlExpr}: the text can't be null.`,
      { exprName: "json", sqlExpr },
      "42K09",
    );
  }
  if (!some(text, ({ kind }) => kind === "attribute")) return;
  throw analysisError(
    "DATATYPE_MISMATCH.NON_FOLDABLE_INPUT",
    `${sqlExpr}: the text has to be written down.`,
    { inputName: "`json`", inputType: '"STRING"', inputExpr: `"${text.pretty}"`, sqlExpr },
    "42K09",
  );
}

function inferredWords(args: readonly Typed[]): string {
  const [text, options] = args as readonly [Typed, Typed?];
  if (text.kind !== "literal" || typeof text.value !== "string")
    throw refuse("F.schema_of_json of what isn't written down");
  const call = callOf(new StringType(), options, { timeZone: "UTC" });
  if (text.value.startsWith("\ufeff")) throw refuse("F.schema_of_json of what is no JSON");
  try {
    return typeWords(new JsonSchema(optionsOfCall(call)).ofValue(text.value));
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw refuse("F.schema_of_json of what is no JSON");
  }
}

export const FROM_JSON: FunctionTable = {
  from_json: fromJson,
  schema_of_json: {
    kind: "rewrite",
    takes: schemaOfJsonTakes,
    rewrite: (args, { literal }) => literal(inferredWords(args), new StringType()),
    pretty: ([text]) => `schema_of_json(${text})`,
  },
};
