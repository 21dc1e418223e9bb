/** Functions of strings that are written in JavaScript (../javascript/words.ts), and what stands beside them. */

import { BinaryType, BooleanType, DoubleType, IntegerType, MapType, StringType } from "../../types/index.js";
import { isText } from "../expression/cast-rules.js";
import { raise } from "../expression/raise.js";
import { textSql } from "../expression/text-sql.js";
import type { Typed } from "../expression/typed.js";
import { notEmbedded } from "../not-embedded.js";
import { analysisError } from "./analysis-errors.js";
import type { FunctionTable, Parameter, Parameters, ScalarSpec } from "./function-spec.js";
import { givenText, int, string, takes } from "./parameters.js";

const toText = () => new StringType();

/** Bytes, which Spark takes as they are, aren't embedded. */
export const text: Parameter = {
  allowed: string.allowed,
  accept(given, arg) {
    if (!(given instanceof BinaryType)) return string.accept(given, arg);
    throw notEmbedded("this function of binary values", "Cast to string");
  },
};

const scalar = (
  parameters: Parameters,
  sql: ScalarSpec["sql"],
  more: Partial<ScalarSpec> = {},
): ScalarSpec => ({ kind: "scalar", takes: parameters, gives: toText, sql, ...more });

const MOST_INT = "2147483647";

/** A place counts from the end where it is below zero; what is behind it is left where it is. */
const overlay = scalar(
  takes(text, text, int, null, int),
  ([s, by, place, given]) => {
    const size =
      given === undefined ? `length(${by})` : `(CASE WHEN ${given} < 0 THEN length(${by}) ELSE ${given} END)`;
    const before = `spark_substring(${s}, 1, CAST(${place} AS BIGINT) - 1)`;
    return `(${before} || ${by} || spark_substring(${s}, CAST(${place} AS BIGINT) + ${size}, ${MOST_INT}))`;
  },
  { pretty: ([s, by, place, size = "-1"]) => `overlay(${s}, ${by}, ${place}, ${size})` },
);

/** Behind the number strings; where one is bytes, all are. */
const numbered: Parameters = {
  counts: "> 1",
  of: ({ length }) => (length < 2 ? undefined : [int, ...Array.from({ length: length - 1 }, () => text)]),
};

const elt = scalar(
  numbered,
  ([n, ...values]) => {
    const wrong = raise(
      "INVALID_ARRAY_INDEX",
      "The index ",
      { sql: n! },
      ` is out of bounds: there are ${values.length} values.`,
    );
    const whens = values.map((value, i) => `WHEN ${i + 1} THEN ${value}`);
    return `(CASE WHEN ${n} IS NULL THEN NULL ELSE CASE ${n} ${whens.join(" ")} ELSE ${wrong} END END)`;
  },
  { nullable: () => true },
);

const MARKS = [
  ["upperChar", "X"],
  ["lowerChar", "x"],
  ["digitChar", "n"],
  ["otherChar", null],
] as const;

/** Marks are one character each, written down. */
const maskTakes: Parameters = {
  counts: "[1, 2, 3, 4, 5]",
  of(args) {
    if (args.length < 1 || args.length > 5) return undefined;
    if (args.every(({ type }) => isText(type) || type.typeName === "void")) {
      for (const [i, arg] of args.slice(1).entries()) checkMark(arg, MARKS[i]![0]);
    }
    return args.map(() => givenText);
  },
};

function checkMark(arg: Typed, name: string): void {
  if (arg.kind !== "literal") {
    throw notEmbedded(`F.mask with a ${name} that isn't written down`);
  }
  if (arg.value === null || [...String(arg.value)].length === 1) return;
  throw analysisError(
    "DATATYPE_MISMATCH.INPUT_SIZE_NOT_ONE",
    `mask: the length of ${name} should be 1.`,
    { exprName: name },
    "42K09",
  );
}

/** With those that aren't said. */
const marksOf = (args: readonly string[], absent: (mark: string | null) => string) =>
  MARKS.map(([, mark], i) => args[i + 1] ?? absent(mark));

export const WORDS: FunctionTable = {
  substring_index: scalar(takes(text, text, int), ([s, by, n]) => `js_substring_index(${s}, ${by}, ${n})`),
  initcap: scalar(takes(text), ([s]) => `js_initcap(${s})`),
  jaro_winkler_similarity: scalar(takes(text, text), ([s, t]) => `js_jaro_winkler(${s}, ${t})`, {
    gives: () => new DoubleType(),
    nullable: () => true,
  }),
  soundex: scalar(takes(givenText), ([s]) => `js_soundex(${s})`),
  levenshtein: scalar(
    takes(text, text, null, int),
    ([a, b, most]) => `js_levenshtein(${a}, ${b}, ${most === undefined ? MOST_INT : `coalesce(${most}, 0)`})`,
    { gives: () => new IntegerType() },
  ),
  overlay,
  elt,
  str_to_map: scalar(
    takes(givenText, null, givenText, givenText),
    ([s, pairs = "','", values = "':'"]) => {
      const part = (place: number) =>
        `list_transform(list_filter(l, lambda x, i: i % 2 = ${place}), lambda x: x)`;
      return `list_transform([js_str_to_map(${s}, ${pairs}, ${values})], lambda l: CASE WHEN l IS NULL THEN NULL ELSE map(${part(1)}, ${part(0)}) END)[1]`;
    },
    {
      gives: () => new MapType(new StringType(), new StringType(), true),
      pretty: ([s, pairs = ",", values = ":"]) => `str_to_map(${s}, ${pairs}, ${values})`,
    },
  ),
  luhn_check: scalar(takes(text), ([s]) => `js_luhn_check(${s})`, {
    gives: () => new BooleanType(),
    nullable: () => true,
  }),
  quote: scalar(
    takes(text),
    ([s]) => `(${textSql("'")} || replace(${s}, ${textSql("'")}, ${textSql("\\'")}) || ${textSql("'")})`,
    { nullable: () => true },
  ),
  mask: scalar(
    maskTakes,
    (args) =>
      `js_mask(${[args[0]!, ...marksOf(args, (mark) => (mark === null ? "NULL" : textSql(mark)))].join(", ")})`,
    {
      nullable: () => true,
      pretty: (args) => `mask(${[args[0]!, ...marksOf(args, (mark) => mark ?? "NULL")].join(", ")})`,
    },
  ),
};
