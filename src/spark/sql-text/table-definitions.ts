/** CREATE TABLE. */
import type { QueryOf } from "./commands.js";
import type { StatementWords } from "./statement-words.js";
import type { Statement, TableDefinition } from "./statements.js";
import { notEmbedded } from "./syntax-error.js";

/** Behind CREATE TABLE. @throws ParseException; NotSupportedError for clauses that this engine hasn't */
export async function createTable(
  words: StatementWords,
  queryOf: QueryOf,
  orReplace: boolean,
): Promise<Statement> {
  const ifNotExists = words.takes("IF", "NOT", "EXISTS");
  const name = words.name();
  if (words.takes("LIKE")) {
    const like = words.name();
    const table = clauses(words, undefined);
    words.end();
    if (orReplace || table.partitions.length > 0 || table.comment !== undefined) throw words.wrong();
    if (Object.keys(table.options).length > 0) throw words.wrong();
    return { does: "create table like", name, like, ifNotExists, table };
  }
  const columns = words.at("(") && !words.at("(", "SELECT") ? words.parenthesized() : undefined;
  if (
    columns !== undefined &&
    /\b(?:DEFAULT|GENERATED|CONSTRAINT|PRIMARY|FOREIGN|CHECK)\b/i.test(unquoted(columns))
  ) {
    throw notEmbedded("CREATE TABLE with defaults, generated columns or constraints");
  }
  const table = clauses(words, columns);
  const isQuery = words.takes("AS") || words.at("SELECT") || words.at("WITH") || words.at("(");
  const query = isQuery ? await queryOf(words.rest()) : undefined;
  words.end();
  if (query !== undefined && columns !== undefined)
    throw notEmbedded("CREATE TABLE with columns and a query");
  return { does: "create table", name, ifNotExists, orReplace, table, query };
}

function clauses(words: StatementWords, columns: string | undefined): TableDefinition {
  let format: string | undefined;
  let options: Record<string, string> = {};
  let partitions: readonly string[] = [];
  let location: string | undefined;
  let comment: string | undefined;
  let properties: Record<string, string> = {};
  for (;;) {
    if (words.takes("USING")) format = words.part();
    else if (words.takes("OPTIONS")) options = pairs(words);
    else if (words.takes("PARTITIONED", "BY")) {
      const list = words.parenthesized();
      if (!/^\s*[\w`]+(?:\s*,\s*[\w`]+)*\s*$/.test(list))
        throw notEmbedded("PARTITIONED BY of something else than columns");
      partitions = list.split(",").map((part) => part.trim().replace(/^`(.*)`$/, "$1"));
    } else if (words.takes("LOCATION")) location = words.string();
    else if (words.takes("COMMENT")) comment = words.string();
    else if (words.takes("TBLPROPERTIES")) properties = pairs(words);
    else {
      words.refuse(
        "CREATE TABLE",
        "CLUSTERED",
        "CLUSTER",
        "ROW",
        "STORED",
        "SKEWED",
        "EXTERNAL",
        "COLLATION",
      );
      return { columns, format, options, partitions, location, comment, properties };
    }
  }
}

/** `('a' = '1', b.c = 2)`. */
export function pairs(words: StatementWords): Record<string, string> {
  const made: Record<string, string> = {};
  words.must("(");
  do {
    const key = words.token.kind === "string" ? words.string() : words.name().join(".");
    words.takes("=");
    made[key] = words.token.kind === "string" ? words.string() : words.scalar();
  } while (words.takes(","));
  words.must(")");
  return made;
}

function unquoted(text: string): string {
  return text.replace(/`[^`]*`|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, "");
}
