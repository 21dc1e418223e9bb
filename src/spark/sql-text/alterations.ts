/** ALTER, and the statements that tables of files refuse. */
import type { QueryOf } from "./commands.js";
import { propertyKey } from "./descriptions.js";
import type { StatementWords } from "./statement-words.js";
import type { Statement } from "./statements.js";
import { notEmbedded } from "./syntax-error.js";
import { pairs } from "./table-definitions.js";

/** Behind ALTER. @throws ParseException; NotSupportedError for what this engine hasn't */
export async function alter(words: StatementWords, queryOf: QueryOf): Promise<Statement> {
  const what = words.takes("VIEW") ? "view" : words.takes("TABLE") ? "table" : undefined;
  if (words.isAtEnd) throw words.wrong();
  if (what === undefined) throw notEmbedded(`ALTER ${words.token.text.toUpperCase()}`);
  const name = words.name();
  if (words.takes("RENAME", "TO")) {
    const to = words.name();
    words.end();
    return { does: "rename", what, name, to };
  }
  if (what === "view" && (words.takes("AS") || words.at("SELECT") || words.at("WITH"))) {
    return { does: "alter view", name, query: await queryOf(words.rest()) };
  }
  if (what === "table") {
    for (const [operation, ...forms] of REFUSED) {
      if (forms.some((form) => words.at(...form))) return { does: "refused", name, operation };
    }
    if (words.takes("SET", "TBLPROPERTIES")) {
      const set = pairs(words);
      words.end();
      return { does: "change properties", name, set, unset: [] };
    }
    if (words.takes("UNSET", "TBLPROPERTIES")) return unsetProperties(words, name);
    if (words.takes("ADD", "COLUMNS") || words.takes("ADD", "COLUMN")) return addColumns(words, name);
  }
  throw notEmbedded(`ALTER ${what.toUpperCase()} … ${words.token.text.toUpperCase()}`);
}

/** Operations by the words that they begin with. */
const REFUSED: readonly (readonly [string, ...(readonly string[])[]])[] = [
  ["ALTER TABLE ... RENAME COLUMN", ["RENAME", "COLUMN"]],
  ["ALTER TABLE ... DROP COLUMN", ["DROP", "COLUMN"], ["DROP", "COLUMNS"]],
];

function unsetProperties(words: StatementWords, name: readonly string[]): Statement {
  // What isn't there may be taken away, with IF EXISTS or without.
  words.takes("IF", "EXISTS");
  words.must("(");
  const unset: string[] = [];
  do unset.push(propertyKey(words));
  while (words.takes(","));
  words.must(")");
  words.end();
  return { does: "change properties", name, set: {}, unset };
}

function addColumns(words: StatementWords, name: readonly string[]): Statement {
  const isList = words.at("(");
  const columns = isList ? words.parenthesized() : words.plainRest();
  words.end();
  if (/\b(?:FIRST|AFTER|DEFAULT)\b/i.test(columns) || /^\s*[\w`]+\s*\./.test(columns)) {
    throw notEmbedded("ALTER TABLE … ADD COLUMNS with places, defaults or fields");
  }
  return { does: "add columns", name, columns };
}

/** Behind DELETE, UPDATE or MERGE, which no table of files takes. */
export function changeRows(
  words: StatementWords,
  operation: "DELETE" | "UPDATE TABLE" | "MERGE INTO TABLE",
): Statement {
  if (operation === "DELETE") words.must("FROM");
  if (operation === "MERGE INTO TABLE") words.must("INTO");
  return { does: "refused", name: words.name(), operation };
}
