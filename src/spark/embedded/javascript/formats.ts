/** Numbers and other values as text: java.util.Formatter's formats, bases, thousands. */
import { NOT_SUPPORTED } from "../expression/raise.js";
import {
  type Digits,
  digitsOf,
  fixed,
  grouped,
  type Half,
  halfOf,
  javaDigitsOf,
  scientific,
} from "./digits.js";
import { type JavaScriptFunction, javascript, javascriptOfNulls, RowError } from "./javascript-function.js";

/** What a value is: letters that SQL puts before its text (functions/formats.ts). */
const BITS: Readonly<Record<string, number>> = { y: 8, h: 16, i: 32, l: 64 };

const DIRECTIVE = /%(?:(\d+)\$)?([-#+ 0,(]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;

interface Directive {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly letter: string;
}

function refuse(format: string): RowError {
  return new RowError(NOT_SUPPORTED, `the format '${format}' with these values`);
}

/** @param values `kind` and text each; null for null */
function formatted(format: string, values: readonly (string | null)[]): string {
  let next = 0;
  let from = 0;
  let found = "";
  for (const match of format.matchAll(DIRECTIVE)) {
    const [all, place, flags = "", width = "0", precision, letter = ""] = match;
    const between = format.slice(from, match.index);
    if (between.includes("%")) throw refuse(format);
    found += between;
    from = match.index + all.length;
    if (letter === "%" || letter === "n") {
      if (all.length > 2) throw refuse(format);
      found += letter === "%" ? "%" : "\n";
      continue;
    }
    const index = place === undefined ? next++ : Number(place) - 1;
    const value = values[index];
    if (value === undefined || new Set(flags).size < flags.length) throw refuse(format);
    const directive = {
      flags,
      width: Number(width),
      letter,
      precision: precision === undefined ? undefined : Number(precision),
    };
    const text = textOf(directive, value);
    if (text === undefined) throw refuse(format);
    found += text;
  }
  const rest = format.slice(from);
  if (rest.includes("%")) throw refuse(format);
  // Java cuts characters beyond U+FFFF in halves.
  return (found + rest).replace(/\p{Surrogate}/gu, "?");
}

/** Undefined for what Java doesn't take, or isn't known here. */
function textOf(directive: Directive, value: string | null): string | undefined {
  const { flags, width, precision, letter } = directive;
  if (flags.includes("-") && (width === 0 || flags.includes("0"))) return undefined;
  if (flags.includes("0") && width === 0) return undefined;
  if (flags.includes("+") && flags.includes(" ")) return undefined;
  const isOfText = "sSbBc".includes(letter);
  if (isOfText && /[#+ 0,(]/.test(flags)) return undefined;
  if (!isOfText && !"dxXofeE".includes(letter)) return undefined;
  if ("cdxXo".includes(letter) && precision !== undefined) return undefined;
  const given = value === null ? (letter.toLowerCase() === "b" ? "false" : "null") : wordOf(directive, value);
  if (typeof given === "object") return undefined;
  const text = (isOfText || value === null) && precision !== undefined ? given.slice(0, precision) : given;
  return justified(
    letter === "S" || letter === "B" || letter === "X" || letter === "E" ? text.toUpperCase() : text,
    directive,
  );
}

function justified(text: string, { flags, width }: Directive): string {
  return flags.includes("-") ? text.padEnd(width) : text.padStart(width);
}

/** Null for a value that the letter isn't for. */
function wordOf(directive: Directive, value: string): string | null {
  const [kind, text] = [value[0]!, value.slice(1)];
  switch (directive.letter) {
    case "s":
    case "S":
      return text;
    case "b":
    case "B":
      return kind === "b" ? text : "true";
    case "c":
      return kind in BITS && kind !== "l" && Number(text) >= 0 && Number(text) < 0xd800
        ? String.fromCodePoint(Number(text))
        : null;
    case "d":
      return kind in BITS ? signed(text.startsWith("-"), text.replace("-", ""), directive) : null;
    case "f":
      return kind === "d" || kind === "f"
        ? real(numberOf(kind, text), directive, (n, p) => fixed(n, p, "up"))
        : null;
    case "e":
    case "E":
      return /[,(]/.test(directive.flags) || (kind !== "d" && kind !== "f")
        ? null
        : real(numberOf(kind, text), directive, scientific);
    default:
      return kind in BITS ? inBase(BigInt(text), BITS[kind]!, directive) : null;
  }
}

function numberOf(kind: string, text: string): number {
  return kind === "f" ? Math.fround(Number(text)) : Number(text);
}

function real(
  value: number,
  directive: Directive,
  write: (digits: Digits, places: number) => string,
): string | null {
  if (directive.flags.includes("#")) return null;
  const negative = value < 0 || Object.is(value, -0);
  if (!Number.isFinite(value)) {
    const plain = { ...directive, flags: directive.flags.replace(/[0,]/g, ""), width: 0 };
    return Number.isNaN(value) ? "NaN" : signed(negative, "Infinity", plain);
  }
  return signed(negative, write(javaDigitsOf(Math.abs(value)), directive.precision ?? 6), directive);
}

/** With its sign, commas, and zeros up to the width. */
function signed(negative: boolean, digits: string, { flags, width }: Directive): string | null {
  if (flags.includes("#")) return null;
  const commas = flags.includes(",") ? grouped(digits) : digits;
  const brackets = negative && flags.includes("(");
  const sign = brackets ? "(" : negative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  const end = brackets ? ")" : "";
  const zeros = flags.includes("0") ? width - sign.length - end.length : 0;
  return sign + commas.padStart(zeros, "0") + end;
}

function inBase(value: bigint, bits: number, { flags, width, letter }: Directive): string | null {
  if (/[+ ,(]/.test(flags)) return null;
  const digits = BigInt.asUintN(bits, value).toString(letter === "o" ? 8 : 16);
  const sign = flags.includes("#") ? (letter === "o" ? "0" : "0x") : "";
  return sign + digits.padStart(flags.includes("0") ? width - sign.length : 0, "0");
}

const MOST = 2n ** 64n;

/** Digits of one base in another, as far as they are any. A base below zero is one of numbers with signs. */
function conv(text: string, from: number, to: number): string | null {
  if (from < 2 || from > 36 || Math.abs(to) < 2 || Math.abs(to) > 36) return null;
  const trimmed = text.replace(/^ +| +$/g, "");
  if (trimmed === "") return null;
  const isNegative = trimmed.startsWith("-");
  let value = 0n;
  for (const letter of isNegative ? trimmed.slice(1) : trimmed) {
    const digit = /^[0-9A-Za-z]$/.test(letter) ? Number.parseInt(letter, 36) : 36;
    if (digit >= from) break;
    value = value * BigInt(from) + BigInt(digit);
    if (value >= MOST) throw new RowError("ARITHMETIC_OVERFLOW", "conv: the number has more than 64 bits.");
  }
  if (to > 0) {
    const found = isNegative ? (value >= MOST / 2n ? MOST - 1n : BigInt.asUintN(64, -value)) : value;
    return found.toString(to).toUpperCase();
  }
  const signed = BigInt.asIntN(64, value);
  const size = BigInt.asUintN(64, signed < 0n ? -signed : signed)
    .toString(-to)
    .toUpperCase();
  return isNegative || signed < 0n ? `-${size}` : size;
}

function formatNumber(number: Digits, places: number, half: Half): string {
  const text = grouped(fixed(number, places, half));
  return number.negative ? `-${text}` : text;
}

export const FORMATS: readonly JavaScriptFunction[] = [
  javascriptOfNulls("js_format", ["string", "strings"], "string", (format, values) =>
    format === null ? null : formatted(format, values ?? []),
  ),
  javascript("js_conv", ["string", "int", "int"], "string", conv),
  javascript("js_format_decimal", ["string", "int"], "string", (text, places) =>
    places < 0 ? null : formatNumber(digitsOf(text), places, "even"),
  ),
  javascript("js_format_double", ["double", "int"], "string", (value, places) => {
    if (places < 0) return null;
    if (Number.isNaN(value)) return "NaN";
    if (!Number.isFinite(value)) return value < 0 ? "-∞" : "∞";
    return formatNumber(javaDigitsOf(value), places, halfOf(value));
  }),
];
