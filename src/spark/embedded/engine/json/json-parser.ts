/**
 * JSON a token at a time, with the liberties that Spark's parser (Jackson) takes by its options. JSON.parse can't be used: a row's bad field is
 * skipped while the rest is read, 1 and 1.0 are of different types, and of a number all digits count.
 */

/** `odd` is NaN or an infinity. */
export type JsonToken =
  | "{"
  | "}"
  | "["
  | "]"
  | "name"
  | "string"
  | "integer"
  | "fraction"
  | "odd"
  | "true"
  | "false"
  | "null";

/** The text is no JSON, from some place on. */
export class JsonSyntaxError extends Error {
  override readonly name = "JsonSyntaxError";
}

/** Which liberties a text may take: Spark's options of these names. */
export interface JsonDialect {
  readonly allowComments: boolean;
  readonly allowUnquotedFieldNames: boolean;
  readonly allowSingleQuotes: boolean;
  readonly allowNumericLeadingZeros: boolean;
  readonly allowNonNumericNumbers: boolean;
  readonly allowBackslashEscapingAnyCharacter: boolean;
  readonly allowUnquotedControlChars: boolean;
}

interface Level {
  readonly isObject: boolean;
  name: string | undefined;
  /** Whether a value has come, so that a comma must. */
  some: boolean;
}

const ODD: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "+Infinity": Number.POSITIVE_INFINITY,
  "+INF": Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
  "-INF": Number.NEGATIVE_INFINITY,
};

const ESCAPED: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

const QUOTE = 34;
const APOSTROPHE = 39;
const BACKSLASH = 92;
const NUMBER = /-?(\d+)(\.\d+)?([eE][+-]?\d+)?/y;
const WORD = /[+-]?[A-Za-z]+/y;
const BARE_NAME = /[\p{L}\p{N}_$]+/uy;

export class JsonParser {
  readonly #text: string;
  readonly #dialect: JsonDialect;
  readonly #levels: Level[] = [];
  #at = 0;
  /** The value of a field, read with its name. */
  #ahead: JsonToken | undefined;
  /** Undefined before the first token, and at the end. */
  token: JsonToken | undefined;
  /** Of a string what it says, of a number its digits. */
  value = "";

  constructor(text: string, dialect: JsonDialect) {
    this.#text = text;
    this.#dialect = dialect;
    if (text.charCodeAt(0) === 0xfeff) this.#at = 1;
  }

  /** The field that the token is of: its object's own, where it is an object's or array's beginning. */
  get fieldName(): string | undefined {
    const isStart = this.token === "{" || this.token === "[";
    return this.#levels[this.#levels.length - (isStart ? 2 : 1)]?.name;
  }

  /** How many objects and arrays the token stands in; of one that begins, it is in itself. */
  get depth(): number {
    return this.#levels.length;
  }

  /** The number that an `odd` token is. */
  get odd(): number {
    return ODD[this.value]!;
  }

  /** @returns undefined at the end @throws JsonSyntaxError */
  next(): JsonToken | undefined {
    this.token = this.#next();
    return this.token;
  }

  /** Goes to the end of the object or array that has just begun; anything else it leaves. @throws JsonSyntaxError */
  skipChildren(): void {
    if (this.token !== "{" && this.token !== "[") return;
    for (let depth = 1; depth > 0; ) {
      const token = this.next();
      if (token === undefined) throw this.#wrong();
      if (token === "{" || token === "[") depth++;
      else if (token === "}" || token === "]") depth--;
    }
  }

  #next(): JsonToken | undefined {
    if (this.token === "name") {
      const ahead = this.#ahead;
      this.#ahead = undefined;
      return ahead ?? this.#value();
    }
    const level = this.#levels.at(-1);
    let code = this.#blank();
    if (Number.isNaN(code)) {
      if (level !== undefined) throw this.#wrong();
      return undefined;
    }
    if (level === undefined) return this.#value();
    const end = level.isObject ? 125 : 93;
    if (code === end) {
      this.#at++;
      this.#levels.pop();
      return level.isObject ? "}" : "]";
    }
    if (level.some) {
      if (code !== 44) throw this.#wrong();
      this.#at++;
      code = this.#blank();
    }
    level.some = true;
    if (!level.isObject) return this.#value();
    level.name = this.#name(code);
    if (this.#blank() !== 58) throw this.#wrong();
    this.#at++;
    // What is no value is found with its name already.
    const begin = this.#blank();
    this.#ahead = this.#isQuote(begin) || begin === 123 || begin === 91 ? undefined : this.#scalar();
    return "name";
  }

  /** Past blanks and comments. @returns the character there, NaN at the end */
  #blank(): number {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === 32 || code === 10 || code === 13 || code === 9) {
        this.#at++;
        continue;
      }
      if (code !== 47 || !this.#dialect.allowComments) return code;
      const block = this.#text[this.#at + 1] === "*";
      if (!block && this.#text[this.#at + 1] !== "/") return code;
      const end = this.#text.indexOf(block ? "*/" : "\n", this.#at + 2);
      if (end < 0 && block) throw this.#wrong();
      this.#at = end < 0 ? this.#text.length : end + (block ? 2 : 1);
    }
  }

  #name(code: number): string {
    if (this.#isQuote(code)) return this.#string(code);
    if (!this.#dialect.allowUnquotedFieldNames) throw this.#wrong();
    return this.#match(BARE_NAME) ?? this.#fail();
  }

  #isQuote(code: number): boolean {
    return code === QUOTE || (code === APOSTROPHE && this.#dialect.allowSingleQuotes);
  }

  #value(): JsonToken {
    const code = this.#blank();
    if (code === 123 || code === 91) {
      this.#at++;
      this.#levels.push({ isObject: code === 123, name: undefined, some: false });
      return code === 123 ? "{" : "[";
    }
    if (this.#isQuote(code)) {
      this.value = this.#string(code);
      return "string";
    }
    return this.#scalar();
  }

  /** A number or a word, and that it ends where it must. */
  #scalar(): JsonToken {
    NUMBER.lastIndex = this.#at;
    const number = NUMBER.exec(this.#text);
    let token: JsonToken;
    if (number === null) {
      const word = this.#match(WORD) ?? this.#fail();
      if (word === "true" || word === "false" || word === "null") token = word;
      else if (Object.hasOwn(ODD, word) && this.#dialect.allowNonNumericNumbers) token = "odd";
      else return this.#fail();
      this.value = word;
    } else {
      const [text, whole = "", fraction, exponent] = number;
      if (whole.length > 1 && whole[0] === "0" && !this.#dialect.allowNumericLeadingZeros)
        throw this.#wrong();
      this.#at += text.length;
      this.value = whole[0] === "0" && whole.length > 1 ? text.replace(/^(-?)0+(?=\d)/, "$1") : text;
      token = fraction === undefined && exponent === undefined ? "integer" : "fraction";
    }
    const next = this.#text.charCodeAt(this.#at);
    // A blank or a comma, the end of what it is in, a comment.
    if (!(next <= 32 || next === 44 || next === 93 || next === 125 || next === 47 || Number.isNaN(next))) {
      throw this.#wrong();
    }
    return token;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #string(quote: number): string {
    const text = this.#text;
    let from = ++this.#at;
    let made = "";
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (code === quote) {
        const last = text.slice(from, this.#at++);
        return made === "" ? last : made + last;
      }
      if (code === BACKSLASH) {
        made += text.slice(from, this.#at++);
        made += this.#escaped();
        from = this.#at;
      } else if (Number.isNaN(code) || (code < 32 && !this.#dialect.allowUnquotedControlChars)) {
        throw this.#wrong();
      } else this.#at++;
    }
  }

  #escaped(): string {
    const letter = this.#text[this.#at++];
    if (letter === undefined) throw this.#wrong();
    if (letter === "u") {
      const hex = this.#text.slice(this.#at, this.#at + 4);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw this.#wrong();
      this.#at += 4;
      return String.fromCharCode(Number.parseInt(hex, 16));
    }
    const escaped = ESCAPED[letter];
    if (escaped !== undefined) return escaped;
    const isAllowed =
      this.#dialect.allowBackslashEscapingAnyCharacter || (letter === "'" && this.#dialect.allowSingleQuotes);
    if (!isAllowed) throw this.#wrong();
    return letter;
  }

  #fail(): never {
    throw this.#wrong();
  }

  #wrong(): JsonSyntaxError {
    return new JsonSyntaxError(`no JSON from its character ${this.#at + 1} on`);
  }
}
