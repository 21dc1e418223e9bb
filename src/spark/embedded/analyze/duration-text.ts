/** Lengths of time as windows of time have them: `10 minutes`, `1 hour 30 minutes`, `interval 2 days`. */
import { analysisError } from "./analysis-errors.js";

export interface Duration {
  readonly months: number;
  readonly microseconds: bigint;
}

const SECOND = 1_000_000n;
const UNITS: Readonly<Record<string, bigint>> = {
  week: 604_800n * SECOND,
  day: 86_400n * SECOND,
  hour: 3600n * SECOND,
  minute: 60n * SECOND,
  second: SECOND,
  millisecond: 1000n,
  microsecond: 1n,
};
const MONTHS: Readonly<Record<string, number>> = { year: 12, month: 1 };

/** @returns undefined for what isn't one */
export function durationOf(text: string): Duration | undefined {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/^interval\s+/, "");
  if (!/^([+-]?\s*\d+(\.\d{0,9})?\s+[a-z]+(\s+|$))+$/.test(words)) return undefined;
  let months = 0;
  let microseconds = 0n;
  for (const [, sign, whole, fraction, name] of words.matchAll(/([+-]?)\s*(\d+)(?:\.(\d*))?\s+([a-z]+)/g)) {
    const unit = name!.replace(/s$/, "");
    const factor = sign === "-" ? -1 : 1;
    if (fraction !== undefined && unit !== "second") return undefined;
    if (Object.hasOwn(MONTHS, unit)) months += factor * Number(whole) * MONTHS[unit]!;
    else if (Object.hasOwn(UNITS, unit)) {
      const parts = BigInt((fraction ?? "").padEnd(6, "0").slice(0, 6));
      microseconds += BigInt(factor) * (BigInt(whole!) * UNITS[unit]! + parts);
    } else return undefined;
  }
  return { months, microseconds };
}

export function noDuration(text: string): Error {
  return analysisError(
    "CANNOT_PARSE_INTERVAL",
    `'${text}' is no length of time; one is written as '10 minutes' or '1 hour 30 minutes'.`,
    { intervalString: `'${text}'` },
    "22006",
  );
}
