/** Where reading a query has got to, and what has been written of its outline. */
import type { Expression } from "../proto/index.js";
import { type Atom, atomName, type OperatorAtom } from "./atoms.js";
import { type Token, tokensOf } from "./lexer.js";
import { isBad, type LiteralResult } from "./literals.js";
import type { Piece } from "./outline-pieces.js";
import type { Parameters } from "./parameters.js";
import { parseException, syntaxError } from "./syntax-error.js";
import type { Bracket } from "./words.js";

interface Frame {
  readonly bracket: Bracket;
  clause: string;
  /** Whether `ROWS BETWEEN` still needs its AND. */
  frameBetween: boolean;
  /** Where the piece FROM is, if the query begins with it. */
  fromFirst?: number;
}

export class OutlineWriter {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly parameters: Parameters;
  readonly zone: string;
  /** It isn't a query but an expression with or without an alias. */
  readonly isExpression: boolean;
  readonly atoms: Atom[] = [];
  readonly pieces: Piece[] = [];
  readonly words = new Map<string, number>();
  readonly frames: Frame[] = [{ bracket: "query", clause: "", frameBetween: false }];
  /** Tokens that stand for something else: see special-forms.ts and values-rows.ts. */
  readonly commas = new Set<number>();
  readonly skipped = new Set<number>();
  readonly opened = new Set<number>();
  readonly closed = new Set<number>();
  afterOperand = false;
  hint: string | undefined;
  next: Bracket | undefined;
  at = 0;

  constructor(text: string, parameters: Parameters, zone: string, isExpression: boolean) {
    this.text = text;
    this.tokens = tokensOf(text);
    this.parameters = parameters;
    this.zone = zone;
    this.isExpression = isExpression;
  }

  token(offset = 0): Token {
    return this.tokens[Math.min(this.at + offset, this.tokens.length - 1)]!;
  }

  word(offset = 0): string {
    const token = this.token(offset);
    return token.kind === "word" ? token.value : "";
  }

  frame(): Frame {
    return this.frames.at(-1)!;
  }

  write(text: string, atom?: number): void {
    this.pieces.push({ text, start: this.token().start, ...(atom === undefined ? {} : { atom }) });
  }

  atom(atom: Atom): string {
    this.atoms.push(atom);
    return atomName(this.atoms.length - 1);
  }

  operand(atom: Atom, tokens: number): void {
    // It is an alias, and nothing may follow it.
    const isLast = this.isExpression && this.frames.length === 1 && this.afterOperand;
    if (isLast && this.token(tokens).kind !== "end") throw this.unexpected(this.at + tokens);
    this.selectHint();
    this.write(this.atom(atom), this.atoms.length - 1);
    this.afterOperand = true;
    this.at += tokens;
  }

  literal(result: LiteralResult, tokens: number): void {
    if (isBad(result)) {
      const { condition, message, parameters } = result;
      throw parseException(this.text, this.token().start, condition, message, parameters);
    }
    this.operand({ kind: "literal", expression: result as Expression }, tokens);
  }

  operator(operator: string, how: "prefix" | "infix" | "postfix", tokens: number, operand?: string): void {
    this.selectHint();
    const { start } = this.token();
    const atom: OperatorAtom = {
      kind: "operator",
      operator,
      start,
      text: this.token().text,
      ...(operand === undefined ? {} : { operand }),
    };
    if (how !== "prefix") {
      if (!this.afterOperand) throw this.unexpected(this.at);
      this.write("+");
    }
    this.write(this.atom(atom), this.atoms.length - 1);
    if (how !== "postfix") this.write("+");
    this.afterOperand = how === "postfix";
    this.at += tokens;
  }

  keyword(tokens: number): void {
    for (let i = 0; i < tokens; i++) {
      const word = this.word();
      this.words.set(word, (this.words.get(word) ?? 0) + 1);
      this.write(word);
      this.at++;
    }
    this.afterOperand = false;
  }

  unexpected(at: number): Error {
    const { start, text } = this.tokens[at]!;
    return syntaxError(this.text, start, text);
  }

  selectHint(): void {
    if (this.hint === undefined) return;
    const text = this.hint;
    this.hint = undefined;
    this.write(this.atom({ kind: "hint", text }));
    this.write(",");
  }

  isName(offset: number): boolean {
    const { kind } = this.token(offset);
    return kind === "word" || kind === "name";
  }

  before(): string {
    return this.tokens[this.at - 1]?.value ?? "";
  }

  /** The parts of a name. */
  chain(offset: number): string[] {
    const parts: string[] = [];
    for (let i = offset; this.isName(i); i += 2) {
      const token = this.token(i);
      parts.push(token.kind === "name" ? token.value : token.text);
      if (this.token(i + 1).text !== ".") break;
    }
    return parts;
  }

  open(bracket: Bracket, clause = this.frame().clause): void {
    this.selectHint();
    this.write("(");
    this.frames.push({ bracket, clause, frameBetween: false });
    this.afterOperand = false;
    this.next = undefined;
    this.at++;
  }

  endsExpression(offset: number): boolean {
    const token = this.token(offset);
    return (
      token.kind === "end" ||
      [",", ")", ";", "."].includes(token.text) ||
      ["FROM", "AS"].includes(this.word(offset))
    );
  }
}
