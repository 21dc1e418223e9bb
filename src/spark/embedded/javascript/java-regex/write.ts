/** Java's regular expressions as JavaScript's, and as RE2's where that means the same. */

import {
  type Assertion,
  type CharacterSet,
  canBeEmpty,
  type Parsed,
  partsOf,
  type Regex,
  UntranslatedPattern,
} from "./tree.js";

type Writer = (regex: Regex) => string;

/**
 * The source of a RegExp with the flag `u`. Its groups have Java's numbers.
 *
 * @param catches whether it matters what groups catch
 * @throws UntranslatedPattern for what JavaScript finds otherwise than Java
 */
export function javaScriptOf({ regex }: Parsed, catches: boolean): string {
  const references = [...partsOf(regex)].some(({ kind }) => kind === "back");
  check(regex, catches || references);
  if (references) checkReferences(regex, new Set());
  return writer((code) => `\\u{${code.toString(16)}}`, IN_JAVASCRIPT, catches || references)(regex);
}

/** Repeats that RE2 unrolls: many make a program that it refuses. */
const MOST_REPEATS = 64;

/**
 * The text of a pattern for DuckDB; undefined where RE2 can't say it.
 *
 * @param only whether it is only asked if the pattern fits, not where
 */
export function re2Of(parsed: Parsed, only: boolean): string | undefined {
  const { regex } = parsed;
  for (const part of partsOf(regex)) {
    if (part.kind === "look" || part.kind === "back") return undefined;
    if (
      part.kind === "repeat" &&
      Math.max(part.least, Number.isFinite(part.most) ? part.most : 0) > MOST_REPEATS
    )
      return undefined;
    if (part.kind === "assertion" && part.of !== "start" && part.of !== "end") {
      if (!only || part.of !== "last line's end" || !endsIn(regex, part)) return undefined;
    }
  }
  return writer((code) => `\\x{${code.toString(16)}}`, IN_RE2, !only)(regex);
}

const LINE_END = "[\\n\\r\\u0085\\u2028\\u2029]";
/** No line's end is between a carriage return and its line feed. */
const NOT_WITHIN = "(?<!\\r(?=\\n))";

const IN_JAVASCRIPT: Readonly<Record<Assertion, string>> = {
  start: "(?<![\\s\\S])",
  end: "(?![\\s\\S])",
  "last line's end": `${NOT_WITHIN}(?=(?:\\r\\n|${LINE_END})?(?![\\s\\S]))`,
  "line's start": `(?:(?<![\\s\\S])|(?<=${LINE_END})${NOT_WITHIN}(?=[\\s\\S]))`,
  "line's end": `${NOT_WITHIN}(?=${LINE_END}|(?![\\s\\S]))`,
  "word's edge": "\\b",
  "no word's edge": "\\B",
};

const IN_RE2: Readonly<Partial<Record<Assertion, string>>> = {
  start: "\\A",
  end: "\\z",
  "last line's end": "(?:\\r\\n|[\\n\\r\\x{85}\\x{2028}\\x{2029}])?\\z",
};

function writer(
  code: (point: number) => string,
  assertions: Readonly<Partial<Record<Assertion, string>>>,
  catches: boolean,
): Writer {
  const point = (value: number) => {
    const letter = String.fromCodePoint(value);
    return /[A-Za-z0-9]/.test(letter) ? letter : code(value);
  };
  const set = ({ negated, ranges, categories }: CharacterSet) => {
    if (categories.length === 0 && !negated && ranges.length === 1 && ranges[0]![0] === ranges[0]![1]) {
      return point(ranges[0]![0]);
    }
    const members = [
      ...ranges.map(([first, last]) => (first === last ? point(first) : `${point(first)}-${point(last)}`)),
      ...categories.map(({ name, negated: not }) => `\\${not ? "P" : "p"}{${name}}`),
    ];
    return `[${negated ? "^" : ""}${members.join("")}]`;
  };
  const write: Writer = (regex) => {
    switch (regex.kind) {
      case "set":
        return set(regex);
      case "assertion":
        return assertions[regex.of]!;
      case "sequence":
        return regex.parts
          .map((part) => (part.kind === "either" ? `(?:${write(part)})` : write(part)))
          .join("");
      case "either":
        return regex.parts.map(write).join("|");
      case "group":
        return `(${regex.number === undefined || !catches ? "?:" : ""}${write(regex.part)})`;
      case "look":
        return `(?${regex.ahead ? "" : "<"}${regex.negated ? "!" : "="}${write(regex.part)})`;
      case "back":
        // What stands behind may be a digit.
        return `(?:\\${regex.number})`;
      case "repeat": {
        const most = Number.isFinite(regex.most) ? regex.most : "";
        return `${write(regex.part)}{${regex.least},${most}}${regex.lazy ? "?" : ""}`;
      }
    }
  };
  return write;
}

/** Whether it is the last part, and what stands before it can't be half of a line's end. */
function endsIn(regex: Regex, end: Regex): boolean {
  if (regex === end) return true;
  if (regex.kind !== "sequence" || regex.parts.at(-1) !== end) return false;
  const before = regex.parts.at(-2);
  if (before === undefined) return true;
  const set = before.kind === "repeat" && before.least > 0 ? before.part : before;
  return set.kind === "set" && !takesReturn(set);
}

function takesReturn({ negated, ranges, categories }: CharacterSet): boolean {
  const given = ranges.some(([first, last]) => first <= 0x0d && last >= 0x0d);
  return categories.length > 0 || given !== negated;
}

/** What Java and JavaScript do differently, which are matters of what is left of a round of a repeat. */
function check(regex: Regex, catches: boolean): void {
  for (const part of partsOf(regex)) {
    if (part.kind === "repeat") {
      if (part.most > 1 && canBeEmpty(part.part)) {
        throw new UntranslatedPattern("the repeat of what can be empty");
      }
      if (!catches || !hasGroups(part.part)) continue;
      if (part.least === 0 && canBeEmpty(part.part)) {
        throw new UntranslatedPattern("a group in what can be empty and can be left out");
      }
      if (part.most > 1 && skipsGroups(part.part)) {
        throw new UntranslatedPattern("a group that not every round of a repeat takes");
      }
    }
    if (part.kind === "look") {
      if (catches && hasGroups(part.part) && (part.negated || !part.ahead)) {
        throw new UntranslatedPattern("a group within a look behind, or at what isn't there");
      }
      if (!part.ahead) checkBehind(part.part);
    }
  }
}

function checkBehind(regex: Regex): void {
  for (const part of partsOf(regex)) {
    if (part.kind === "repeat" && part.most === Number.POSITIVE_INFINITY) {
      throw new UntranslatedPattern("a look behind without an end");
    }
    if (part.kind === "back" || part.kind === "look") {
      throw new UntranslatedPattern("a look behind with a reference or another look in it");
    }
  }
}

function hasGroups(regex: Regex): boolean {
  return [...partsOf(regex)].some((part) => part.kind === "group" && part.number !== undefined);
}

/** Whether a group in it may be left out when it fits. */
function skipsGroups(regex: Regex): boolean {
  switch (regex.kind) {
    case "either":
      return regex.parts.some(hasGroups);
    case "sequence":
      return regex.parts.some(skipsGroups);
    case "group":
    case "look":
      return skipsGroups(regex.part);
    case "repeat":
      return regex.least === 0 ? hasGroups(regex.part) : skipsGroups(regex.part);
    default:
      return false;
  }
}

/**
 * A reference to a group that has caught nothing never fits in Java, and always in JavaScript: only those to groups that must have caught are taken.
 *
 * @param caught groups that stand before it and have caught
 */
function checkReferences(regex: Regex, caught: ReadonlySet<number>): void {
  if (regex.kind === "back" && !caught.has(regex.number)) {
    throw new UntranslatedPattern("a reference to a group that may have caught nothing");
  }
  if (regex.kind === "sequence") {
    const here = new Set(caught);
    for (const part of regex.parts) {
      checkReferences(part, here);
      if (part.kind === "group" && part.number !== undefined) here.add(part.number);
    }
    return;
  }
  if ("parts" in regex) for (const part of regex.parts) checkReferences(part, caught);
  if ("part" in regex) checkReferences(regex.part, caught);
}

/** Whether it looks at the edges of words, which releases of Java see differently beyond ASCII. */
export function seesWords(regex: Regex): boolean {
  return [...partsOf(regex)].some(
    (part) => part.kind === "assertion" && (part.of === "word's edge" || part.of === "no word's edge"),
  );
}
