/** Dates and moments as text and back, by patterns: in SQL by those that it has words for, the others' way is JavaScript's. */
import { NotSupportedError } from "../../../errors.js";
import {
  type DataType,
  DateType,
  LongType,
  StringType,
  TimestampNTZType,
  TimestampType,
} from "../../types/index.js";
import { isNumeric, isText, makesNulls } from "../expression/cast-rules.js";
import { castSql } from "../expression/cast-sql.js";
import { raise } from "../expression/raise.js";
import { sqlType } from "../expression/sql-types.js";
import { textSql } from "../expression/text-sql.js";
import { localSql, utcSql } from "../expression/time-zone-sql.js";
import type { Typed } from "../expression/typed.js";
import { patternNodes } from "../javascript/java-time/pattern.js";
import { PatternError } from "../javascript/java-time/pattern-nodes.js";
import { patternReader } from "../javascript/java-time/pattern-reader.js";
import { constantOf } from "./constants.js";
import { formatSql } from "./date-format.js";
import { aheadSql, readSql, wallSql } from "./date-reading.js";
import type { FunctionTable, Parameter, RewriteSpec, ScalarSpec, SqlContext } from "./function-spec.js";
import { once } from "./once.js";
import { any, long, string, takes, timestamp } from "./parameters.js";

const USUAL = "yyyy-MM-dd HH:mm:ss";
const always = () => true;

/** A pattern in SQL, and what it is where that is known before a row is. */
interface Pattern {
  readonly sql: string;
  readonly text: string | null | undefined;
}

function patternOf(sql: string | undefined, typed: Typed | undefined): Pattern {
  if (sql === undefined || typed === undefined) return { sql: textSql(USUAL), text: USUAL };
  const value = constantOf(typed);
  return { sql, text: typeof value === "string" || value === null ? value : undefined };
}

/** What SQL has no words for gives undefined; SQL that stops the query, of a pattern that there isn't. */
function bySql(make: () => string, check: () => unknown): string | undefined {
  try {
    check();
    return make();
  } catch (error) {
    if (error instanceof PatternError) return raise(error.condition, error.message);
    if (error instanceof NotSupportedError) return undefined;
    throw error;
  }
}

/** What a moment is in the session's zone, by a pattern. */
function shownSql(moment: string, { sql, text }: Pattern, { timeZone }: SqlContext): string {
  if (text === null) return "CAST(NULL AS VARCHAR)";
  const inSql =
    text === undefined
      ? undefined
      : bySql(
          () => shownInSql(moment, text, timeZone),
          () => patternNodes(text, false),
        );
  if (inSql === undefined) return `js_date_format(epoch_us(${moment}), ${sql}, ${textSql(timeZone)})`;
  return inSql.startsWith("error(") ? `(CASE WHEN ${moment} IS NOT NULL THEN ${inSql} END)` : inSql;
}

/** What a moment is in the context's zone, by a pattern that is written down. */
export function formattedSql(moment: string, pattern: string, context: SqlContext): string {
  return shownSql(moment, { sql: textSql(pattern), text: pattern }, context);
}

function shownInSql(moment: string, pattern: string, timeZone: string): string {
  return once([moment], (t) =>
    once(
      [
        localSql(t!, timeZone),
        `CAST((epoch_us(${localSql(t!, timeZone)}) - epoch_us(${t})) // 1000000 AS BIGINT)`,
      ],
      (wall, ahead) => formatSql(pattern, { wall: wall!, ahead: ahead! }),
    ),
  );
}

/** The moment that a string says by a pattern, in the session's zone unless it says its own. */
function momentSql(
  text: string,
  { sql, text: pattern }: Pattern,
  isTry: boolean,
  type: DataType,
  context: SqlContext,
): string {
  const failed = isTry
    ? "NULL"
    : raise(
        "CANNOT_PARSE_TIMESTAMP",
        "The text '",
        { sql: text },
        "' isn't as the pattern ",
        { sql },
        " has it; try_to_timestamp gives null for it.",
      );
  const inSql =
    typeof pattern !== "string"
      ? undefined
      : bySql(
          () => momentInSql(text, pattern, type, context),
          () => patternNodes(pattern, true),
        );
  // An empty zone is none.
  const zone = type instanceof TimestampType ? context.timeZone : "";
  if (inSql?.startsWith("error(")) {
    return `(CASE WHEN ${text} IS NOT NULL THEN CAST(${inSql} AS ${sqlType(type)}) END)`;
  }
  const found = inSql ?? `make_timestamp(js_read_date(${text}, ${sql}, ${textSql(zone)}))`;
  if (typeof pattern === "string" && inSql === undefined) patternReader(pattern);
  return `(CASE WHEN ${text} IS NULL OR ${sql} IS NULL THEN NULL ELSE coalesce(${found}, ${failed}) END)`;
}

function momentInSql(text: string, pattern: string, type: DataType, context: SqlContext): string {
  const made = readSql(pattern, text);
  return once([made.parts], (p) => {
    const wall = wallSql(p!, pattern, made);
    if (!(type instanceof TimestampType)) return `CASE WHEN ${p} IS NOT NULL THEN ${wall} END`;
    const ahead = aheadSql(p!, made);
    const moment =
      ahead === undefined
        ? once([wall], (w) => `CASE WHEN ${w} IS NOT NULL THEN ${utcSql(w!, context.timeZone)} END`)
        : once(
            [wall, ahead],
            (w, s) =>
              `CASE WHEN ${w} IS NULL OR ${s} = -99999 THEN NULL WHEN ${s} IS NOT NULL THEN ${w} - to_seconds(${s}) ELSE ${utcSql(w!, context.timeZone)} END`,
          );
    return `CASE WHEN ${p} IS NOT NULL THEN ${moment} END`;
  });
}

/** Strings, dates and timestamps. */
const readable: Parameter = {
  allowed: '("STRING_ANY" or "DATE" or "TIMESTAMP" or "TIMESTAMP_NTZ")',
  accept: (given) =>
    isText(given) || ["date", "timestamp", "timestamp_ntz"].includes(given.typeName)
      ? given
      : given.typeName === "void"
        ? new StringType()
        : undefined,
};

const momentOf = (
  sql: string,
  typed: Typed,
  pattern: Pattern,
  isTry: boolean,
  type: DataType,
  context: SqlContext,
): string => {
  if (pattern.text === null) return `CAST(NULL AS ${sqlType(type)})`;
  if (isText(typed.type)) return once([sql], (text) => momentSql(text!, pattern, isTry, type, context));
  return castSql(sql, typed.type, type, isTry ? "try" : "ansi", context);
};

/** What is cast where there is no pattern. What is neither of time nor text becomes text first; numbers are seconds where a moment is wanted. */
const castable = (type: DataType): Parameter => ({
  allowed: readable.allowed,
  accept(given, arg) {
    if (given.typeName === "void" || (type instanceof TimestampType && isNumeric(given))) return given;
    return readable.accept(given, arg) ?? string.accept(given, arg);
  },
});

/** `to_timestamp` and its kin: a cast without a pattern. */
function reading(name: string, type: DataType, isTry: boolean): RewriteSpec {
  const byPattern: ScalarSpec = {
    kind: "scalar",
    takes: takes(type instanceof DateType ? castable(type) : readable, string),
    gives: () => type,
    nullable: (args) => isTry || args.some(({ nullable }) => nullable),
    sql([text, by], [a, pattern], context) {
      // A date is that of the moment in the session's zone.
      const between = type instanceof DateType ? new TimestampType() : type;
      const moment = momentOf(text!, a!, patternOf(by, pattern), isTry, between, context);
      return castSql(moment, between, type, "ansi", context);
    },
  };
  return {
    kind: "rewrite",
    takes: {
      counts: "[1, 2]",
      of: ({ length }) => (length === 1 ? [castable(type)] : length === 2 ? [any, string] : undefined),
    },
    rewrite: (args, { cast, spec }) =>
      args.length === 1
        ? isTry
          ? spec(`${name} without a pattern`, castSpec(type), args)
          : cast(args[0]!, type)
        : spec(name, byPattern, args),
    pretty: (args) => `${name}(${args.join(", ")})`,
  };
}

/** A cast that gives null for what can't be cast. */
const castSpec = (type: DataType): ScalarSpec => ({
  kind: "scalar",
  takes: takes(any),
  gives: () => type,
  // A text may be none; of anything else it is the cast.
  nullable: ([a]) => a!.nullable || isText(a!.type) || makesNulls(a!.type, type),
  sql: ([a], [typed], context) => castSql(a!, typed!.type, type, "try", context),
});

const seconds = (name: string, isNow: boolean): ScalarSpec => ({
  kind: "scalar",
  takes: {
    counts: isNow ? "[0, 1, 2]" : "[1, 2]",
    of: ({ length }) =>
      length > 2 || (length === 0 && !isNow) ? undefined : [readable, string].slice(0, length),
  },
  gives: () => new LongType(),
  nullable: (args) => args.length > 0 && args.some(({ nullable }) => nullable),
  pretty: ([text = "current_timestamp()", pattern = USUAL]) => `${name}(${text}, ${pattern})`,
  sql([text = "timezone('UTC', now())", by], [a, pattern], context) {
    if (a === undefined) return `(epoch_us(${text}) // 1000000)`;
    const moment = momentOf(text, a, patternOf(by, pattern), false, new TimestampType(), context);
    // Towards 1970.
    return `(epoch_us(${moment}) // 1000000)`;
  },
});

export const DATE_TEXT: FunctionTable = {
  date_format: {
    kind: "scalar",
    takes: takes(timestamp, string),
    gives: () => new StringType(),
    sql: ([t, by], [, pattern], context) => shownSql(t!, patternOf(by, pattern), context),
  },
  from_unixtime: {
    kind: "scalar",
    takes: takes(long, null, string),
    gives: () => new StringType(),
    nullable: always,
    pretty: ([n, pattern = USUAL]) => `from_unixtime(${n}, ${pattern})`,
    sql: ([n, by], [, pattern], context) =>
      shownSql(`make_timestamp(${n} * 1000000)`, patternOf(by, pattern), context),
  },
  unix_timestamp: seconds("unix_timestamp", true),
  to_unix_timestamp: seconds("to_unix_timestamp", false),
  to_date: reading("to_date", new DateType(), false),
  to_timestamp: reading("to_timestamp", new TimestampType(), false),
  to_timestamp_ltz: reading("to_timestamp_ltz", new TimestampType(), false),
  to_timestamp_ntz: reading("to_timestamp_ntz", new TimestampNTZType(), false),
  try_to_date: reading("try_to_date", new DateType(), true),
  try_to_timestamp: reading("try_to_timestamp", new TimestampType(), true),
};
