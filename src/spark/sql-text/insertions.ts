/** INSERT. */
import type { QueryOf } from "./commands.js";
import type { Token } from "./lexer.js";
import type { StatementWords } from "./statement-words.js";
import type { Statement } from "./statements.js";
import { notEmbedded } from "./syntax-error.js";
import { pairs } from "./table-definitions.js";

/**
 * Behind INSERT.
 *
 * @param before the word INSERT, where a WITH of the query stands before it
 * @throws ParseException; NotSupportedError for clauses that this engine hasn't
 */
export async function insert(words: StatementWords, queryOf: QueryOf, before?: Token): Promise<Statement> {
  const overwrite = words.takes("OVERWRITE");
  if (!overwrite) words.must("INTO");
  const query = async () => {
    if (before === undefined) return queryOf(words.rest());
    if (words.at("WITH")) throw notEmbedded("INSERT with a WITH before it and one of its query");
    return queryOf(words.restBehind(before));
  };
  if (overwrite && (words.at("DIRECTORY") || words.at("LOCAL", "DIRECTORY"))) return directory(words, query);
  words.takes("TABLE");
  const into = words.name();
  const partition = words.takes("PARTITION") ? words.partition() : [];
  const ifNotExists = words.takes("IF", "NOT", "EXISTS");
  words.refuse("INSERT", "REPLACE", "WITH");
  const byName = words.takes("BY", "NAME");
  const isList =
    words.at("(") && !["SELECT", "WITH", "VALUES", "FROM", "TABLE", "("].some((word) => words.at("(", word));
  if (isList && byName) throw words.wrong();
  const columns = isList ? words.names() : undefined;
  return { does: "insert", into, columns, byName, overwrite, partition, ifNotExists, query: await query() };
}

async function directory(words: StatementWords, query: () => ReturnType<QueryOf>): Promise<Statement> {
  words.takes("LOCAL");
  words.must("DIRECTORY");
  const path = words.token.kind === "string" ? words.string() : undefined;
  words.refuse("INSERT OVERWRITE DIRECTORY", "STORED", "ROW");
  words.must("USING");
  const format = words.part();
  const options = words.takes("OPTIONS") ? pairs(words) : {};
  return { does: "insert directory", path, format, options, query: await query() };
}
