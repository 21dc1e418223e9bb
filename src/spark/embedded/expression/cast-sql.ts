/** Spark's casts with ANSI on, in DuckDB's SQL: what can't be cast stops the query, or is null for try_cast. */
import { ArrayType, type DataType, DecimalType, MapType, StructType } from "../../types/index.js";
import type { SqlContext } from "../functions/function-spec.js";
import { notEmbedded } from "../not-embedded.js";
import { isFloating, isIntegral, isNumeric, isText } from "./cast-rules.js";
import { countOfField, narrowedInterval } from "./interval-sql.js";
import { raise } from "./raise.js";
import { fieldSql, sqlType } from "./sql-types.js";
import { localSql, utcSql } from "./time-zone-sql.js";
import { textSqlOf } from "./to-text-sql.js";
import { typeWords } from "./type-names.js";

type Mode = "ansi" | "try";

/**
 * @param sql what is cast, as SQL that can stand anywhere
 * @throws NotSupportedError for a cast that Spark has and this engine hasn't
 */
export function castSql(sql: string, from: DataType, to: DataType, mode: Mode, context: SqlContext): string {
  if (from.typeName === "void") return `CAST(NULL AS ${sqlType(to)})`;
  if (isInterval(from) && from.typeName === to.typeName) return narrowedInterval(sql, from, to);
  if (from.equals(to) || (from.typeName === to.typeName && isSameInSql(from, to))) return sql;
  if (isText(to)) return isText(from) ? sql : textSqlOf(sql, from, context);
  if (isText(from)) return fromText(sql, to, mode, context);
  const word = mode === "try" ? "TRY_CAST" : "CAST";
  if (to.typeName === "boolean") return `(${sql} <> 0)`;
  if (isInterval(from)) return intervalToNumber(sql, from, to, word);
  if (isNumeric(to)) return toNumber(sql, from, to, word);
  const moment = momentSql(sql, from, to, context);
  if (moment !== undefined) return moment;
  const nested = nestedSql(sql, from, to, mode, context);
  if (nested !== undefined) return nested;
  throw notEmbedded(`a cast from ${from.simpleString()} to ${to.simpleString()}`);
}

function isInterval({ typeName }: DataType): boolean {
  return typeName === "yearmonthinterval" || typeName === "daytimeinterval";
}

/** Of the only field of an interval. */
function intervalToNumber(sql: string, from: DataType, to: DataType, word: string): string {
  const count = isNumeric(to) ? countOfField(sql, from) : undefined;
  if (count === undefined || !isIntegral(to)) {
    throw notEmbedded(`a cast from ${from.simpleString()} to ${to.simpleString()}`);
  }
  return `${word}(${count.whole} AS ${sqlType(to)})`;
}

/** Types whose parts may differ in names and nullability alone. */
function isSameInSql(from: DataType, to: DataType): boolean {
  return sqlType(from) === sqlType(to);
}

function toNumber(sql: string, from: DataType, to: DataType, word: string): string {
  const type = sqlType(to);
  if (from.typeName === "timestamp") return momentToNumber(sql, to, word);
  if (!isNumeric(from)) return `${word}(${sql} AS ${type})`;
  if (isIntegral(to)) {
    if (from.typeName === "decimal") return `${word}(trunc(${sql}) AS ${type})`;
    if (!isFloating(from)) return `${word}(${sql} AS ${type})`;
    // Java's conversion saturates, and 2^63 passes Spark's check of the bounds since it is what a double makes of the greatest long.
    return to.typeName === "long"
      ? `(CASE WHEN ${sql} = 9223372036854775808 THEN 9223372036854775807 ELSE ${word}(trunc(${sql}) AS BIGINT) END)`
      : `${word}(trunc(${sql}) AS ${type})`;
  }
  if (isFloating(to)) {
    const exact = from instanceof DecimalType && from.precision > 15;
    if (exact) return `CAST(CAST(${sql} AS VARCHAR) AS ${type})`;
    // Where DuckDB stops, since a float can't be so great.
    if (from.typeName === "double" && to.typeName === "float") return `spark_float(${sql})`;
    return `CAST(${sql} AS ${type})`;
  }
  // Spark makes a decimal of the digits that a double is written with; DuckDB would multiply it.
  // What isn't finite is null, even with ANSI on.
  if (isFloating(from)) {
    const { scale } = to as DecimalType;
    const x = `CAST(${sql} AS DOUBLE)`;
    return `(CASE WHEN ${sql} IS NULL OR NOT isfinite(${sql}) THEN NULL WHEN abs(${x}) < CAST('4e-${scale + 1}' AS DOUBLE) THEN CAST(0 AS ${type}) ELSE ${word}(CAST(${x} AS VARCHAR) AS ${type}) END)`;
  }
  return `${word}(${sql} AS ${type})`;
}

/** Seconds; whole ones for whole numbers. */
function momentToNumber(sql: string, to: DataType, word: string): string {
  const microseconds = `epoch_us(${sql})`;
  if (isIntegral(to)) return `${word}(spark_floor_div(${microseconds}, 1000000) AS ${sqlType(to)})`;
  if (isFloating(to)) return `CAST(${microseconds} / 1000000 AS ${sqlType(to)})`;
  return `${word}(CAST(${microseconds} AS DECIMAL(19,0)) * CAST('0.000001' AS DECIMAL(6,6)) AS ${sqlType(to)})`;
}

function momentSql(sql: string, from: DataType, to: DataType, context: SqlContext): string | undefined {
  switch (`${from.typeName} ${to.typeName}`) {
    case "date timestamp_ntz":
      return `CAST(${sql} AS TIMESTAMP)`;
    case "date timestamp":
      return utcSql(`CAST(${sql} AS TIMESTAMP)`, context.timeZone);
    case "timestamp_ntz date":
      return `CAST(${sql} AS DATE)`;
    case "timestamp date":
      return `CAST(${localSql(sql, context.timeZone)} AS DATE)`;
    case "timestamp timestamp_ntz":
      return localSql(sql, context.timeZone);
    case "timestamp_ntz timestamp":
      return utcSql(sql, context.timeZone);
    case "boolean timestamp":
      return `make_timestamp(CAST(${sql} AS BIGINT))`;
    default:
      if (to.typeName !== "timestamp" || !isIntegral(from)) return undefined;
      return `make_timestamp(CAST(${sql} AS BIGINT) * 1000000)`;
  }
}

/** Spaces and control characters, which Spark takes off both ends of what it reads numbers and dates from. */
const BLANK = "[\\x00-\\x20\\x7F]*";

function fromText(sql: string, to: DataType, mode: Mode, context: SqlContext): string {
  const type = sqlType(to);
  const invalid = (reason = "is no") =>
    mode === "try"
      ? "NULL"
      : raise(
          "CAST_INVALID_INPUT",
          "The string '",
          { sql },
          `' ${reason} ${typeWords(to)}; try_cast gives null for it.`,
        );
  const word = mode === "try" ? "TRY_CAST" : "CAST";
  const read = `TRY_CAST(${sql} AS ${type})`;
  if (to.typeName === "binary") return `encode(${sql})`;
  if (to.typeName === "boolean") {
    const text = `lower(regexp_replace(${sql}, '^${BLANK}([^\\x00-\\x20\\x7F]*)${BLANK}$', '\\1'))`;
    return `(CASE WHEN ${sql} IS NULL THEN NULL WHEN ${text} IN ('t', 'true', 'y', 'yes', '1') THEN true WHEN ${text} IN ('f', 'false', 'n', 'no', '0') THEN false ELSE ${invalid()} END)`;
  }
  if (isIntegral(to)) {
    const rest = reads(sql, "([+-]?[0-9]+)", (text) => `${word}(${text} AS ${type})`, invalid());
    return plainly(asWritten(sql, type), read, rest);
  }
  if (isFloating(to)) {
    const number = "([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)[dDfF]?";
    const special = "([+-]?(?i:inf|infinity)|(?i:nan))";
    const rest = reads(sql, special, (text) => `CAST(${text} AS ${type})`, invalid());
    // DuckDB also takes 1_000 and +-1.
    const plain = `isfinite(${read}) AND NOT contains(${sql}, '_') AND NOT contains(${sql}, '+-')`;
    return plainly(
      plain,
      read,
      reads(sql, number, (text) => `CAST(${text} AS ${type})`, rest),
    );
  }
  if (to instanceof DecimalType) {
    const number = "([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?)";
    return reads(sql, number, (text) => `${word}(${text} AS ${type})`, invalid());
  }
  if (to.typeName === "date") {
    const rest = mode === "try" ? `spark_try_date(${sql})` : `spark_date(${sql})`;
    return plainly(`${asWritten(sql, type)} AND length(${sql}) = 10`, read, rest);
  }
  if (to.typeName === "timestamp" || to.typeName === "timestamp_ntz") {
    const failed = mode === "try" ? "NULL" : invalid();
    const moment = to.typeName === "timestamp" ? readMoment(sql, context) : readWall(sql);
    const rest = `CASE WHEN ${sql} IS NULL THEN NULL ELSE coalesce(${moment}, ${failed}) END`;
    // Years before the first one and infinity aren't plain.
    const wall = `TRY_CAST(${sql} AS TIMESTAMP)`;
    const plain = `${asWritten(sql, "TIMESTAMP")} AND length(${sql}) >= 19 AND NOT contains(${sql}, '(')`;
    return plainly(plain, to.typeName === "timestamp" ? utcSql(wall, context.timeZone) : wall, rest);
  }
  throw notEmbedded(`a cast from string to ${to.simpleString()}`);
}

/**
 * Strings that DuckDB's own cast reads as Spark does are left to it: it takes 25 ns for a number, and a pattern 400.
 *
 * @param plain holds for such strings, and never for null
 */
function plainly(plain: string, read: string, otherwise: string): string {
  return `(CASE WHEN ${plain} THEN ${read} ELSE ${otherwise} END)`;
}

/** Whether a string is what its value would be written as. */
function asWritten(sql: string, type: string): string {
  return `CAST(TRY_CAST(${sql} AS ${type}) AS VARCHAR) = ${sql}`;
}

/** The moment that a string names, in the zone that it names or else the session's; null for a string that names none. */
function readMoment(sql: string, { timeZone }: SqlContext): string {
  const here = utcSql("read.wall", timeZone);
  const there =
    "WHEN read.ahead IS NOT NULL THEN read.wall - to_seconds(read.ahead) ELSE spark_moment(read.wall, read.place)";
  return `list_transform([spark_read_moment(${sql})], lambda read: TRY(CASE WHEN read.here THEN ${here} ${there} END))[1]`;
}

/** What a string says of clocks; its zone has to be one, but changes nothing. */
function readWall(sql: string): string {
  const isZone = "read.here OR read.ahead IS NOT NULL OR read.place IS NOT NULL";
  return `list_transform([spark_read_moment(${sql})], lambda read: CASE WHEN ${isZone} THEN read.wall END)[1]`;
}

/** What is read by a pattern with one group, and what happens to strings that aren't of it. */
function reads(sql: string, pattern: string, read: (text: string) => string, otherwise: string): string {
  const whole = `'(?s)^${BLANK}${pattern}${BLANK}$'`;
  const text = `regexp_extract(${sql}, ${whole}, 1)`;
  return `(CASE WHEN ${sql} IS NULL THEN NULL WHEN regexp_matches(${sql}, ${whole}) THEN ${read(text)} ELSE ${otherwise} END)`;
}

function nestedSql(
  sql: string,
  from: DataType,
  to: DataType,
  mode: Mode,
  context: SqlContext,
): string | undefined {
  if (from instanceof ArrayType && to instanceof ArrayType) {
    const element = castSql("x", from.elementType, to.elementType, mode, context);
    return element === "x" ? sql : `list_transform(${sql}, lambda x: ${element})`;
  }
  if (from instanceof MapType && to instanceof MapType) {
    const key = castSql("x.key", from.keyType, to.keyType, mode, context);
    const value = castSql("x.value", from.valueType, to.valueType, mode, context);
    return `map_from_entries(list_transform(map_entries(${sql}), lambda x: {'key': ${key}, 'value': ${value}}))`;
  }
  if (from instanceof StructType && to instanceof StructType) {
    const fields = from.fields.map((field, i) => {
      const name = fieldSql(i);
      const part = castSql(`${sql}.${name}`, field.dataType, to.fields[i]!.dataType, mode, context);
      return `${name}: ${part}`;
    });
    return `(CASE WHEN ${sql} IS NULL THEN NULL ELSE {${fields.join(", ")}} END)`;
  }
  return undefined;
}
