/** Statements that do something. */
import { create } from "@bufbuild/protobuf";
import { relation } from "../plan/index.js";
import { type Command, CommandSchema, type Relation } from "../proto/index.js";
import { alter, changeRows } from "./alterations.js";
import { commentOn, describe, showCreateTable, showProperties } from "./descriptions.js";
import { nameText } from "./expressions.js";
import { insert } from "./insertions.js";
import { StatementWords } from "./statement-words.js";
import type { Statement } from "./statements.js";
import { notEmbedded, syntaxError } from "./syntax-error.js";
import { createTable } from "./table-definitions.js";

export type Found =
  | { readonly kind: "relation"; readonly relation: Relation }
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "statement"; readonly statement: Statement };

export type QueryOf = (text: string) => Promise<Relation>;

type Read = (words: StatementWords, queryOf: QueryOf) => Statement | Found | Promise<Statement | Found>;

const QUERY = new Set(["SELECT", "WITH", "VALUES", "FROM", "TABLE", "MAP", "REDUCE"]);

/** @param queryOf reads the query in it @returns undefined for a statement that is a query @throws NotSupportedError for a command that this engine hasn't */
export async function commandAt(text: string, queryOf: QueryOf): Promise<Found | undefined> {
  const words = new StatementWords(text);
  const first = words.token;
  if (first.kind === "end") throw syntaxError(text, 0, "");
  if ((first.value === "WITH" || first.value === "FROM") && words.hasOutside("INSERT")) {
    words.skipTo("INSERT");
    const before = words.token;
    words.takes("INSERT");
    if (first.value === "FROM" && words.hasOutside("INSERT", before))
      throw notEmbedded("FROM before two INSERTs");
    return { kind: "statement", statement: await insert(words, queryOf, before) };
  }
  if (first.text === "(" || QUERY.has(first.value)) return undefined;
  const read = first.kind === "word" && Object.hasOwn(READ, first.value) ? READ[first.value] : undefined;
  if (read === undefined) {
    if (KNOWN.has(first.value)) throw notEmbedded(`SQL's ${first.value}`);
    throw syntaxError(text, first.start, first.text);
  }
  words.takes(first.value);
  const found = await read(words, queryOf);
  return "does" in found ? { kind: "statement", statement: found } : found;
}

/** Commands that Spark has and this engine hasn't. */
const KNOWN = new Set(
  `ANALYZE ADD CALL COMMIT DECLARE EXECUTE LIST LOAD LOCK MSCK REPAIR
  UNLOCK BEGIN IF WHILE REPLACE EXPORT IMPORT GRANT REVOKE`.split(/\s+/),
);

const READ: Readonly<Record<string, Read>> = {
  ALTER: alter,
  DELETE: (words) => changeRows(words, "DELETE"),
  UPDATE: (words) => changeRows(words, "UPDATE TABLE"),
  MERGE: (words) => changeRows(words, "MERGE INTO TABLE"),
  CREATE: createSomething,
  CACHE: cache,
  COMMENT: commentOn,
  UNCACHE: uncache,
  CLEAR(words) {
    words.must("CACHE");
    words.end();
    return catalog({ case: "clearCache", value: {} });
  },
  REFRESH(words) {
    words.refuse("REFRESH", "FUNCTION");
    if (words.takes("TABLE")) {
      const tableName = nameText(words.name());
      words.end();
      return catalog({ case: "refreshTable", value: { tableName } });
    }
    const path = words.token.kind === "string" ? words.string() : words.plainRest();
    words.end();
    return catalog({ case: "refreshByPath", value: { path } });
  },
  INSERT: (words, queryOf) => insert(words, queryOf),
  DROP: drop,
  TRUNCATE(words) {
    words.must("TABLE");
    const name = words.name();
    const partition = words.takes("PARTITION") ? words.partition() : [];
    words.end();
    return { does: "truncate", name, partition };
  },
  USE(words) {
    if (words.at("CATALOG")) throw notEmbedded("USE CATALOG");
    if (!words.takes("DATABASE") && !words.takes("SCHEMA")) words.takes("NAMESPACE");
    const name = words.name();
    words.end();
    if (name.length > 2 || (name.length === 2 && name[0]!.toLowerCase() !== "spark_catalog")) {
      throw notEmbedded("USE of a database of another catalog");
    }
    return { does: "use", database: name.at(-1)! };
  },
  SHOW: show,
  DESCRIBE: describe,
  DESC: describe,
  SET: set,
  RESET(words) {
    const key = words.isAtEnd ? undefined : words.plainRest().replace(/^`(.*)`$/, "$1");
    return { does: "reset", key };
  },
  async EXPLAIN(words, queryOf) {
    for (const mode of ["EXTENDED", "FORMATTED", "LOGICAL", "CODEGEN", "COST"]) if (words.takes(mode)) break;
    return { does: "explain", query: await queryOf(words.rest()) };
  },
};

async function createSomething(words: StatementWords, queryOf: QueryOf): Promise<Statement | Found> {
  const orReplace = words.takes("OR", "REPLACE");
  const isGlobal = words.takes("GLOBAL");
  const temporary = words.takes("TEMPORARY") || words.takes("TEMP");
  if (words.takes("VIEW")) return createView(words, queryOf, { orReplace, isGlobal, temporary });
  if (isGlobal || temporary) throw notEmbedded("CREATE TEMPORARY of something else than a view");
  if (words.takes("TABLE")) return createTable(words, queryOf, orReplace);
  if (words.takes("DATABASE") || words.takes("SCHEMA") || words.takes("NAMESPACE")) {
    const ifNotExists = words.takes("IF", "NOT", "EXISTS");
    const name = words.part();
    const comment = words.takes("COMMENT") ? words.string() : undefined;
    words.refuse("CREATE DATABASE", "LOCATION", "WITH");
    words.end();
    return { does: "create database", name, ifNotExists, comment };
  }
  if (words.isAtEnd) throw words.wrong();
  throw notEmbedded(`CREATE ${words.token.text.toUpperCase()}`);
}

async function createView(
  words: StatementWords,
  queryOf: QueryOf,
  how: { readonly orReplace: boolean; readonly isGlobal: boolean; readonly temporary: boolean },
): Promise<Statement | Found> {
  const ifNotExists = words.takes("IF", "NOT", "EXISTS");
  const name = words.name();
  const columnNames: string[] = [];
  if (words.takes("(")) {
    do columnNames.push(words.part());
    while (words.takes(","));
    if (!words.takes(")")) throw notEmbedded("CREATE VIEW with comments on its columns");
  }
  words.refuse("CREATE VIEW", "USING", "TBLPROPERTIES", "PARTITIONED", "WITH");
  const comment = words.takes("COMMENT") ? words.string() : undefined;
  words.must("AS");
  const given = await queryOf(words.rest());
  const query = columnNames.length === 0 ? given : relation("toDf", { input: given, columnNames });
  const { orReplace, isGlobal, temporary } = how;
  if (!temporary) return { does: "create view", name, ifNotExists, orReplace, comment, query };
  if (ifNotExists) throw notEmbedded("CREATE TEMPORARY VIEW IF NOT EXISTS");
  if (name.length > 1) throw notEmbedded("a temporary view in a database");
  const value = { input: query, name: nameText(name), isGlobal, replace: orReplace };
  return command({ case: "createDataframeView", value });
}

async function cache(words: StatementWords, queryOf: QueryOf): Promise<Statement> {
  const lazy = words.takes("LAZY");
  words.must("TABLE");
  const name = words.name();
  words.refuse("CACHE TABLE", "OPTIONS");
  if (words.isAtEnd) return { does: "cache", name, lazy, query: undefined };
  words.takes("AS");
  return { does: "cache", name, lazy, query: await queryOf(words.rest()) };
}

function uncache(words: StatementWords): Statement {
  words.must("TABLE");
  const ifExists = words.takes("IF", "EXISTS");
  const name = words.name();
  words.end();
  return { does: "uncache", name, ifExists };
}

function drop(words: StatementWords): Statement {
  if (words.takes("DATABASE") || words.takes("SCHEMA") || words.takes("NAMESPACE")) {
    const ifExists = words.takes("IF", "EXISTS");
    const name = words.part();
    const cascade = words.takes("CASCADE");
    if (!cascade) words.takes("RESTRICT");
    words.end();
    return { does: "drop database", name, ifExists, cascade };
  }
  const what = words.takes("VIEW") ? "view" : words.takes("TABLE") ? "table" : undefined;
  if (words.isAtEnd) throw words.wrong();
  if (what === undefined) throw notEmbedded(`DROP ${words.token.text.toUpperCase()}`);
  const ifExists = words.takes("IF", "EXISTS");
  const name = words.name();
  if (what === "table") words.takes("PURGE");
  words.end();
  return { does: "drop", what, name, ifExists };
}

const LISTS = {
  TABLES: "tables",
  VIEWS: "views",
  DATABASES: "databases",
  SCHEMAS: "databases",
  NAMESPACES: "databases",
  FUNCTIONS: "functions",
  CATALOGS: "catalogs",
} as const;

function show(words: StatementWords): Statement {
  if (words.takes("COLUMNS")) {
    if (!words.takes("IN")) words.must("FROM");
    const table = words.name();
    const name = words.takes("IN") || words.takes("FROM") ? [...words.name(), table.at(-1)!] : table;
    words.end();
    return { does: "show columns", name };
  }
  if (words.takes("PARTITIONS")) {
    const name = words.name();
    const partition = words.takes("PARTITION") ? words.partition() : [];
    words.end();
    return { does: "show partitions", name, partition };
  }
  if (words.takes("CREATE", "TABLE")) return showCreateTable(words);
  if (words.takes("TBLPROPERTIES")) return showProperties(words);
  if (words.takes("CURRENT")) {
    if (!words.takes("NAMESPACE") && !words.takes("DATABASE")) words.must("SCHEMA");
    words.end();
    return { does: "show current" };
  }
  const list = (Object.keys(LISTS) as (keyof typeof LISTS)[]).find((word) => words.takes(word));
  if (words.isAtEnd && list === undefined) throw words.wrong();
  if (list === undefined) throw notEmbedded(`SHOW ${words.token.text.toUpperCase()}`);
  const what = LISTS[list];
  let database: string | undefined;
  if ((what === "tables" || what === "views") && (words.takes("IN") || words.takes("FROM"))) {
    const parts = words.name();
    if (parts.length > 2) throw words.wrong();
    database = parts.at(-1)!;
  }
  const isNamed = words.takes("LIKE") || words.token.kind === "string";
  const like = isNamed ? words.string() : undefined;
  words.end();
  return { does: "show", what, database, like };
}

function set(words: StatementWords): Statement {
  if (words.isAtEnd) return { does: "set", key: undefined, value: undefined };
  words.refuse("SET", "CATALOG", "ROLE", "VARIABLE", "VAR", "-", "PATH", "COLLATION");
  if (words.takes("TIME", "ZONE")) {
    const value = words.takes("LOCAL")
      ? undefined
      : words.token.kind === "string"
        ? words.string()
        : undefined;
    if (value === undefined) throw notEmbedded("SET TIME ZONE of something else than a string");
    words.end();
    return { does: "set", key: "spark.sql.session.timeZone", value };
  }
  const text = words.plainRest();
  const at = text.indexOf("=");
  const bare = (part: string) => part.trim().replace(/^`(.*)`$/s, "$1");
  if (at < 0) return { does: "set", key: bare(text), value: undefined };
  return { does: "set", key: bare(text.slice(0, at)), value: bare(text.slice(at + 1)) };
}

function catalog(
  catType: Extract<Parameters<typeof relation<"catalog">>[1], { catType?: unknown }>["catType"],
): Found {
  return { kind: "relation", relation: relation("catalog", { catType }) };
}

function command(
  commandType: NonNullable<Parameters<typeof create<typeof CommandSchema>>[1]>["commandType"],
): Found {
  return { kind: "command", command: create(CommandSchema, { commandType }) };
}
