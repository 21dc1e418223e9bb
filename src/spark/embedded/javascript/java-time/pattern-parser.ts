/** Patterns of dates and times, such as `yyyy-MM-dd HH:mm`, taken apart as by Java's DateTimeFormatter. */
import {
  type Field,
  type NumberNode,
  type OffsetForm,
  PatternError,
  type PatternNode,
} from "./pattern-nodes.js";

const names = (text: string) => text.split(" ");
const MONTHS = names("January February March April May June July August September October November December");
const WEEKDAYS = names("Monday Tuesday Wednesday Thursday Friday Saturday Sunday");
const short = (words: readonly string[]) => words.map((word) => word.slice(0, 3));
const QUARTERS = ["1st quarter", "2nd quarter", "3rd quarter", "4th quarter"];

const OFFSETS: readonly OffsetForm[] = [
  { colon: "", minutes: "may", seconds: "never" },
  { colon: "", minutes: "must", seconds: "never" },
  { colon: ":", minutes: "must", seconds: "never" },
  { colon: "", minutes: "must", seconds: "may" },
  { colon: ":", minutes: "must", seconds: "may" },
];

const wrong = (message: string) => new PatternError(message, "INVALID_DATETIME_PATTERN.WITH_SUGGESTION");

const ONE_OR_TWO: Readonly<Record<string, Field>> = {
  d: "day",
  H: "hour",
  k: "clockHour",
  K: "hourOfHalf",
  h: "clockHourOfHalf",
  m: "minute",
  s: "second",
};

interface Open {
  readonly nodes: PatternNode[];
  /** The number whose digits those behind it would take. */
  base: NumberNode | undefined;
}

/** @throws PatternError */
export class PatternParser {
  readonly #pattern: string;
  readonly #isRead: boolean;
  readonly #hasEra: boolean;
  readonly #stack: Open[] = [{ nodes: [], base: undefined }];

  constructor(pattern: string, isRead: boolean) {
    this.#pattern = pattern;
    this.#isRead = isRead;
    this.#hasEra = pattern.split("'").some((part, i) => i % 2 === 0 && part.includes("G"));
  }

  nodes(): readonly PatternNode[] {
    const pattern = this.#pattern;
    for (let at = 0; at < pattern.length; ) {
      const letter = pattern[at]!;
      if (/[A-Za-z]/.test(letter)) {
        let count = 1;
        while (pattern[at + count] === letter) count++;
        this.#letters(letter, count);
        at += count;
      } else if (letter === "'") {
        const quoted = /^'((?:[^']|'')*)'/.exec(pattern.slice(at));
        if (quoted === null) throw wrong("a quote isn't closed");
        this.#add({ kind: "text", text: quoted[1] === "" ? "'" : quoted[1]!.replaceAll("''", "'") });
        at += quoted[0].length;
      } else {
        this.#sign(letter);
        at++;
      }
    }
    while (this.#stack.length > 1) this.#close();
    return this.#stack[0]!.nodes;
  }

  #sign(letter: string): void {
    if (letter === "[") {
      this.#stack.at(-1)!.base = undefined;
      this.#stack.push({ nodes: [], base: undefined });
    } else if (letter === "]") {
      if (this.#stack.length === 1) throw wrong("a ] has no [ before it");
      this.#close();
    } else if (/[{}#]/.test(letter)) throw wrong(`Java keeps ${letter} for itself`);
    else this.#add({ kind: "text", text: letter });
  }

  #close(): void {
    const { nodes } = this.#stack.pop()!;
    if (nodes.length > 0) this.#add({ kind: "optional", nodes });
  }

  #add(node: PatternNode): void {
    const open = this.#stack.at(-1)!;
    open.nodes.push(node);
    open.base = undefined;
  }

  /** A number of fixed width has its digits kept by the one of any width before it. */
  #number(field: Field, least: number, most: number, sign: NumberNode["sign"], isReduced = false): void {
    const open = this.#stack.at(-1)!;
    const isFixed = least === most && sign === "none";
    const node: NumberNode = { kind: "number", field, least, most, sign, isReduced, behind: 0 };
    open.nodes.push(node);
    if (open.base === undefined) open.base = node;
    else if (isFixed) open.base.behind += most;
    else open.base = node;
  }

  #any(field: Field): void {
    this.#number(field, 1, 19, "minus");
  }

  #fixed(field: Field, digits: number): void {
    this.#number(field, digits, digits, "none");
  }

  #letters(letter: string, count: number): void {
    const tooMany = () => wrong(`it has too many ${letter}`);
    const upTo = (most: number) => {
      if (count > most) throw tooMany();
    };
    const anyOrTwo = (field: Field) => {
      upTo(2);
      if (count === 1) this.#any(field);
      else this.#fixed(field, 2);
    };
    switch (letter) {
      case "G":
        this.#add({
          kind: "word",
          field: "era",
          words: count === 4 ? ["Before Christ", "Anno Domini"] : ["BC", "AD"],
        });
        return;
      case "y": {
        const field = this.#hasEra ? "yearOfEra" : "year";
        if (count === 2) this.#number(field, 2, 2, "none", true);
        else this.#number(field, count, 19, count < 4 ? "minus" : "excess");
        return;
      }
      case "M":
      case "L":
        if (count < 3) anyOrTwo("month");
        else this.#add({ kind: "word", field: "month", words: count === 3 ? short(MONTHS) : MONTHS });
        return;
      case "Q":
      case "q":
        if (count < 3) anyOrTwo("quarter");
        else {
          const words = count === 3 ? ["Q1", "Q2", "Q3", "Q4"] : QUARTERS;
          this.#add({ kind: "word", field: "quarter", words });
        }
        return;
      case "E":
        this.#add({ kind: "word", field: "dayOfWeek", words: count === 4 ? WEEKDAYS : short(WEEKDAYS) });
        return;
      case "a":
        upTo(1);
        this.#add({ kind: "word", field: "half", words: ["AM", "PM"] });
        return;
      case "F":
        upTo(1);
        this.#any("dayOfWeekInMonth");
        return;
      case "D":
        upTo(3);
        if (count === 1) this.#any("dayOfYear");
        else this.#number("dayOfYear", count, 3, "none");
        return;
      case "g":
        if (count > 19) throw tooMany();
        this.#number("modifiedJulianDay", count, 19, "minus");
        return;
      case "S":
        if (count > 9) throw tooMany();
        this.#fraction(count);
        return;
      default: {
        const field = ONE_OR_TWO[letter];
        if (field === undefined) this.#add(zoneNode(letter, count));
        else anyOrTwo(field);
      }
    }
  }

  /** Where text is read there may be fewer digits. */
  #fraction(count: number): void {
    const node: PatternNode = { kind: "fraction", least: this.#isRead ? 1 : count, most: count };
    const open = this.#stack.at(-1)!;
    const { base } = open;
    this.#add(node);
    if (node.least !== node.most || base === undefined) return;
    base.behind += count;
    open.base = base;
  }
}

function zoneNode(letter: string, count: number): PatternNode {
  const unknown = wrong(`${letter.repeat(count)} isn't known`);
  switch (letter) {
    case "V":
      if (count !== 2) throw unknown;
      return { kind: "zone" };
    case "z":
      if (count > 4) throw unknown;
      return { kind: "zoneName", isFull: count === 4 };
    case "v":
      if (count !== 1 && count !== 4) throw unknown;
      return { kind: "zoneName", isFull: count === 4 };
    case "O":
      if (count !== 1 && count !== 4) throw unknown;
      return { kind: "localOffset", isFull: count === 4 };
    case "Z":
      if (count > 5) throw unknown;
      if (count === 4) return { kind: "localOffset", isFull: true };
      return count === 5
        ? { kind: "offset", form: OFFSETS[4]!, none: "Z" }
        : { kind: "offset", form: OFFSETS[1]!, none: "+0000" };
    case "X":
    case "x": {
      if (count > 5) throw unknown;
      const zero = count === 1 ? "+00" : count % 2 === 0 ? "+0000" : "+00:00";
      return { kind: "offset", form: OFFSETS[count - 1]!, none: letter === "X" ? "Z" : zero };
    }
    default:
      throw unknown;
  }
}
