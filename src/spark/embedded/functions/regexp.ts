/**
 * Regular expressions. They are Java's, of which RE2, DuckDB's, knows a part and JavaScript nearly all: a pattern that is written down and that RE2
 * has the same meaning for is DuckDB's to match; the others are JavaScript's (../javascript/java-regex).
 */
import { ArrayType, BooleanType, type DataType, IntegerType, StringType } from "../../types/index.js";
import { literalOf } from "../expression/literal.js";
import { textSql } from "../expression/text-sql.js";
import type { Typed } from "../expression/typed.js";
import { parseJavaRegex } from "../javascript/java-regex/parse.js";
import { canBeEmpty, type Parsed, UntranslatedPattern, WrongPattern } from "../javascript/java-regex/tree.js";
import { javaScriptOf, re2Of } from "../javascript/java-regex/write.js";
import { notEmbedded } from "../not-embedded.js";
import type { FunctionTable, Parameters, ScalarSpec } from "./function-spec.js";
import { int, string, takes } from "./parameters.js";

/** A pattern that is written down. Undefined when it isn't, and for one that is wrong, which is said when a row meets it. */
function written(pattern: Typed, catches: boolean): Parsed | undefined {
  if (pattern.kind !== "literal" || pattern.value === null) return undefined;
  try {
    const parsed = parseJavaRegex(String(pattern.value));
    javaScriptOf(parsed, catches);
    return parsed;
  } catch (error) {
    if (error instanceof WrongPattern) return undefined;
    if (!(error instanceof UntranslatedPattern)) throw error;
    throw notEmbedded(`the regular expression '${pattern.value}', which has ${error.message},`);
  }
}

/** RE2's, of a pattern that is asked where it fits, again and again: after what is empty Java goes on otherwise. */
function re2(pattern: Typed, catches: boolean): string | undefined {
  const parsed = written(pattern, catches);
  if (parsed === undefined || canBeEmpty(parsed.regex)) return undefined;
  const found = re2Of(parsed, false);
  return found === undefined ? undefined : textSql(found);
}

const numberOf = (arg: Typed) =>
  arg.kind === "literal" && typeof arg.value === "number" ? arg.value : undefined;

/** A group's number that is written down and that the pattern has. */
function groupOf(pattern: Typed, index: Typed): number | undefined {
  const number = numberOf(index);
  const groups = written(pattern, number !== 0)?.groups;
  return number === undefined || groups === undefined || number < 0 || number > groups ? undefined : number;
}

const ONE = literalOf(1, new IntegerType());
const NONE = literalOf(0, new IntegerType());

const toText = () => new StringType();
const toInt = () => new IntegerType();

const scalar = (
  parameters: Parameters,
  sql: ScalarSpec["sql"],
  gives: () => DataType,
  more: Partial<ScalarSpec> = {},
): ScalarSpec => ({ kind: "scalar", takes: parameters, gives, sql, ...more });

const like = (name: string): ScalarSpec =>
  scalar(
    takes(string, string),
    ([s, p], [, pattern]) => {
      const parsed = written(pattern!, false);
      const found = parsed === undefined ? undefined : re2Of(parsed, true);
      return found === undefined ? `js_regexp_like(${s}, ${p})` : `regexp_matches(${s}, ${textSql(found)})`;
    },
    () => new BooleanType(),
    { pretty: ([s, p]) => `${name}(${s}, ${p})` },
  );

/** The first group where none is said. */
const withGroup = (args: readonly string[]) => (args.length === 2 ? [...args, "1"] : args);
const named =
  (name: string) =>
  (args: readonly string[]): string =>
    `${name}(${withGroup(args).join(", ")})`;

function extractSql(
  [s, p]: readonly string[],
  pattern: Typed,
  index: string,
  group: number | undefined,
): string {
  const found = group === undefined ? undefined : re2(pattern, group !== 0);
  return found === undefined
    ? `js_regexp_extract(${s}, ${p}, ${index})`
    : `regexp_extract(${s}, ${found}, ${group})`;
}

function extractAllSql(
  [s, p]: readonly string[],
  pattern: Typed,
  index: string,
  group: number | undefined,
): string {
  const found = group === undefined ? undefined : re2(pattern, group !== 0);
  return found === undefined
    ? `js_regexp_extract_all(${s}, ${p}, ${index})`
    : `list_transform(regexp_extract_all(${s}, ${found}, ${group}), lambda g: coalesce(g, ''))`;
}

/** A replacement without groups and escapes is the same in RE2. */
function replaceSql(
  [s, p, by, place]: readonly string[],
  [, pattern, replacement, from]: readonly Typed[],
): string {
  const isPlain =
    replacement!.kind === "literal" &&
    replacement!.value !== null &&
    !/[$\\]/.test(String(replacement!.value));
  const found = isPlain && (place === undefined || numberOf(from!) === 1) ? re2(pattern!, false) : undefined;
  if (found === undefined) written(pattern!, !isPlain);
  return found === undefined
    ? `js_regexp_replace(${s}, ${p}, ${by}, ${place ?? "1"})`
    : `regexp_replace(${s}, ${found}, ${by}, 'g')`;
}

/** A pattern that is one text, as commas between values are. */
function splitSql([s, p, limit]: readonly string[], [, pattern]: readonly Typed[]): string {
  const regex = written(pattern!, false)?.regex;
  const isOne =
    regex?.kind === "set" && !regex.negated && regex.categories.length === 0 && regex.ranges.length === 1;
  const [first, last] = isOne ? regex.ranges[0]! : [0, 1];
  return limit === undefined && first === last
    ? `string_split(${s}, ${textSql(String.fromCodePoint(first))})`
    : `js_split(${s}, ${p}, ${limit ?? "-1"})`;
}

export const REGEXP: FunctionTable = {
  rlike: like("RLIKE"),
  regexp: like("REGEXP"),
  regexp_like: like("REGEXP_LIKE"),
  regexp_extract: scalar(
    takes(string, string, null, int),
    (args, [, pattern, index]) =>
      extractSql(
        args,
        pattern!,
        args[2] ?? "1",
        index === undefined ? groupOf(pattern!, ONE) : groupOf(pattern!, index),
      ),
    toText,
    { pretty: named("regexp_extract") },
  ),
  regexp_extract_all: scalar(
    takes(string, string, null, int),
    (args, [, pattern, index]) =>
      extractAllSql(
        args,
        pattern!,
        args[2] ?? "1",
        index === undefined ? groupOf(pattern!, ONE) : groupOf(pattern!, index),
      ),
    () => new ArrayType(new StringType(), true),
    { pretty: named("regexp_extract_all") },
  ),
  regexp_count: scalar(
    takes(string, string),
    ([s, p], [, pattern]) => {
      const found = re2(pattern!, false);
      return found === undefined
        ? `js_regexp_count(${s}, ${p})`
        : `CAST(len(regexp_extract_all(${s}, ${found})) AS INTEGER)`;
    },
    toInt,
  ),
  regexp_substr: scalar(
    takes(string, string),
    (args, [, pattern]) => `nullif(${extractSql(args, pattern!, "0", groupOf(pattern!, NONE))}, '')`,
    toText,
    { nullable: () => true },
  ),
  regexp_instr: scalar(
    takes(string, string, null, int),
    ([s, p, index], [, pattern]) => {
      written(pattern!, false);
      const found = `js_regexp_instr(${s}, ${p})`;
      return index === undefined ? found : `(CASE WHEN ${index} IS NULL THEN NULL ELSE ${found} END)`;
    },
    toInt,
    { pretty: ([s, p, index = "0"]) => `regexp_instr(${s}, ${p}, ${index})` },
  ),
  regexp_replace: scalar(takes(string, string, string, null, int), replaceSql, toText, {
    pretty: ([s, p, by, place = "1"]) => `regexp_replace(${s}, ${p}, ${by}, ${place})`,
  }),
  split: scalar(takes(string, string, null, int), splitSql, () => new ArrayType(new StringType(), false), {
    pretty: ([s, p, limit = "-1"]) => `split(${s}, ${p}, ${limit})`,
  }),
};
