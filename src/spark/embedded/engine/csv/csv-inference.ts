/**
 * The types of csv that DuckDB reads. They are found a value at a time (csv-types.ts): the type so far, and the first value that isn't of it make the
 * next. A value that is of the type so far changes nothing, so DuckDB is asked for the others alone; of most columns there are none.
 */
import { type DataType, DecimalType, StringType } from "../../../types/index.js";
import { textSql } from "../../expression/text-sql.js";
import type { OperationSession } from "../session.js";
import { fromSql, NUMBER, textOf, WHOLE } from "./csv-duckdb.js";
import type { CsvOptions } from "./csv-options.js";
import { widened } from "./csv-types.js";

/** @param first what the first rows' values are @returns what all rows' values are */
export async function typesByDuckdb(
  session: OperationSession,
  paths: readonly string[],
  first: readonly DataType[],
  options: CsvOptions,
): Promise<DataType[]> {
  const from = fromSql(paths, first.length, options);
  const open = first.flatMap((type, i) => (type instanceof StringType ? [] : [i]));
  if (open.length === 0) return [...first];
  const asked = open.map((i) => `coalesce(bool_or(${isOther(saidIn(i, options), first[i]!)}), false)`);
  const types = [...first];
  let others: readonly unknown[] = [];
  for await (const chunk of session.operation.chunks(`SELECT ${asked.join(", ")} FROM ${from}`)) {
    others = chunk.getRowValues(0);
  }
  for (const [at, i] of open.entries()) {
    if (others[at] !== false) types[i] = await widenedByAll(session, from, i, first[i]!, options);
  }
  return types;
}

/** The type of a column of which some values aren't of the type of the first. */
async function widenedByAll(
  session: OperationSession,
  from: string,
  column: number,
  first: DataType,
  options: CsvOptions,
): Promise<DataType> {
  let type = first;
  for (;;) {
    const before = type;
    const value = saidIn(column, options);
    // In the order in which they come first.
    const others = `SELECT value FROM (SELECT ${value} AS value, row_number() OVER () AS place FROM ${from}) WHERE ${isOther("value", type)} GROUP BY value ORDER BY min(place)`;
    for await (const chunk of session.operation.chunks(others)) {
      for (const text of chunk.getColumnValues(0) as string[]) {
        type = widened(type, text, options);
        if (type !== before) break;
      }
      if (type !== before) break;
    }
    if (type === before || type instanceof StringType) return type;
  }
}

/** What Spark looks at: nothing is what an empty value says. */
function saidIn(column: number, options: CsvOptions): string {
  const text = textOf(column, options);
  return options.nullValue === "" ? text : `nullif(${text}, '')`;
}

const DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
const CLOCK =
  "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-7]):[0-5][0-9])?)?";
const MOMENT = `${DATE}([T ]${CLOCK})?`;

/** Whether a value isn't of a type for sure: some that it says this of are of it all the same. */
function isOther(value: string, type: DataType): string {
  const fits = fitting(value, type);
  return fits === undefined ? `${value} IS NOT NULL` : `(${value} IS NOT NULL AND NOT (${fits}))`;
}

function fitting(value: string, type: DataType): string | undefined {
  const is = (pattern: string) => `regexp_full_match(${value}, ${textSql(pattern)})`;
  const isAndReads = (pattern: string, as: string) =>
    `${is(pattern)} AND TRY_CAST(${value} AS ${as}) IS NOT NULL`;
  if (type instanceof DecimalType) return is(`[+-]?[0-9]{1,${type.precision}}`);
  switch (type.typeName) {
    case "integer":
      return isAndReads(WHOLE, "INTEGER");
    case "long":
      return isAndReads(WHOLE, "BIGINT");
    case "double":
      return is(NUMBER);
    case "date":
      return isAndReads(DATE, "DATE");
    case "timestamp":
      return isAndReads(MOMENT, "TIMESTAMPTZ");
    case "boolean":
      return is("(?i)true|false");
    default:
      return undefined;
  }
}
