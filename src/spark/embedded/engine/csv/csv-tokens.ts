/**
 * Rows of csv as texts, as Spark's parser divides them. A value that begins with a quote and isn't well quoted is taken as it stands, quotes and all,
 * up to the next separator.
 */
import type { CsvDialect } from "./csv-options.js";

/** A value of a row: null for nothing at all between two separators. */
export interface CsvToken {
  readonly text: string | null;
  readonly quoted: boolean;
}

export interface CsvRow {
  readonly tokens: readonly CsvToken[];
  /** The row as it stands. */
  readonly record: string;
}

const NOTHING: CsvToken = { text: null, quoted: false };

/** @param text one line, or several with `\n` between them */
export function* rowsOf(text: string, dialect: CsvDialect): Generator<CsvRow> {
  const reader = new RowReader(text, dialect);
  for (;;) {
    const row = reader.row();
    if (row === undefined) return;
    yield row;
  }
}

class RowReader {
  readonly #text: string;
  readonly #dialect: CsvDialect;
  #at = 0;

  constructor(text: string, dialect: CsvDialect) {
    this.#text = text;
    this.#dialect = dialect;
  }

  row(): CsvRow | undefined {
    const text = this.#text;
    const { comment, separator } = this.#dialect;
    while (this.#at < text.length) {
      const isComment = comment !== undefined && text[this.#at] === comment;
      if (text[this.#at] !== "\n" && !isComment) break;
      this.#at = isComment ? this.#lineEnd(this.#at) + 1 : this.#at + 1;
    }
    if (this.#at >= text.length) return undefined;
    const from = this.#at;
    const tokens: CsvToken[] = [];
    for (;;) {
      tokens.push(this.#token());
      if (text.startsWith(separator, this.#at)) {
        this.#at += separator.length;
        continue;
      }
      const record = text.slice(from, this.#at);
      this.#at++;
      return { tokens, record };
    }
  }

  #lineEnd(from: number): number {
    const end = this.#text.indexOf("\n", from);
    return end < 0 ? this.#text.length : end;
  }

  /** The value at the place, which then is at the separator or the line's end. */
  #token(): CsvToken {
    const { quote, ignoreLeadingWhiteSpace } = this.#dialect;
    if (ignoreLeadingWhiteSpace) this.#at = this.#pastBlanks(this.#at);
    if (quote !== undefined && this.#text[this.#at] === quote) return this.#quoted(quote);
    return this.#bare(this.#at, this.#at);
  }

  #pastBlanks(from: number): number {
    const { separator } = this.#dialect;
    let at = from;
    while (at < this.#text.length && this.#text[at]! <= " " && this.#text[at] !== "\n") {
      if (this.#text.startsWith(separator, at)) break;
      at++;
    }
    return at;
  }

  /** What isn't quoted. @param after the separator is looked for from there on */
  #bare(from: number, after: number): CsvToken {
    const { separator, ignoreTrailingWhiteSpace } = this.#dialect;
    const found = this.#text.indexOf(separator, after);
    const lineEnd = this.#text.slice(after, found < 0 ? undefined : found).indexOf("\n");
    const end = lineEnd >= 0 ? after + lineEnd : found < 0 ? this.#text.length : found;
    this.#at = end;
    const text = this.#text.slice(from, end);
    const shown = ignoreTrailingWhiteSpace ? text.replace(/[\0-\x20]+$/, "") : text;
    return shown === "" ? NOTHING : { text: shown, quoted: false };
  }

  #quoted(quote: string): CsvToken {
    const text = this.#text;
    const { escapeWith, separator } = this.#dialect;
    const from = this.#at;
    let made = "";
    let start = from + 1;
    for (let at = start; ; at++) {
      const char = text[at];
      if (char === undefined) {
        this.#at = text.length;
        return { text: made + text.slice(start), quoted: true };
      }
      const next = text[at + 1];
      if (char === escapeWith && (next === quote || (next === escapeWith && escapeWith !== quote))) {
        made += text.slice(start, at) + next;
        start = at + 2;
        at++;
      } else if (char === quote) {
        const end = this.#pastBlanks(at + 1);
        if (end < text.length && text[end] !== "\n" && !text.startsWith(separator, end)) {
          return this.#bare(from, at + 1);
        }
        this.#at = end;
        return { text: made + text.slice(start, at), quoted: true };
      }
    }
  }
}
