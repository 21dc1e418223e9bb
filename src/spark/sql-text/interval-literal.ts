/** Literals of intervals: `INTERVAL 1 DAY 2 HOURS`, `INTERVAL '1-2' YEAR TO MONTH`. */
import { expression } from "../plan/index.js";
import type { Expression } from "../proto/index.js";
import type { Token } from "./lexer.js";

const MICROS: Readonly<Record<string, bigint>> = {
  MICROSECOND: 1n,
  MILLISECOND: 1000n,
  SECOND: 1_000_000n,
  MINUTE: 60_000_000n,
  HOUR: 3_600_000_000n,
  DAY: 86_400_000_000n,
  WEEK: 604_800_000_000n,
};
const MONTHS: Readonly<Record<string, bigint>> = { MONTH: 1n, YEAR: 12n };

const unitOf = (word: string): string | undefined => {
  for (const unit of [word, word.endsWith("S") ? word.slice(0, -1) : ""]) {
    if (Object.hasOwn(MICROS, unit) || Object.hasOwn(MONTHS, unit)) return unit;
  }
  return undefined;
};

export interface IntervalLiteral {
  readonly literal: Expression;
  /** The index of the first token behind it. */
  readonly next: number;
}

/**
 * @param at the index of the token behind INTERVAL
 * @returns undefined if no interval is there; "unsupported" for one of months and days together, which ANSI has no literal for
 */
export function intervalAt(
  tokens: readonly Token[],
  at: number,
): IntervalLiteral | "unsupported" | undefined {
  const [whole, next] = amountAt(tokens, at);
  if (whole !== undefined && tokens[next]?.kind === "word" && tokens[next + 1]?.value === "TO") {
    return rangeAt(tokens, at, next);
  }
  const units = new Set<string>();
  let total = 0n;
  let from = at;
  for (;;) {
    const [amount, unitIndex] = amountAt(tokens, from);
    const unit = tokens[unitIndex]?.kind === "word" ? unitOf(tokens[unitIndex]!.value) : undefined;
    if (amount === undefined || unit === undefined) break;
    const exact = exactAmount(amount, unit);
    if (exact === undefined) return undefined;
    units.add(unit);
    total += exact;
    from = unitIndex + 1;
  }
  if (from === at) {
    // INTERVAL '1 day 2 hours'
    const text = tokens[at];
    if (text?.kind !== "string") return undefined;
    return "unsupported";
  }
  const months = [...units].filter((unit) => Object.hasOwn(MONTHS, unit));
  if (months.length > 0 && months.length < units.size) return "unsupported";
  return literalIn([...units], total, from);
}

function literalIn(units: readonly string[], total: bigint, next: number): IntervalLiteral | "unsupported" {
  // Which fields the type has is in the column's name and type: the message has no place for it but a cast.
  const fields = ["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"];
  const places = units.map((unit) =>
    fields.indexOf(
      unit === "WEEK" ? "DAY" : unit === "MILLISECOND" || unit === "MICROSECOND" ? "SECOND" : unit,
    ),
  );
  const [first, last] = [Math.min(...places), Math.max(...places)];
  if (first < 2) {
    if (BigInt.asIntN(32, total) !== total) return "unsupported";
    return {
      literal: expression("literal", {
        literalType: { case: "yearMonthInterval", value: Number(total) },
        dataType: { kind: { case: "yearMonthInterval", value: { startField: first, endField: last } } },
      }),
      next,
    };
  }
  if (BigInt.asIntN(64, total) !== total) return "unsupported";
  return {
    literal: expression("literal", {
      literalType: { case: "dayTimeInterval", value: total },
      dataType: { kind: { case: "dayTimeInterval", value: { startField: first - 2, endField: last - 2 } } },
    }),
    next,
  };
}

/** A number, with a sign, bare or as a string. @returns it and the index behind it */
function amountAt(tokens: readonly Token[], at: number): [string | undefined, number] {
  let sign = "";
  let from = at;
  while (tokens[from]?.text === "-" || tokens[from]?.text === "+") {
    if (tokens[from]!.text === "-") sign = sign === "-" ? "" : "-";
    from++;
  }
  const token = tokens[from];
  if (token?.kind !== "number" && token?.kind !== "string") return [undefined, at];
  const text = token.value.trim();
  if (sign !== "" && text.startsWith("-")) return [text.slice(1), from + 1];
  return [`${sign}${text}`, from + 1];
}

/** In months or microseconds. */
function exactAmount(text: string, unit: string): bigint | undefined {
  const match = /^([+-]?)(\d+)(?:\.(\d{0,9}))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole, fraction] = match;
  if (fraction !== undefined && unit !== "SECOND") return undefined;
  let value = BigInt(whole!) * (MICROS[unit] ?? MONTHS[unit]!);
  if (fraction !== undefined) value += BigInt(fraction.padEnd(6, "0").slice(0, 6));
  return sign === "-" ? -value : value;
}

const RANGES: Readonly<Record<string, RegExp>> = {
  "YEAR TO MONTH": /^([+-]?)(\d+)-(\d+)$/,
  "DAY TO HOUR": /^([+-]?)(\d+) +(\d+)$/,
  "DAY TO MINUTE": /^([+-]?)(\d+) +(\d+):(\d+)$/,
  "DAY TO SECOND": /^([+-]?)(\d+) +(\d+):(\d+):(\d+(?:\.\d{1,9})?)$/,
  "HOUR TO MINUTE": /^([+-]?)(\d+):(\d+)$/,
  "HOUR TO SECOND": /^([+-]?)(\d+):(\d+):(\d+(?:\.\d{1,9})?)$/,
  "MINUTE TO SECOND": /^([+-]?)(\d+):(\d+(?:\.\d{1,9})?)$/,
};
const FIELDS = ["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"];
/** A first field may have any number; the others these at most. */
const MOST: Readonly<Record<string, number>> = { MONTH: 11, HOUR: 23, MINUTE: 59, SECOND: 60 };

function rangeAt(
  tokens: readonly Token[],
  at: number,
  unit: number,
): IntervalLiteral | "unsupported" | undefined {
  const [outer, text] = tokens[at]?.text === "-" ? ["-", tokens[at + 1]] : ["", tokens[at]];
  const from = unitOf(tokens[unit]!.value);
  const to = tokens[unit + 2]?.kind === "word" ? unitOf(tokens[unit + 2]!.value) : undefined;
  const pattern = from === undefined || to === undefined ? undefined : RANGES[`${from} TO ${to}`];
  const match = text?.kind === "string" ? pattern?.exec(text.value.trim()) : undefined;
  if (!match || from === undefined || to === undefined) return undefined;
  const units = FIELDS.slice(FIELDS.indexOf(from), FIELDS.indexOf(to) + 1);
  const [, sign, ...numbers] = match;
  let total = 0n;
  for (const [i, number] of numbers.entries()) {
    const one = units[i]!;
    if (i > 0 && Number(number) >= MOST[one]! + (one === "SECOND" ? 0 : 1)) return undefined;
    total += exactAmount(number!, one)!;
  }
  return literalIn(units, (sign === "-") !== (outer === "-") ? -total : total, unit + 3);
}
