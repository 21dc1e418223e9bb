/** JSON in strings. */
import { ArrayType, IntegerType, MapType, StringType, StructType } from "../../types/index.js";
import { isText } from "../expression/cast-rules.js";
import { fieldSql } from "../expression/sql-types.js";
import { typeQuoted } from "../expression/type-names.js";
import type { Typed } from "../expression/typed.js";
import { notEmbedded } from "../not-embedded.js";
import { analysisError } from "./analysis-errors.js";
import type { FunctionTable, GeneratorSpec, Parameters, ScalarSpec } from "./function-spec.js";
import { any, givenText, string, takes } from "./parameters.js";
import { toJsonSql } from "./to-json-sql.js";

const scalar = (
  parameters: Parameters,
  sql: ScalarSpec["sql"],
  gives: ScalarSpec["gives"] = () => new StringType(),
): ScalarSpec => ({ kind: "scalar", takes: parameters, sql, gives, nullable: () => true });

const tupleTakes: Parameters = {
  counts: "> 1",
  of(args) {
    if (args.length < 2) return undefined;
    if (args.every(({ type }) => isText(type))) return args.map(() => string);
    throw analysisError(
      "DATATYPE_MISMATCH.NON_STRING_TYPE",
      "json_tuple: all arguments have to be strings.",
      { funcName: "`json_tuple`" },
      "42K09",
    );
  },
};

const jsonTuple: GeneratorSpec = {
  kind: "generator",
  takes: tupleTakes,
  outer: false,
  columns: (args) => args.slice(1).map((_, i) => ({ name: `c${i}`, type: new StringType(), nullable: true })),
  sql: ([text, ...names], args) => {
    const fields = args.slice(1).map((_, i) => `${fieldSql(i)}: l[${i + 1}]`);
    return `list_transform([js_json_tuple(${text}, [${names.join(", ")}])], lambda l: {${fields.join(", ")}})`;
  },
};

/** A struct, an array or a map; how it is written isn't chosen. */
const toJsonTakes: Parameters = {
  counts: "[1, 2]",
  of(args) {
    if (args.length === 0 || args.length > 2) return undefined;
    const [{ type, pretty }] = args as readonly [Typed];
    const isNested = type instanceof StructType || type instanceof ArrayType || type instanceof MapType;
    if (!isNested && type.typeName !== "void") {
      throw analysisError(
        "DATATYPE_MISMATCH.INVALID_JSON_SCHEMA",
        `"to_json(${pretty})": ${typeQuoted(type)} is no struct, array or map.`,
        { schema: typeQuoted(type), sqlExpr: `"to_json(${pretty})"` },
        "42K09",
      );
    }
    if (args.length === 1) return [any];
    throw notEmbedded("F.to_json with options", "Leave them out");
  },
};

export const JSON_TEXT: FunctionTable = {
  get_json_object: scalar(takes(string, string), ([text, path]) => `js_get_json_object(${text}, ${path})`),
  json_tuple: jsonTuple,
  json_array_length: scalar(
    takes(givenText),
    ([text]) => `js_json_array_length(${text})`,
    () => new IntegerType(),
  ),
  json_object_keys: scalar(
    takes(givenText),
    ([text]) => `js_json_object_keys(${text})`,
    () => new ArrayType(new StringType(), true),
  ),
  to_json: scalar(toJsonTakes, ([x], [value], context) => toJsonSql(x!, value!.type, context)),
};
