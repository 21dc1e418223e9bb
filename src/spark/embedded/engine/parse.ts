/** Texts of csv or JSON in a DataFrame's only column, as rows. */
import type { StructType } from "../../types/index.js";
import type { LeafNode } from "../analyze/plan-node.js";
import type { ParsedTexts } from "../analyze/session.js";
import { attributesOf } from "../analyze/session.js";
import type { Table } from "../duckdb/tables.js";
import { notEmbedded } from "../not-embedded.js";
import { csvTexts } from "./csv/csv-texts.js";
import { jsonTexts, type Texts } from "./json/json-table.js";
import { tableOfRecords } from "./records.js";
import type { OperationSession } from "./session.js";

/** What a format makes of texts: their columns, and each text's rows. */
export interface TextRows {
  readonly schema: StructType;
  of(text: string): readonly (readonly unknown[])[];
}

/** @throws AnalysisException; NotSupportedError for a format or an option that isn't done */
export async function parsedTexts(
  session: OperationSession,
  { format, input, schema, options }: ParsedTexts,
): Promise<LeafNode> {
  const texts = async function* (): Texts {
    for await (const rows of session.rowsOf(input)) {
      yield rows.flatMap(([text]) => (typeof text === "string" ? [text] : []));
    }
  };
  const reader = format === "json" ? jsonTexts : format === "csv" ? csvTexts : undefined;
  if (reader === undefined) {
    throw notEmbedded(`parsing ${format}`);
  }
  const made: TextRows = await reader(session, texts, options, schema);
  let table: Promise<Table> | undefined;
  const read = async function* () {
    for await (const some of texts()) yield { file: undefined, rows: some.flatMap((text) => made.of(text)) };
  };
  return {
    kind: "leaf",
    label: `Parse ${format}`,
    identity: `parse ${session.newId()}`,
    output: attributesOf(session, made.schema),
    source: async () => {
      table ??= tableOfRecords(session, made.schema, read());
      return { from: (await table).name, columns: made.schema.fields.map((_, i) => `c${i}`) };
    },
  };
}
