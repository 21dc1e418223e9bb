/**
 * The parser reads no query of the user's but its outline: names, literals, functions and operators stand in it as words of one shape, `zq17` (atoms.ts).
 * It can't take a function for a special one, a name for a word of another dialect, or an operator for one of another strength, because it sees none:
 * `a < 1 AND NOT b LIKE 'x%'` is `zq1 + zq2 + zq3 + …`, and operators.ts groups it as Spark does. What is left to the parser are clauses, joins, subqueries,
 * calls and parentheses.
 */
import { AnalysisException } from "../errors/index.js";
import { binaryLiteral, numberLiteral, stringLiteral } from "./literals.js";
import { type Outline, outlineOfPieces } from "./outline-pieces.js";
import { signStep } from "./outline-signs.js";
import { nameStep, wordStep } from "./outline-words.js";
import { OutlineWriter } from "./outline-writer.js";
import type { Parameters } from "./parameters.js";
import { emptyStatement } from "./syntax-error.js";

export type { Outline } from "./outline-pieces.js";

/** @param before a word that the text doesn't have: an expression is read as what SELECT selects @throws ParseException; NotSupportedError */
export function outlineOf(text: string, parameters: Parameters, zone: string, before?: "SELECT"): Outline {
  const out = new OutlineWriter(text, parameters, zone, before === "SELECT");
  if (out.token().kind === "end") throw emptyStatement(text);
  refuseMixed(out);
  if (before !== undefined) {
    out.write(before);
    out.frame().clause = before;
  }
  while (out.token().kind !== "end") {
    if (out.skipped.has(out.at)) {
      out.at++;
      continue;
    }
    if (out.opened.has(out.at)) out.write("(");
    const from = out.at;
    step(out);
    for (let at = from; at < out.at; at++) if (out.closed.has(at)) out.write(")");
  }
  if (out.frames.length > 1) throw out.unexpected(out.at);
  return outlineOfPieces(out);
}

/** `:name` and `?` don't go together. */
function refuseMixed({ tokens }: OutlineWriter): void {
  const parameters = tokens.filter(({ kind }) => kind === "parameter");
  const other = parameters.find(({ value }) => (value === "") !== (parameters[0]!.value === ""));
  if (other === undefined) return;
  const condition = "INVALID_QUERY_MIXED_QUERY_PARAMETERS";
  throw new AnalysisException(
    `[${condition}] A query has either parameters with names or parameters by their places (?), and not both. SQLSTATE: 42613`,
    { condition, messageParameters: {}, sqlState: "42613" },
  );
}

function step(out: OutlineWriter): void {
  const token = out.token();
  if (out.commas.has(out.at)) {
    out.write(",");
    out.afterOperand = false;
    out.at++;
    return;
  }
  switch (token.kind) {
    case "string":
      stringsStep(out);
      return;
    case "binary":
      out.literal(binaryLiteral(token.value), 1);
      return;
    case "number":
      out.literal(numberLiteral(token.value), 1);
      return;
    case "parameter":
      out.literal(out.parameters.take(token.value, out.text, token.start), 1);
      return;
    case "hint":
      if (out.tokens[out.at - 1]?.value !== "SELECT") throw out.unexpected(out.at);
      out.hint = token.value;
      out.at++;
      return;
    case "name":
      nameStep(out);
      return;
    case "sign":
      signStep(out);
      return;
    default:
      wordStep(out);
      return;
  }
}

/** `'a' 'b'` is one. */
function stringsStep(out: OutlineWriter): void {
  let count = 1;
  while (out.token(count).kind === "string") count++;
  const values = out.tokens.slice(out.at, out.at + count).map(({ value }) => value);
  out.literal(stringLiteral(values.join("")), count);
}
