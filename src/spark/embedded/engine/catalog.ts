/** What a Catalog is asked: its answers are rows. There are temporary views, and no tables. */
import { NotSupportedError } from "../../../errors.js";
import type { Catalog } from "../../proto/index.js";
import {
  ArrayType,
  BooleanType,
  type DataType,
  StringType,
  StructField,
  StructType,
} from "../../types/index.js";
import { analysisError, CONNECT } from "../analyze/analysis-errors.js";
import { nameParts } from "../analyze/name-parts.js";
import type { LeafNode } from "../analyze/plan-node.js";
import { tableNotFound } from "../analyze/relations/leaves.js";
import { EMBEDDED } from "../functions/registry.js";
import type { OperationSession } from "./session.js";

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

const DATABASE: Row = ["default", "spark_catalog", "default database", ""];

/** @throws AnalysisException; NotSupportedError for what is of tables that last */
export async function catalogRows(session: OperationSession, { catType }: Catalog): Promise<LeafNode> {
  const rows = (type: StructType, values: readonly Row[]) =>
    session.rows(`Catalog ${catType.case}`, type, async () => values);
  const one = (type: DataType, value: unknown) =>
    rows(schema(["value", type, type instanceof StringType]), [[value]]);
  const nothing = () => rows(schema(), []);
  const { views } = session.state;
  switch (catType.case) {
    case "currentDatabase":
      return one(STRING, "default");
    case "currentCatalog":
      return one(STRING, "spark_catalog");
    case "setCurrentDatabase":
      if (catType.value.dbName.toLowerCase() !== "default") throw noSchema(catType.value.dbName);
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
      return rows(DATABASES, [DATABASE].filter(like(catType.value.pattern)));
    case "getDatabase":
      if (catType.value.dbName.toLowerCase() !== "default") throw noSchema(catType.value.dbName);
      return rows(DATABASES, [DATABASE]);
    case "databaseExists":
      return one(BOOLEAN, catType.value.dbName.toLowerCase() === "default");
    case "listTables": {
      const { dbName, pattern } = catType.value;
      const global = dbName?.toLowerCase() === "global_temp";
      if (dbName !== undefined && !global && dbName.toLowerCase() !== "default") throw noSchema(dbName);
      const found = [...views].filter((view) => global || !view.global).map(tableRow);
      return rows(TABLES, found.filter(like(pattern)));
    }
    case "getTable": {
      const parts = partsOf(catType.value.tableName, catType.value.dbName);
      const view = session.view(parts);
      if (view === undefined) throw tableNotFound(parts);
      return rows(TABLES, [tableRow(view)]);
    }
    case "tableExists":
      return one(BOOLEAN, session.view(partsOf(catType.value.tableName, catType.value.dbName)) !== undefined);
    case "listColumns": {
      const parts = partsOf(catType.value.tableName, catType.value.dbName);
      const view = session.view(parts);
      if (view === undefined) throw tableNotFound(parts);
      const { output } = await session.analyze(view.relation);
      return rows(
        COLUMNS,
        output.map(({ name, type, nullable }) => [
          name,
          null,
          type.simpleString(),
          nullable,
          false,
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
    case "dropTempView":
      return one(BOOLEAN, views.drop(catType.value.viewName, false));
    case "dropGlobalTempView":
      return one(BOOLEAN, views.drop(catType.value.viewName, true));
    default:
      throw new NotSupportedError(`Catalog.${catType.case}`, "the embedded engine", CONNECT);
  }
}

function partsOf(name: string, database: string | undefined): string[] {
  const parts = nameParts(name);
  return database === undefined || database.toLowerCase() === "default" ? parts : [database, ...parts];
}

function tableRow({ name }: { readonly name: readonly string[] }): Row {
  return [name.at(-1), null, name.slice(0, -1), null, "TEMPORARY", true];
}

function functionRow(name: string): Row {
  return [name, null, null, null, "", true];
}

/** Spark's patterns: `*` is anything, `|` is or. */
function like(pattern: string | undefined): (row: Row) => boolean {
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

function noSchema(name: string): Error {
  return analysisError(
    "SCHEMA_NOT_FOUND",
    `There is no database \`${name}\`.`,
    { schemaName: `\`${name}\`` },
    "42704",
  );
}
