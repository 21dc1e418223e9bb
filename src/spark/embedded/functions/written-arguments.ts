/** Schemas and options that are written down in a call, as `from_json` and `from_csv` have them. */
import { ValueError } from "../../../errors.js";
import { ParseException } from "../../errors/index.js";
import { syntaxError, tokensOf } from "../../types/ddl-tokens.js";
import { type DataType, type MapType, parseDDL, typeFromJson } from "../../types/index.js";
import { isText } from "../expression/cast-rules.js";
import { nullableType } from "../expression/nullable-types.js";
import { typeQuoted } from "../expression/type-names.js";
import type { Typed } from "../expression/typed.js";
import type { TextCall } from "../javascript/text-call.js";
import { notEmbedded } from "../not-embedded.js";
import { analysisError } from "./analysis-errors.js";
import { constantOf } from "./constants.js";
import type { SqlContext } from "./function-spec.js";

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
    throw notEmbedded("options that aren't written down");
  });
  return texts.flatMap((text, i) => (i % 2 === 0 ? [[text.toLowerCase(), texts[i + 1]!] as const] : []));
}

/** @param options the argument, where there is one */
export function textCall(options: Typed | undefined, context: SqlContext, schema?: DataType): TextCall {
  const corruptRecordColumn = context.setting?.("spark.sql.columnNameOfCorruptRecord");
  return {
    ...(schema !== undefined && { schema: schema.jsonValue() }),
    options: writtenOptions(options),
    timeZone: context.timeZone,
    ...(corruptRecordColumn !== undefined && { corruptRecordColumn }),
  };
}
