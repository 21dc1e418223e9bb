/** Java's classes of characters: of ASCII alone, unless they are Unicode's categories. */
import type { CharacterSet, Range } from "./tree.js";

const LAST = 0x10ffff;

/** `\n`, `\r` and what else ends a line. */
export const LINE_ENDS: readonly Range[] = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x85, 0x85],
  [0x2028, 0x2029],
];

const DIGIT: readonly Range[] = [[0x30, 0x39]];
const UPPER: readonly Range[] = [[0x41, 0x5a]];
const LOWER: readonly Range[] = [[0x61, 0x7a]];
const ALPHA = [...UPPER, ...LOWER];
const PUNCTUATION: readonly Range[] = [
  [0x21, 0x2f],
  [0x3a, 0x40],
  [0x5b, 0x60],
  [0x7b, 0x7e],
];
const SPACE: readonly Range[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
];

/** After a backslash, in small; the capital is all others. */
export const LETTER_CLASSES: Readonly<Record<string, readonly Range[]>> = {
  d: DIGIT,
  w: [...DIGIT, ...UPPER, [0x5f, 0x5f], ...LOWER],
  s: SPACE,
  h: [
    [0x09, 0x09],
    [0x20, 0x20],
    [0xa0, 0xa0],
    [0x1680, 0x1680],
    [0x180e, 0x180e],
    [0x2000, 0x200a],
    [0x202f, 0x202f],
    [0x205f, 0x205f],
    [0x3000, 0x3000],
  ],
  v: [[0x0a, 0x0d], [0x85, 0x85], [0x2028, 0x2029]],
}; // biome-ignore format: a table

/** Within `\p{…}`. */
export const NAMED_CLASSES: Readonly<Record<string, readonly Range[]>> = {
  Lower: LOWER,
  Upper: UPPER,
  ASCII: [[0, 0x7f]],
  Alpha: ALPHA,
  Digit: DIGIT,
  Alnum: [...DIGIT, ...ALPHA],
  Punct: PUNCTUATION,
  Graph: [[0x21, 0x7e]],
  Print: [[0x20, 0x7e]],
  Blank: [[0x09, 0x09], [0x20, 0x20]],
  Cntrl: [[0, 0x1f], [0x7f, 0x7f]],
  XDigit: [...DIGIT, [0x41, 0x46], [0x61, 0x66]],
  Space: SPACE,
}; // biome-ignore format: a table

/** Unicode's general categories that Java, JavaScript and RE2 all call so. */
export const CATEGORIES: ReadonlySet<string> = new Set(
  "L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp".split(" "),
);

export function inverted(ranges: readonly Range[]): Range[] {
  const found: Range[] = [];
  let next = 0;
  for (const [first, last] of ranges.toSorted(([a], [b]) => a - b)) {
    if (first > next) found.push([next, first - 1]);
    next = Math.max(next, last + 1);
  }
  if (next <= LAST) found.push([next, LAST]);
  return found;
}

/** With ASCII's other letters, which is what `(?i)` means in Java. */
export function inBothCases(ranges: readonly Range[]): Range[] {
  const found = [...ranges];
  for (const [first, last] of ranges) {
    for (const [[from, to], by] of [[UPPER[0]!, 32] as const, [LOWER[0]!, -32] as const]) {
      const [low, high] = [Math.max(first, from), Math.min(last, to)];
      if (low <= high) found.push([low + by, high + by]);
    }
  }
  return found;
}

export function setOf(ranges: readonly Range[], negated = false): CharacterSet {
  return { kind: "set", negated, ranges, categories: [] };
}
