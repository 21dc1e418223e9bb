/** Files of csv as tables: DuckDB reads those that it reads as Spark does, this process the others. */
import { type StructField, StructType } from "../../../types/index.js";
import type { FileRead } from "../../analyze/session.js";
import type { Table } from "../../duckdb/tables.js";
import { nullableSchema } from "../../expression/nullable-types.js";
import { failedFile } from "../file-errors.js";
import { type TextOptions, textOptions } from "../file-text.js";
import type { FileTable } from "../files.js";
import type { FoundFiles } from "../find-files.js";
import { once } from "../once.js";
import { withPartitions } from "../partitions.js";
import { fromRecords, tableOfRecords } from "../records.js";
import type { OperationSession } from "../session.js";
import { duckdbCsv } from "./csv-duckdb.js";
import { typesByDuckdb } from "./csv-inference.js";
import { type CsvOptions, csvOptions } from "./csv-options.js";
import { regularWidth } from "./csv-regular.js";
import { CsvRows } from "./csv-rows.js";
import { firstRowsOfFile, inferCsv, rowsOfFile, schemaOfCsv } from "./csv-texts.js";
import type { CsvRow } from "./csv-tokens.js";

/** @throws AnalysisException; NotSupportedError for options and types that aren't done */
export async function csvTable(
  session: OperationSession,
  { options: given, schema }: FileRead,
  files: FoundFiles,
): Promise<FileTable> {
  const options = csvOptions(given, session);
  const text = textOptions("csv", given);
  const width = await once(session, `csv's width ${JSON.stringify([...given])}`, files.paths, () =>
    isPlain(options, text) ? widthOf(files.paths, options) : Promise.resolve(undefined),
  );
  const whole =
    schema === undefined
      ? await once(session, `csv ${session.timeZone} ${JSON.stringify([...given])}`, files.paths, () =>
          inferred(session, files.paths, options, text, width),
        )
      : nullableSchema(schema);
  const data = new StructType(whole.fields.filter(({ name }) => !files.isPartition(name)));
  const isSimple = options.mode === "PERMISSIVE" && !data.names.includes(options.corruptRecordColumn);
  // The rows' reader also says which types csv has.
  const rows = new CsvRows(data, options);
  const table: FileTable =
    width !== undefined && isSimple
      ? duckdbCsv(session, files.paths, width, data, options)
      : recordsTable(session, files.paths, data, rows, options, text);
  return { from: table.from, columns: withPartitions(session, table.columns, files, schema) };
}

/** Whether nothing is said that DuckDB takes in another way. */
function isPlain({ dialect, multiLine, ...options }: CsvOptions, text: TextOptions): boolean {
  const { date, timestamp, timestampNtz } = options.patterns;
  return (
    !multiLine &&
    text.encoding === "utf-8" &&
    text.lineSeparator === undefined &&
    options.enforceSchema &&
    options.emptyValue === "" &&
    dialect.comment === undefined &&
    !dialect.ignoreLeadingWhiteSpace &&
    !dialect.ignoreTrailingWhiteSpace &&
    options.nanValue === "NaN" &&
    options.positiveInf === "Inf" &&
    options.negativeInf === "-Inf" &&
    date === undefined &&
    timestamp === undefined &&
    timestampNtz === undefined
  );
}

/** How many values each row of all files has; undefined when it isn't the same everywhere. */
async function widthOf(
  files: readonly string[],
  { dialect, maxColumns }: CsvOptions,
): Promise<number | undefined> {
  let width: number | undefined;
  for (const file of files) {
    if (/\.(?:gz|deflate|bz2|lz4|snappy|zst|zstd|xz)$/i.test(file)) return undefined;
    const found = await regularWidth(file, dialect);
    if (found === undefined || found > maxColumns || (width !== undefined && found !== width))
      return undefined;
    width = found;
  }
  return width;
}

/** Rows whose types are looked at before DuckDB says of all others whether they are of these. */
const FIRST = 1000;

async function inferred(
  session: OperationSession,
  paths: readonly string[],
  options: CsvOptions,
  text: TextOptions,
  width: number | undefined,
): Promise<StructType> {
  const rows = async function* () {
    for (const file of paths) yield rowsOfFile(file, options, text);
  };
  if (width === undefined || !options.inferSchema) return schemaOfCsv(await inferCsv(rows(), options));
  const first = async function* () {
    if (paths[0] !== undefined) yield firstRowsOfFile(paths[0], options, text, FIRST);
  };
  const { titles, types } = await inferCsv(first(), options);
  return schemaOfCsv({ titles, types: await typesByDuckdb(session, paths, types, options) });
}

function recordsTable(
  session: OperationSession,
  paths: readonly string[],
  data: StructType,
  rows: CsvRows,
  options: CsvOptions,
  text: TextOptions,
): FileTable {
  let table: Promise<Table> | undefined;
  const read = async function* () {
    for (const file of paths) {
      let isFirst = true;
      for await (const found of rowsOfFile(file, options, text)) {
        const isHeader = isFirst && options.header && found.length > 0;
        if (found.length > 0) isFirst = false;
        if (isHeader && !options.enforceSchema) checkHeader(file, found[0]!, data.fields, options, session);
        const own = isHeader ? found.slice(1) : found;
        yield { file, rows: own.flatMap((row) => rows.of(row, file)) };
      }
    }
  };
  return {
    from: async () => {
      table ??= tableOfRecords(session, data, read());
      return fromRecords(await table, data);
    },
    columns: data.fields.map((field, i) => ({ field, sql: `c${i}` })),
  };
}

/** @throws SparkException FAILED_READ_FILE for titles that aren't the schema's names */
function checkHeader(
  file: string,
  { tokens }: CsvRow,
  fields: readonly StructField[],
  { corruptRecordColumn }: CsvOptions,
  { caseSensitive }: OperationSession,
): void {
  const form = (name: string) => (caseSensitive ? name : name.toLowerCase());
  const names = fields.map(({ name }) => name).filter((name) => name !== corruptRecordColumn);
  const titles = tokens.map(({ text }) => text ?? "");
  if (names.length === titles.length && names.every((name, i) => form(name) === form(titles[i]!))) return;
  throw failedFile(file, `its header is ${titles.join(", ")}, and the schema has ${names.join(", ")}`);
}
