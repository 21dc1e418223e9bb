/** `IDENTIFIER('a.b')`, `IDENTIFIER(:name)`: a name that is given as a string. */
import { tokensOf } from "./lexer.js";
import { literalValue } from "./literals.js";
import type { OutlineWriter } from "./outline-writer.js";
import { emptyStatement, notEmbedded, syntaxError } from "./syntax-error.js";

/**
 * @returns the parts of the name, and how many tokens it takes; undefined where there is no such clause
 * @throws ParseException for what is no name, of the name's text; NotSupportedError for what isn't one string or parameter
 */
export function identifierAt(
  out: OutlineWriter,
): { readonly parts: readonly string[]; readonly tokens: number } | undefined {
  if (out.word() !== "IDENTIFIER" || out.token(1).text !== "(") return undefined;
  const given = out.token(2);
  const isString = given.kind === "string" || given.kind === "parameter";
  if (!isString || out.token(3).text !== ")" || out.token(4).text === ".") {
    throw notEmbedded("IDENTIFIER of something else than one string or parameter");
  }
  const value =
    given.kind === "string"
      ? given.value
      : literalValue(out.parameters.take(given.value, out.text, given.start));
  const text = typeof value === "string" ? value : value?.case === "string" ? value.value : undefined;
  if (text === undefined) throw notEmbedded("IDENTIFIER of something else than a string");
  return { parts: namesIn(text), tokens: 4 };
}

function namesIn(name: string): string[] {
  const tokens = tokensOf(name);
  if (tokens.length === 1) throw emptyStatement(name);
  const wrong = tokens.findIndex(({ kind, text }, i) => {
    if (i % 2 === 1) return kind !== "end" && text !== ".";
    return kind !== "word" && kind !== "name";
  });
  if (wrong >= 0) {
    const { start, text } = tokens[wrong]!.kind === "end" ? tokens[wrong - 1]! : tokens[wrong]!;
    throw syntaxError(name, start, text);
  }
  return tokens
    .filter((_, i) => i % 2 === 0)
    .map(({ kind, text, value }) => (kind === "name" ? value : text));
}
