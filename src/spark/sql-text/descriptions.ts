/** DESCRIBE, SHOW CREATE TABLE, SHOW TBLPROPERTIES and COMMENT ON. */
import type { QueryOf } from "./commands.js";
import type { StatementWords } from "./statement-words.js";
import type { Statement } from "./statements.js";
import { notEmbedded } from "./syntax-error.js";

/** Behind DESCRIBE. @throws ParseException; NotSupportedError for what this engine hasn't */
export async function describe(words: StatementWords, queryOf: QueryOf): Promise<Statement> {
  const isQuery = ["SELECT", "WITH", "VALUES", "FROM", "("].some((word) => words.at(word));
  if (words.takes("QUERY") || isQuery) {
    return { does: "describe query", query: await queryOf(words.rest()) };
  }
  // Its answer is Spark's documentation.
  words.refuse("DESCRIBE", "FUNCTION");
  if (["DATABASE", "SCHEMA", "NAMESPACE"].some((word) => words.takes(word))) {
    const extended = words.takes("EXTENDED");
    const name = words.name();
    words.end();
    if (name.length > 2 || (name.length === 2 && name[0]!.toLowerCase() !== "spark_catalog")) {
      throw notEmbedded("DESCRIBE DATABASE of another catalog");
    }
    return { does: "describe database", name: name.at(-1)!, extended };
  }
  words.takes("TABLE");
  const extended = words.takes("EXTENDED") || words.takes("FORMATTED");
  const name = words.name();
  words.refuse("DESCRIBE", "PARTITION", "AS");
  const column = words.isAtEnd ? undefined : words.name();
  words.end();
  return column === undefined
    ? { does: "describe", name, extended }
    : { does: "describe column", name, column, extended };
}

/** Behind SHOW CREATE TABLE. @throws ParseException; NotSupportedError for AS SERDE */
export function showCreateTable(words: StatementWords): Statement {
  const name = words.name();
  words.refuse("SHOW CREATE TABLE", "AS");
  words.end();
  return { does: "show create table", name };
}

/** Behind SHOW TBLPROPERTIES. @throws ParseException */
export function showProperties(words: StatementWords): Statement {
  const name = words.name();
  let key: string | undefined;
  if (words.takes("(")) {
    key = propertyKey(words);
    words.must(")");
  }
  words.end();
  return { does: "show properties", name, key };
}

/** `a.b` or `'a.b'`. @throws ParseException */
export function propertyKey(words: StatementWords): string {
  return words.token.kind === "string" ? words.string() : words.name().join(".");
}

/** Behind COMMENT. @throws ParseException; NotSupportedError for comments on columns */
export function commentOn(words: StatementWords): Statement {
  words.must("ON");
  words.refuse("COMMENT ON", "COLUMN");
  const isDatabase = ["DATABASE", "SCHEMA", "NAMESPACE"].some((word) => words.takes(word));
  if (!isDatabase) words.must("TABLE");
  const name = words.name();
  words.must("IS");
  const comment = words.takes("NULL") ? "" : words.string();
  words.end();
  return { does: "comment on", what: isDatabase ? "database" : "table", name, comment };
}
