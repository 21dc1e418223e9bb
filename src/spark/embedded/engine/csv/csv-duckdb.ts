/** Csv that DuckDB reads: see csv-regular.ts. */

import { dateText } from "../../../types/civil-text.js";
import { type DataType, DecimalType, StringType, StructField, StructType } from "../../../types/index.js";
import { timeZone, wallOf } from "../../../types/time-zone.js";
import { attributeExpr } from "../../analyze/scope.js";
import { attributesOf } from "../../analyze/session.js";
import { castOf } from "../../expression/cast-rules.js";
import { sqlType } from "../../expression/sql-types.js";
import { textSql } from "../../expression/text-sql.js";
import { attributeSql, sqlOf } from "../../expression/to-sql.js";
import { type FileTable, fileList } from "../files.js";
import { FILE_COLUMN } from "../folder-partitions.js";
import type { OperationSession } from "../session.js";
import type { CsvOptions } from "./csv-options.js";

/** Texts c0, c1 … of the rows. */
export function fromSql(
  paths: readonly string[],
  width: number,
  { dialect, header, nullValue }: CsvOptions,
): string {
  const columns = Array.from({ length: width }, (_, i) => `c${i}: 'VARCHAR'`).join(", ");
  const { separator, quote = "", escapeWith = "" } = dialect;
  return `read_csv(${fileList(paths)}, auto_detect = false, columns = {${columns}}, header = ${header}, filename = ${textSql(FILE_COLUMN)}, delim = ${textSql(separator)}, quote = ${textSql(quote)}, escape = ${textSql(quote === "" ? "" : escapeWith)}, allow_quoted_nulls = ${nullValue === ""}, nullstr = '')`;
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

export function textOf(i: number, { nullValue }: CsvOptions): string {
  return nullValue === "" ? `c${i}` : `nullif(c${i}, ${textSql(nullValue)})`;
}

const DAY = 86_400_000_000n;
const BLANK = "[\\x00-\\x20]*";
export const WHOLE = "[+-]?[0-9]+";
const DIGITS = "[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?";
export const NUMBER = `${BLANK}(${DIGITS}[fFdD]?|[+-]?Infinity|[+-]?NaN)${BLANK}|-?Inf`;

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
