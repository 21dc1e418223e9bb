/** Csv that DuckDB reads: see csv-regular.ts. */

import { dateText } from "../../../types/civil-text.js";
import {
  BooleanType,
  type DataType,
  DateType,
  DecimalType,
  DoubleType,
  IntegerType,
  LongType,
  StringType,
  StructField,
  StructType,
  TimestampType,
} from "../../../types/index.js";
import { timeZone, wallOf } from "../../../types/time-zone.js";
import { attributeExpr } from "../../analyze/scope.js";
import { attributesOf } from "../../analyze/session.js";
import { castOf } from "../../expression/cast-rules.js";
import { sqlType } from "../../expression/sql-types.js";
import { textSql } from "../../expression/text-sql.js";
import { attributeSql, sqlOf } from "../../expression/to-sql.js";
import { type FileTable, fileList } from "../files.js";
import type { OperationSession } from "../session.js";
import { readsAsTimestamp } from "../text-values.js";
import type { CsvOptions } from "./csv-options.js";

/** Texts c0, c1 … of the rows. */
function fromSql(paths: readonly string[], width: number, { dialect, header }: CsvOptions): string {
  const columns = Array.from({ length: width }, (_, i) => `c${i}: 'VARCHAR'`).join(", ");
  const { separator, quote = "", escapeWith = "" } = dialect;
  return `read_csv(${fileList(paths)}, auto_detect = false, columns = {${columns}}, header = ${header}, filename = true, delim = ${textSql(separator)}, quote = ${textSql(quote)}, escape = ${textSql(quote === "" ? "" : escapeWith)}, allow_quoted_nulls = false, nullstr = '')`;
}

/** @param width how many values the rows have */
export function duckdbCsv(
  session: OperationSession,
  paths: readonly string[],
  width: number,
  { fields }: StructType,
  options: CsvOptions,
): FileTable {
  const columns = fields.map((field, i) => {
    const text = i >= width ? "NULL" : textOf(i, options);
    return {
      field,
      sql: i >= width ? `CAST(NULL AS ${sqlType(field.dataType)})` : parsed(session, text, field.dataType),
    };
  });
  return { from: fromSql(paths, width, options), columns };
}

function textOf(i: number, { nullValue }: CsvOptions): string {
  return nullValue === "" ? `c${i}` : `nullif(c${i}, ${textSql(nullValue)})`;
}

const DAY = 86_400_000_000n;
const BLANK = "[\\x00-\\x20]*";
const WHOLE = "[+-]?[0-9]+";
const DIGITS = "[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?";
const NUMBER = `${BLANK}(${DIGITS}[fFdD]?|[+-]?Infinity|[+-]?NaN)${BLANK}|-?Inf`;
const DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
const MOMENT = `${DATE}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?`;

/** How a value is written that is one of csv; a cast takes more. */
function patternOf(type: DataType): string | undefined {
  if (type instanceof DecimalType) return DIGITS;
  switch (type.typeName) {
    case "byte":
    case "short":
    case "integer":
    case "long":
      return WHOLE;
    case "float":
    case "double":
      return NUMBER;
    case "boolean":
      return "(?i)true|false";
    default:
      return undefined;
  }
}

/** A text as a value; null for what is none. */
function parsed(session: OperationSession, text: string, type: DataType): string {
  if (type.typeName === "string" || type.typeName === "char" || type.typeName === "varchar") return text;
  const [attribute] = attributesOf(session, new StructType([new StructField("text", new StringType())]));
  const cast = sqlOf(
    castOf(attributeExpr(attribute!), type, { mode: "try", written: true }),
    session,
  ).replaceAll(attributeSql(attribute!.id), `(${text})`);
  if (type.typeName === "timestamp") {
    // A clock's time alone is today's, which a cast of texts here doesn't say.
    const today = textSql(
      dateText(Number(wallOf(BigInt(Date.now()) * 1000n, timeZone(session.timeZone)) / DAY)),
    );
    const time = `regexp_matches(${text}, '^${BLANK}T?[0-9]{1,2}:')`;
    return cast.replaceAll(
      `(${text})`,
      `(CASE WHEN ${time} THEN concat(${today}, ' ', ltrim(${text}, ' T')) ELSE ${text} END)`,
    );
  }
  const pattern = patternOf(type);
  return pattern === undefined
    ? cast
    : `CASE WHEN regexp_full_match(${text}, ${textSql(pattern)}) THEN ${cast} END`;
}

/**
 * The narrowest type that all the values of a column are of.
 *
 * @param named the columns' names
 * @returns undefined when that takes a closer look
 */
export async function typesByDuckdb(
  session: OperationSession,
  paths: readonly string[],
  named: StructType,
  options: CsvOptions,
): Promise<StructType | undefined> {
  const width = named.fields.length;
  const from = fromSql(paths, width, options);
  const asked = named.fields.flatMap((_, i) => {
    const text = textOf(i, options);
    const fits = (pattern: string, type?: string) =>
      `coalesce(bool_and(regexp_full_match(${text}, ${textSql(pattern)})${type === undefined ? "" : ` AND (${text} IS NULL OR TRY_CAST(${text} AS ${type}) IS NOT NULL)`}), false)`;
    return [
      fits(WHOLE, "INTEGER"),
      fits(WHOLE, "BIGINT"),
      `coalesce(bool_or(regexp_full_match(${text}, ${textSql(WHOLE)}) AND TRY_CAST(${text} AS BIGINT) IS NULL), false)`,
      fits(NUMBER),
      fits(DATE, "DATE"),
      fits(MOMENT, "TIMESTAMPTZ"),
      fits("(?i)true|false"),
      `first(${text}) FILTER (WHERE ${text} IS NOT NULL)`,
    ];
  });
  const types: DataType[] = [];
  for await (const chunk of session.operation.chunks(`SELECT ${asked.join(", ")} FROM ${from}`)) {
    const values = chunk.getRowValues(0);
    for (let i = 0; i < width; i++) {
      const [int, long, isBig, double, date, moment, boolean, some] = values.slice(8 * i, 8 * i + 8);
      if (int) types.push(new IntegerType());
      else if (long) types.push(new LongType());
      else if (isBig) return undefined;
      else if (double) types.push(new DoubleType());
      else if (date && options.preferDate) types.push(new DateType());
      else if (moment) types.push(new TimestampType());
      else if (boolean) types.push(new BooleanType());
      else if (typeof some === "string" && readsAsTimestamp(some, options.patterns)) return undefined;
      else types.push(new StringType());
    }
  }
  return new StructType(named.fields.map(({ name }, i) => new StructField(name, types[i]!)));
}
