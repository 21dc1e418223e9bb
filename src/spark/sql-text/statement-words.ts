/** The words of a statement, gone through one after the other. */
import { type Token, tokensOf } from "./lexer.js";
import type { PartitionSpec } from "./statements.js";
import { notEmbedded, syntaxError } from "./syntax-error.js";

export class StatementWords {
  readonly text: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  /** @throws ParseException */
  constructor(text: string) {
    this.text = text;
    this.#tokens = tokensOf(text);
  }

  get token(): Token {
    return this.#tokens[this.#at]!;
  }

  get isAtEnd(): boolean {
    return (
      this.token.kind === "end" || (this.token.text === ";" && this.#tokens[this.#at + 1]?.kind === "end")
    );
  }

  /** Whether these words come next. */
  at(...words: readonly string[]): boolean {
    return words.every((word, i) => {
      const token = this.#tokens[this.#at + i];
      return token?.kind === "sign" ? token.text === word : token?.kind === "word" && token.value === word;
    });
  }

  /** Goes past these words if they come next. */
  takes(...words: readonly string[]): boolean {
    const all = this.at(...words);
    if (all) this.#at += words.length;
    return all;
  }

  /** @throws ParseException when other words come next */
  must(...words: readonly string[]): void {
    if (!this.takes(...words)) throw this.wrong();
  }

  /** A name with dots. @throws ParseException */
  name(): string[] {
    const parts: string[] = [];
    do parts.push(this.part());
    while (this.takes("."));
    return parts;
  }

  /** One part of a name. @throws ParseException */
  part(): string {
    const { kind, value, text } = this.token;
    if (kind !== "word" && kind !== "name") throw this.wrong();
    this.#at++;
    return kind === "name" ? value : text;
  }

  /** `(a, b)`. @throws ParseException */
  names(): string[] {
    this.must("(");
    const names: string[] = [];
    do names.push(this.part());
    while (this.takes(","));
    this.must(")");
    return names;
  }

  /** A string, unescaped. @throws ParseException */
  string(): string {
    const { kind, value } = this.token;
    if (kind !== "string") throw this.wrong();
    this.#at++;
    return value;
  }

  /** A word or a number, as it stands. @throws ParseException */
  scalar(): string {
    const { kind, text } = this.token;
    if (kind !== "word" && kind !== "number") throw this.wrong();
    this.#at++;
    return text;
  }

  /** What stands between parentheses that open here. @throws ParseException */
  parenthesized(): string {
    this.must("(");
    const from = this.token.start;
    for (let depth = 1; ; this.#at++) {
      const { kind, text, start } = this.token;
      if (kind === "end") throw this.wrong();
      if (kind !== "sign") continue;
      if (text === "(") depth++;
      else if (text === ")" && --depth === 0) {
        this.#at++;
        return this.text.slice(from, start);
      }
    }
  }

  /** Whether a word stands outside all parentheses. @param behind looks behind that token alone */
  hasOutside(word: string, behind?: Token): boolean {
    let depth = 0;
    return this.#tokens.some(({ kind, text, value, start }) => {
      if (behind !== undefined && start <= behind.start) return false;
      if (kind === "sign") depth += text === "(" ? 1 : text === ")" ? -1 : 0;
      return depth === 0 && kind === "word" && value === word;
    });
  }

  /** The text from here to the end, behind as many blanks as stand before it: places in errors stay. */
  rest(): string {
    const { start } = this.token;
    this.#at = this.#tokens.length - 1;
    return `${this.text.slice(0, start).replace(/[^\n]/g, " ")}${this.text.slice(start)}`;
  }

  /** As {@link rest}, behind the text up to the token that was `before`: what stands between them is left out. */
  restBehind(before: Token): string {
    const rest = this.rest();
    return `${this.text.slice(0, before.start)}${rest.slice(before.start)}`;
  }

  /** Goes to a word outside all parentheses. @throws ParseException when there is none */
  skipTo(word: string): void {
    for (let depth = 0; this.token.kind !== "end"; this.#at++) {
      const { kind, text, value } = this.token;
      if (kind === "sign") depth += text === "(" ? 1 : text === ")" ? -1 : 0;
      if (depth === 0 && kind === "word" && value === word) return;
    }
    throw this.wrong();
  }

  /** `(a = 1, b)`: columns of folders, and the values of those that have one. @throws ParseException */
  partition(): PartitionSpec {
    this.must("(");
    const spec: { column: string; value?: string | null }[] = [];
    do {
      const column = this.part();
      if (!this.takes("=") && !this.takes("==")) spec.push({ column });
      else spec.push({ column, value: this.#constant() });
    } while (this.takes(","));
    this.must(")");
    return spec;
  }

  #constant(): string | null {
    if (this.takes("NULL")) return null;
    const isTyped = ["DATE", "TIMESTAMP"].some((word) => this.at(word));
    if (isTyped && this.#tokens[this.#at + 1]?.kind === "string") this.#at++;
    if (this.token.kind === "string") return this.string();
    const sign = this.takes("-") ? "-" : "";
    return sign + this.scalar();
  }

  /** As it stands, up to the end. */
  plainRest(): string {
    const { start } = this.token;
    this.#at = this.#tokens.length - 1;
    return this.text.slice(start).replace(/\s*;?\s*$/, "");
  }

  /** @throws ParseException when something comes */
  end(): void {
    this.takes(";");
    if (this.token.kind !== "end") throw this.wrong();
  }

  wrong(): Error {
    return syntaxError(this.text, this.token.start, this.token.kind === "end" ? "" : this.token.text);
  }

  /** @throws NotSupportedError when one of these words comes next */
  refuse(statement: string, ...words: readonly string[]): void {
    const found = words.find((word) => this.at(word));
    if (found !== undefined) throw notEmbedded(`${statement} with ${found}`);
  }
}
