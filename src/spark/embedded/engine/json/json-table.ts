/** Files of JSON, or texts of it in a column, as tables. */
import { StructType } from "../../../types/index.js";
import { analysisError } from "../../analyze/analysis-errors.js";
import type { FileRead } from "../../analyze/session.js";
import type { Table } from "../../duckdb/tables.js";
import { nullableSchema } from "../../expression/nullable-types.js";
import { linesOf, type TextOptions, textOptions, wholeText } from "../file-text.js";
import type { FileTable } from "../files.js";
import type { FoundFiles } from "../find-files.js";
import { once } from "../once.js";
import type { TextRows } from "../parse.js";
import { withPartitions } from "../partitions.js";
import { fromRecords, tableOfRecords } from "../records.js";
import type { OperationSession } from "../session.js";
import { type JsonOptions, jsonOptions } from "./json-options.js";
import { JsonRows } from "./json-rows.js";
import { JsonSchema } from "./json-schema.js";

/** Texts, many at a time. */
export type Texts = AsyncIterable<readonly string[]>;

/** @throws AnalysisException; NotSupportedError for options and types that aren't done */
export async function jsonTable(
  session: OperationSession,
  { options: given, schema }: FileRead,
  files: FoundFiles,
): Promise<FileTable> {
  const options = jsonOptions(given, session);
  const text = textOptions("json", given);
  const inferred = async () => {
    const found = await once(session, `json ${JSON.stringify([...given])}`, files.paths, () =>
      inferJson(recordsOf(files.paths, options, text), options),
    );
    refuseOnlyCorrupt(found, options);
    return found;
  };
  const whole = schema === undefined ? await inferred() : nullableSchema(schema);
  const data = new StructType(whole.fields.filter(({ name }) => !files.isPartition(name)));
  const rows = new JsonRows(data, options);
  let table: Promise<Table> | undefined;
  const read = async function* () {
    for (const file of files.paths) {
      for await (const texts of recordsOf([file], options, text)) {
        yield { file, rows: texts.flatMap((record) => rows.of(record, file)) };
      }
    }
  };
  return {
    from: async () => {
      table ??= tableOfRecords(session, data, read());
      return fromRecords(await table, data);
    },
    columns: withPartitions(
      session,
      data.fields.map((field, i) => ({ field, sql: `c${i}` })),
      files,
      schema,
    ),
  };
}

/** Each file is a record, or each line. */
async function* recordsOf(files: readonly string[], { multiLine }: JsonOptions, text: TextOptions): Texts {
  for (const file of files) {
    if (multiLine) yield [await wholeText(file, text)];
    else yield* linesOf(file, text);
  }
}

async function inferJson(texts: Texts, options: JsonOptions): Promise<StructType> {
  const schema = new JsonSchema(options);
  for await (const records of texts) for (const record of records) schema.add(record);
  return schema.schema;
}

/** Of files that are no JSON at all Spark doesn't show the records. */
function refuseOnlyCorrupt({ names }: StructType, { corruptRecordColumn }: JsonOptions): void {
  if (names.length !== 1 || names[0] !== corruptRecordColumn) return;
  throw analysisError(
    "UNSUPPORTED_FEATURE.QUERY_ONLY_CORRUPT_RECORD_COLUMN",
    `No record can be read, and a query of nothing but the column \`${corruptRecordColumn}\` isn't allowed. Read the files as text.`,
    {},
    "0A000",
  );
}

/** Texts of which each is a record. */
export async function jsonTexts(
  session: OperationSession,
  texts: () => Texts,
  given: ReadonlyMap<string, string>,
  schema: StructType | undefined,
): Promise<TextRows> {
  const options = jsonOptions(given, session);
  const made = schema === undefined ? await inferJson(texts(), options) : nullableSchema(schema);
  const rows = new JsonRows(made, options);
  return { schema: made, of: (text) => rows.of(text, undefined) };
}
