/** Functions of strings that SQL has no words for. */
import { NOT_SUPPORTED } from "../expression/raise.js";
import { JavaRegex } from "./java-regex/index.js";
import { type JavaScriptFunction, javascript, javascriptOfNulls, RowError } from "./javascript-function.js";

/** Occurrences may overlap. */
function substringIndex(text: string, by: string, count: number): string {
  if (by === "" || count === 0) return "";
  let at = count > 0 ? -1 : text.length;
  for (let left = Math.abs(count); left > 0; left--) {
    at = count > 0 ? text.indexOf(by, at + 1) : at === 0 ? -1 : text.lastIndexOf(by, at - 1);
    if (at < 0) return text;
  }
  return count > 0 ? text.slice(0, at) : text.slice(at + by.length);
}

/** V. Levenshtein's distance, of code points. @returns -1 when it is more than most */
function levenshtein(a: string, b: string, most: number): number {
  const [from, to] = [[...a], [...b]];
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [i, letter] of from.entries()) {
    const next = [i + 1];
    for (const [j, other] of to.entries()) {
      next.push(Math.min(next[j]! + 1, row[j + 1]! + 1, row[j]! + (letter === other ? 0 : 1)));
    }
    row = next;
  }
  const found = row[to.length]!;
  return found > most ? -1 : found;
}

/** Of the letters from A: a digit, `7` for a vowel and `8` for H and W, which is passed over. */
const SOUNDS = "71237128722455712623718272";

/** The code of R. Russell and M. Odell. What doesn't begin with a letter of ASCII stays as it is. */
function soundex(text: string): string {
  const bytes = Buffer.from(text, "utf8");
  const soundOf = (byte: number) => {
    const upper = byte & ~0x20;
    return upper >= 0x41 && upper <= 0x5a && (byte & 0x40) !== 0 ? SOUNDS[upper - 0x41]! : undefined;
  };
  let last = bytes.length === 0 ? undefined : soundOf(bytes[0]!);
  if (last === undefined) return text;
  let found = String.fromCharCode(bytes[0]! & ~0x20);
  for (let i = 1; i < bytes.length && found.length < 4; i++) {
    const sound = soundOf(bytes[i]!);
    if (sound === undefined) last = "0";
    else if (sound === "7") last = sound;
    else if (sound !== "8") {
      if (sound !== last) found += sound;
      last = sound;
    }
  }
  return found.padEnd(4, "0");
}

/** Letters whose capital at the beginning of a word isn't the one of toUpperCase: digraphs, Georgian ones, and those that become several. */
const TITLE_OF_ITS_OWN = /^[Ǆ-ǌǱ-ǳა-ჿ\u1f80-\u1faf\u1fb3\u1fbc\u1fc3\u1fcc\u1ff3\u1ffc]$/u;

/** Words are what spaces part; nothing else does. */
function initcap(text: string): string {
  return text.split(" ").map(capitalized).join(" ");
}

function capitalized(word: string): string {
  const [first = ""] = word;
  const capital = first.toUpperCase();
  if (TITLE_OF_ITS_OWN.test(first) || [...capital].length > 1) {
    throw new RowError(NOT_SUPPORTED, `initcap of a word that begins with '${first}'`);
  }
  return capital + word.toLowerCase().slice(first.toLowerCase().length);
}

/** The letters, cut where a pattern of Java's fits, at most so many times. */
function cut(text: string, pattern: string, limit: number): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const match of JavaRegex.of(pattern, false).all(text)) {
    if (parts.length === limit - 1) break;
    if (match[0] === "")
      throw new RowError(NOT_SUPPORTED, "str_to_map with a pattern that fits nothing at all");
    parts.push(text.slice(from, match.index));
    from = match.index + match[0].length;
  }
  return [...parts, text.slice(from)];
}

/** Keys and values in turn. */
function strToMap(text: string, pairBy: string, valueBy: string): (string | null)[] {
  if (pairBy === "" || valueBy === "")
    throw new RowError(NOT_SUPPORTED, "str_to_map with an empty delimiter");
  const found = new Map<string, string | null>();
  for (const pair of cut(text, pairBy, -1)) {
    const [key = "", value = null] = cut(pair, valueBy, 2);
    if (found.has(key)) {
      throw new RowError("DUPLICATED_MAP_KEY", `The key ${key} is there twice, which a map can't have.`);
    }
    found.set(key, value);
  }
  return [...found].flat();
}

/** H. Luhn's check of a number's last digit. */
function luhn(text: string): boolean {
  if (!/^[0-9]+$/.test(text)) return false;
  let sum = 0;
  for (const [i, digit] of [...text].reverse().entries()) {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** @param marks for capitals, small letters, digits and the rest; null leaves them */
function mask(text: string | null, ...marks: readonly (string | null)[]): string | null {
  if (text === null) return null;
  const [upper, lower, digit, other] = marks as [string | null, string | null, string | null, string | null];
  return Array.from(text, (letter) => {
    if (/^\p{Lu}$/u.test(letter)) return upper ?? letter;
    if (/^\p{Ll}$/u.test(letter)) return lower ?? letter;
    if (/^\p{Nd}$/u.test(letter)) return digit ?? letter;
    return other ?? letter;
  }).join("");
}

/** How alike two texts are, from 0 to 1: letters that both have about the same place for, and how they begin (M. Jaro, 1989; W. Winkler, 1990). Letters are Java's, of 16 bits. */
function jaroWinkler(one: string, other: string): number {
  const [a, b] = [one.split(""), other.split("")];
  if (a.length === 0 && b.length === 0) return 1;
  const reach = Math.max(0, (Math.max(a.length, b.length) >> 1) - 1);
  const taken = new Set<number>();
  const common: string[] = [];
  for (const [i, letter] of a.entries()) {
    for (let at = Math.max(0, i - reach); at <= Math.min(b.length - 1, i + reach); at++) {
      if (b[at] !== letter || taken.has(at)) continue;
      taken.add(at);
      common.push(letter);
      break;
    }
  }
  const m = common.length;
  if (m === 0) return 0;
  const there = b.filter((_, at) => taken.has(at));
  const moved = common.filter((letter, i) => letter !== there[i]).length;
  const jaro = (m / a.length + m / b.length + (m - moved / 2) / m) / 3;
  let begin = 0;
  while (begin < Math.min(4, a.length, b.length) && a[begin] === b[begin]) begin++;
  return jaro + begin * 0.1 * (1 - jaro);
}

export const WORDS: readonly JavaScriptFunction[] = [
  javascript("js_substring_index", ["string", "string", "int"], "string", substringIndex),
  javascript("js_levenshtein", ["string", "string", "int"], "int", levenshtein),
  javascript("js_soundex", ["string"], "string", soundex),
  javascript("js_initcap", ["string"], "string", initcap),
  javascript("js_str_to_map", ["string", "string", "string"], "strings", strToMap),
  javascript("js_luhn_check", ["string"], "boolean", luhn),
  javascriptOfNulls("js_mask", ["string", "string", "string", "string", "string"], "string", mask),
  javascript("js_jaro_winkler", ["string", "string"], "double", jaroWinkler),
];
