/** Functions of strings. Places count code points, from 1. Spark's string functions compare bytes. */
import {
  ArrayType,
  BinaryType,
  BooleanType,
  type DataType,
  IntegerType,
  StringType,
} from "../../types/index.js";
import { isNumeric, isText } from "../expression/cast-rules.js";
import { raise } from "../expression/raise.js";
import { sqlType } from "../expression/sql-types.js";
import { textSql } from "../expression/text-sql.js";
import { some } from "../expression/tree.js";
import type { Typed } from "../expression/typed.js";
import { notEmbedded } from "../not-embedded.js";
import { implicitType } from "./coercion.js";
import type { FunctionTable, Parameter, Parameters, ScalarSpec } from "./function-spec.js";
import { once } from "./once.js";
import { binary, int, long, string, takes, takesMany } from "./parameters.js";

const toText = () => new StringType();
const toInt = () => new IntegerType();
const toBoolean = () => new BooleanType();

/** A string; bytes, which Spark would take as they are, aren't embedded yet. */
const textOnly: Parameter = {
  allowed: string.allowed,
  accept(given, arg) {
    if (given instanceof BinaryType) {
      throw notEmbedded("this function of binary values", "Cast to string");
    }
    return string.accept(given, arg);
  },
};

/** A string, or an array of such. */
const textOrTexts: Parameter = {
  allowed: '("ARRAY<STRING>" or "STRING")',
  accept(given, arg) {
    if (!(given instanceof ArrayType)) return textOnly.accept(given, arg);
    const element = string.accept(given.elementType, arg);
    return element && new ArrayType(element, given.containsNull);
  },
};

/** A string or bytes. */
const textOrBytes: Parameter = {
  allowed: '("STRING" or "BINARY")',
  accept: (given, arg) => (given instanceof BinaryType ? given : string.accept(given, arg)),
};

const text = (
  parameters: Parameters,
  sql: ScalarSpec["sql"],
  gives: () => DataType = toText,
): ScalarSpec => ({
  kind: "scalar",
  takes: parameters,
  gives,
  sql,
});

const one = (sql: (s: string) => string, gives: () => DataType = toText, pretty?: string): ScalarSpec => ({
  ...text(takes(textOnly), ([s]) => sql(s!), gives),
  ...(pretty === undefined ? {} : { pretty: ([s]: readonly string[]) => `${pretty}(${s})` }),
});

/** Of bytes; a string's are its UTF-8. */
const bytes = (sql: (x: string) => string, gives: () => DataType = toText): ScalarSpec =>
  text(takes(binary), ([x]) => sql(x!), gives);

const length = (name: string): ScalarSpec => ({
  ...text(
    takes(textOrBytes),
    ([s], [a]) => `CAST(${isText(a!.type) ? "length" : "octet_length"}(${s}) AS INTEGER)`,
    toInt,
  ),
  pretty: ([s]) => `${name}(${s})`,
});

const both = (sql: (s: string, t: string) => string): ScalarSpec =>
  text(takes(textOnly, textOnly), ([s, t]) => sql(s!, t!), toBoolean);

/** What is taken off comes first, where it is given. */
const trim = (sqlName: string, side: string): ScalarSpec => ({
  ...text(takes(textOnly, null, textOnly), ([a, b]) =>
    b === undefined ? `${sqlName}(${a}, ' ')` : `${sqlName}(${b}, ${a})`,
  ),
  pretty: ([a, b]) => (b === undefined ? `${sqlName}(${a})` : `TRIM(${side} ${a} FROM ${b})`),
});

/** A pattern of LIKE whose backslashes stand before what they can: `%`, `_` and themselves. */
function likeSql(s: string, pattern: string, typed: Typed): string {
  const like = `(${s} LIKE ${pattern} ESCAPE ${textSql("\\")})`;
  if (typed.kind === "literal" && !String(typed.value).includes("\\")) return like;
  const end = raise("INVALID_FORMAT.ESC_AT_THE_END", "The pattern ends with its escape character.");
  const middle = raise(
    "INVALID_FORMAT.ESC_IN_THE_MIDDLE",
    "The pattern has an escape character before what needs none.",
  );
  const [atEnd, inMiddle] = ["$", "[^%_\\\\]"].map(
    (rest) => `regexp_matches(${pattern}, '(?s)^(?:[^\\\\]|\\\\[%_\\\\])*\\\\${rest}')`,
  );
  return `(CASE WHEN ${s} IS NULL THEN NULL WHEN ${atEnd} THEN ${end} WHEN ${inMiddle} THEN ${middle} ELSE ${like} END)`;
}

const pad = (sqlName: string): ScalarSpec => ({
  ...text(
    takes(textOnly, int, null, textOnly),
    ([s, n, fill = "' '"]) =>
      `(CASE WHEN ${n} <= 0 THEN left(${s}, least(0, length(${fill}))) WHEN ${fill} = '' THEN left(${s}, ${n}) ELSE ${sqlName}(${s}, ${n}, ${fill}) END)`,
  ),
  pretty: ([s, n, fill = " "]) => `${sqlName}(${s}, ${n}, ${fill})`,
});

/** DuckDB's greatest would make 0 of null. */
const atLeastZero = (n: string) => `(CASE WHEN ${n} < 0 THEN 0 ELSE ${n} END)`;

const MOST_INT = "2147483647";

const substring = (name: string): ScalarSpec => ({
  ...text(
    takes(textOnly, int, null, int),
    ([s, from, count = MOST_INT]) => `spark_substring(${s}, ${from}, ${count})`,
  ),
  pretty: ([s, from, count = MOST_INT]) => `${name}(${s}, ${from}, ${count})`,
});

const locate = (name: string): ScalarSpec => ({
  ...text(
    takes(textOnly, textOnly, null, int),
    ([sub, s, from = "1"]) => `spark_locate(${sub}, ${s}, ${from})`,
    toInt,
  ),
  pretty: ([sub, s, from = "1"]) => `${name}(${sub}, ${s}, ${from})`,
});

const scalar = (spec: ScalarSpec): ScalarSpec => spec;

/** Numbers as whole ones, and what is no number as it is written; arrays and maps are neither. */
function hexed(type: DataType): Parameter {
  if (type instanceof BinaryType || isText(type)) return binary;
  return isNumeric(type) || implicitType(type, new StringType()) === undefined ? long : string;
}

export const STRINGS: FunctionTable = {
  length: length("length"),
  len: length("len"),
  char_length: length("char_length"),
  character_length: length("character_length"),
  octet_length: text(
    takes(textOrBytes),
    ([s], [a]) => `CAST(${isText(a!.type) ? "strlen" : "octet_length"}(${s}) AS INTEGER)`,
    toInt,
  ),
  bit_length: text(
    takes(textOrBytes),
    ([s], [a]) => `CAST(8 * ${isText(a!.type) ? "strlen" : "octet_length"}(${s}) AS INTEGER)`,
    toInt,
  ),
  upper: one((s) => `spark_upper(${s})`),
  ucase: one((s) => `spark_upper(${s})`),
  lower: one((s) => `spark_lower(${s})`),
  lcase: one((s) => `spark_lower(${s})`),
  trim: trim("trim", "BOTH"),
  ltrim: trim("ltrim", "LEADING"),
  rtrim: trim("rtrim", "TRAILING"),
  btrim: text(takes(textOnly, null, textOnly), ([s, off = "' '"]) => `trim(${s}, ${off})`),
  reverse: one((s) => `array_to_string(list_reverse(regexp_extract_all(${s}, '(?s).')), '')`),
  ascii: one((s) => `CAST(CASE WHEN ${s} = '' THEN 0 ELSE unicode(${s}) END AS INTEGER)`, toInt),
  md5: bytes((x) => `md5(${x})`),
  sha: bytes((x) => `sha1(${x})`),
  sha1: bytes((x) => `sha1(${x})`),
  hex: {
    ...text(
      {
        counts: "1",
        of: (args) => (args.length === 1 ? [hexed(args[0]!.type)] : undefined),
      },
      ([x]) => `hex(${x})`,
    ),
  },
  base64: bytes((x) => `to_base64(${x})`),
  concat: {
    kind: "scalar",
    takes: {
      counts: "> -1",
      of: (args) =>
        args.map(() => (args.every(({ type }) => type instanceof BinaryType) ? binary : textOnly)),
    },
    gives: ([a]) => a?.type ?? new StringType(),
    sql(args, typed) {
      if (args.length === 0) return "''";
      const made = `(${args.join(" || ")})`;
      // A null that is written out makes a null of no type in DuckDB.
      const varies = (arg: Typed) => some(arg, ({ kind }) => kind === "attribute" || kind === "variable");
      return typed.some((arg) => arg.nullable && !varies(arg))
        ? `CAST(${made} AS ${sqlType(typed[0]!.type)})`
        : made;
    },
  },
  concat_ws: {
    ...text(takesMany(textOrTexts, 0, textOnly), (args, typed) => {
      if (args.length === 1) return `CASE WHEN ${args[0]} IS NULL THEN NULL ELSE '' END`;
      if (!typed.some(({ type }) => type instanceof ArrayType)) return `concat_ws(${args.join(", ")})`;
      const lists = args
        .slice(1)
        .map((arg, i) => (typed[i + 1]!.type instanceof ArrayType ? `coalesce(${arg}, [])` : `[${arg}]`));
      const all = `list_filter(list_concat(${lists.length === 1 ? `${lists[0]}, []` : lists.join(", ")}), lambda joined: joined IS NOT NULL)`;
      return once(
        [all, args[0]!],
        (texts, by) =>
          `CASE WHEN ${by} IS NULL THEN NULL WHEN len(${texts}) = 0 THEN '' ELSE list_reduce(${texts}, lambda joined, next_one: joined || ${by} || next_one) END`,
      );
    }),
    nullable: ([separator]) => separator!.nullable,
  },
  substring: substring("substring"),
  substr: substring("substr"),
  left: text(takes(textOnly, int), ([s, n]) => `left(${s}, ${atLeastZero(n!)})`),
  right: text(takes(textOnly, int), ([s, n]) => `right(${s}, ${atLeastZero(n!)})`),
  instr: text(takes(textOnly, textOnly), ([s, sub]) => `CAST(instr(${s}, ${sub}) AS INTEGER)`, toInt),
  locate: locate("locate"),
  position: locate("position"),
  contains: both((s, t) => `contains(${s}, ${t})`),
  startswith: both((s, t) => `starts_with(${s}, ${t})`),
  endswith: both((s, t) => `ends_with(${s}, ${t})`),
  lpad: pad("lpad"),
  rpad: pad("rpad"),
  repeat: text(takes(textOnly, int), ([s, n]) => `repeat(${s}, ${atLeastZero(n!)})`),
  replace: scalar({
    ...text(
      takes(textOnly, textOnly, null, textOnly),
      ([s, from, to = "''"]) => `(CASE WHEN ${from} = '' THEN ${s} ELSE replace(${s}, ${from}, ${to}) END)`,
    ),
    pretty: ([s, from, to = ""]) => `replace(${s}, ${from}, ${to})`,
  }),
  translate: text(takes(textOnly, textOnly, textOnly), ([s, from, to]) => `translate(${s}, ${from}, ${to})`),
  split_part: text(
    takes(textOnly, textOnly, int),
    ([s, by, n]) =>
      `(CASE WHEN ${by} = '' AND ${n} IN (1, -1) THEN ${s} WHEN ${by} = '' THEN '' ELSE split_part(${s}, ${by}, ${n}) END)`,
  ),
  chr: text(takes(long), ([n]) => `(CASE WHEN ${n} < 0 THEN '' ELSE chr(CAST(${n} & 255 AS INTEGER)) END)`),
  char: text(takes(long), ([n]) => `(CASE WHEN ${n} < 0 THEN '' ELSE chr(CAST(${n} & 255 AS INTEGER)) END)`),
  space: text(takes(int), ([n]) => `repeat(' ', ${atLeastZero(n!)})`),
  find_in_set: text(
    takes(textOnly, textOnly),
    ([s, set]) =>
      `(CASE WHEN contains(${s}, ',') THEN 0 ELSE coalesce(CAST(list_position(string_split(${set}, ','), ${s}) AS INTEGER), 0) + CAST(0 * length(${s} || ${set}) AS INTEGER) END)`,
    toInt,
  ),
  like: scalar({
    ...text(takes(textOnly, textOnly), ([s, t], [, pattern]) => likeSql(s!, t!, pattern!), toBoolean),
    pretty: ([s, t]) => `${s} LIKE ${t}`,
  }),
  ilike: scalar({
    ...text(
      takes(textOnly, textOnly),
      ([s, t], [, pattern]) => likeSql(`spark_lower(${s})`, `spark_lower(${t})`, pattern!),
      toBoolean,
    ),
    pretty: ([s, t]) => `ilike(${s}, ${t})`,
  }),
};
