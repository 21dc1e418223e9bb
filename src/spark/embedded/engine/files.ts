/** Files as tables. */
import { StructField, StructType } from "../../types/index.js";
import { analysisError } from "../analyze/analysis-errors.js";
import type { LeafNode } from "../analyze/plan-node.js";
import { attributesOf, type FileRead } from "../analyze/session.js";
import { textSql } from "../expression/text-sql.js";
import { sqlOf } from "../expression/to-sql.js";
import { notEmbedded } from "../not-embedded.js";
import { csvTable } from "./csv/csv-table.js";
import { storedAs } from "./duckdb-types.js";
import { fileFilter } from "./file-filter.js";
import { refuseOptions } from "./file-options.js";
import { type FoundFiles, findFiles } from "./find-files.js";
import { FILE_COLUMN } from "./folder-partitions.js";
import { jsonTable } from "./json/json-table.js";
import { once } from "./once.js";
import { castColumn, withPartitions } from "./partitions.js";
import type { OperationSession } from "./session.js";
import { TEXT_SCHEMA, textTable } from "./text-table.js";

/** What a format's reader makes of files: a `FROM` item, and its columns. */
export interface FileTable {
  /** A table that has to be made first comes from a function. */
  readonly from: string | (() => Promise<string>);
  readonly columns: readonly { readonly field: StructField; readonly sql: string }[];
}

type Reader = (session: OperationSession, read: FileRead, files: FoundFiles) => Promise<FileTable>;

const READERS: Readonly<Record<string, Reader>> = {
  parquet: parquetTable,
  csv: csvTable,
  json: jsonTable,
  text: textTable,
};

/** @throws AnalysisException PATH_NOT_FOUND, UNABLE_TO_INFER_SCHEMA; NotSupportedError for a format or an option that isn't done */
export async function filesLeaf(session: OperationSession, read: FileRead): Promise<LeafNode> {
  const reader = READERS[read.format];
  if (reader === undefined) {
    throw notEmbedded(`reading the format ${read.format}`);
  }
  const path = read.options.get("path");
  const paths = path === undefined ? read.paths : [...read.paths, path];
  const { filter, others } = fileFilter(read.format, read.options, session.timeZone);
  const files = await findFiles(paths, filter);
  const schema = read.schema ?? (read.format === "text" ? TEXT_SCHEMA : undefined);
  if (files.paths.length === 0 && schema === undefined) {
    throw analysisError(
      "UNABLE_TO_INFER_SCHEMA",
      `There are no files of the format ${read.format} in ${paths.join(", ")}, and no schema is given.`,
      { format: read.format },
      "42KD9",
    );
  }
  if (files.paths.length === 0) return session.rows(`Relation ${read.format}`, schema!, async () => []);
  const table = await reader(session, { ...read, options: others }, files);
  const columns = new StructType(table.columns.map(({ field }) => field));
  return {
    kind: "leaf",
    label: `Relation ${read.format} ${paths.join(", ")}`,
    identity: `${read.format} ${files.paths.join()} ${JSON.stringify([...read.options])}`,
    output: attributesOf(session, columns),
    files: files.paths.map((file) => `file://${file}`),
    source: async () => ({
      from: typeof table.from === "string" ? table.from : await table.from(),
      columns: table.columns.map(({ sql }) => sql),
    }),
  };
}

export function fileList(files: readonly string[]): string {
  return `[${files.map(textSql).join(", ")}]`;
}

async function parquetTable(
  session: OperationSession,
  { schema, options }: FileRead,
  files: FoundFiles,
): Promise<FileTable> {
  const { paths } = files;
  refuseOptions("parquet", options, ["path", "mergeschema", "compression"]);
  // A file that lacks a column of the schema has nulls there, whichever of the files is the first.
  const isUnion =
    options.get("mergeschema")?.toLowerCase() === "true" || (schema !== undefined && paths.length > 1);
  const union = isUnion ? ", union_by_name = true" : "";
  const from = (other: string) =>
    `read_parquet(${fileList(paths)}, hive_partitioning = false${union}${other})`;
  // The first file says the columns of all, if they aren't put together.
  const columns = await once(session, `parquet${union}`, isUnion ? paths : paths.slice(0, 1), async () => {
    const found = await session.operation.columns(`SELECT * FROM ${from("")}`);
    return found.map(({ name, type }) => {
      const stored = storedAs(`"${name.replaceAll('"', '""')}"`, type);
      return { field: new StructField(name, stored.type), sql: stored.sql };
    });
  });
  const own = schema === undefined ? columns : fitted(session, columns, schema);
  const file = files.partitions.columns.length > 0 ? `, filename = ${textSql(FILE_COLUMN)}` : "";
  return { from: from(file), columns: withPartitions(session, own, files, schema) };
}

/** The columns that a schema names, cast to its types; null for those that files lack. */
function fitted(
  session: OperationSession,
  columns: FileTable["columns"],
  schema: StructType,
): FileTable["columns"] {
  return schema.fields.map((field) => {
    const found = columns.find(({ field: { name } }) => name.toLowerCase() === field.name.toLowerCase());
    const wanted = new StructField(field.name, field.dataType, true, field.metadata);
    if (found === undefined) {
      const none = {
        kind: "literal",
        value: null,
        type: field.dataType,
        nullable: true,
        pretty: "NULL",
      } as const;
      return { field: wanted, sql: sqlOf(none, session) };
    }
    if (found.field.dataType.equals(field.dataType)) return { field: wanted, sql: found.sql };
    return { field: wanted, sql: castColumn(session, found, field) };
  });
}
