/**
 * Patterns of dates and times, such as `yyyy-MM-dd HH:mm`, as Java's DateTimeFormatter takes them apart, less the letters that Spark refuses: those of
 * weeks, and where text is read those that could contradict the rest.
 */

export type Field =
  | "era"
  | "year"
  | "yearOfEra"
  | "quarter"
  | "month"
  | "day"
  | "dayOfYear"
  | "dayOfWeek"
  | "dayOfWeekInMonth"
  | "modifiedJulianDay"
  | "half"
  | "hour"
  | "clockHour"
  | "hourOfHalf"
  | "clockHourOfHalf"
  | "minute"
  | "second"
  | "nanosecond"
  | "offset";

export interface NumberNode {
  readonly kind: "number";
  readonly field: Field;
  readonly least: number;
  readonly most: number;
  /** Whether a sign may stand before it: `-` alone, none, or each where the digits are more than the least. */
  readonly sign: "minus" | "none" | "excess";
  /** Two digits of a year of this century. */
  readonly isReduced: boolean;
  /** How many digits of fixed numbers follow without anything between. */
  behind: number;
}

export type PatternNode =
  | NumberNode
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "word"; readonly field: Field; readonly words: readonly string[] }
  | { readonly kind: "fraction"; readonly least: number; readonly most: number }
  | { readonly kind: "offset"; readonly form: OffsetForm; readonly none: string }
  | { readonly kind: "localOffset"; readonly isFull: boolean }
  | { readonly kind: "zone" }
  | { readonly kind: "zoneName"; readonly isFull: boolean; readonly isGeneric: boolean }
  | { readonly kind: "optional"; readonly nodes: readonly PatternNode[] };

/** Of `+02:30:15`: which parts there are, and which of them may be missing. */
export interface OffsetForm {
  readonly colon: string;
  readonly minutes: "must" | "may";
  readonly seconds: "may" | "never";
}

/** A pattern that there isn't. */
export class PatternError extends Error {
  override readonly name = "PatternError";
  /** Spark's. */
  readonly condition: string;

  constructor(message: string, condition: string) {
    super(message);
    this.condition = condition;
  }
}

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

const OF_WEEKS = /[YWwuec]/;
const REFUSED = /[ABnNp]/;
const REFUSED_TO_READ = /[EFqQ]/;

const made = new Map<string, readonly PatternNode[]>();
const MOST_MADE = 200;

/** @throws PatternError */
export function patternNodes(pattern: string, isRead: boolean): readonly PatternNode[] {
  const key = `${isRead ? "r" : "w"}${pattern}`;
  let nodes = made.get(key);
  if (nodes === undefined) {
    try {
      checkLetters(pattern, isRead);
      nodes = new PatternReader(pattern, isRead).nodes();
    } catch (error) {
      throw error instanceof PatternError ? withCondition(error, pattern) : error;
    }
    if (made.size === MOST_MADE) made.clear();
    made.set(key, nodes);
  }
  return nodes;
}

/** What Java's older SimpleDateFormat would have taken, which Spark used before its version 3, has an error of its own. */
function withCondition({ message, condition }: PatternError, pattern: string): PatternError {
  const parts = pattern.split("'");
  // The last quote is closed.
  const wasKnown =
    parts.length % 2 === 1 &&
    parts.every(
      (part, i) =>
        i % 2 === 1 || (/^(?:[^A-Za-z]|[GyYMLwWDdFEuaHkKhmsSzZX])*$/.test(part) && !part.includes("XXXX")),
    );
  const known = wasKnown ? "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION" : condition;
  return new PatternError(`The pattern '${pattern}' isn't one of dates and times: ${message}.`, known);
}

function checkLetters(pattern: string, isRead: boolean): void {
  for (const [i, part] of pattern.split("'").entries()) {
    if (i % 2 === 1) continue;
    const week = OF_WEEKS.exec(part);
    if (week !== null) {
      const condition = "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN";
      throw new PatternError(`${week[0]} is of weeks, which F.extract gives`, condition);
    }
    const illegal = REFUSED.exec(part) ?? (isRead ? REFUSED_TO_READ.exec(part) : null);
    if (illegal !== null) {
      throw new PatternError(`it has the letter ${illegal[0]}`, "INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER");
    }
    const long = /G{5}|M{5}|L{5}|E{5}|Q{5}|q{5}|y{7}/.exec(part);
    if (long !== null) {
      throw new PatternError(`it has too many ${long[0][0]}`, "INVALID_DATETIME_PATTERN.LENGTH");
    }
  }
}

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

class PatternReader {
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
      return { kind: "zoneName", isFull: count === 4, isGeneric: false };
    case "v":
      if (count !== 1 && count !== 4) throw unknown;
      return { kind: "zoneName", isFull: count === 4, isGeneric: true };
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
