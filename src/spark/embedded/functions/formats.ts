/** Values put into formats, and numbers in other bases. */
import { type DataType, DecimalType, StringType } from "../../types/index.js";
import { isIntegral, isText } from "../expression/cast-rules.js";
import { notEmbedded } from "../not-embedded.js";
import type { FunctionTable, Parameters, ScalarSpec } from "./function-spec.js";
import { any, int, numeric, string, takes } from "./parameters.js";

const toText = () => new StringType();

/** A letter before each kind of whole number, by its size. */
const WHOLE: Readonly<Record<string, string>> = { byte: "y", short: "h", integer: "i", long: "l" };

/** A value for js_format: what it is in a letter, and how Java writes it. */
function argumentSql(sql: string, type: DataType): string {
  const whole = WHOLE[type.typeName];
  if (whole !== undefined) return `('${whole}' || CAST(${sql} AS VARCHAR))`;
  if (isText(type)) return `('s' || ${sql})`;
  switch (type.typeName) {
    case "void":
      return "CAST(NULL AS VARCHAR)";
    case "boolean":
      return `('b' || CAST(${sql} AS VARCHAR))`;
    case "double":
      return `('d' || spark_double_text(${sql}))`;
    case "float":
      return `('f' || spark_float_text(${sql}))`;
    case "decimal": {
      const { precision, scale } = type as DecimalType;
      const given = `CAST(${sql} AS VARCHAR)`;
      // DuckDB leaves out the zero before the point where the type has no digit for it, and Java writes the least with an exponent.
      if (scale <= 6)
        return `('n' || ${precision === scale ? `regexp_replace(${given}, '^(-?)\\.', '\\10.')` : given})`;
      break;
    }
    default:
  }
  throw notEmbedded(`a format of ${type.simpleString()}`, "Cast it to string");
}

const formatTakes: Parameters = {
  counts: "> 0",
  of: (args) => (args.length === 0 ? undefined : args.map((_, i) => (i === 0 ? string : any))),
};

const format = (name: string): ScalarSpec => ({
  kind: "scalar",
  takes: formatTakes,
  gives: toText,
  nullable: ([given]) => given!.nullable,
  pretty: (args) => `${name}(${args.join(", ")})`,
  sql: ([text, ...args], [, ...typed]) => {
    const values = typed.map(({ type }, i) => argumentSql(args[i]!, type));
    return `js_format(${text}, CAST([${values.join(", ")}] AS VARCHAR[]))`;
  },
});

export const FORMATS: FunctionTable = {
  format_string: format("format_string"),
  printf: format("printf"),
  format_number: {
    kind: "scalar",
    takes: {
      counts: "2",
      of(args) {
        if (args.length !== 2) return undefined;
        if (!isText(args[1]!.type)) return [numeric, int];
        throw notEmbedded("F.format_number with a pattern", "Give the number of places");
      },
    },
    gives: toText,
    nullable: () => true,
    sql: ([x, places], [value]) =>
      isIntegral(value!.type) || value!.type instanceof DecimalType
        ? `js_format_decimal(CAST(${x} AS VARCHAR), ${places})`
        : `js_format_double(CAST(${x} AS DOUBLE), ${places})`,
  },
  conv: {
    kind: "scalar",
    takes: takes(string, int, int),
    gives: toText,
    nullable: () => true,
    sql: ([s, from, to]) => `js_conv(${s}, ${from}, ${to})`,
  },
};
