/** What a Catalog is asked: its answers are rows. */
import { relation } from "../../plan/index.js";
import type { Catalog, CreateTable, Relation } from "../../proto/index.js";
import {
  ArrayType,
  BooleanType,
  type DataType,
  StringType,
  StructField,
  StructType,
} from "../../types/index.js";
import { typeFromMessage } from "../../types/type-messages.js";
import { analysisError } from "../analyze/analysis-errors.js";
import { nameParts } from "../analyze/name-parts.js";
import type { LeafNode } from "../analyze/plan-node.js";
import { quotedName } from "../analyze/quoted-name.js";
import { tableNotFound } from "../analyze/relations/leaves.js";
import type { View } from "../analyze/session.js";
import { EMBEDDED } from "../functions/registry.js";
import { notEmbedded } from "../not-embedded.js";
import { persist, storageLevel, unpersist, unpersistAll } from "./persist.js";
import type { OperationSession } from "./session.js";
import { GLOBAL } from "./views.js";
import { CATALOG, type SavedDatabase, type SavedTable, type SavedView } from "./warehouse.js";
import { defineTable, existingTable } from "./write/save-table.js";
import { formatOf, lowerKeys } from "./write/write.js";

type Row = readonly unknown[];

const STRING = new StringType();
const BOOLEAN = new BooleanType();

function schema(
  ...fields: readonly (readonly [name: string, type: DataType, nullable?: boolean])[]
): StructType {
  return new StructType(fields.map(([name, type, nullable = true]) => new StructField(name, type, nullable)));
}

const TABLES = schema(
  ["name", STRING],
  ["catalog", STRING],
  ["namespace", new ArrayType(STRING)],
  ["description", STRING],
  ["tableType", STRING],
  ["isTemporary", BOOLEAN, false],
);
const COLUMNS = schema(
  ["name", STRING],
  ["description", STRING],
  ["dataType", STRING],
  ["nullable", BOOLEAN, false],
  ["isPartition", BOOLEAN, false],
  ["isBucket", BOOLEAN, false],
  ["isCluster", BOOLEAN, false],
);
const DATABASES = schema(
  ["name", STRING],
  ["catalog", STRING],
  ["description", STRING],
  ["locationUri", STRING],
);
const FUNCTIONS = schema(
  ["name", STRING],
  ["catalog", STRING],
  ["namespace", new ArrayType(STRING)],
  ["description", STRING],
  ["className", STRING],
  ["isTemporary", BOOLEAN, false],
);
const CATALOGS = schema(["name", STRING], ["description", STRING]);

/** @throws AnalysisException; NotSupportedError for what this engine hasn't */
export async function catalogRows(session: OperationSession, { catType }: Catalog): Promise<LeafNode> {
  const rows = (type: StructType, values: readonly Row[]) =>
    session.rows(`Catalog ${catType.case}`, type, async () => values);
  const one = (type: DataType, value: unknown) =>
    rows(schema(["value", type, type instanceof StringType]), [[value]]);
  const nothing = () => rows(schema(), []);
  const { views, warehouse } = session.state;
  switch (catType.case) {
    case "currentDatabase":
      return one(STRING, warehouse.current);
    case "currentCatalog":
      return one(STRING, "spark_catalog");
    case "setCurrentDatabase":
      warehouse.current = warehouse.mustHave(catType.value.dbName).name;
      return nothing();
    case "setCurrentCatalog":
      if (catType.value.catalogName !== "spark_catalog") {
        throw analysisError("CATALOG_NOT_FOUND", `There is no catalog \`${catType.value.catalogName}\`.`, {
          catalogName: `\`${catType.value.catalogName}\``,
        });
      }
      return nothing();
    case "listCatalogs":
      return rows(CATALOGS, [["spark_catalog", null]].filter(like(catType.value.pattern)));
    case "listDatabases":
      return rows(DATABASES, warehouse.databases.map(databaseRow).filter(like(catType.value.pattern)));
    case "getDatabase":
      return rows(DATABASES, [databaseRow(warehouse.mustHave(catType.value.dbName))]);
    case "databaseExists":
      return one(BOOLEAN, warehouse.database(catType.value.dbName) !== undefined);
    case "listTables": {
      const { dbName, pattern } = catType.value;
      return rows(TABLES, tablesIn(session, dbName).map(tableRow).filter(like(pattern)));
    }
    case "getTable": {
      const parts = partsOf(catType.value.tableName, catType.value.dbName);
      return rows(TABLES, [tableRow(tableNamed(session, parts))]);
    }
    case "tableExists":
      return one(
        BOOLEAN,
        foundTable(session, partsOf(catType.value.tableName, catType.value.dbName)) !== undefined,
      );
    case "listColumns": {
      const parts = partsOf(catType.value.tableName, catType.value.dbName);
      const table = tableNamed(session, parts);
      const partitions = "kind" in table && table.kind === "table" ? table.partitions : [];
      const { output } = await session.analyze(readOf(parts));
      return rows(
        COLUMNS,
        output.map(({ name, type, nullable }) => [
          name,
          null,
          type.simpleString(),
          nullable,
          partitions.includes(name),
          false,
          false,
        ]),
      );
    }
    case "listFunctions":
      return rows(FUNCTIONS, Object.keys(EMBEDDED).map(functionRow).filter(like(catType.value.pattern)));
    case "getFunction": {
      const name = nameParts(catType.value.functionName).at(-1)!.toLowerCase();
      if (!Object.hasOwn(EMBEDDED, name)) {
        throw analysisError("UNRESOLVED_ROUTINE", `There is no function \`${name}\`.`, {
          routineName: `\`${name}\``,
        });
      }
      return rows(FUNCTIONS, [functionRow(name)]);
    }
    case "functionExists":
      return one(
        BOOLEAN,
        Object.hasOwn(EMBEDDED, nameParts(catType.value.functionName).at(-1)!.toLowerCase()),
      );
    case "createTable":
      await newTable(session, catType.value);
      return nothing();
    case "createExternalTable":
      await newTable(session, { ...catType.value, description: undefined });
      return nothing();
    case "isCached": {
      const level = await storageLevel(session, readOf(nameParts(catType.value.tableName)));
      return one(BOOLEAN, level.useMemory || level.useDisk);
    }
    case "cacheTable":
      await persist(session, readOf(nameParts(catType.value.tableName)), catType.value.storageLevel);
      return nothing();
    case "uncacheTable":
      await unpersist(session, readOf(nameParts(catType.value.tableName)));
      return nothing();
    case "clearCache":
      await unpersistAll(session);
      return nothing();
    case "refreshTable":
      // Files are looked for each time.
      tableNamed(session, nameParts(catType.value.tableName));
      return nothing();
    case "refreshByPath":
      return nothing();
    case "recoverPartitions":
      existingTable(session, nameParts(catType.value.tableName));
      return nothing();
    case "dropTempView":
      return one(BOOLEAN, views.drop(catType.value.viewName, false));
    case "dropGlobalTempView":
      return one(BOOLEAN, views.drop(catType.value.viewName, true));
    default:
      throw notEmbedded(`Catalog.${catType.case}`);
  }
}

function partsOf(name: string, database: string | undefined): string[] {
  const parts = nameParts(name);
  return database === undefined ? parts : [database, ...parts];
}

type Found = View | SavedTable | SavedView;

function tableRow(table: Found): Row {
  if (!("kind" in table)) {
    return [table.name.at(-1), null, table.name.slice(0, -1), null, "TEMPORARY", true];
  }
  const type = table.kind === "view" ? "VIEW" : table.managed ? "MANAGED" : "EXTERNAL";
  return [table.name, CATALOG, [table.database], table.comment ?? null, type, false];
}

function databaseRow({ name, comment }: SavedDatabase): Row {
  return [name, CATALOG, comment, ""];
}

/** A database's tables, and the session's views with them. @throws AnalysisException SCHEMA_NOT_FOUND */
export function tablesIn(session: OperationSession, database: string | undefined): Found[] {
  const { views, warehouse } = session.state;
  const isGlobal = database?.toLowerCase() === GLOBAL;
  const saved = isGlobal ? [] : warehouse.in(warehouse.mustHave(database ?? warehouse.current).name);
  return [...saved, ...[...views].filter((view) => isGlobal || !view.global)];
}

function foundTable(session: OperationSession, parts: readonly string[]): Found | undefined {
  return session.view(parts) ?? session.state.warehouse.find(parts);
}

/** @throws AnalysisException TABLE_OR_VIEW_NOT_FOUND */
export function tableNamed(session: OperationSession, parts: readonly string[]): Found {
  const found = foundTable(session, parts);
  if (found === undefined) throw tableNotFound(parts);
  return found;
}

export function readOf(parts: readonly string[]): Relation {
  const value = { unparsedIdentifier: quotedName(parts) };
  return relation("read", { readType: { case: "namedTable", value } });
}

/** @throws AnalysisException TABLE_OR_VIEW_ALREADY_EXISTS */
async function newTable(
  session: OperationSession,
  table: Omit<CreateTable, "$typeName" | "$unknown">,
): Promise<void> {
  const { tableName, path, source, schema, description, options } = table;
  const given = lowerKeys({ ...options, ...(path === undefined ? {} : { path }) });
  const type = schema === undefined ? undefined : typeFromMessage(schema);
  await defineTable(session, nameParts(tableName), {
    format: formatOf(session, source),
    options: given,
    schema: type instanceof StructType ? type : undefined,
    partitions: [],
    comment: description,
  });
}

function functionRow(name: string): Row {
  return [name, null, null, null, "", true];
}

/** Spark's patterns: `*` is anything, `|` is or. */
export function like(pattern: string | undefined): (row: readonly unknown[]) => boolean {
  if (pattern === undefined) return () => true;
  const parts = pattern.split("|").map((part) => {
    const text = part
      .trim()
      .replace(/[.+?^${}()[\]\\]/g, "\\$&")
      .replaceAll("*", ".*");
    return new RegExp(`^${text}$`, "i");
  });
  return ([name]) => parts.some((part) => part.test(String(name)));
}
