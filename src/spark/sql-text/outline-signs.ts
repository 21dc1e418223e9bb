/** A sign of the query in its outline: a parenthesis, a comma, an operator. */
import { numberLiteral } from "./literals.js";
import type { OutlineWriter } from "./outline-writer.js";
import { notEmbedded } from "./syntax-error.js";
import { typeEnd } from "./type-text.js";
import { startsQuery } from "./words.js";

const SIGN_OPERATORS = new Set([
  "+",
  "-",
  "*",
  "/",
  "%",
  "=",
  "==",
  "<>",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "<=>",
  "!<",
  "!>",
  "&",
  "|",
  "^",
  "||",
  "<<",
  ">>",
  ">>>",
]);

export function signStep(out: OutlineWriter): void {
  const { text } = out.token();
  const after = out.afterOperand;
  switch (text) {
    case "(":
      openParenthesis(out);
      return;
    case "[":
      if (!after) break;
      out.write("[");
      out.frames.push({ bracket: "index", clause: out.frame().clause, frameBetween: false });
      out.afterOperand = false;
      out.at++;
      return;
    case ")":
    case "]":
      if (out.frames.length === 1 || (text === "]") !== (out.frame().bracket === "index")) break;
      if (out.tokens[out.at - 1]!.text === "," || out.pieces.at(-1)!.text === "+") break;
      out.frames.pop();
      out.write(text);
      out.afterOperand = true;
      out.at++;
      return;
    case ",":
    case ".":
    case ";":
    case "->":
    case "=>":
      if (!after && text !== ";") break;
      // Of several, only one is selected.
      if (out.isExpression && out.frames.length === 1 && (text === "," || text === ";")) break;
      if (text === "," && (out.frame().clause === "LIMIT" || out.frame().clause === "OFFSET")) break;
      out.write(text);
      out.afterOperand = false;
      out.at++;
      return;
    case "!":
      if (after) break;
      out.operator("NOT", "prefix", 1);
      return;
    case "~":
      if (after) break;
      out.operator("~", "prefix", 1);
      return;
    case "::":
      castOperator(out);
      return;
    case "*":
      if (after && out.tokens[out.at - 1]?.text !== ".") {
        out.operator("*", "infix", 1);
        return;
      }
      out.selectHint();
      out.write("*");
      out.afterOperand = true;
      out.at++;
      return;
    default:
      if (after && SIGN_OPERATORS.has(text)) {
        out.operator(text, "infix", 1);
        return;
      }
      if (!after && (text === "-" || text === "+")) {
        signedNumber(out, text);
        return;
      }
      if (text === "|>") throw notEmbedded("|>");
      if (text === ":" && after) throw notEmbedded("a path into a variant, as in a:b");
  }
  throw out.unexpected(out.at);
}

function signedNumber(out: OutlineWriter, text: string): void {
  const number = out.token(1);
  if (text === "-" && number.kind === "number") out.literal(numberLiteral(`-${number.value}`), 2);
  else out.operator(text, "prefix", 1);
}

function castOperator(out: OutlineWriter): void {
  const end = typeEnd(out.tokens, out.at + 1);
  if (end === undefined) throw out.unexpected(out.at + 1);
  const type = out.text.slice(out.token(1).start, out.tokens[end - 1]!.end);
  out.operator("::", "postfix", end - out.at, type);
}

function openParenthesis(out: OutlineWriter): void {
  const frame = out.frame();
  const bracket = out.next;
  if (bracket !== undefined) {
    out.open(bracket);
    return;
  }
  if (out.before() === "GROUP") {
    out.open("query", "");
    return;
  }
  const word = out.word(1);
  if (["SELECT", "WITH", "VALUES", "FROM", "TABLE"].includes(word)) {
    out.open("query", "");
    return;
  }
  if (frame.clause === "FROM" && frame.bracket === "query" && !out.afterOperand) {
    out.open("query");
    return;
  }
  if (startsQuery(out.tokens, out.at + 1)) {
    out.open("query");
    return;
  }
  if (frame.bracket === "window" || frame.bracket === "query") {
    out.open("arguments");
    return;
  }
  out.open(frame.bracket);
}
