/** Files of comma-separated values, as Spark reads them. */
import { NotSupportedError } from "../../../errors.js";
import { IllegalArgumentException } from "../../errors/index.js";
import {
  BooleanType,
  type DataType,
  DateType,
  DoubleType,
  IntegerType,
  LongType,
  StringType,
  StructField,
  StructType,
  TimestampType,
} from "../../types/index.js";
import { CONNECT } from "../analyze/analysis-errors.js";
import { attributeExpr } from "../analyze/scope.js";
import { attributesOf, type FileRead } from "../analyze/session.js";
import { castOf } from "../expression/cast-rules.js";
import { textSql } from "../expression/text-sql.js";
import { attributeSql, sqlOf } from "../expression/to-sql.js";
import { overSeveralLines } from "./csv-errors.js";
import { type FileTable, fileList, refuseOptions } from "./files.js";
import type { FoundFiles } from "./find-files.js";
import type { OperationSession } from "./session.js";

const KNOWN = [
  ...["path", "header", "inferschema", "sep", "delimiter", "quote", "escape", "nullvalue", "mode"],
  ...["encoding", "charset", "enforceschema", "multiline"],
];

/** A text that stands in no file: nothing that is read is a null. */
const NO_VALUE = "\u0001\u0002\u0001";

/** @throws NotSupportedError for an option that isn't done; IllegalArgumentException for one that can't be */
export async function csvTable(
  session: OperationSession,
  { options, schema }: FileRead,
  { paths, partitions }: FoundFiles,
): Promise<FileTable> {
  refuseOptions("csv", options, KNOWN);
  const header = flag(options, "header", false);
  const encoding = (options.get("encoding") ?? options.get("charset") ?? "UTF-8").toUpperCase();
  if (encoding !== "UTF-8" && encoding !== "UTF8") {
    throw new NotSupportedError(`csv in ${encoding}`, "the embedded engine", CONNECT);
  }
  const mode = (options.get("mode") ?? "PERMISSIVE").toUpperCase();
  if (mode !== "PERMISSIVE" && mode !== "FAILFAST") {
    throw new NotSupportedError(`the mode ${mode} of csv`, "the embedded engine", CONNECT);
  }
  const dialect = dialectOf(options);
  // What a row has beyond the schema is dropped, but DuckDB has to know that it is there.
  const inFile = await widthOf(session, paths[0]!, dialect);
  const first = schema === undefined || header ? await firstRow(session, paths[0]!, inFile, dialect) : [];
  const shown = schema?.fields.length ?? first.length;
  const names = namesOf(shown);
  const width = mode === "PERMISSIVE" ? Math.max(shown, inFile) : shown;
  // DuckDB pads rows that go over several lines in one thread alone, and refuses them otherwise.
  const multiLine = flag(options, "multiline", false);
  if (!multiLine && first.some((title) => /[\r\n]/.test(title))) throw overSeveralLines();
  const alone = multiLine ? "parallel = false, " : "";
  const from = `read_csv(${fileList(paths)}, auto_detect = false, columns = ${textColumns(width)}, header = ${header}, null_padding = ${mode === "PERMISSIVE"}, filename = true, ${alone}${dialect}, nullstr = '')`;
  const fields =
    schema?.fields ??
    (await inferred(session, from, names, header ? first : undefined, flag(options, "inferschema", false)));
  const nullValue = options.get("nullvalue");
  const made = fields.map((field, i) => {
    const text = nullValue === undefined ? names[i]! : `nullif(${names[i]}, ${textSql(nullValue)})`;
    return {
      field: new StructField(field.name, field.dataType, true, field.metadata),
      sql: parsed(session, text, field.dataType, mode === "PERMISSIVE"),
    };
  });
  return { from, columns: [...made, ...partitions.columns] };
}

function flag(options: ReadonlyMap<string, string>, key: string, none: boolean): boolean {
  const value = options.get(key)?.toLowerCase();
  if (value === undefined) return none;
  if (value === "true" || value === "false") return value === "true";
  throw new IllegalArgumentException(`the option ${key} of csv is ${value}; it is true or false`);
}

function dialectOf(options: ReadonlyMap<string, string>): string {
  const separator = options.get("sep") ?? options.get("delimiter") ?? ",";
  const one = (key: string, none: string) => {
    const value = options.get(key) ?? none;
    if (value.length <= 1) return value;
    throw new IllegalArgumentException(`the option ${key} of csv is ${value}; it is one character`);
  };
  return `delim = ${textSql(separator)}, quote = ${textSql(one("quote", '"'))}, escape = ${textSql(one("escape", "\\"))}, allow_quoted_nulls = false`;
}

function namesOf(width: number): string[] {
  return Array.from({ length: width }, (_, i) => `c${i}`);
}

function textColumns(width: number): string {
  return `{${namesOf(width).map((name) => `${name}: 'VARCHAR'`)}}`;
}

/** Of the widest row at a file's beginning. */
async function widthOf(session: OperationSession, file: string, dialect: string): Promise<number> {
  const found = await session.operation.columns(
    `SELECT * FROM read_csv(${fileList([file])}, all_varchar = true, header = false, sample_size = 1, null_padding = true, ${dialect}, nullstr = '')`,
  );
  return found.length;
}

async function inferred(
  session: OperationSession,
  from: string,
  names: readonly string[],
  titles: readonly string[] | undefined,
  infer: boolean,
): Promise<StructField[]> {
  const types = infer ? await typesOf(session, from, names) : names.map(() => new StringType());
  return names.map((_, i) => new StructField(titleOf(titles, i), types[i]!));
}

/** The first row's values: they say how many columns there are. What is padded is told from what is empty by its null. */
async function firstRow(
  session: OperationSession,
  file: string,
  width: number,
  dialect: string,
): Promise<string[]> {
  const sql = `SELECT * FROM read_csv(${fileList([file])}, auto_detect = false, columns = ${textColumns(width)}, header = false, null_padding = true, parallel = false, ${dialect}, nullstr = ${textSql(NO_VALUE)}) LIMIT 1`;
  for await (const chunk of session.operation.chunks(sql)) {
    return chunk.getRowValues(0).flatMap((value) => (value === null ? [] : [String(value)]));
  }
  return [];
}

/** Of a name that is there twice each has its number behind it. */
function titleOf(titles: readonly string[] | undefined, i: number): string {
  const title = titles?.[i];
  if (titles === undefined || title === undefined || title === "") return `_c${i}`;
  const same = titles.filter((other) => other.toLowerCase() === title.toLowerCase());
  return same.length > 1 ? `${title}${i}` : title;
}

const WHOLE = "[+-]?[0-9]+";
const NUMBER = "[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?Infinity|NaN";
const DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
const MOMENT = `${DATE}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?`;

/** The narrowest type that all the values of a column are of. */
async function typesOf(
  session: OperationSession,
  from: string,
  names: readonly string[],
): Promise<DataType[]> {
  const fits = (name: string, pattern: string, type?: string) =>
    `coalesce(bool_and(regexp_full_match(${name}, ${textSql(pattern)})${type === undefined ? "" : ` AND TRY_CAST(${name} AS ${type}) IS NOT NULL`}), false)`;
  const asked = names.flatMap((name) => [
    fits(name, WHOLE, "INTEGER"),
    fits(name, WHOLE, "BIGINT"),
    fits(name, NUMBER, "DOUBLE"),
    fits(name, DATE, "DATE"),
    fits(name, MOMENT, "TIMESTAMPTZ"),
    fits(name, "(?i)true|false"),
    fits(name, WHOLE),
  ]);
  const types: DataType[] = [];
  for await (const chunk of session.operation.chunks(`SELECT ${asked.join(", ")} FROM ${from}`)) {
    const values = chunk.getRowValues(0);
    for (let i = 0; i < names.length; i++) {
      const [int, long, double, date, moment, boolean, whole] = values.slice(7 * i, 7 * i + 7);
      if (int) types.push(new IntegerType());
      else if (long) types.push(new LongType());
      else if (whole) {
        throw new NotSupportedError("inferring decimals in csv", "the embedded engine", "Give the schema.");
      } else if (double) types.push(new DoubleType());
      else if (date) types.push(new DateType());
      else if (moment) types.push(new TimestampType());
      else if (boolean) types.push(new BooleanType());
      else types.push(new StringType());
    }
  }
  return types;
}

/** A text as a value: null for what is none, or an error where the mode says so. */
function parsed(session: OperationSession, text: string, type: DataType, permissive: boolean): string {
  if (type instanceof StringType) return text;
  const [attribute] = attributesOf(session, new StructType([new StructField("text", new StringType())]));
  const cast = sqlOf(
    castOf(attributeExpr(attribute!), type, { mode: permissive ? "try" : "ansi", written: true }),
    session,
  ).replaceAll(attributeSql(attribute!.id), `(${text})`);
  // A cast takes blanks off; a number in a file has none.
  const whole = ["byte", "short", "integer", "long"].includes(type.typeName);
  if (!whole || !permissive) return cast;
  return `CASE WHEN regexp_full_match(${text}, ${textSql(WHOLE)}) THEN ${cast} END`;
}
