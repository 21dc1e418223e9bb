/** Strings as what clocks show, by a pattern: a regular expression takes them apart, and the parts are put together strictly, as Java does. */
import { textSql } from "../expression/text-sql.js";
import { type PatternPart, patternParts, refused } from "./date-patterns.js";

const MONTHS = "January February March April May June July August September October November December".split(
  " ",
);

interface Reading {
  readonly pattern: string;
  /** The parts of a regular expression. */
  readonly regexp: string[];
  /** Names of its groups, in their order. */
  readonly groups: string[];
  /** Whether a greedy number stands before, with nothing but numbers between. */
  greedy: boolean;
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

/** One group for each letter; of a number how many digits it has. */
function groupOf(letter: string, count: number, pattern: string): string {
  switch (letter) {
    case "y":
      if (count === 2) return "[0-9]{2}";
      if (count < 4) return `-?[0-9]{${count},10}`;
      return `[+][0-9]{${count + 1},10}|-[0-9]{${count},10}|[0-9]{${count}}`;
    case "M":
    case "L":
      if (count < 3) break;
      return MONTHS.map((month) => (count === 3 ? month.slice(0, 3) : month)).join("|");
    case "D":
      return count === 1 ? "[0-9]{1,19}" : count === 2 ? "[0-9]{2,3}" : "[0-9]{3}";
    case "S":
      return `[0-9]{1,${count}}`;
    case "a":
      return "AM|PM";
    case "X":
    case "x":
    case "Z": {
      const none = letter === "X" ? "Z|" : "";
      if (letter === "Z" || count === 2) return `${none}[+-][0-9]{4}`;
      return count === 1 ? `${none}[+-][0-9]{2}(?:[0-9]{2})?` : `${none}[+-][0-9]{2}:[0-9]{2}`;
    }
    case "E":
    case "Q":
    case "q":
    case "G":
      throw refused(pattern, letter.repeat(count));
    default:
  }
  return count === 1 ? "[0-9]{1,19}" : "[0-9]{2}";
}

const isNumber = ({ letter, count }: { readonly letter: string; readonly count: number }) =>
  !["a", "X", "x", "Z"].includes(letter) && !((letter === "M" || letter === "L") && count > 2);

/** Whether Java takes as many digits as there are. */
const isGreedy = ({ letter, count }: { readonly letter: string; readonly count: number }) =>
  (count === 1 && letter !== "a") ||
  (letter === "y" && count !== 2) ||
  letter === "S" ||
  (letter === "D" && count === 2);

/**
 * A regular expression tries again where Java gives up. They agree as long as a greedy number isn't followed by another one that could take its digits, and what may
 * be missing begins with a character that nothing behind it begins with.
 */
function read(parts: readonly PatternPart[], into: Reading, behind: readonly PatternPart[]): void {
  for (const [i, part] of parts.entries()) {
    const next = parts[i + 1] ?? behind[0];
    if (part.kind === "text") {
      const digits = into.greedy && /^[0-9]/.test(part.text);
      if (digits || !/^[\x20-\x7e]*$/.test(part.text)) throw refused(into.pattern, part.text);
      into.greedy = false;
      into.regexp.push(escaped(part.text));
    } else if (part.kind === "optional") {
      const [first] = part.parts;
      const rest = [...parts.slice(i + 1), ...behind];
      const clear =
        rest.length === 0 ||
        (beginning(first) !== undefined &&
          rest.every((other) => beginning(other) !== beginning(first)) &&
          beginning(rest[0]) !== undefined);
      if (part.parts.length === 0 || !clear) throw refused(into.pattern, "[");
      into.greedy = false;
      into.regexp.push("(?:");
      read(part.parts, into, rest);
      into.regexp.push(")?");
    } else {
      const name = part.letter === "L" ? "M" : part.letter;
      if (into.groups.includes(name)) throw refused(into.pattern, part.letter);
      const follows = next?.kind === "optional" ? next.parts[0] : next;
      if (isGreedy(part) && follows?.kind === "field" && isNumber(follows) && isGreedy(follows)) {
        throw refused(into.pattern, part.letter.repeat(part.count));
      }
      // Java keeps digits for numbers of fixed width behind it, but not for a fraction.
      if (into.greedy && part.letter === "S") throw refused(into.pattern, part.letter.repeat(part.count));
      into.greedy = isNumber(part) && (into.greedy || isGreedy(part));
      into.regexp.push(`(${groupOf(part.letter, part.count, into.pattern)})`);
      into.groups.push(name);
    }
  }
}

/** What a part begins with: a character, a digit, a sign. */
function beginning(part: PatternPart | undefined): string | undefined {
  if (part === undefined) return undefined;
  if (part.kind === "optional") return beginning(part.parts[0]);
  if (part.kind === "text") {
    const [first = ""] = part.text.toLowerCase();
    return /[0-9a-z+-]/.test(first) && !/[t]/.test(first) ? undefined : first;
  }
  return isNumber(part) ? "0" : part.letter === "a" ? undefined : "+";
}

/** What a string says, as a struct that {@link wallSql} and {@link aheadSql} read; its fields are empty where it says nothing. */
export interface Read {
  /** SQL of the struct. */
  readonly parts: string;
  readonly has: (letter: string) => boolean;
}

/** @throws NotSupportedError for a pattern that isn't known */
export function readSql(pattern: string, text: string): Read {
  const into: Reading = { pattern, regexp: [], groups: [], greedy: false };
  read(patternParts(pattern), into, []);
  const has = (letter: string) => into.groups.includes(letter);
  // What says the same twice would have to be compared.
  const twice = [
    ["H", "k"],
    ["H", "h"],
    ["H", "K"],
    ["k", "h"],
    ["k", "K"],
    ["h", "K"],
    ["D", "M"],
    ["D", "d"],
    ["X", "x"],
    ["X", "Z"],
    ["x", "Z"],
    ["H", "a"],
    ["k", "a"],
  ];
  for (const [a, b] of twice) if (has(a!) && has(b!)) throw refused(pattern, b!);
  if (has("D") && !has("y")) throw refused(pattern, "D");
  // A group more, so that a string that fits can be told from one that doesn't.
  const regexp = `(?is)^(${into.regexp.join("")})$`;
  const names = ["whole", ...into.groups.map((letter) => fieldOf(letter))];
  const parts = `(CASE WHEN regexp_matches(${text}, ${textSql(regexp)}) THEN regexp_extract(${text}, ${textSql(regexp)}, [${names.map((name) => `'${name}'`).join(", ")}]) END)`;
  return { parts, has };
}

/** DuckDB's names of fields don't tell small letters from capitals. */
function fieldOf(letter: string): string {
  return letter === letter.toLowerCase() ? letter : `big_${letter.toLowerCase()}`;
}

/** What the clocks show, by the fields of `p`; null where there is no such time. */
export function wallSql(p: string, pattern: string, { has }: Read): string {
  const number = (letter: string, none: string) =>
    has(letter) ? `coalesce(TRY_CAST(${p}.${fieldOf(letter)} AS BIGINT), ${none})` : none;
  const within = (n: string, least: number, most: number) =>
    `CASE WHEN ${n} BETWEEN ${least} AND ${most} THEN ${n} END`;
  const count = countOf(pattern, "y");
  const year = count === 2 ? `(2000 + ${number("y", "-30")})` : number("y", "1970");
  const checkedYear = has("y")
    ? `CASE WHEN ${p}.y = '-0' OR regexp_matches(${p}.y, '^-0+$') THEN NULL ELSE ${year} END`
    : year;
  const month = monthSql(p, pattern, has, number);
  const date = has("D")
    ? `(make_date(${checkedYear}, 1, 1) + CAST(${within(number("D", "1"), 1, 366)} - 1 AS INTEGER))`
    : `make_date(${checkedYear}, ${month}, ${number("d", "1")})`;
  const leap = has("D") ? `CASE WHEN year(${date}) = ${year} THEN ${date} END` : date;
  const pm = has("a") ? `(CASE WHEN upper(${p}.a) = 'PM' THEN CAST(12 AS BIGINT) ELSE 0 END)` : "0";
  const hour = has("H")
    ? within(number("H", "0"), 0, 23)
    : has("k")
      ? `(CASE WHEN ${number("k", "24")} BETWEEN 1 AND 24 THEN ${number("k", "24")} % 24 END)`
      : has("h")
        ? `(CASE WHEN ${number("h", "12")} BETWEEN 1 AND 12 THEN ${number("h", "12")} % 12 + ${pm} END)`
        : has("K")
          ? `(CASE WHEN ${number("K", "0")} BETWEEN 0 AND 11 THEN ${number("K", "0")} + ${pm} END)`
          : pm;
  const micros = has("S") ? `coalesce(TRY_CAST(left(rpad(${p}.big_s, 6, '0'), 6) AS BIGINT), 0)` : "0";
  const clock = `((${hour}) * 3600 + (${within(number("m", "0"), 0, 59)}) * 60 + (${within(number("s", "0"), 0, 59)})) * 1000000 + ${micros}`;
  return `TRY(CAST(${leap} AS TIMESTAMP) + to_microseconds(${clock}))`;
}

function monthSql(
  p: string,
  pattern: string,
  has: Read["has"],
  number: (letter: string, none: string) => string,
): string {
  if (!has("M") || Math.max(countOf(pattern, "M"), countOf(pattern, "L")) < 3) return number("M", "1");
  const names = MONTHS.map((month) => `'${month.slice(0, 3).toLowerCase()}'`).join(", ");
  return `(CASE WHEN ${p}.big_m = '' THEN 1 ELSE list_position([${names}], lower(left(${p}.big_m, 3))) END)`;
}

function countOf(pattern: string, letter: string): number {
  const count = (parts: readonly PatternPart[]): number =>
    Math.max(
      0,
      ...parts.map((part) =>
        part.kind === "optional"
          ? count(part.parts)
          : part.kind === "field" && part.letter === letter
            ? part.count
            : 0,
      ),
    );
  return count(patternParts(pattern));
}

/** Seconds that the zone in the string is ahead of UTC; null where it says none, and -99999 where there is no such zone. */
export function aheadSql(p: string, { has }: Read): string | undefined {
  const letter = ["X", "x", "Z"].find(has);
  if (letter === undefined) return undefined;
  const text = `${p}.${fieldOf(letter)}`;
  const digits = `replace(substr(${text}, 2), ':', '')`;
  const hours = `CAST(left(${digits}, 2) AS BIGINT)`;
  const minutes = `coalesce(TRY_CAST(substr(${digits}, 3) AS BIGINT), 0)`;
  const seconds = `(${hours} * 3600 + ${minutes} * 60)`;
  return `(CASE WHEN ${text} = '' THEN NULL WHEN upper(${text}) = 'Z' THEN 0 WHEN ${minutes} > 59 OR ${seconds} > 64800 THEN -99999 WHEN left(${text}, 1) = '-' THEN -${seconds} ELSE ${seconds} END)`;
}
