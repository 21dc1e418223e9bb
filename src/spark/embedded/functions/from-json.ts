/** JSON in strings as values of a schema that is written down, and such a schema. */
import { ArrayType, type DataType, MapType, StructType } from "../../types/index.js";
import { JsonSyntaxError } from "../engine/json/json-parser.js";
import { JsonSchema } from "../engine/json/json-schema.js";
import { isText } from "../expression/cast-rules.js";
import { sqlType } from "../expression/sql-types.js";
import { textSql } from "../expression/text-sql.js";
import { typeQuoted } from "../expression/type-names.js";
import type { Typed } from "../expression/typed.js";
import { JsonValues, optionsOfCall } from "../javascript/json/from-json.js";
import type { TextCall } from "../javascript/text-call.js";
import { notEmbedded } from "../not-embedded.js";
import { analysisError } from "./analysis-errors.js";
import { constantOf } from "./constants.js";
import type { FunctionTable, Parameters, ScalarSpec } from "./function-spec.js";
import { any, givenText } from "./parameters.js";
import { schemaOf } from "./schema-of-text.js";
import { textCall, writtenSchema } from "./written-arguments.js";

const isWritten = (arg: Typed) => typeof constantOf(arg) === "string";

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
    const call = textCall(options, { timeZone: "UTC" }, schema);
    if (isText(text.type) || text.type.typeName === "void") {
      checkRoot(schema, text.pretty);
      // A cast of DuckDB's from JSON takes the letters for the bytes.
      if (hasWithin(schema, ({ typeName }) => typeName === "binary"))
        throw notEmbedded("F.from_json of binary values");
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
    const call = textSql(JSON.stringify(textCall(options, context, schema)));
    return `CAST(CAST(js_from_json(${text}, ${call}) AS JSON) AS ${sqlType(schema)})`;
  },
};

function typeOf(text: string, call: TextCall): DataType {
  if (!text.startsWith("\ufeff")) {
    try {
      return new JsonSchema(optionsOfCall(call)).ofValue(text);
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
    }
  }
  throw notEmbedded("F.schema_of_json of what is no JSON");
}

export const FROM_JSON: FunctionTable = { from_json: fromJson, schema_of_json: schemaOf("json", typeOf) };
