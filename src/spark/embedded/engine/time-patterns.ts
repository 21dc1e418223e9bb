/** Dates and times by a pattern of Java's DateTimeFormatter: `dd/MM/yyyy`. Those letters whose meaning is sure; others are refused. */
import { NotSupportedError } from "../../../errors.js";
import { daysOf } from "../../types/civil-text.js";
import { CONNECT } from "../analyze/analysis-errors.js";

/** What a text says of a calendar and a clock. */
export interface CivilTime {
  /** Since 1970-01-01. */
  readonly day: number;
  readonly microseconds: bigint;
  /** Of a zone: `Z`, `+01:00`. */
  readonly zone: string | undefined;
}

export type PatternReader = (text: string) => CivilTime | undefined;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

type Part = "year" | "month" | "monthName" | "day" | "hour" | "minute" | "second" | "fraction" | "zone";

const LETTERS: Readonly<Record<string, readonly [part: Part, pattern: string]>> = {
  yyyy: ["year", "\\d{4}"],
  uuuu: ["year", "\\d{4}"],
  MM: ["month", "\\d{2}"],
  M: ["month", "\\d{1,2}"],
  MMM: ["monthName", MONTHS.join("|")],
  dd: ["day", "\\d{2}"],
  d: ["day", "\\d{1,2}"],
  HH: ["hour", "\\d{2}"],
  H: ["hour", "\\d{1,2}"],
  mm: ["minute", "\\d{2}"],
  m: ["minute", "\\d{1,2}"],
  ss: ["second", "\\d{2}"],
  s: ["second", "\\d{1,2}"],
  XXX: ["zone", "Z|[+-]\\d{2}:\\d{2}"],
};

/** @throws NotSupportedError for a pattern with other letters */
export function patternReader(pattern: string): PatternReader {
  const parts: Part[] = [];
  let expression = "";
  for (const [token] of pattern.matchAll(/([A-Za-z])\1*|'(?:[^']|'')*'|[[\]]|./gs)) {
    const letter = /^S{1,9}$/.test(token) ? (["fraction", `\\d{${token.length}}`] as const) : LETTERS[token];
    if (token === "[") expression += "(?:";
    else if (token === "]") expression += ")?";
    else if (token.startsWith("'") && token.length > 1) {
      expression += quoted(token === "''" ? "'" : token.slice(1, -1).replaceAll("''", "'"));
    } else if (letter !== undefined) {
      parts.push(letter[0]);
      expression += `(${letter[1]})`;
    } else if (/^[A-Za-z#{}]/.test(token)) {
      throw new NotSupportedError(
        `the pattern ${pattern} of dates and times, for its ${token},`,
        "the embedded engine",
        CONNECT,
      );
    } else expression += quoted(token);
  }
  const whole = new RegExp(`^${expression}$`);
  return (text) => {
    const found = whole.exec(text);
    return found === null ? undefined : civil(parts, found.slice(1));
  };
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

function civil(parts: readonly Part[], texts: readonly (string | undefined)[]): CivilTime | undefined {
  const said: Partial<Record<Part, string>> = {};
  for (const [i, part] of parts.entries()) {
    const text = texts[i];
    if (text !== undefined) said[part] = text;
  }
  const month = said.monthName === undefined ? Number(said.month ?? 1) : MONTHS.indexOf(said.monthName) + 1;
  const day = daysOf(Number(said.year ?? 1970), month, Number(said.day ?? 1));
  const [hour, minute, second] = [said.hour, said.minute, said.second].map((text) => Number(text ?? 0));
  if (day === undefined || hour! > 23 || minute! > 59 || second! > 59) return undefined;
  const fraction = BigInt((said.fraction ?? "").padEnd(6, "0").slice(0, 6));
  const microseconds = BigInt((hour! * 60 + minute!) * 60 + second!) * 1_000_000n + fraction;
  return { day, microseconds, zone: said.zone };
}
