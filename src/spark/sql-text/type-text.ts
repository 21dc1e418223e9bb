import type { Token } from "./lexer.js";

/** @param at where a type begins @returns the index behind its last token, undefined if there is no type */
export function typeEnd(tokens: readonly Token[], at: number): number | undefined {
  if (tokens[at]?.kind !== "word") return undefined;
  let next = at + 1;
  if (tokens[at]!.value === "INTERVAL") {
    if (tokens[next]?.kind !== "word") return next;
    next++;
    return tokens[next]?.value === "TO" ? next + 2 : next;
  }
  if (tokens[next]?.text === "(") {
    while (next < tokens.length && tokens[next]!.text !== ")") next++;
    return next < tokens.length ? next + 1 : undefined;
  }
  if (tokens[next]?.text === "<>") return next + 1;
  if (tokens[next]?.text !== "<") return next;
  let depth = 0;
  for (; next < tokens.length; next++) {
    const { text } = tokens[next]!;
    if (text === "<") depth++;
    else if (/^>+$/.test(text)) depth -= text.length;
    if (depth === 0) return next + 1;
  }
  return undefined;
}
