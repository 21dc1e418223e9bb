/** Properties of tables, comments, and tables that are like others. */
import type { Statement } from "../../sql-text/index.js";
import { analysisError } from "../analyze/analysis-errors.js";
import { notEmbedded } from "../not-embedded.js";
import { tableNamed } from "./catalog.js";
import type { OperationSession } from "./session.js";
import { alreadyThere, CATALOG } from "./warehouse.js";
import { defineTable, existingTable, newName } from "./write/save-table.js";
import { formatOf } from "./write/write.js";

type Does<D extends Statement["does"]> = Extract<Statement, { readonly does: D }>;

/** @throws AnalysisException TABLE_OR_VIEW_NOT_FOUND */
export function propertyRows(
  session: OperationSession,
  { name, key }: Does<"show properties">,
): (readonly string[])[] {
  const table = tableNamed(session, name);
  if (!("kind" in table)) return [];
  const properties = table.kind === "table" ? table.properties : {};
  if (key !== undefined) {
    const value = Object.hasOwn(properties, key)
      ? shownValue(key, properties[key]!)
      : `Table ${[CATALOG, table.database, table.name].join(".")} does not have property: ${key}`;
    return [[key, value]];
  }
  return Object.entries(properties)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([each, value]) => [each, shownValue(each, value)]);
}

/** Spark hides values whose names sound like secrets. */
export function shownValue(key: string, value: string): string {
  return /secret|password|token|access[.]?key/i.test(key) ? "*********(redacted)" : value;
}

/** A property called comment is the table's. @throws AnalysisException TABLE_OR_VIEW_NOT_FOUND, EXPECT_TABLE_NOT_VIEW.USE_ALTER_VIEW */
export function changeProperties(
  session: OperationSession,
  { name, set, unset }: Does<"change properties">,
): void {
  const table = tableNamed(session, name);
  if (!("kind" in table) || table.kind === "view") {
    const viewName = name.map((part) => `\`${part}\``).join(".");
    const operation = `ALTER TABLE ... ${unset.length > 0 ? "UNSET" : "SET"} TBLPROPERTIES`;
    throw analysisError(
      "EXPECT_TABLE_NOT_VIEW.USE_ALTER_VIEW",
      `${viewName} is a view.`,
      { viewName, operation },
      "42809",
    );
  }
  const { comment = table.comment, ...others } = set;
  const properties = { ...table.properties, ...others };
  for (const key of unset) delete properties[key];
  session.state.warehouse.put({
    ...table,
    properties,
    comment: unset.includes("comment") ? undefined : comment,
  });
}

/** @throws AnalysisException TABLE_OR_VIEW_NOT_FOUND, SCHEMA_NOT_FOUND */
export function commentBy(session: OperationSession, { what, name, comment }: Does<"comment on">): void {
  const { warehouse } = session.state;
  if (what === "database") {
    warehouse.comment(name.at(-1)!, comment);
    return;
  }
  const table = existingTable(session, name, "COMMENT ON TABLE");
  warehouse.put({ ...table, comment });
}

/** Its columns, folders and options, and none of its rows. @throws AnalysisException */
export async function createTableLike(
  session: OperationSession,
  { name, like, ifNotExists, table }: Does<"create table like">,
): Promise<void> {
  const source = tableNamed(session, like);
  const there = session.state.warehouse.find(name);
  if (there !== undefined) {
    if (ifNotExists) return;
    throw alreadyThere(newName(session, name));
  }
  if (!("kind" in source) || source.kind === "view") {
    // Its columns may have no nulls, which tables of this engine don't remember.
    throw notEmbedded("CREATE TABLE LIKE a view");
  }
  const sameFormat = table.format === undefined || table.format === source.format;
  const { location, properties } = table;
  await defineTable(session, name, {
    format: formatOf(session, table.format ?? source.format),
    options: new Map([
      ...(sameFormat ? source.options : []),
      ...(location === undefined ? [] : ([["path", location]] as const)),
    ]),
    schema: source.schema,
    partitions: source.partitions,
    comment: undefined,
    said: { properties, written: sameFormat ? source.written : {} },
  });
}
