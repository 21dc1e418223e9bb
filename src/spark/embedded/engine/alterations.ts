/** SQL's ALTER of tables and views, and what tables of files refuse. */
import { rename } from "node:fs/promises";
import { relative } from "node:path";
import { UnsupportedOperationException } from "../../errors/index.js";
import type { Statement } from "../../sql-text/index.js";
import { parseSchema } from "../../types/ddl.js";
import { StructType } from "../../types/index.js";
import { analysisError, refuseTwice } from "../analyze/analysis-errors.js";
import { Analyzer } from "../analyze/analyzer.js";
import { tableNotFound } from "../analyze/relations/leaves.js";
import { nullableSchema } from "../expression/nullable-types.js";
import { tableNamed } from "./catalog.js";
import type { OperationSession } from "./session.js";
import { alreadyThere, savedName } from "./warehouse.js";
import { folderValues, partitionConstants } from "./write/insertion.js";
import { foldersOf } from "./write/partition-folders.js";
import { existingTable, newName } from "./write/save-table.js";

type Does<D extends Statement["does"]> = Extract<Statement, { readonly does: D }>;

/** @throws AnalysisException TABLE_OR_VIEW_NOT_FOUND, TABLE_OR_VIEW_ALREADY_EXISTS, EXPECT_VIEW_NOT_TABLE.USE_ALTER_TABLE, … */
export async function renameBy(session: OperationSession, { what, name, to }: Does<"rename">): Promise<void> {
  const { views, warehouse } = session.state;
  const view = session.view(name);
  if (view !== undefined) {
    views.create(to.at(-1)!, view.relation, { global: view.name.length > 1, replace: false });
    views.drop(view.name.at(-1)!, view.name.length > 1);
    return;
  }
  const saved = warehouse.find(name);
  if (saved === undefined) throw tableNotFound(name);
  if (saved.kind !== what) {
    const operation = `ALTER ${what.toUpperCase()} ... RENAME TO`;
    const called = savedName(saved);
    const sentence = `${called} is a ${saved.kind}.`;
    throw saved.kind === "table"
      ? analysisError(
          "EXPECT_VIEW_NOT_TABLE.USE_ALTER_TABLE",
          sentence,
          { tableName: called, operation },
          "42809",
        )
      : analysisError(
          "EXPECT_TABLE_NOT_VIEW.USE_ALTER_VIEW",
          sentence,
          { viewName: called, operation },
          "42809",
        );
  }
  const wanted = newName(session, to);
  const other = to.length === 1 ? { ...wanted, database: saved.database } : wanted;
  if (other.database !== saved.database) {
    throw analysisError(
      "RENAME_TABLE_SOURCE_DESTINATION_DATABASE_MISMATCH",
      `A table stays in its database: ${saved.database}, and not ${other.database}.`,
      { sourceDb: `\`${saved.database}\``, destinationDb: `\`${other.database}\`` },
      "42809",
    );
  }
  if (warehouse.find([other.database, other.name]) !== undefined) throw alreadyThere(other);
  if (saved.kind === "view") {
    await warehouse.drop(saved);
    warehouse.put({ ...saved, name: other.name });
    return;
  }
  const location = saved.managed ? await warehouse.newLocation(other) : saved.location;
  if (saved.managed) await rename(saved.location, location);
  await warehouse.drop(saved);
  warehouse.put({ ...saved, name: other.name, location });
}

/** @throws AnalysisException COLUMN_ALREADY_EXISTS */
export function addColumns(session: OperationSession, { name, columns }: Does<"add columns">): void {
  const table = existingTable(session, name, "ALTER TABLE ... ADD COLUMNS");
  const { same } = new Analyzer(session);
  const { fields } = table.schema;
  const more = nullableSchema(parseSchema(columns)).fields;
  const isPartition = (column: string) => table.partitions.includes(column);
  const all = [
    ...fields.filter((field) => !isPartition(field.name)),
    ...more,
    ...fields.filter((field) => isPartition(field.name)),
  ];
  const whole = new StructType(all);
  refuseTwice("The table", whole.names, same);
  session.state.warehouse.put({ ...table, schema: whole });
}

/** Another query under a view's name. */
export async function alterView(
  session: OperationSession,
  { name, query }: Does<"alter view">,
): Promise<void> {
  const view = session.view(name);
  if (view !== undefined) {
    await session.analyze(query);
    session.state.views.create(view.name.at(-1)!, query, { global: view.name.length > 1, replace: true });
    return;
  }
  const saved = session.state.warehouse.find(name);
  if (saved === undefined) throw tableNotFound(name);
  if (saved.kind === "table") {
    throw analysisError(
      "EXPECT_VIEW_NOT_TABLE.NO_ALTERNATIVE",
      `${savedName(saved)} is a table.`,
      { tableName: savedName(saved), operation: "ALTER VIEW ... AS" },
      "42809",
    );
  }
  await session.analyze(query);
  session.state.warehouse.put({ ...saved, relation: query });
}

/** What Spark says of its tables of files. @throws AnalysisException, UnsupportedOperationException UNSUPPORTED_FEATURE.TABLE_OPERATION */
export function refuseChange(session: OperationSession, { name, operation }: Does<"refused">): never {
  const table = tableNamed(session, name);
  if (!("kind" in table) || table.kind === "view") existingTable(session, name, operation);
  const tableName = "kind" in table ? savedName(table) : name.join(".");
  const sentence = `${tableName} is made of files, which have no ${operation}.`;
  const condition = "UNSUPPORTED_FEATURE.TABLE_OPERATION";
  const messageParameters = { tableName, operation };
  if (operation !== "UPDATE TABLE" && operation !== "MERGE INTO TABLE") {
    throw analysisError(condition, sentence, messageParameters, "0A000");
  }
  throw new UnsupportedOperationException(`[${condition}] ${sentence} SQLSTATE: 0A000`, {
    condition,
    messageParameters,
    sqlState: "0A000",
  });
}

/** The folders of a table's partitions, as `p=1/q=2`. @throws AnalysisException INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY */
export async function partitionNames(
  session: OperationSession,
  { name, partition }: Does<"show partitions">,
): Promise<string[]> {
  const table = existingTable(session, name, "SHOW PARTITIONS");
  if (table.partitions.length === 0) {
    throw analysisError(
      "INVALID_PARTITION_OPERATION.PARTITION_SCHEMA_IS_EMPTY",
      `${savedName(table)} has no partitions.`,
      { name: savedName(table) },
      "42601",
    );
  }
  const values = await folderValues(session, table, partitionConstants(session, table, partition));
  return (await foldersOf(table, values)).map((folder) => relative(table.location, folder)).sort();
}
