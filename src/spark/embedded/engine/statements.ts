/** Statements of SQL that do something. */
import { relation } from "../../plan/index.js";
import type { Relation } from "../../proto/index.js";
import type { Statement } from "../../sql-text/index.js";
import { parseSchema } from "../../types/ddl.js";
import { BooleanType, StringType, StructField, StructType } from "../../types/index.js";
import { analysisError } from "../analyze/analysis-errors.js";
import type { LeafNode } from "../analyze/plan-node.js";
import { tableNotFound } from "../analyze/relations/leaves.js";
import { addColumns, alterView, partitionNames, refuseChange, renameBy } from "./alterations.js";
import { catalogRows, like, readOf, tablesIn } from "./catalog.js";
import {
  columnRows,
  createStatement,
  DESCRIBED,
  described,
  describedColumn,
  describedDatabase,
  INFO,
} from "./descriptions.js";
import { explained } from "./explain.js";
import { persist, unpersist } from "./persist.js";
import { changeProperties, commentBy, createTableLike, propertyRows } from "./properties.js";
import type { OperationSession } from "./session.js";
import { alreadyThere, CATALOG } from "./warehouse.js";
import { insertBy, insertDirectory, truncate } from "./write/insertion.js";
import { createTable, defineTable, newName } from "./write/save-table.js";
import { formatOf, lowerKeys } from "./write/write.js";

const STRING = new StringType();

function schema(...names: readonly string[]): StructType {
  return new StructType(names.map((name) => new StructField(name, STRING, false)));
}

/** @returns what its answer is @throws AnalysisException, ParseException; NotSupportedError */
export async function runStatement(session: OperationSession, statement: Statement): Promise<LeafNode> {
  const { warehouse, settings } = session.state;
  const answer = (type: StructType, rows: readonly (readonly unknown[])[]) =>
    session.rows("Answer", type, async () => rows);
  const done = answer(schema(), []);
  switch (statement.does) {
    case "create table":
      await createTableBy(session, statement);
      return done;
    case "create view":
      await createViewBy(session, statement);
      return done;
    case "insert":
      await insertBy(session, statement);
      return done;
    case "drop":
      await dropBy(session, statement);
      return done;
    case "insert directory":
      await insertDirectory(session, statement);
      return done;
    case "rename":
      await renameBy(session, statement);
      return done;
    case "add columns":
      addColumns(session, statement);
      return done;
    case "alter view":
      await alterView(session, statement);
      return done;
    case "refused":
      return refuseChange(session, statement);
    case "show partitions": {
      const names = await partitionNames(session, statement);
      return answer(
        schema("partition"),
        names.map((partition) => [partition]),
      );
    }
    case "show current":
      return answer(schema("catalog", "namespace"), [[CATALOG, warehouse.current]]);
    case "truncate":
      await truncate(session, statement);
      return done;
    case "create database":
      if (!(statement.ifNotExists && warehouse.database(statement.name) !== undefined)) {
        warehouse.createDatabase(statement.name, statement.comment);
      }
      return done;
    case "drop database":
      if (!(statement.ifExists && warehouse.database(statement.name) === undefined)) {
        await warehouse.dropDatabase(statement.name, statement.cascade);
      }
      return done;
    case "use":
      warehouse.current = warehouse.mustHave(statement.database).name;
      return done;
    case "show":
      return shown(session, statement);
    case "show columns": {
      const { output } = await session.analyze(readOf(statement.name));
      return answer(
        schema("col_name"),
        output.map(({ name }) => [name]),
      );
    }
    case "describe":
      return answer(DESCRIBED, await described(session, statement));
    case "describe query":
      return answer(DESCRIBED, columnRows(await session.analyze(statement.query)));
    case "describe column":
      return answer(INFO, await describedColumn(session, statement));
    case "describe database":
      return answer(INFO, describedDatabase(session, statement));
    case "show create table":
      return answer(schema("createtab_stmt"), [[createStatement(session, statement.name)]]);
    case "show properties":
      return answer(schema("key", "value"), propertyRows(session, statement));
    case "change properties":
      changeProperties(session, statement);
      return done;
    case "comment on":
      commentBy(session, statement);
      return done;
    case "create table like":
      await createTableLike(session, statement);
      return done;
    case "set": {
      const { key, value } = statement;
      const type = schema("key", "value");
      if (key === undefined) {
        const { pairs } = settings.ask({
          case: "getAll",
          value: { $typeName: "spark.connect.ConfigRequest.GetAll" },
        });
        return answer(
          type,
          pairs.map((pair) => [pair.key, pair.value ?? ""]).sort(([a], [b]) => (a! < b! ? -1 : 1)),
        );
      }
      if (value !== undefined) settings.set(key, value);
      return answer(type, [[key, settings.get(key) ?? "<undefined>"]]);
    }
    case "reset":
      settings.reset(statement.key);
      return done;
    case "cache":
      await cacheBy(session, statement);
      return done;
    case "uncache": {
      const { name, ifExists } = statement;
      const there = session.view(name) ?? warehouse.find(name);
      if (!(ifExists && there === undefined)) await unpersist(session, readOf(name));
      return done;
    }
    case "explain": {
      const plan = await session.analyze(statement.query);
      return answer(schema("plan"), [[await explained(session, plan)]]);
    }
  }
}

type Does<D extends Statement["does"]> = Extract<Statement, { readonly does: D }>;

async function createTableBy(session: OperationSession, statement: Does<"create table">): Promise<void> {
  const { name: parts, table, query, ifNotExists, orReplace } = statement;
  const { warehouse } = session.state;
  const name = newName(session, parts);
  if (warehouse.find(parts) !== undefined) {
    if (ifNotExists) return;
    if (orReplace) {
      throw analysisError(
        "UNSUPPORTED_FEATURE.TABLE_OPERATION",
        "Tables of files can't be replaced; drop the table first.",
        { tableName: parts.join("."), operation: "REPLACE TABLE" },
        "0A000",
      );
    }
    throw alreadyThere(name);
  }
  const format = formatOf(session, table.format);
  const given = { ...table.options, ...(table.location === undefined ? {} : { path: table.location }) };
  const options = lowerKeys(given);
  const { partitions, comment, properties } = table;
  const said = { properties, written: table.options };
  if (query !== undefined) {
    const plan = await session.analyze(query);
    await createTable(session, name, { plan, format, options, partitions, comment, said });
    return;
  }
  const columns = table.columns === undefined ? undefined : parseSchema(table.columns);
  await defineTable(session, parts, { format, options, schema: columns, partitions, comment, said });
}

async function createViewBy(session: OperationSession, statement: Does<"create view">): Promise<void> {
  const { name: parts, query, ifNotExists, orReplace, comment } = statement;
  const { warehouse } = session.state;
  const name = newName(session, parts);
  const there = warehouse.find(parts);
  if (there !== undefined) {
    if (ifNotExists) return;
    if (there.kind === "table" || !orReplace) throw alreadyThere(name);
  }
  // A view that can't be read is refused when it is made.
  await session.analyze(query);
  warehouse.put({ kind: "view", ...name, comment, relation: query });
}

async function dropBy(session: OperationSession, { what, name, ifExists }: Does<"drop">): Promise<void> {
  const { views, warehouse } = session.state;
  const view = session.view(name);
  if (view !== undefined) {
    views.drop(view.name.at(-1)!, view.name.length > 1);
    return;
  }
  const saved = warehouse.find(name);
  if (saved === undefined) {
    if (!ifExists) throw tableNotFound(name);
    return;
  }
  // Spark takes a saved view with DROP TABLE too.
  if (saved.kind === "table" && what === "view") {
    throw analysisError(
      "WRONG_COMMAND_FOR_OBJECT_TYPE",
      `${name.join(".")} is a ${saved.kind}; say DROP ${saved.kind.toUpperCase()}.`,
      {
        operation: `DROP ${what.toUpperCase()}`,
        requiredType: "VIEW",
        objectName: name.join("."),
        foundType: saved.managed ? "MANAGED" : "EXTERNAL",
        alternative: `DROP ${saved.kind.toUpperCase()}`,
      },
      "42809",
    );
  }
  if (session.state.persisted.size > 0) await unpersist(session, readOf(name));
  await warehouse.drop(saved);
}

async function shown(
  session: OperationSession,
  { what, database, like: pattern }: Does<"show">,
): Promise<LeafNode> {
  const answer = (type: StructType, rows: readonly (readonly unknown[])[]) =>
    session.rows("Answer", type, async () => rows);
  const first = like(pattern);
  switch (what) {
    case "tables":
    case "views": {
      const name = what === "tables" ? "tableName" : "viewName";
      const type = new StructType([
        ...schema("namespace", name).fields,
        new StructField("isTemporary", new BooleanType(), false),
      ]);
      const found = tablesIn(session, database).filter(
        (each) => what === "tables" || !("kind" in each) || each.kind === "view",
      );
      const rows = found.map((each) =>
        "kind" in each
          ? [each.database, each.name, false]
          : [each.name.slice(0, -1).join("."), each.name.at(-1)!, true],
      );
      return answer(
        type,
        rows.filter(([, title]) => first([title])),
      );
    }
    case "databases":
      return answer(
        schema("namespace"),
        session.state.warehouse.databases
          .map(({ name }) => [name])
          .filter(first)
          .sort(),
      );
    case "catalogs":
      return answer(schema("catalog"), [["spark_catalog"]].filter(first));
    case "functions": {
      const asked = relation("catalog", { catType: { case: "listFunctions", value: {} } });
      if (asked.relType.case !== "catalog") throw new TypeError("a question to the catalog");
      const all = await session.collect(await catalogRows(session, asked.relType.value));
      return answer(
        schema("function"),
        all
          .map(([name]) => [name])
          .filter(first)
          .sort(),
      );
    }
  }
}

async function cacheBy(session: OperationSession, { name, lazy, query }: Does<"cache">): Promise<void> {
  if (query !== undefined) {
    if (name.length !== 1)
      throw analysisError(
        "TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS",
        `A temporary view has one name: ${name.join(".")}.`,
        { actualName: name.join(".") },
        "428EK",
      );
    await session.analyze(query);
    session.state.views.create(name[0]!, query, { global: false, replace: false });
  }
  const read: Relation = readOf(name);
  await persist(session, read, undefined);
  if (!lazy) await session.ready(await session.analyze(read));
}
