/** Statements that do something. */
import { create } from "@bufbuild/protobuf";
import { relation } from "../plan/index.js";
import { type Command, CommandSchema, type Relation } from "../proto/index.js";
import { nameText } from "./expressions.js";
import { type Token, tokensOf } from "./lexer.js";
import { notEmbedded, syntaxError } from "./syntax-error.js";

type Found =
  | { readonly kind: "relation"; readonly relation: Relation }
  | { readonly kind: "command"; readonly command: Command };

const QUERY = new Set(["SELECT", "WITH", "VALUES", "FROM", "TABLE"]);

/** @param queryOf reads the query in it @returns undefined for a statement that is a query @throws NotSupportedError for a command that has no message */
export async function commandAt(
  text: string,
  queryOf: (text: string) => Promise<Relation>,
): Promise<Found | undefined> {
  const tokens = tokensOf(text);
  const [first] = tokens;
  if (first!.kind === "end") throw syntaxError(text, 0, "");
  if (first!.text === "(" || QUERY.has(first!.value)) return undefined;
  const words = new Words(text, tokens);
  if (words.takes("CREATE")) return createView(words, queryOf);
  if (words.takes("CACHE") || words.takes("UNCACHE") || words.takes("CLEAR"))
    return cache(words, first!.value);
  if (KNOWN.has(first!.value)) throw notEmbedded(`SQL's ${first!.value}`);
  throw syntaxError(text, first!.start, first!.text);
}

/** Commands that Spark has. */
const KNOWN = new Set(
  `ALTER ANALYZE ADD CALL COMMENT COMMIT DECLARE DELETE DESC DESCRIBE DROP EXECUTE EXPLAIN INSERT LIST LOAD LOCK MERGE MSCK REFRESH REPAIR RESET SET SHOW TRUNCATE
  UNLOCK UPDATE USE BEGIN IF WHILE REPLACE EXPORT IMPORT GRANT REVOKE`.split(/\s+/),
);

class Words {
  readonly text: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string, tokens: readonly Token[]) {
    this.text = text;
    this.#tokens = tokens;
  }

  get token(): Token {
    return this.#tokens[this.#at]!;
  }

  /** Goes past these words if they come next. */
  takes(...words: readonly string[]): boolean {
    const all = words.every((word, i) => {
      const token = this.#tokens[this.#at + i];
      return token?.kind === "sign" ? token.text === word : token?.kind === "word" && token.value === word;
    });
    if (all) this.#at += words.length;
    return all;
  }

  name(): string[] {
    const parts: string[] = [];
    do {
      const { kind, value, text } = this.token;
      if (kind !== "word" && kind !== "name") throw this.wrong();
      parts.push(kind === "name" ? value : text);
      this.#at++;
    } while (this.takes("."));
    return parts;
  }

  end(): void {
    this.takes(";");
    if (this.token.kind !== "end") throw this.wrong();
  }

  wrong(): Error {
    return syntaxError(this.text, this.token.start, this.token.text);
  }
}

async function createView(words: Words, queryOf: (text: string) => Promise<Relation>): Promise<Found> {
  const replace = words.takes("OR", "REPLACE");
  const isGlobal = words.takes("GLOBAL");
  const temporary = words.takes("TEMPORARY") || words.takes("TEMP");
  if (!temporary) throw notEmbedded("CREATE of something else than a temporary view");
  if (!words.takes("VIEW")) throw notEmbedded("CREATE TEMPORARY of something else than a view");
  if (words.takes("IF", "NOT", "EXISTS")) throw notEmbedded("CREATE VIEW IF NOT EXISTS");
  const name = words.name();
  if (name.length > 1) throw notEmbedded("a temporary view in a database");
  const columnNames: string[] = [];
  if (words.takes("(")) {
    do columnNames.push(...words.name());
    while (words.takes(","));
    if (!words.takes(")")) throw notEmbedded("CREATE VIEW with comments on its columns");
  }
  if (!words.takes("AS")) throw notEmbedded(`CREATE VIEW with ${words.token.text}`);
  // Spaces keep the places in errors.
  const { start } = words.token;
  const query = await queryOf(
    `${words.text.slice(0, start).replace(/[^\n]/g, " ")}${words.text.slice(start)}`,
  );
  const input = columnNames.length === 0 ? query : relation("toDf", { input: query, columnNames });
  return command({ case: "createDataframeView", value: { input, name: nameText(name), isGlobal, replace } });
}

function cache(words: Words, verb: string): Found {
  if (verb === "CLEAR") {
    if (!words.takes("CACHE")) throw words.wrong();
    words.end();
    return catalog({ case: "clearCache", value: {} });
  }
  if (words.takes("LAZY")) throw notEmbedded("CACHE LAZY TABLE");
  if (!words.takes("TABLE")) throw words.wrong();
  const ifExists = verb === "UNCACHE" && words.takes("IF", "EXISTS");
  if (ifExists) throw notEmbedded("UNCACHE TABLE IF EXISTS");
  const tableName = nameText(words.name());
  if (words.takes("AS") || words.takes("OPTIONS")) throw notEmbedded("CACHE TABLE with a query or options");
  words.end();
  return catalog({ case: verb === "CACHE" ? "cacheTable" : "uncacheTable", value: { tableName } });
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
