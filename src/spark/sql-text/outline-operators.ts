/** Operators that are words: NOT, AND, IN, LIKE, IS NULL, … */
import type { OutlineWriter } from "./outline-writer.js";

const NEGATED = new Set(["IN", "LIKE", "ILIKE", "RLIKE", "REGEXP", "BETWEEN"]);

/** @returns whether it was one */
export function wordOperator(out: OutlineWriter, word: string): boolean {
  const after = out.afterOperand;
  const next = out.word(1);
  if (word === "NOT") {
    if (!after) out.operator("NOT", "prefix", 1);
    else if (NEGATED.has(next)) predicateOperator(out, next, "NOT ", 2);
    else throw out.unexpected(out.at);
    return true;
  }
  if (word === "BETWEEN" && out.frame().bracket === "window" && !after) return false;
  if (word === "AND" && out.frame().frameBetween) return false;
  // In a pivot's FOR … IN (…).
  if (word === "IN" && out.frame().bracket === "pivot") return false;
  if (NEGATED.has(word)) {
    predicateOperator(out, word, "", 1);
    return true;
  }
  if (word === "AND" || word === "OR") {
    out.operator(word, "infix", 1);
    return true;
  }
  if (word === "IS") {
    const not = next === "NOT" ? 1 : 0;
    const what = out.word(1 + not);
    const name = `IS ${not === 1 ? "NOT " : ""}${what}`;
    if (["NULL", "TRUE", "FALSE", "UNKNOWN"].includes(what)) out.operator(name, "postfix", 2 + not);
    else if (what === "DISTINCT" && out.word(2 + not) === "FROM")
      out.operator(`${name} FROM`, "infix", 3 + not);
    else throw out.unexpected(out.at + 1 + not);
    return true;
  }
  if (!after) return false;
  if (word === "DIV" && !out.endsExpression(1)) {
    out.operator("DIV", "infix", 1);
    return true;
  }
  if (word === "ESCAPE" && out.token(1).kind === "string") {
    out.operator("ESCAPE", "infix", 1);
    return true;
  }
  if (word === "COLLATE" && out.isName(1)) {
    const parts = out.chain(1);
    out.operator("COLLATE", "postfix", 2 * parts.length, parts.join("."));
    return true;
  }
  if (word === "AS" && out.frame().bracket === "arguments" && out.isName(1)) {
    out.operator(
      "AS",
      "postfix",
      2,
      out.tokens[out.at + 1]!.kind === "name" ? out.token(1).value : out.token(1).text,
    );
    return true;
  }
  return false;
}

function predicateOperator(out: OutlineWriter, word: string, not: string, tokens: number): void {
  const quantifier = out.word(tokens);
  if (
    (word === "LIKE" || word === "ILIKE") &&
    ["ANY", "SOME", "ALL"].includes(quantifier) &&
    out.token(tokens + 1).text === "("
  ) {
    out.operator(`${not}${word} ${quantifier === "SOME" ? "ANY" : quantifier}`, "infix", tokens + 1);
  } else {
    out.operator(`${not}${word === "REGEXP" ? "RLIKE" : word}`, "infix", tokens);
  }
}
