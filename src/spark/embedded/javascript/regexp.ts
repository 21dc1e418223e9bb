/** Functions of regular expressions, which are Java's. */

import { JavaRegex } from "./java-regex/index.js";
import { replacementOf } from "./java-regex/replacement.js";
import { type JavaScriptFunction, javascript, RowError } from "./javascript-function.js";

function group(regex: JavaRegex, index: number, name: string): number {
  if (index >= 0 && index <= regex.groups) return index;
  throw new RowError(
    "INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX",
    `${name}: the group's number ${index} isn't from 0 to ${regex.groups}.`,
  );
}

function replaced(text: string, pattern: string, by: string, place: number): string {
  const regex = JavaRegex.of(pattern, by.includes("$"));
  const before = place === 1 ? "" : [...text].slice(0, place - 1).join("");
  if (place !== 1 && before.length === text.length) return text;
  const rest = text.slice(before.length);
  let found = before;
  let from = 0;
  for (const match of regex.all(rest)) {
    const { index } = match;
    found += rest.slice(from, index) + replacementOf(by, regex, match);
    from = index + match[0].length;
  }
  return found + rest.slice(from);
}

function split(text: string, pattern: string, limit: number): string[] {
  if (pattern === "" && text !== "") {
    const letters = [...text];
    if (limit <= 0 || limit >= letters.length) return letters;
    return [...letters.slice(0, limit - 1), letters.slice(limit - 1).join("")];
  }
  const parts: string[] = [];
  let from = 0;
  for (const match of JavaRegex.of(pattern, false).all(text)) {
    if (limit > 0 && parts.length === limit - 1) break;
    // Nothing is cut off by what fits nothing at the very beginning.
    if (from === 0 && match.index === 0 && match[0] === "") continue;
    parts.push(text.slice(from, match.index));
    from = match.index + match[0].length;
  }
  return [...parts, text.slice(from)];
}

export const REGEXP: readonly JavaScriptFunction[] = [
  javascript("js_regexp_like", ["string", "string"], "boolean", (text, pattern) => {
    return JavaRegex.of(pattern, false).first(text) !== null;
  }),
  javascript("js_regexp_extract", ["string", "string", "int"], "string", (text, pattern, index) => {
    const regex = JavaRegex.of(pattern, index !== 0);
    const found = regex.first(text);
    return found === null ? "" : (found[group(regex, index, "regexp_extract")] ?? "");
  }),
  javascript("js_regexp_extract_all", ["string", "string", "int"], "strings", (text, pattern, index) => {
    const regex = JavaRegex.of(pattern, index !== 0);
    return Array.from(regex.all(text), (found) => found[group(regex, index, "regexp_extract_all")] ?? "");
  }),
  javascript("js_regexp_count", ["string", "string"], "int", (text, pattern) => {
    return [...JavaRegex.of(pattern, false).all(text)].length;
  }),
  javascript("js_regexp_instr", ["string", "string"], "int", (text, pattern) => {
    const found = JavaRegex.of(pattern, false).first(text);
    return found === null ? 0 : [...text.slice(0, found.index)].length + 1;
  }),
  javascript("js_regexp_replace", ["string", "string", "string", "int"], "string", replaced),
  javascript("js_split", ["string", "string", "int"], "strings", split),
];
