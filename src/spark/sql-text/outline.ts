/**
 * The parser reads no query of the user's but its outline: names, literals, functions and operators stand in it as words of one shape, `zq17` (atoms.ts).
 * It can't take a function for a special one, a name for a word of another dialect, or an operator for one of another strength, because it sees none:
 * `a < 1 AND NOT b LIKE 'x%'` is `zq1 + zq2 + zq3 + …`, and operators.ts groups it as Spark does. What is left to the parser are clauses, joins, subqueries,
 * calls and parentheses.
 */
import type { Expression } from "../proto/index.js";
import { type Atom, atomName, type OperatorAtom } from "./atoms.js";
import { intervalAt } from "./interval-literal.js";
import { type Token, tokensOf } from "./lexer.js";
import {
  binaryLiteral,
  booleanLiteral,
  isBad,
  type LiteralResult,
  nullLiteral,
  numberLiteral,
  stringLiteral,
  TYPED_LITERALS,
  typedLiteral,
} from "./literals.js";
import type { Parameters } from "./parameters.js";
import { type SpecialForm, specialFormAt } from "./special-forms.js";
import { notEmbedded, parseException, syntaxError } from "./syntax-error.js";
import { typeEnd } from "./type-text.js";
import { rowsWithoutParentheses } from "./values-rows.js";
import { type Bracket, isKeyword, startsQuery } from "./words.js";

export interface Outline {
  readonly text: string;
  readonly atoms: readonly Atom[];
  /** How often a word stands in it. */
  readonly words: ReadonlyMap<string, number>;
  /** Where in the query the outline's character came from. */
  placeOf(offset: number): number;
}

interface Piece {
  readonly text: string;
  readonly atom?: number;
  /** Of the token that it was made of. */
  readonly start: number;
}

interface Frame {
  readonly bracket: Bracket;
  clause: string;
  /** Whether `ROWS BETWEEN` still needs its AND. */
  frameBetween: boolean;
}

const CLAUSES = new Set(
  "SELECT FROM WHERE GROUP HAVING ORDER SORT DISTRIBUTE CLUSTER LIMIT OFFSET WINDOW WITH ON".split(" "),
);
const NEGATED = new Set(["IN", "LIKE", "ILIKE", "RLIKE", "REGEXP", "BETWEEN"]);
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

/** @param before a word that the text doesn't have: an expression is read as what SELECT selects @throws ParseException; NotSupportedError */
export function outlineOf(text: string, parameters: Parameters, zone: string, before?: "SELECT"): Outline {
  return new Outliner(text, parameters, zone).run(before);
}

class Outliner {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #parameters: Parameters;
  readonly #zone: string;
  readonly #atoms: Atom[] = [];
  readonly #pieces: Piece[] = [];
  readonly #words = new Map<string, number>();
  readonly #frames: Frame[] = [{ bracket: "query", clause: "", frameBetween: false }];
  /** Tokens that stand for something else: see special-forms.ts and values-rows.ts. */
  readonly #commas = new Set<number>();
  readonly #skipped = new Set<number>();
  readonly #opened = new Set<number>();
  readonly #closed = new Set<number>();
  #afterOperand = false;
  #hint: string | undefined;
  #next: Bracket | undefined;
  #at = 0;

  constructor(text: string, parameters: Parameters, zone: string) {
    this.#text = text;
    this.#tokens = tokensOf(text);
    this.#parameters = parameters;
    this.#zone = zone;
  }

  run(before: "SELECT" | undefined): Outline {
    if (before !== undefined) {
      this.#write(before);
      this.#frame().clause = before;
    }
    while (this.#token().kind !== "end") {
      if (this.#skipped.has(this.#at)) {
        this.#at++;
        continue;
      }
      if (this.#opened.has(this.#at)) this.#write("(");
      const from = this.#at;
      this.#step();
      for (let at = from; at < this.#at; at++) if (this.#closed.has(at)) this.#write(")");
    }
    if (this.#frames.length > 1) throw this.#unexpected(this.#at);
    return this.#outline();
  }

  #token(offset = 0): Token {
    return this.#tokens[Math.min(this.#at + offset, this.#tokens.length - 1)]!;
  }

  #word(offset = 0): string {
    const token = this.#token(offset);
    return token.kind === "word" ? token.value : "";
  }

  #frame(): Frame {
    return this.#frames.at(-1)!;
  }

  #write(text: string, atom?: number): void {
    this.#pieces.push({ text, start: this.#token().start, ...(atom === undefined ? {} : { atom }) });
  }

  #atom(atom: Atom): string {
    this.#atoms.push(atom);
    return atomName(this.#atoms.length - 1);
  }

  #operand(atom: Atom, tokens: number): void {
    this.#selectHint();
    this.#write(this.#atom(atom), this.#atoms.length - 1);
    this.#afterOperand = true;
    this.#at += tokens;
  }

  #literal(result: LiteralResult, tokens: number): void {
    if (isBad(result)) {
      const { condition, message, parameters } = result;
      throw parseException(this.#text, this.#token().start, condition, message, parameters);
    }
    this.#operand({ kind: "literal", expression: result as Expression }, tokens);
  }

  #operator(operator: string, how: "prefix" | "infix" | "postfix", tokens: number, operand?: string): void {
    this.#selectHint();
    const { start } = this.#token();
    const atom: OperatorAtom = {
      kind: "operator",
      operator,
      start,
      text: this.#token().text,
      ...(operand === undefined ? {} : { operand }),
    };
    if (how !== "prefix") {
      if (!this.#afterOperand) throw this.#unexpected(this.#at);
      this.#write("+");
    }
    this.#write(this.#atom(atom), this.#atoms.length - 1);
    if (how !== "postfix") this.#write("+");
    this.#afterOperand = how === "postfix";
    this.#at += tokens;
  }

  #keyword(tokens: number): void {
    for (let i = 0; i < tokens; i++) {
      const word = this.#word();
      this.#words.set(word, (this.#words.get(word) ?? 0) + 1);
      this.#write(word);
      this.#at++;
    }
    this.#afterOperand = false;
  }

  #unexpected(at: number): Error {
    const { start, text } = this.#tokens[at]!;
    return syntaxError(this.#text, start, text);
  }

  #step(): void {
    const token = this.#token();
    if (this.#commas.has(this.#at)) {
      this.#write(",");
      this.#afterOperand = false;
      this.#at++;
      return;
    }
    switch (token.kind) {
      case "string":
        this.#strings();
        return;
      case "binary":
        this.#literal(binaryLiteral(token.value), 1);
        return;
      case "number":
        this.#literal(numberLiteral(token.value), 1);
        return;
      case "parameter":
        this.#literal(this.#parameters.take(token.value, this.#text, token.start), 1);
        return;
      case "hint":
        if (this.#tokens[this.#at - 1]?.value !== "SELECT") throw this.#unexpected(this.#at);
        this.#hint = token.value;
        this.#at++;
        return;
      case "name":
        this.#name();
        return;
      case "sign":
        this.#sign();
        return;
      default:
        this.#wordStep();
        return;
    }
  }

  /** `'a' 'b'` is one. */
  #strings(): void {
    let count = 1;
    while (this.#token(count).kind === "string") count++;
    const values = this.#tokens.slice(this.#at, this.#at + count).map(({ value }) => value);
    this.#literal(stringLiteral(values.join("")), count);
  }

  #selectHint(): void {
    if (this.#hint === undefined) return;
    const text = this.#hint;
    this.#hint = undefined;
    this.#write(this.#atom({ kind: "hint", text }));
    this.#write(",");
  }

  #wordStep(): void {
    const word = this.#word();
    const frame = this.#frame();
    const afterDot = this.#tokens[this.#at - 1]?.text === ".";
    const beforeDot = this.#token(1).text === ".";
    const named = afterDot || beforeDot || this.#tokens[this.#at - 1]?.value === "AS";
    if (!named && this.#token(1).kind === "string" && TYPED_LITERALS.has(word)) {
      this.#literal(typedLiteral(word, this.#token(1).value, this.#zone), 2);
      return;
    }
    if (!named && word === "TIME" && this.#token(1).kind === "string") throw notEmbedded("TIME '…'");
    if (!named && word === "INTERVAL" && ["string", "number"].includes(this.#afterSigns().kind)) {
      this.#interval();
      return;
    }
    if (!named && this.#token(1).text !== "(") {
      if (word === "NULL") {
        this.#literal(nullLiteral(), 1);
        return;
      }
      if (word === "TRUE" || word === "FALSE") {
        this.#literal(booleanLiteral(word === "TRUE"), 1);
        return;
      }
    }
    const surroundings = { within: frame.bracket, clause: frame.clause, afterOperand: this.#afterOperand };
    if (!named && this.#wordOperator(word)) return;
    if (!named) this.#refuse(word, frame.clause);
    if (isKeyword(this.#tokens, this.#at, surroundings)) {
      this.#sqlWord(word);
      return;
    }
    this.#name();
  }

  /** Clauses of Spark's that aren't done. */
  #refuse(word: string, clause: string): void {
    if (!this.#afterOperand || this.#endsExpression(1)) return;
    if (word === "USING" && clause === "SELECT") throw notEmbedded("TRANSFORM … USING");
    if (word === "QUALIFY" && clause !== "SELECT") throw notEmbedded("QUALIFY");
  }

  #afterSigns(): Token {
    let offset = 1;
    while (["+", "-"].includes(this.#token(offset).text)) offset++;
    return this.#token(offset);
  }

  #interval(): void {
    const found = intervalAt(this.#tokens, this.#at + 1);
    if (found === undefined) throw this.#unexpected(this.#at + 1);
    if (found === "unsupported") {
      throw notEmbedded("an INTERVAL literal of months and days together, or in one string");
    }
    this.#literal(found.literal, found.next - this.#at);
  }

  /** @returns whether it was one */
  #wordOperator(word: string): boolean {
    const after = this.#afterOperand;
    const next = this.#word(1);
    if (word === "NOT") {
      if (!after) this.#operator("NOT", "prefix", 1);
      else if (NEGATED.has(next)) this.#predicate(next, "NOT ", 2);
      else throw this.#unexpected(this.#at);
      return true;
    }
    if (word === "BETWEEN" && this.#frame().bracket === "window" && !after) return false;
    if (word === "AND" && this.#frame().frameBetween) return false;
    // In a pivot's FOR … IN (…).
    if (word === "IN" && this.#frame().bracket === "pivot") return false;
    if (NEGATED.has(word)) {
      this.#predicate(word, "", 1);
      return true;
    }
    if (word === "AND" || word === "OR") {
      this.#operator(word, "infix", 1);
      return true;
    }
    if (word === "IS") {
      const not = next === "NOT" ? 1 : 0;
      const what = this.#word(1 + not);
      const name = `IS ${not === 1 ? "NOT " : ""}${what}`;
      if (["NULL", "TRUE", "FALSE", "UNKNOWN"].includes(what)) this.#operator(name, "postfix", 2 + not);
      else if (what === "DISTINCT" && this.#word(2 + not) === "FROM")
        this.#operator(`${name} FROM`, "infix", 3 + not);
      else throw this.#unexpected(this.#at + 1 + not);
      return true;
    }
    if (!after) return false;
    if (word === "DIV" && !this.#endsExpression(1)) {
      this.#operator("DIV", "infix", 1);
      return true;
    }
    if (word === "ESCAPE" && this.#token(1).kind === "string") {
      this.#operator("ESCAPE", "infix", 1);
      return true;
    }
    if (word === "COLLATE" && this.#isName(1)) {
      const parts = this.#chain(1);
      this.#operator("COLLATE", "postfix", 2 * parts.length, parts.join("."));
      return true;
    }
    if (word === "AS" && this.#frame().bracket === "arguments" && this.#isName(1)) {
      this.#operator(
        "AS",
        "postfix",
        2,
        this.#tokens[this.#at + 1]!.kind === "name" ? this.#token(1).value : this.#token(1).text,
      );
      return true;
    }
    return false;
  }

  #predicate(word: string, not: string, tokens: number): void {
    const quantifier = this.#word(tokens);
    if (
      (word === "LIKE" || word === "ILIKE") &&
      ["ANY", "SOME", "ALL"].includes(quantifier) &&
      this.#token(tokens + 1).text === "("
    ) {
      this.#operator(`${not}${word} ${quantifier === "SOME" ? "ANY" : quantifier}`, "infix", tokens + 1);
    } else {
      this.#operator(`${not}${word === "REGEXP" ? "RLIKE" : word}`, "infix", tokens);
    }
  }

  #endsExpression(offset: number): boolean {
    const token = this.#token(offset);
    return (
      token.kind === "end" ||
      [",", ")", ";", "."].includes(token.text) ||
      ["FROM", "AS"].includes(this.#word(offset))
    );
  }

  #isName(offset: number): boolean {
    const { kind } = this.#token(offset);
    return kind === "word" || kind === "name";
  }

  #sqlWord(word: string): void {
    const frame = this.#frame();
    if (
      this.#tokens[this.#at - 1]?.text === "," &&
      !["LATERAL", "CASE", "EXISTS", "ROLLUP", "CUBE", "GROUPING", "VALUES"].includes(word)
    ) {
      throw this.#unexpected(this.#at);
    }
    if (word === "DISTINCT" || word === "EXISTS" || word === "CASE") {
      if (word !== "DISTINCT") this.#selectHint();
    }
    if (
      word === "ALL" &&
      !(["UNION", "EXCEPT", "INTERSECT", "MINUS"].includes(this.#before()) || frame.clause === "GROUP")
    ) {
      // SELECT ALL, f(ALL x) and LIMIT ALL say nothing.
      if (this.#before() === "LIMIT") {
        this.#pieces.pop();
        this.#words.set("LIMIT", this.#words.get("LIMIT")! - 1);
      }
      this.#at++;
      return;
    }
    if (CLAUSES.has(word)) frame.clause = word === "ON" ? "FROM" : word;
    if (["UNION", "EXCEPT", "INTERSECT", "MINUS"].includes(word) && this.#tokens[this.#at - 1]?.text !== "*")
      frame.clause = "";
    if (word === "GROUPING" && this.#before() !== "BY" && this.#before() !== "," && this.#before() !== "(") {
      throw notEmbedded("GROUP BY … GROUPING SETS without a comma");
    }
    if (word === "VALUES") this.#valuesRows();
    if (word === "BETWEEN") frame.frameBetween = true;
    if (word === "AND") frame.frameBetween = false;
    if (word === "OVER") this.#next = "window";
    else if (word === "PIVOT" || word === "UNPIVOT") this.#next = "pivot";
    else if (word === "TABLESAMPLE" || word === "REPEATABLE") this.#next = "sample";
    else if (word === "ROLLUP" || word === "CUBE" || word === "SETS") this.#next = "group";
    else if (word === "USING" || word === "EXCEPT") this.#next = "names";
    else if (word === "AS") this.#next = frame.clause === "WINDOW" ? "window" : undefined;
    this.#keyword(1);
    this.#afterOperand = [
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

  #before(): string {
    return this.#tokens[this.#at - 1]?.value ?? "";
  }

  #valuesRows(): void {
    const { opened, closed } = rowsWithoutParentheses(this.#tokens, this.#at + 1);
    for (const at of opened) this.#opened.add(at);
    for (const at of closed) this.#closed.add(at);
  }

  /** The parts of a name. */
  #chain(offset: number): string[] {
    const parts: string[] = [];
    for (let i = offset; this.#isName(i); i += 2) {
      const token = this.#token(i);
      parts.push(token.kind === "name" ? token.value : token.text);
      if (this.#token(i + 1).text !== ".") break;
    }
    return parts;
  }

  #name(): void {
    const parts = this.#chain(0);
    const tokens = 2 * parts.length - 1;
    const opens = this.#token(tokens).text === "(" && !this.#skipped.has(this.#at + tokens);
    const { clause } = this.#frame();
    const isAlias =
      clause === "WITH" || (clause === "FROM" && (this.#afterOperand || this.#before() === "AS"));
    if (!opens || isAlias) {
      this.#operand({ kind: "name", parts }, tokens);
      if (opens) this.#next = "names";
      return;
    }
    if (parts.length === 1 && this.#token().kind === "word") {
      const form = specialFormAt(this.#tokens, this.#at);
      if (form !== undefined) {
        this.#specialForm(form);
        return;
      }
    }
    this.#operand({ kind: "function", parts }, tokens);
    this.#next = "arguments";
  }

  #specialForm({ name, commas, skipped, first, cast }: SpecialForm): void {
    for (const at of commas) this.#commas.add(at);
    for (const at of skipped) this.#skipped.add(at);
    const source =
      cast === undefined
        ? undefined
        : this.#text.slice(this.#tokens[cast.from]!.start, this.#tokens[cast.to - 1]!.end);
    this.#operand(
      {
        kind: "function",
        parts: [name],
        ...(cast === undefined || source === undefined ? {} : { cast: { type: source, mode: cast.mode } }),
      },
      1,
    );
    this.#open("arguments");
    if (first === undefined) return;
    this.#write(this.#atom({ kind: "literal", expression: stringLiteral(first) }), this.#atoms.length - 1);
    this.#write(",");
  }

  #open(bracket: Bracket, clause = this.#frame().clause): void {
    this.#selectHint();
    this.#write("(");
    this.#frames.push({ bracket, clause, frameBetween: false });
    this.#afterOperand = false;
    this.#next = undefined;
    this.#at++;
  }

  #sign(): void {
    const { text } = this.#token();
    const after = this.#afterOperand;
    switch (text) {
      case "(":
        this.#parenthesis();
        return;
      case "[":
        if (!after) break;
        this.#write("[");
        this.#frames.push({ bracket: "index", clause: this.#frame().clause, frameBetween: false });
        this.#afterOperand = false;
        this.#at++;
        return;
      case ")":
      case "]":
        if (this.#frames.length === 1 || (text === "]") !== (this.#frame().bracket === "index")) break;
        if (this.#tokens[this.#at - 1]!.text === "," || this.#pieces.at(-1)!.text === "+") break;
        this.#frames.pop();
        this.#write(text);
        this.#afterOperand = true;
        this.#at++;
        return;
      case ",":
      case ".":
      case ";":
      case "->":
      case "=>":
        if (!after && text !== ";") break;
        if (text === "," && (this.#frame().clause === "LIMIT" || this.#frame().clause === "OFFSET")) break;
        this.#write(text);
        this.#afterOperand = false;
        this.#at++;
        return;
      case "!":
        if (after) break;
        this.#operator("NOT", "prefix", 1);
        return;
      case "~":
        if (after) break;
        this.#operator("~", "prefix", 1);
        return;
      case "::":
        this.#castOperator();
        return;
      case "*":
        if (after && this.#tokens[this.#at - 1]?.text !== ".") {
          this.#operator("*", "infix", 1);
          return;
        }
        this.#selectHint();
        this.#write("*");
        this.#afterOperand = true;
        this.#at++;
        return;
      default:
        if (after && SIGN_OPERATORS.has(text)) {
          this.#operator(text, "infix", 1);
          return;
        }
        if (!after && (text === "-" || text === "+")) {
          this.#signed(text);
          return;
        }
        if (text === "|>") throw notEmbedded("|>");
        if (text === ":" && after) throw notEmbedded("a path into a variant, as in a:b");
    }
    throw this.#unexpected(this.#at);
  }

  #signed(text: string): void {
    const number = this.#token(1);
    if (text === "-" && number.kind === "number") this.#literal(numberLiteral(`-${number.value}`), 2);
    else this.#operator(text, "prefix", 1);
  }

  #castOperator(): void {
    const end = typeEnd(this.#tokens, this.#at + 1);
    if (end === undefined) throw this.#unexpected(this.#at + 1);
    const type = this.#text.slice(this.#token(1).start, this.#tokens[end - 1]!.end);
    this.#operator("::", "postfix", end - this.#at, type);
  }

  #parenthesis(): void {
    const frame = this.#frame();
    const bracket = this.#next;
    if (bracket !== undefined) {
      this.#open(bracket);
      return;
    }
    if (this.#before() === "GROUP") {
      this.#open("query", "");
      return;
    }
    const word = this.#word(1);
    if (["SELECT", "WITH", "VALUES", "FROM", "TABLE"].includes(word)) {
      this.#open("query", "");
      return;
    }
    if (frame.clause === "FROM" && frame.bracket === "query" && !this.#afterOperand) {
      this.#open("query");
      return;
    }
    if (startsQuery(this.#tokens, this.#at + 1)) {
      this.#open("query");
      return;
    }
    if (frame.bracket === "window" || frame.bracket === "query") {
      this.#open("arguments");
      return;
    }
    this.#open(frame.bracket);
  }

  #outline(): Outline {
    const pieces = this.#collapsed();
    const starts: number[] = [];
    let text = "";
    for (const piece of pieces) {
      starts.push(text.length);
      text += `${piece.text} `;
    }
    const end = this.#text.length;
    return {
      text,
      atoms: this.#atoms,
      words: this.#words,
      placeOf: (offset) => {
        const index = starts.findLastIndex((start) => start <= offset);
        return pieces[index]?.start ?? end;
      },
    };
  }

  /** The pieces with each run `zq1 + zq2 + zq3` in one: the parser's trees are as deep as a run is long, and it has a limit. */
  #collapsed(): Piece[] {
    const made: Piece[] = [];
    const pieces = this.#pieces;
    for (let at = 0; at < pieces.length; at++) {
      const items: number[] = [];
      let last = at;
      // A dot before it makes it a field.
      if (pieces[at - 1]?.text !== ".") {
        for (let i = at; pieces[i]?.atom !== undefined; i += 2) {
          if (holdsMore(pieces[i + 1]?.text)) break;
          items.push(pieces[i]!.atom!);
          last = i;
          if (pieces[i + 1]?.text !== "+") break;
        }
      }
      if (items.length < 2) made.push(pieces[at]!);
      else {
        this.#atoms.push({ kind: "chain", items });
        made.push({ text: atomName(this.#atoms.length - 1), start: pieces[at]!.start });
        at = last;
      }
    }
    return made;
  }
}

/** Whether what follows a name or call belongs to it more tightly than any operator. */
function holdsMore(next: string | undefined): boolean {
  return next === "[" || next === "." || next === "(" || next === "->" || next === "=>";
}
