/** JSON as Spark reads it: single quotes are quotes, a name may be there twice, and what stands behind the value isn't looked at. */

export type Json =
  | { readonly kind: "object"; readonly entries: readonly (readonly [name: string, value: Json])[] }
  | { readonly kind: "array"; readonly items: readonly Json[] }
  | { readonly kind: "string"; readonly text: string }
  /** As it is written. */
  | { readonly kind: "integer" | "real"; readonly text: string }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "null" };

export interface ReadOptions {
  /** Tabs, line feeds and the like may stand in a string as they are. */
  readonly controls: boolean;
  /** `NaN`, `Infinity`, `-INF`: they are numbers. */
  readonly notFinite: boolean;
}

/** What Jackson refuses to read. */
const MOST_DEPTH = 1000;
const MOST_DIGITS = 1000;

class Malformed extends Error {}

/** Undefined for what is no JSON, or nothing at all. */
export function readJson(text: string, options: ReadOptions): Json | undefined {
  try {
    return new Reader(text, options).value(0);
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

const ESCAPED: Readonly<Record<string, string>> = {
  b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\", "/": "/", "'": "'",
}; // biome-ignore format: a table
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
const NOT_FINITE = /NaN|[+-]?(?:INF|Infinity)/y;

class Reader {
  readonly #text: string;
  readonly #options: ReadOptions;
  #at = 0;

  constructor(text: string, options: ReadOptions) {
    this.#text = text;
    this.#options = options;
  }

  value(depth: number): Json {
    if (depth > MOST_DEPTH) throw new Malformed();
    this.#space();
    switch (this.#text[this.#at]) {
      case "{":
        return this.#object(depth);
      case "[":
        return this.#array(depth);
      case '"':
      case "'":
        return { kind: "string", text: this.#string() };
      case "t":
        return this.#word("true", { kind: "boolean", value: true });
      case "f":
        return this.#word("false", { kind: "boolean", value: false });
      case "n":
        return this.#word("null", { kind: "null" });
      default:
        return this.#number();
    }
  }

  #space(): void {
    while (" \t\n\r".includes(this.#text[this.#at] ?? "x")) this.#at++;
  }

  #take(letter: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== letter) return false;
    this.#at++;
    return true;
  }

  #word(word: string, value: Json): Json {
    if (!this.#text.startsWith(word, this.#at)) throw new Malformed();
    this.#at += word.length;
    this.#ended();
    return value;
  }

  /** Behind a word or a number no letter may follow at once. */
  #ended(): void {
    const next = this.#text[this.#at];
    if (next !== undefined && !" \t\n\r,]}".includes(next)) throw new Malformed();
  }

  #object(depth: number): Json {
    this.#at++;
    const entries: (readonly [string, Json])[] = [];
    if (this.#take("}")) return { kind: "object", entries };
    do {
      this.#space();
      if (!`"'`.includes(this.#text[this.#at] ?? "x")) throw new Malformed();
      const name = this.#string();
      if (!this.#take(":")) throw new Malformed();
      entries.push([name, this.value(depth + 1)]);
    } while (this.#take(","));
    if (!this.#take("}")) throw new Malformed();
    return { kind: "object", entries };
  }

  #array(depth: number): Json {
    this.#at++;
    const items: Json[] = [];
    if (this.#take("]")) return { kind: "array", items };
    do items.push(this.value(depth + 1));
    while (this.#take(","));
    if (!this.#take("]")) throw new Malformed();
    return { kind: "array", items };
  }

  #string(): string {
    const quote = this.#text[this.#at++]!;
    let found = "";
    for (let from = this.#at; ; this.#at++) {
      const letter = this.#text[this.#at];
      if (letter === undefined) throw new Malformed();
      if (letter === quote) {
        found += this.#text.slice(from, this.#at++);
        return found;
      }
      if (letter < " " && !this.#options.controls) throw new Malformed();
      if (letter !== "\\") continue;
      found += this.#text.slice(from, this.#at++) + this.#escaped();
      from = this.#at + 1;
    }
  }

  #escaped(): string {
    const letter = this.#text[this.#at] ?? "";
    if (letter === "u") {
      const code = this.#text.slice(this.#at + 1, this.#at + 5);
      if (!/^[0-9A-Fa-f]{4}$/.test(code)) throw new Malformed();
      this.#at += 4;
      return String.fromCharCode(Number.parseInt(code, 16));
    }
    if (!Object.hasOwn(ESCAPED, letter)) throw new Malformed();
    return ESCAPED[letter]!;
  }

  #number(): Json {
    NUMBER.lastIndex = this.#at;
    const found = NUMBER.exec(this.#text);
    if (found === null || (found[0] === "-" && found[0].length === 1)) return this.#notFinite();
    if (this.#options.notFinite && this.#text.startsWith("-I", this.#at)) return this.#notFinite();
    const [text, fraction, exponent] = found;
    if (text.length > MOST_DIGITS) throw new Malformed();
    this.#at += text.length;
    this.#ended();
    return { kind: fraction === undefined && exponent === undefined ? "integer" : "real", text };
  }

  #notFinite(): Json {
    NOT_FINITE.lastIndex = this.#at;
    const text = this.#options.notFinite ? NOT_FINITE.exec(this.#text)?.[0] : undefined;
    if (text === undefined) throw new Malformed();
    this.#at += text.length;
    this.#ended();
    return { kind: "real", text: text.replace(/INF$/, "Infinity") };
  }
}
