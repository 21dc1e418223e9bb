/** Words of a type in SQL. */
import { ParseException } from "../errors/index.js";

export interface Token {
  readonly kind: "word" | "name" | "number" | "text" | "sign" | "end";
  /** Of a name in backticks or a text what is meant; else as it stands. */
  readonly text: string;
  readonly at: number;
}

/** Comments and blanks; a word; a name; a text; any other sign. */
const PIECES =
  /(?<blank>(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+)|(?<word>[\p{L}\p{N}_]+)|`(?<name>(?:[^`]|``)*)`|(?<text>'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*")|(?<sign>[\s\S])/uy;

/** @returns the words, with one of the kind `end` behind them */
export function tokensOf(ddl: string): Token[] {
  const tokens: Token[] = [];
  PIECES.lastIndex = 0;
  for (let at = 0; at < ddl.length; at = PIECES.lastIndex) {
    const { blank, word, name, text, sign } = PIECES.exec(ddl)!.groups!;
    if (blank !== undefined) continue;
    if (word !== undefined) tokens.push({ kind: /^\d+$/.test(word) ? "number" : "word", text: word, at });
    else if (name !== undefined) tokens.push({ kind: "name", text: name.replaceAll("``", "`"), at });
    else if (text !== undefined) tokens.push({ kind: "text", text: unquoted(text), at });
    else tokens.push({ kind: "sign", text: sign!, at });
  }
  tokens.push({ kind: "end", text: "", at: ddl.length });
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  0: "\0",
  Z: "\u001a",
};

function unquoted(literal: string): string {
  const quote = literal[0]!;
  return literal
    .slice(1, -1)
    .replace(/\\([\s\S])|''|""/g, (piece: string, escaped?: string) =>
      escaped !== undefined ? (ESCAPES[escaped] ?? escaped) : piece === quote + quote ? quote : piece,
    );
}

/** Where a type's words can't go on. */
export function syntaxError(ddl: string, token: Token): ParseException {
  const near = token.kind === "end" ? "end of input" : `'${token.text}'`;
  const before = ddl.slice(0, token.at).split("\n");
  const [line, column] = [before.length, before.at(-1)!.length];
  const lines = ddl.split("\n");
  lines.splice(line, 0, `${"-".repeat(column)}^^^`);
  return new ParseException(
    `[PARSE_SYNTAX_ERROR] Syntax error at or near ${near}. SQLSTATE: 42601 (line ${line}, pos ${column})\n\n== SQL ==\n${lines.join("\n")}`,
    {
      condition: "PARSE_SYNTAX_ERROR",
      sqlState: "42601",
      messageParameters: { error: near, hint: "" },
    },
  );
}
