/** A word of the query in its outline: a keyword, a literal, an operator, a name or a function. */
import { identifierAt } from "./identifier-clause.js";
import { intervalAt } from "./interval-literal.js";
import type { Token } from "./lexer.js";
import { booleanLiteral, nullLiteral, stringLiteral, TYPED_LITERALS, typedLiteral } from "./literals.js";
import { wordOperator } from "./outline-operators.js";
import type { OutlineWriter } from "./outline-writer.js";
import { type SpecialForm, specialFormAt } from "./special-forms.js";
import { notEmbedded } from "./syntax-error.js";
import { rowsWithoutParentheses } from "./values-rows.js";
import { isKeyword } from "./words.js";

const CLAUSES = new Set(
  "SELECT FROM WHERE GROUP HAVING QUALIFY ORDER SORT DISTRIBUTE CLUSTER LIMIT OFFSET WINDOW WITH ON".split(
    " ",
  ),
);

export function wordStep(out: OutlineWriter): void {
  const word = out.word();
  const frame = out.frame();
  const afterDot = out.tokens[out.at - 1]?.text === ".";
  const beforeDot = out.token(1).text === ".";
  const named = afterDot || beforeDot || out.tokens[out.at - 1]?.value === "AS";
  if (!named && out.token(1).kind === "string" && TYPED_LITERALS.has(word)) {
    out.literal(typedLiteral(word, out.token(1).value, out.zone), 2);
    return;
  }
  if (!named && word === "INTERVAL" && ["string", "number"].includes(afterSigns(out).kind)) {
    intervalLiteral(out);
    return;
  }
  if (!named && out.token(1).text !== "(") {
    if (word === "NULL") {
      out.literal(nullLiteral(), 1);
      return;
    }
    if (word === "TRUE" || word === "FALSE") {
      out.literal(booleanLiteral(word === "TRUE"), 1);
      return;
    }
  }
  const surroundings = { within: frame.bracket, clause: frame.clause, afterOperand: out.afterOperand };
  if (!named && wordOperator(out, word)) return;
  if (!named) refuseClause(out, word, frame.clause);
  if (!named && word === "TABLE" && beginsQuery(out)) {
    tableStep(out);
    return;
  }
  if (isKeyword(out.tokens, out.at, surroundings)) {
    keywordStep(out, word);
    return;
  }
  nameStep(out);
}

/** Clauses of Spark's that aren't done. */
function refuseClause(out: OutlineWriter, word: string, clause: string): void {
  if (!out.afterOperand || out.endsExpression(1)) return;
  if (word === "USING" && clause === "SELECT") throw notEmbedded("TRANSFORM … USING");
  if (word === "MAX" && clause === "WITH" && out.word(1) === "RECURSION") {
    throw notEmbedded(
      "MAX RECURSION LEVEL (the setting spark.sql.cteRecursionLevelLimit says it for all queries)",
    );
  }
}

/** `FROM t SELECT a`. The parser knows it, but neither a LIMIT behind it nor another SELECT. */
function fromFirst(out: OutlineWriter, word: string): void {
  const frame = out.frame();
  if (word === "FROM" && beginsQuery(out)) frame.fromFirst = out.pieces.length;
  if (frame.fromFirst !== undefined && frame.clause === "FROM" && AFTER_SELECT.has(word)) {
    throw out.unexpected(out.at);
  }
  if (frame.fromFirst === undefined || frame.clause === "FROM" || frame.clause === "ORDER") return;
  if (word === "SELECT") throw notEmbedded("FROM before two SELECTs");
  if (word !== "LIMIT" && word !== "OFFSET") return;
  const { start } = out.pieces[frame.fromFirst]!;
  out.pieces.splice(frame.fromFirst, 0, { text: "(", start });
  out.write(")");
  delete frame.fromFirst;
}

/** Whether a query begins here: at its place, or behind WITH. */
function beginsQuery(out: OutlineWriter): boolean {
  const { bracket, clause } = out.frame();
  if (bracket !== "query") return false;
  return clause === "WITH" ? out.tokens[out.at - 1]?.text === ")" : clause === "" && !out.afterOperand;
}

/** `TABLE t` is `SELECT * FROM t`, and has no clauses but those of a whole query. */
function tableStep(out: OutlineWriter): void {
  const parts = out.chain(1);
  const after = out.token(2 * parts.length);
  const isEnd = after.kind === "end" || [")", ";"].includes(after.text);
  const isClause = after.kind === "word" && AFTER_TABLE.has(after.value);
  if (parts.length === 0) throw out.unexpected(out.at + 1);
  if (!isEnd && !isClause) throw out.unexpected(out.at + 2 * parts.length);
  for (const word of ["SELECT", "*", "FROM"]) out.write(word);
  out.frame().clause = "FROM";
  out.at++;
}

const AFTER_SELECT = new Set("WHERE GROUP HAVING QUALIFY WINDOW".split(" "));
const AFTER_TABLE = new Set(
  "UNION EXCEPT INTERSECT MINUS ORDER SORT DISTRIBUTE CLUSTER LIMIT OFFSET".split(" "),
);

function afterSigns(out: OutlineWriter): Token {
  let offset = 1;
  while (["+", "-"].includes(out.token(offset).text)) offset++;
  return out.token(offset);
}

function intervalLiteral(out: OutlineWriter): void {
  const found = intervalAt(out.tokens, out.at + 1);
  if (found === undefined) throw out.unexpected(out.at + 1);
  if (found === "unsupported") {
    throw notEmbedded("an INTERVAL literal of months and days together, or in one string");
  }
  out.literal(found.literal, found.next - out.at);
}

function keywordStep(out: OutlineWriter, word: string): void {
  const frame = out.frame();
  if (
    out.tokens[out.at - 1]?.text === "," &&
    !["LATERAL", "CASE", "EXISTS", "ROLLUP", "CUBE", "GROUPING", "VALUES"].includes(word)
  ) {
    throw out.unexpected(out.at);
  }
  if (word === "DISTINCT" || word === "EXISTS" || word === "CASE") {
    if (word !== "DISTINCT") out.selectHint();
  }
  if (
    word === "ALL" &&
    !(["UNION", "EXCEPT", "INTERSECT", "MINUS"].includes(out.before()) || frame.clause === "GROUP")
  ) {
    // SELECT ALL, f(ALL x) and LIMIT ALL say nothing.
    if (out.before() === "LIMIT") {
      out.pieces.pop();
      out.words.set("LIMIT", out.words.get("LIMIT")! - 1);
    }
    out.at++;
    return;
  }
  const isClause = CLAUSES.has(word) && !(word === "GROUP" && out.before() === "WITHIN");
  if (isClause && out.isExpression && out.frames.length === 1) throw out.unexpected(out.at);
  fromFirst(out, word);
  if (isClause) frame.clause = word === "ON" ? "FROM" : word;
  if (["UNION", "EXCEPT", "INTERSECT", "MINUS"].includes(word) && out.tokens[out.at - 1]?.text !== "*")
    frame.clause = "";
  if (frame.clause === "") delete frame.fromFirst;
  if (word === "GROUPING" && out.before() !== "BY" && out.before() !== "," && out.before() !== "(") {
    throw notEmbedded("GROUP BY … GROUPING SETS without a comma");
  }
  if (word === "VALUES") valuesRows(out);
  if (word === "BETWEEN") frame.frameBetween = true;
  if (word === "AND") frame.frameBetween = false;
  if (word === "OVER") out.next = "window";
  else if (word === "PIVOT" || word === "UNPIVOT") out.next = "pivot";
  else if (word === "TABLESAMPLE" || word === "REPEATABLE") out.next = "sample";
  else if (word === "ROLLUP" || word === "CUBE" || word === "SETS") out.next = "group";
  else if (word === "USING" || (word === "EXCEPT" && out.tokens[out.at - 1]?.text === "*"))
    out.next = "names";
  else if (word === "AS") out.next = frame.clause === "WINDOW" ? "window" : undefined;
  out.keyword(1);
  out.afterOperand = [
    "END",
    "ROW",
    "PRECEDING",
    "FOLLOWING",
    "NULLS",
    "FIRST",
    "LAST",
    "ASC",
    "DESC",
  ].includes(word);
}

function valuesRows(out: OutlineWriter): void {
  const { opened, closed } = rowsWithoutParentheses(out.tokens, out.at + 1);
  for (const at of opened) out.opened.add(at);
  for (const at of closed) out.closed.add(at);
}

export function nameStep(out: OutlineWriter): void {
  const given = identifierAt(out);
  const parts = given?.parts ?? out.chain(0);
  const tokens = given?.tokens ?? 2 * parts.length - 1;
  const opens = out.token(tokens).text === "(" && !out.skipped.has(out.at + tokens);
  const { clause } = out.frame();
  const isAlias = clause === "WITH" || (clause === "FROM" && (out.afterOperand || out.before() === "AS"));
  if (!opens || isAlias) {
    out.operand({ kind: "name", parts }, tokens);
    if (opens) out.next = "names";
    return;
  }
  if (parts.length === 1 && given === undefined && out.token().kind === "word") {
    const form = specialFormAt(out.tokens, out.at);
    if (form !== undefined) {
      specialForm(out, form);
      return;
    }
  }
  out.operand({ kind: "function", parts }, tokens);
  out.next = "arguments";
}

function specialForm(out: OutlineWriter, { name, commas, skipped, first, cast }: SpecialForm): void {
  for (const at of commas) out.commas.add(at);
  for (const at of skipped) out.skipped.add(at);
  const source =
    cast === undefined
      ? undefined
      : out.text.slice(out.tokens[cast.from]!.start, out.tokens[cast.to - 1]!.end);
  out.operand(
    {
      kind: "function",
      parts: [name],
      ...(cast === undefined || source === undefined ? {} : { cast: { type: source, mode: cast.mode } }),
    },
    1,
  );
  out.open("arguments");
  if (first === undefined) return;
  out.write(out.atom({ kind: "literal", expression: stringLiteral(first) }), out.atoms.length - 1);
  out.write(",");
}
