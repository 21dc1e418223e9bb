/** Csv as this process reads it: any file in any dialect, and texts in a column. */
import { type DataType, NullType, StringType, StructField, StructType } from "../../../types/index.js";
import { nullableSchema } from "../../expression/nullable-types.js";
import { failedFile } from "../file-errors.js";
import { linesOf, type TextOptions, wholeText } from "../file-text.js";
import type { Texts } from "../json/json-table.js";
import type { TextRows } from "../parse.js";
import type { OperationSession } from "../session.js";
import { type CsvOptions, csvOptions } from "./csv-options.js";
import { CsvRows, saidBy } from "./csv-rows.js";
import { type CsvRow, rowsOf } from "./csv-tokens.js";
import { widened } from "./csv-types.js";

/** The first rows of a file. */
export async function* firstRowsOfFile(
  file: string,
  options: CsvOptions,
  text: TextOptions,
  most: number,
): AsyncGenerator<readonly CsvRow[]> {
  for await (const lines of linesOf(file, text)) {
    yield lines.slice(0, most).flatMap((line) => rowsOfLine(line, options));
    return;
  }
}

/** The rows of one file, a header among them. @throws SparkException FAILED_READ_FILE */
export async function* rowsOfFile(
  file: string,
  options: CsvOptions,
  text: TextOptions,
): AsyncGenerator<readonly CsvRow[]> {
  const check = (row: CsvRow): CsvRow => {
    if (row.tokens.length <= options.maxColumns) return row;
    throw failedFile(
      file,
      `a row has more than ${options.maxColumns} columns, which the option maxColumns allows`,
    );
  };
  if (options.multiLine) {
    let rows: CsvRow[] = [];
    for (const row of rowsOf(withPlainEnds(await wholeText(file, text), text), options.dialect)) {
      rows.push(check(row));
      if (rows.length === SOME) {
        yield rows;
        rows = [];
      }
    }
    yield rows;
    return;
  }
  for await (const lines of linesOf(file, text)) {
    yield lines.flatMap((line) => rowsOfLine(line, options)).map(check);
  }
}

const SOME = 5000;

/** The first end of a line says how all are written. */
function withPlainEnds(whole: string, { lineSeparator }: TextOptions): string {
  const end = lineSeparator ?? /\r\n|\n|\r/.exec(whole)?.[0] ?? "\n";
  return end === "\n" ? whole : whole.replaceAll(end, "\n");
}

function rowsOfLine(line: string, { dialect }: CsvOptions): readonly CsvRow[] {
  if (/^[\0-\x20]*$/.test(line)) return [];
  return [...rowsOf(line.replaceAll("\n", " "), dialect)];
}

/** The columns of csv whose schema nobody gave. */
export interface CsvColumns {
  /** Of the first row, if that has them. */
  readonly titles: readonly (string | null)[];
  /** NullType where there was no value. */
  readonly types: readonly DataType[];
}

/** The columns and their types, if they are to be inferred. */
export async function inferCsv(
  files: AsyncIterable<AsyncIterable<readonly CsvRow[]>>,
  options: CsvOptions,
): Promise<CsvColumns> {
  let titles: readonly (string | null)[] | undefined;
  let types: DataType[] = [];
  for await (const file of files) {
    let first = true;
    for await (const rows of file) {
      for (const row of rows) {
        const values = row.tokens.map((token) => saidBy(token, options));
        const isHeader = first && options.header;
        first = false;
        if (titles === undefined) {
          titles = options.header ? row.tokens.map(({ text }) => text) : values.map(() => null);
          types = values.map(() => (options.inferSchema ? new NullType() : new StringType()));
          if (!options.inferSchema) return { titles, types };
        }
        if (isHeader) continue;
        for (let i = 0; i < Math.min(values.length, types.length); i++) {
          const text = values[i]!;
          if (text !== null && text !== "") types[i] = widened(types[i]!, text, options);
        }
      }
    }
  }
  return { titles: titles ?? [], types };
}

/** Columns by their titles or `_c0`, `_c1` …; those without a value are texts. */
export function schemaOfCsv({ titles, types }: CsvColumns): StructType {
  return new StructType(
    types.map((type, i) => {
      const given = type instanceof NullType ? new StringType() : type;
      return new StructField(titleOf(titles, i), given);
    }),
  );
}

/** Of a name that is there twice each has its number behind it. */
function titleOf(titles: readonly (string | null)[], i: number): string {
  const title = titles[i];
  if (title === undefined || title === null || title === "") return `_c${i}`;
  const same = titles.filter((other) => other?.toLowerCase() === title.toLowerCase());
  return same.length > 1 ? `${title}${i}` : title;
}

/** Texts of which each is a row. */
export async function csvTexts(
  session: OperationSession,
  texts: () => Texts,
  given: ReadonlyMap<string, string>,
  schema: StructType | undefined,
): Promise<TextRows> {
  const options = csvOptions(given, session);
  let title: string | undefined;
  if (options.header) title = await firstRow(texts(), options);
  const all = async function* () {
    for await (const some of texts()) yield some.flatMap((line) => rowsOfLine(line, options));
  };
  const one = async function* () {
    yield all();
  };
  const made = schema === undefined ? schemaOfCsv(await inferCsv(one(), options)) : nullableSchema(schema);
  const rows = new CsvRows(made, options);
  // Every text that is the header is one, wherever it stands.
  const of = (text: string) =>
    text === title ? [] : rowsOfLine(text, options).flatMap((row) => rows.of(row, undefined));
  return { schema: made, of };
}

async function firstRow(texts: Texts, options: CsvOptions): Promise<string | undefined> {
  for await (const some of texts) {
    const found = some.find((line) => rowsOfLine(line, options).length > 0);
    if (found !== undefined) return found;
  }
  return undefined;
}
