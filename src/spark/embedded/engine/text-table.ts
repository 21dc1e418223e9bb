/** Files of text: a row a line, or a row a file. */
import { stat } from "node:fs/promises";
import { IllegalArgumentException } from "../../errors/index.js";
import { StringType, StructField, StructType } from "../../types/index.js";
import { analysisError } from "../analyze/analysis-errors.js";
import type { FileRead } from "../analyze/session.js";
import type { Table } from "../duckdb/tables.js";
import { textSql } from "../expression/text-sql.js";
import { notEmbedded } from "../not-embedded.js";
import { flagOf, refuseOptions } from "./file-options.js";
import { linesOf, type TextOptions, wholeText } from "./file-text.js";
import { type FileTable, fileList } from "./files.js";
import type { FoundFiles } from "./find-files.js";
import { FILE_COLUMN } from "./folder-partitions.js";
import { withPartitions } from "./partitions.js";
import { fromRecords, tableOfRecords } from "./records.js";
import type { OperationSession } from "./session.js";

export const TEXT_SCHEMA = new StructType([new StructField("value", new StringType())]);

/** A larger file is read a piece at a time. */
const WHOLE_BYTES = 64 * 2 ** 20;
const PACKED = /\.(?:gz|deflate|bz2|lz4|snappy|zst|zstd|xz)$/i;

/** @throws AnalysisException for another schema than one of a string; NotSupportedError for options that aren't done */
export async function textTable(
  session: OperationSession,
  { options, schema }: FileRead,
  files: FoundFiles,
): Promise<FileTable> {
  refuseOptions("text", options, ["path", "wholetext", "linesep", "encoding", "compression"]);
  const own = new StructType((schema ?? TEXT_SCHEMA).fields.filter(({ name }) => !files.isPartition(name)));
  refuseTextSchema(own);
  const [field] = own.fields;
  const isWhole = flagOf("text", options, "wholetext", false);
  const text = lineOptions(options);
  const table = (from: FileTable["from"], sql: string): FileTable => ({
    from,
    columns: withPartitions(session, [{ field: field!, sql }], files, schema),
  });
  const sizes = await Promise.all(files.paths.map(async (file) => (await stat(file)).size));
  const inDuckdb =
    sizes.every((size) => size <= WHOLE_BYTES) && !files.paths.some((file) => PACKED.test(file));
  if (!inDuckdb) return table(recordsOf(session, files.paths, own, isWhole, text), "c0");
  const read = `read_text(${fileList(files.paths)})`;
  // A file of nothing has no row.
  if (isWhole)
    return table(`(SELECT content, filename AS ${FILE_COLUMN} FROM ${read} WHERE content <> '')`, "content");
  const line = `SELECT filename AS ${FILE_COLUMN}, unnest(${linesSql(text.lineSeparator)}) AS line FROM ${read} WHERE content <> ''`;
  return table(`(${line})`, "line");
}

/** The list of a content's lines; its last may have an end or not. */
function linesSql(end: string | undefined): string {
  if (end === undefined) {
    const ends = "\\r\\n|\\n|\\r";
    return `string_split_regex(regexp_replace(content, '(${ends})$', ''), '${ends}')`;
  }
  const sql = textSql(end);
  return `string_split(CASE WHEN ends_with(content, ${sql}) THEN left(content, length(content) - length(${sql})) ELSE content END, ${sql})`;
}

function recordsOf(
  session: OperationSession,
  paths: readonly string[],
  schema: StructType,
  isWhole: boolean,
  text: TextOptions,
): () => Promise<string> {
  let made: Promise<Table> | undefined;
  const rows = async function* () {
    for (const file of paths) {
      if (isWhole) {
        const whole = await wholeText(file, text);
        if (whole !== "" || (await stat(file)).size > 0) yield { file, rows: [[whole]] };
      } else {
        for await (const lines of linesOf(file, text)) yield { file, rows: lines.map((line) => [line]) };
      }
    }
  };
  return async () => {
    made ??= tableOfRecords(session, schema, rows());
    return fromRecords(await made, schema);
  };
}

/** @throws IllegalArgumentException for an empty end of lines; NotSupportedError for one in another encoding */
function lineOptions(options: ReadonlyMap<string, string>): TextOptions {
  const lineSeparator = options.get("linesep");
  if (lineSeparator === "") {
    throw new IllegalArgumentException("requirement failed: the option lineSep is empty");
  }
  const encoding = options.get("encoding") ?? "UTF-8";
  // Spark reads text as UTF-8 whatever is said: an encoding is that of the ends of lines.
  if (lineSeparator !== undefined && !/^utf-?8$/i.test(encoding)) {
    throw notEmbedded(`ends of lines in the encoding ${encoding}`);
  }
  return { encoding: "utf-8", lineSeparator };
}

/** @throws AnalysisException UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE, _LEGACY_ERROR_TEMP_1290 */
export function refuseTextSchema({ fields }: StructType): void {
  const wrong = fields.find(({ dataType }) => !(dataType instanceof StringType));
  if (wrong !== undefined) {
    const columnType = `"${wrong.dataType.simpleString().toUpperCase()}"`;
    throw analysisError(
      "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
      `A file of text has one column, of strings; \`${wrong.name}\` is of the type ${columnType}.`,
      { columnName: `\`${wrong.name}\``, columnType, format: "Text" },
      "0A000",
    );
  }
  if (fields.length === 1) return;
  throw analysisError(
    "_LEGACY_ERROR_TEMP_1290",
    `A file of text has one column, and these are ${fields.length}.`,
    { schemaSize: String(fields.length) },
  );
}
