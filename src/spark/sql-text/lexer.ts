/** Spark SQL's tokens. The parser that we use has its own, but not all of Spark's: a literal's suffixes and escapes would be lost or misread. */
import { syntaxError } from "./syntax-error.js";

export type TokenKind =
  | "word"
  | "name"
  | "string"
  | "binary"
  | "number"
  | "sign"
  | "parameter"
  | "hint"
  | "end";

export interface Token {
  readonly kind: TokenKind;
  /** As it stands in the query. */
  readonly text: string;
  /** Of a word: in capitals. Of a name, a string and a hint: what is between the quotes, unescaped. Of a parameter: its name, "" for `?`. */
  readonly value: string;
  /** Where it is in the query. */
  readonly start: number;
  readonly end: number;
}

/** Longest first. */
const SIGNS = [
  ">>>",
  "<=>",
  "|>",
  "::",
  "->",
  "=>",
  "<=",
  ">=",
  "<>",
  "!=",
  "==",
  "||",
  "<<",
  ">>",
  "!<",
  "!>",
  ..."()[],.;+-*/%=<>&|^~!:{}@",
];

const WORD = /[\p{L}\d_]+/uy;
const NUMBER =
  /(?:(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)(?:BD|[DF])?|\d+\.\d*(?:BD|[DF])?|\.\d+(?:BD|[DF])?|\d+(?:BD|[LSYDF])?)/iy;
const SPACE = /\s+/y;
const LINE_COMMENT = /--[^\r\n]*/y;

/** @throws ParseException for what is no token of Spark's */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const add = (kind: TokenKind, end: number, value: string): void => {
    tokens.push({ kind, text: text.slice(at, end), value, start: at, end });
    at = end;
  };
  while (at < text.length) {
    const space = matchAt(SPACE, text, at) ?? matchAt(LINE_COMMENT, text, at);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    if (text.startsWith("/*", at)) {
      const end = endOfComment(text, at);
      if (text[at + 2] === "+") add("hint", end, text.slice(at + 3, end - 2));
      else at = end;
      continue;
    }
    const character = text[at]!;
    if (character === "'" || character === '"') {
      const end = endOfString(text, at, false);
      add("string", end, unescaped(text.slice(at + 1, end - 1), character));
    } else if (/^[rR]['"]/.test(text.slice(at, at + 2))) {
      const end = endOfString(text, at + 1, true);
      add("string", end, text.slice(at + 2, end - 1));
    } else if (/^[xX]['"]/.test(text.slice(at, at + 2))) {
      const end = endOfString(text, at + 1, true);
      add("binary", end, text.slice(at + 2, end - 1));
    } else if (character === "`") {
      add(...nameAt(text, at));
    } else if (character === "?" || (character === ":" && isParameter(text, at, tokens))) {
      const name = character === "?" ? "" : matchAt(WORD, text, at + 1)!;
      add("parameter", at + 1 + name.length, name);
    } else {
      wordNumberOrSign(text, at, tokens, add);
    }
  }
  tokens.push({ kind: "end", text: "", value: "", start: text.length, end: text.length });
  return tokens;
}

type Add = (kind: TokenKind, end: number, value: string) => void;

function wordNumberOrSign(text: string, at: number, tokens: readonly Token[], add: Add): void {
  const word = matchAt(WORD, text, at) ?? "";
  // After a name, `.5` is a field of that name and no number.
  const number = text[at] === "." && endsOperand(tokens, at) ? "" : (matchAt(NUMBER, text, at) ?? "");
  if (number !== "" && number.length >= word.length) add("number", at + number.length, number.toUpperCase());
  else if (word !== "") add("word", at + word.length, word.toUpperCase());
  else {
    const sign = SIGNS.find((one) => text.startsWith(one, at));
    if (sign === undefined) throw syntaxError(text, at, text[at]!);
    add("sign", at + sign.length, sign);
  }
}

/** Whether what stands directly before is something that a dot may follow. */
function endsOperand(tokens: readonly Token[], at: number): boolean {
  const last = tokens.at(-1);
  if (last === undefined || last.end !== at) return false;
  return last.kind === "word" || last.kind === "name" || last.text === ")" || last.text === "]";
}

/** `a:b` is a path into a variant; `:b` is a parameter. */
function isParameter(text: string, at: number, tokens: readonly Token[]): boolean {
  return text[at + 1] !== ":" && matchAt(WORD, text, at + 1) !== undefined && !endsOperand(tokens, at);
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function endOfComment(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text.startsWith("/*", at)) {
      depth++;
      at++;
    } else if (text.startsWith("*/", at)) {
      depth--;
      at++;
      if (depth === 0) return at + 1;
    }
  }
  throw syntaxError(text, text.length, "", "UNCLOSED_BRACKETED_COMMENT");
}

/** @param raw no escapes are in it, and no doubled quotes */
function endOfString(text: string, start: number, raw: boolean): number {
  const quote = text[start]!;
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\" && !raw) at++;
    else if (text[at] === quote) {
      if (raw || text[at + 1] !== quote) return at + 1;
      at++;
    }
  }
  throw syntaxError(text, start, quote);
}

function nameAt(text: string, start: number): ["name", number, string] {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] !== "`") continue;
    if (text[at + 1] !== "`") {
      const value = text.slice(start + 1, at).replaceAll("``", "`");
      if (value === "") break;
      return ["name", at + 1, value];
    }
    at++;
  }
  throw syntaxError(text, start, "`");
}

const ESCAPED: Readonly<Record<string, string>> = {
  "0": "\0",
  b: "\b",
  n: "\n",
  r: "\r",
  t: "\t",
  Z: "\x1a",
  // Patterns of LIKE keep theirs.
  "%": "\\%",
  _: "\\_",
};

function unescaped(body: string, quote: string): string {
  const pattern = /\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\([0-3][0-7]{2})|\\(.)|''|""/gsu;
  return body.replace(pattern, (all, four?: string, eight?: string, octal?: string, one?: string) => {
    if (four !== undefined) return String.fromCharCode(Number.parseInt(four, 16));
    if (eight !== undefined) return String.fromCodePoint(Number.parseInt(eight, 16));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    if (one !== undefined) return ESCAPED[one] ?? one;
    return all[0] === quote ? quote : all;
  });
}
