/**
 * The piece of a source map that belongs to a function. A loader such as tsx writes a whole file into one line: without
 * the map, a stack from another thread would name a place that nobody can find.
 *
 * The format: https://tc39.es/ecma426/ (mappings are lists of base64 VLQ numbers, each relative to the one before).
 */
import type { Closure } from "../../capture/index.js";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** Pieces that are kept, by place: functions are sent again and again, programs have few places that make them. */
const MOST_PIECES = 1000;

const pieces = new Map<string, string>();

/** A place in the text that runs and the place in the file that it comes from, all from 0. */
interface Segment {
  readonly line: number;
  readonly column: number;
  readonly source: number;
  readonly sourceLine: number;
  readonly sourceColumn: number;
}

/** The map of a function's text as JSON, its generated places those in the whole script; "" when there is none. */
export function sourceMapOf(closure: Closure): string {
  if (closure.line === 0 || typeof process !== "object" || process.getBuiltinModule === undefined) return "";
  const key = `${closure.url}\n${closure.line}:${closure.column}`;
  let piece = pieces.get(key);
  if (piece === undefined) {
    piece = cut(closure);
    if (pieces.size >= MOST_PIECES) pieces.clear();
    pieces.set(key, piece);
  }
  return piece;
}

function cut({ url, line, column, source }: Closure): string {
  const payload = process.getBuiltinModule("node:module").findSourceMap(url)?.payload;
  if (payload === undefined || typeof payload.mappings !== "string") return "";
  const first = line - 1;
  const lines = source.split("\n");
  const last = first + lines.length - 1;
  const end = lines.length === 1 ? column + source.length : lines.at(-1)!.length;
  const inside = segmentsOf(payload.mappings).filter(
    (at) =>
      (at.line > first || (at.line === first && at.column >= column - 1)) &&
      (at.line < last || (at.line === last && at.column <= end)),
  );
  if (inside.length === 0) return "";
  return JSON.stringify({ version: 3, sources: payload.sources, names: [], mappings: mappingsOf(inside) });
}

function segmentsOf(mappings: string): Segment[] {
  const segments: Segment[] = [];
  let source = 0;
  let sourceLine = 0;
  let sourceColumn = 0;
  mappings.split(";").forEach((text, line) => {
    let column = 0;
    for (const one of text.split(",")) {
      const numbers = decodeNumbers(one);
      column += numbers[0] ?? 0;
      if (numbers.length < 4) continue;
      source += numbers[1]!;
      sourceLine += numbers[2]!;
      sourceColumn += numbers[3]!;
      segments.push({ line, column, source, sourceLine, sourceColumn });
    }
  });
  return segments;
}

function mappingsOf(segments: readonly Segment[]): string {
  let text = "";
  let before: Segment = { line: 0, column: 0, source: 0, sourceLine: 0, sourceColumn: 0 };
  for (const at of segments) {
    const newLine = at.line > before.line;
    text += newLine ? ";".repeat(at.line - before.line) : text === "" || text.endsWith(";") ? "" : ",";
    text +=
      encodeNumber(at.column - (newLine ? 0 : before.column)) +
      encodeNumber(at.source - before.source) +
      encodeNumber(at.sourceLine - before.sourceLine) +
      encodeNumber(at.sourceColumn - before.sourceColumn);
    before = at;
  }
  return text;
}

function decodeNumbers(text: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of text) {
    const digit = DIGITS.indexOf(character);
    value += (digit & 31) * 2 ** shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(value % 2 === 1 ? -(value - 1) / 2 : value / 2);
    value = 0;
    shift = 0;
  }
  return numbers;
}

function encodeNumber(value: number): string {
  let rest = value < 0 ? -value * 2 + 1 : value * 2;
  let text = "";
  do {
    const digit = rest % 32;
    rest = Math.floor(rest / 32);
    text += DIGITS[digit + (rest > 0 ? 32 : 0)];
  } while (rest > 0);
  return text;
}
