/**
 * Reads what java.util.regex takes. What it calls wrong is a WrongPattern; what is right there and isn't known here is an UntranslatedPattern, so
 * that no pattern means something else than in Java.
 */
import {
  CATEGORIES,
  inBothCases,
  inverted,
  LETTER_CLASSES,
  LINE_ENDS,
  NAMED_CLASSES,
  setOf,
} from "./classes.js";
import {
  type Assertion,
  type CharacterSet,
  type Parsed,
  type Range,
  type Regex,
  UntranslatedPattern,
  WrongPattern,
} from "./tree.js";

interface Flags {
  /** `(?i)`. */
  readonly anyCase: boolean;
  /** `(?s)`. */
  readonly dotIsAll: boolean;
  /** `(?m)`. */
  readonly lines: boolean;
}

export function parseJavaRegex(pattern: string): Parsed {
  return new Parser(pattern).parse();
}

/** Of letters behind a backslash that are one character. */
const CONTROLS: Readonly<Record<string, number>> = { t: 0x09, n: 0x0a, r: 0x0d, f: 0x0c, a: 0x07, e: 0x1b };

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  A: "start",
  z: "end",
  Z: "last line's end",
  b: "word's edge",
  B: "no word's edge",
};

class Parser {
  readonly #letters: readonly string[];
  readonly #names = new Map<string, number>();
  #at = 0;
  #groups = 0;
  #flags: Flags = { anyCase: false, dotIsAll: false, lines: false };

  constructor(pattern: string) {
    this.#letters = [...pattern];
  }

  parse(): Parsed {
    const regex = this.#either();
    if (this.#at < this.#letters.length) throw new WrongPattern("Unmatched closing ')'");
    return { regex, groups: this.#groups, names: this.#names };
  }

  get #next(): string | undefined {
    return this.#letters[this.#at];
  }

  #take(text: string): boolean {
    for (const [i, letter] of [...text].entries()) if (this.#letters[this.#at + i] !== letter) return false;
    this.#at += text.length;
    return true;
  }

  #either(): Regex {
    const parts = [this.#sequence()];
    while (this.#take("|")) parts.push(this.#sequence());
    return parts.length === 1 ? parts[0]! : { kind: "either", parts };
  }

  #sequence(): Regex {
    const parts: Regex[] = [];
    while (this.#next !== undefined && this.#next !== "|" && this.#next !== ")") {
      if (this.#take("\\Q")) {
        this.#quoted(parts);
        continue;
      }
      const part = this.#atom();
      if (part !== undefined) parts.push(this.#repeated(part));
    }
    return parts.length === 1 ? parts[0]! : { kind: "sequence", parts };
  }

  /** What stands between `\Q` and `\E`; a quantifier behind is of the last character. */
  #quoted(parts: Regex[]): void {
    while (this.#next !== undefined && !this.#take("\\E"))
      parts.push(this.#literal(this.#letters[this.#at++]!));
    const last = parts.pop();
    if (last !== undefined) parts.push(this.#repeated(last));
  }

  #literal(letter: string): CharacterSet {
    return this.#set([codeOf(letter)]);
  }

  #set(codes: readonly number[]): CharacterSet {
    const ranges = codes.map((code): Range => [code, code]);
    return setOf(this.#flags.anyCase ? inBothCases(ranges) : ranges);
  }

  /** Undefined for what only sets flags. */
  #atom(): Regex | undefined {
    const letter = this.#letters[this.#at++]!;
    switch (letter) {
      case ".":
        return this.#flags.dotIsAll ? setOf([[0, 0x10ffff]]) : setOf(LINE_ENDS, true);
      case "^":
        return { kind: "assertion", of: this.#flags.lines ? "line's start" : "start" };
      case "$":
        return { kind: "assertion", of: this.#flags.lines ? "line's end" : "last line's end" };
      case "[":
        return this.#class();
      case "(":
        return this.#group();
      case "\\":
        return this.#escaped();
      case "*":
      case "+":
      case "?":
        throw new WrongPattern(`Dangling meta character '${letter}'`);
      case "{":
        throw new UntranslatedPattern("a quantifier behind nothing");
      default:
        return this.#literal(letter);
    }
  }

  #repeated(part: Regex): Regex {
    const bounds = this.#bounds();
    if (bounds === undefined) return part;
    const [least, most] = bounds;
    if (this.#next === "+") throw new UntranslatedPattern("a possessive quantifier");
    const lazy = this.#take("?");
    if (this.#next !== undefined && "*+?{".includes(this.#next)) {
      throw new UntranslatedPattern("a quantifier behind a quantifier");
    }
    if (part.kind === "assertion" || part.kind === "look") {
      throw new UntranslatedPattern("a quantifier behind what takes no characters");
    }
    return { kind: "repeat", part, least, most, lazy };
  }

  #bounds(): readonly [number, number] | undefined {
    if (this.#take("*")) return [0, Number.POSITIVE_INFINITY];
    if (this.#take("+")) return [1, Number.POSITIVE_INFINITY];
    if (this.#take("?")) return [0, 1];
    if (this.#next !== "{") return undefined;
    const text = /^\{(\d{1,9})(,?)(\d{0,9})\}/.exec(this.#letters.slice(this.#at).join(""));
    if (text === null) throw new WrongPattern("Illegal repetition");
    const [all, first = "", comma, last = ""] = text;
    if (comma === "" && last !== "") throw new WrongPattern("Illegal repetition");
    this.#at += all.length;
    const least = Number(first);
    const most = comma === "" ? least : last === "" ? Number.POSITIVE_INFINITY : Number(last);
    if (most < least) throw new WrongPattern("Illegal repetition range");
    return [least, most];
  }

  #group(): Regex | undefined {
    const outer = this.#flags;
    const found = this.#opened();
    if (found !== undefined) this.#flags = outer;
    return found;
  }

  #opened(): Regex | undefined {
    if (!this.#take("?")) return this.#caught(undefined);
    if (this.#take(":")) return this.#closed(undefined);
    for (const [sign, ahead, negated] of [
      ["=", true, false],
      ["!", true, true],
      ["<=", false, false],
      ["<!", false, true],
    ] as const) {
      if (this.#take(sign)) return { kind: "look", ahead, negated, part: this.#body() };
    }
    if (this.#take(">")) throw new UntranslatedPattern("an independent group, (?>…)");
    if (this.#take("<")) return this.#caught(this.#name(">"));
    return this.#flagged();
  }

  #caught(name: string | undefined): Regex {
    const number = ++this.#groups;
    if (name !== undefined) {
      if (this.#names.has(name)) throw new WrongPattern(`Named capturing group <${name}> is already defined`);
      this.#names.set(name, number);
    }
    return this.#closed(number);
  }

  #closed(number: number | undefined): Regex {
    return { kind: "group", number, part: this.#body() };
  }

  #body(): Regex {
    const part = this.#either();
    if (!this.#take(")")) throw new WrongPattern("Unclosed group");
    return part;
  }

  #name(end: string): string {
    const from = this.#at;
    while (this.#next !== undefined && this.#next !== end) this.#at++;
    const name = this.#letters.slice(from, this.#at).join("");
    if (!this.#take(end) || !/^[A-Za-z][A-Za-z0-9]*$/.test(name)) {
      throw new WrongPattern("A group's name isn't one");
    }
    return name;
  }

  /** `(?i)`, which is of what stands behind in its group, or `(?i:…)`. */
  #flagged(): Regex | undefined {
    let on = true;
    let flags = this.#flags;
    for (; this.#next !== undefined && !":)".includes(this.#next); this.#at++) {
      const letter = this.#next;
      if (letter === "-") on = false;
      else if (letter === "i") flags = { ...flags, anyCase: on };
      else if (letter === "s") flags = { ...flags, dotIsAll: on };
      else if (letter === "m") flags = { ...flags, lines: on };
      else if ("dxuU".includes(letter)) throw new UntranslatedPattern(`the flag ${letter}`);
      else throw new WrongPattern("Unknown inline modifier");
    }
    this.#flags = flags;
    if (this.#take(":")) return this.#closed(undefined);
    if (!this.#take(")")) throw new WrongPattern("Unknown inline modifier");
    return undefined;
  }

  #escaped(): Regex {
    const letter = this.#next;
    if (letter === undefined) throw new WrongPattern("Unexpected internal error");
    if (Object.hasOwn(ASSERTIONS, letter)) {
      this.#at++;
      if (this.#next === "{" && letter === "b") throw new UntranslatedPattern("\\b{g}");
      return { kind: "assertion", of: ASSERTIONS[letter]! };
    }
    if (/[1-9]/.test(letter)) return this.#back();
    if (letter === "k") {
      this.#at++;
      if (!this.#take("<")) throw new WrongPattern("\\k is not followed by '<' for named capturing group");
      const name = this.#name(">");
      const number = this.#names.get(name);
      if (number === undefined) throw new WrongPattern(`named capturing group <${name}> does not exist`);
      return this.#backTo(number);
    }
    const found = this.#escapedSet();
    return typeof found === "number" ? this.#set([found]) : found;
  }

  #back(): Regex {
    const number = Number(this.#letters[this.#at++]);
    if (/[0-9]/.test(this.#next ?? "")) throw new UntranslatedPattern("a reference of two digits");
    return this.#backTo(number);
  }

  #backTo(number: number): Regex {
    if (this.#flags.anyCase) throw new UntranslatedPattern("a reference to a group in any case");
    return { kind: "back", number };
  }

  /** What a backslash makes of the letters behind: a character's code, or several characters. */
  #escapedSet(): CharacterSet | number {
    const letter = this.#letters[this.#at++];
    if (letter === undefined) throw new WrongPattern("Unexpected internal error");
    const ranges = LETTER_CLASSES[letter.toLowerCase()];
    if (ranges !== undefined) return setOf(letter === letter.toLowerCase() ? ranges : inverted(ranges));
    if (letter === "p" || letter === "P") return this.#property(letter === "P");
    const control = CONTROLS[letter];
    if (control !== undefined) return control;
    if (letter === "x" || letter === "u" || letter === "0") return this.#code(letter);
    if (/[A-Za-z]/.test(letter)) {
      if ("RXNGcEQ".includes(letter)) throw new UntranslatedPattern(`\\${letter}`);
      throw new WrongPattern("Illegal/unsupported escape sequence");
    }
    if (/[0-9]/.test(letter)) throw new UntranslatedPattern(`\\${letter} here`);
    return codeOf(letter);
  }

  #code(letter: string): number {
    const rest = this.#letters.slice(this.#at, this.#at + 10).join("");
    const form = letter === "x" ? /^(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})/ : letter === "u" ? /^([0-9A-Fa-f]{4})/ : /^([0-3][0-7]{2}|[0-7]{1,2})/; // biome-ignore format: a choice
    const found = form.exec(rest);
    if (found === null) throw new WrongPattern("Illegal escape sequence");
    this.#at += found[0].length;
    const code = Number.parseInt(found[1] ?? found[2]!, letter === "0" ? 8 : 16);
    if (code > 0x10ffff) throw new WrongPattern("Hexadecimal codepoint is too big");
    if (code >= 0xd800 && code < 0xe000) throw new UntranslatedPattern("half a character");
    return code;
  }

  #property(negated: boolean): CharacterSet {
    const name = this.#take("{") ? this.#propertyName() : this.#letters[this.#at++];
    if (name === undefined) throw new WrongPattern("Unclosed character family");
    const ascii = NAMED_CLASSES[name];
    if (ascii !== undefined) {
      if (this.#flags.anyCase) throw new UntranslatedPattern(`\\p{${name}} in any case`);
      return setOf(negated ? inverted(ascii) : ascii);
    }
    if (!CATEGORIES.has(name) || this.#flags.anyCase) throw new UntranslatedPattern(`\\p{${name}}`);
    return { kind: "set", negated: false, ranges: [], categories: [{ name, negated }] };
  }

  #propertyName(): string {
    const from = this.#at;
    while (this.#next !== undefined && this.#next !== "}") this.#at++;
    if (this.#next === undefined) throw new WrongPattern("Unclosed character family");
    return this.#letters.slice(from, this.#at++).join("");
  }

  #class(): CharacterSet {
    const negated = this.#take("^");
    const ranges: Range[] = [];
    const categories: CharacterSet["categories"][number][] = [];
    let isFirst = true;
    while (isFirst || this.#next !== "]") {
      isFirst = false;
      if (this.#next === undefined) throw new WrongPattern("Unclosed character class");
      if (this.#next === "[" || (this.#next === "&" && this.#letters[this.#at + 1] === "&")) {
        throw new UntranslatedPattern("a class within a class");
      }
      const from = this.#member();
      if (typeof from !== "number") {
        ranges.push(...from.ranges);
        categories.push(...from.categories);
      } else ranges.push([from, this.#upTo(from)]);
    }
    this.#at++;
    return { kind: "set", negated, ranges: this.#flags.anyCase ? inBothCases(ranges) : ranges, categories };
  }

  /** The last of a range whose first has been read; the first itself where there is no range. */
  #upTo(from: number): number {
    if (this.#next !== "-") return from;
    const behind = this.#letters[this.#at + 1];
    if (behind === "]" || behind === undefined) return from;
    if (behind === "[" || behind === "-") throw new UntranslatedPattern("a class with a dash like this");
    this.#at++;
    const to = this.#member();
    if (typeof to !== "number") throw new UntranslatedPattern("a range up to a class");
    if (to < from) throw new WrongPattern("Illegal character range");
    return to;
  }

  #member(): CharacterSet | number {
    if (!this.#take("\\")) return codeOf(this.#letters[this.#at++]!);
    if (this.#next !== undefined && "bBAzZk".includes(this.#next)) {
      throw new WrongPattern("Illegal/unsupported escape sequence");
    }
    return this.#escapedSet();
  }
}

function codeOf(letter: string): number {
  return letter.codePointAt(0)!;
}
