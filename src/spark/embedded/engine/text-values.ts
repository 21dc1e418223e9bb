/** Values that stand in files as text, as Spark's readers of csv and JSON take them. */

import { daysOf } from "../../types/civil-text.js";
import type { DataType, DecimalType } from "../../types/index.js";
import { momentOf, type TimeZone, timeZone, wallOf } from "../../types/time-zone.js";
import { Decimal, Timestamp, TimestampNTZ } from "../../types/values.js";
import { exceptionOf } from "../expression/runtime-errors.js";
import { PatternError } from "../javascript/java-time/pattern-nodes.js";
import { type CivilTime, type PatternReader, patternReader } from "../javascript/java-time/pattern-reader.js";

/** The text is no value of the type. */
export class BadTextError extends Error {
  override readonly name = "BadTextError";
}

/** How dates and times are written; without a pattern, in any way that a cast takes. */
export interface TextPatterns {
  readonly zone: TimeZone;
  readonly date: PatternReader | undefined;
  readonly timestamp: PatternReader | undefined;
  readonly timestampNtz: PatternReader | undefined;
}

/**
 * @throws SparkException INVALID_DATETIME_PATTERN, INCONSISTENT_BEHAVIOR_CROSS_VERSION for a pattern that there isn't
 * @throws NotSupportedError for a pattern with names of zones
 */
export function textPatterns(options: ReadonlyMap<string, string>, sessionZone: string): TextPatterns {
  const reader = (key: string) => {
    const pattern = options.get(key);
    if (pattern === undefined) return undefined;
    try {
      return patternReader(pattern);
    } catch (error) {
      if (error instanceof PatternError) throw exceptionOf(error.condition, error.message, error);
      throw error;
    }
  };
  return {
    zone: timeZone(options.get("timezone") ?? sessionZone),
    date: reader("dateformat"),
    timestamp: reader("timestampformat"),
    timestampNtz: reader("timestampntzformat"),
  };
}

const DAY = 86_400_000_000n;
const DATE = /^([+-]?\d{4,7})(?:-(\d{1,2})(?:-(\d{1,2})(?:[ T].*)?)?)?$/s;
/** A zone stands behind seconds alone. */
const SECONDS = "(?::(\\d{1,2})(?:\\.(\\d*))?\\s*([A-Za-z+-].*)?)?";
const MOMENT = new RegExp(
  `^([+-]?\\d{4,6})(?:-(\\d{1,2})(?:-(\\d{1,2})(?:[ T](\\d{1,2})(?::(\\d{1,2})${SECONDS})?)?)?)?$`,
  "s",
);
const TIME_OF_TODAY = new RegExp(`^T?(\\d{1,2}):(\\d{1,2})${SECONDS}$`, "s");

/** What a cast takes off both ends. */
function trimmed(text: string): string {
  return text.replace(/^[\0-\x20\x7f]+|[\0-\x20\x7f]+$/g, "");
}

/** @throws BadTextError */
export function dateOf(text: string, { date }: TextPatterns): Date {
  if (date !== undefined) {
    const civil = date(text) ?? bad(text);
    return new Date(civil.day * 86_400_000);
  }
  const [found, year, month = "1", day = "1"] = DATE.exec(trimmed(text)) ?? [];
  if (found === undefined) return bad(text);
  return new Date((daysOf(Number(year), Number(month), Number(day)) ?? bad(text)) * 86_400_000);
}

/** @throws BadTextError */
export function timestampOf(text: string, { timestamp, zone }: TextPatterns): Timestamp {
  const civil = timestamp === undefined ? momentIn(text, zone) : timestamp(text);
  if (civil === undefined) return bad(text);
  const wall = BigInt(civil.day) * DAY + civil.microseconds;
  return new Timestamp(momentOf(wall, civil.zone === undefined ? zone : (zoneOf(civil.zone) ?? bad(text))));
}

/** @throws BadTextError */
export function timestampNtzOf(text: string, { timestampNtz }: TextPatterns): TimestampNTZ {
  const civil = timestampNtz === undefined ? momentIn(text, undefined) : timestampNtz(text);
  if (civil === undefined || civil.zone !== undefined) return bad(text);
  return new TimestampNTZ(BigInt(civil.day) * DAY + civil.microseconds);
}

export function readsAsTimestamp(text: string, patterns: TextPatterns): boolean {
  return reads(() => timestampOf(text, patterns));
}

export function reads(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof BadTextError) return false;
    throw error;
  }
}

/** @param zone whose today a time without a date is of; without one there is none */
function momentIn(text: string, zone: TimeZone | undefined): CivilTime | undefined {
  const given = trimmed(text);
  const whole = MOMENT.exec(given);
  if (whole !== null) {
    const [, year, month = "1", day = "1", hour = "0", minute, second, fraction, zoneName] = whole;
    const on = daysOf(Number(year), Number(month), Number(day));
    return on === undefined ? undefined : atTime(on, [hour, minute, second, fraction, zoneName]);
  }
  const time = zone === undefined ? null : TIME_OF_TODAY.exec(given);
  if (zone === undefined || time === null) return undefined;
  const here = time[5] === undefined ? zone : zoneOf(time[5]);
  if (here === undefined) return undefined;
  const now = wallOf(BigInt(Date.now()) * 1000n, here);
  return atTime(Number(now / DAY), time.slice(1));
}

function atTime(day: number, [hour, minute, second, fraction, zone]: readonly (string | undefined)[]) {
  const [h, m, s] = [hour, minute, second].map((part) => Number(part ?? 0));
  if (h! > 23 || m! > 59 || s! > 59) return undefined;
  const microseconds =
    BigInt((h! * 60 + m!) * 60 + s!) * 1_000_000n + BigInt((fraction ?? "").padEnd(6, "0").slice(0, 6));
  return { day, microseconds, zone };
}

function zoneOf(name: string): TimeZone | undefined {
  try {
    return timeZone(name.trim());
  } catch {
    return undefined;
  }
}

/** @throws BadTextError for digits that the type hasn't room for */
export function decimalOf(text: string, type: DecimalType): Decimal {
  if (!/^[+-]?[.\d]/.test(text) || /\s$/.test(text)) return bad(text);
  let given: Decimal;
  try {
    given = Decimal.of(text);
  } catch {
    return bad(text);
  }
  const made = rounded(given, type.scale);
  return new Decimal(made, type.scale).precision > type.precision ? bad(text) : new Decimal(made, type.scale);
}

/** Half up, away from zero. */
function rounded({ unscaled, scale }: Decimal, to: number): bigint {
  if (scale <= to) return unscaled * 10n ** BigInt(to - scale);
  const unit = 10n ** BigInt(scale - to);
  const magnitude = unscaled < 0n ? -unscaled : unscaled;
  const quotient = (magnitude + unit / 2n) / unit;
  return unscaled < 0n ? -quotient : quotient;
}

const BITS: Readonly<Partial<Record<DataType["typeName"], number>>> = {
  byte: 8,
  short: 16,
  integer: 32,
  long: 64,
};

/** @returns a bigint for a long @throws BadTextError for what is none, or isn't in the type's range */
export function integerOf(text: string, type: DataType): number | bigint {
  if (!/^[+-]?\d+$/.test(text)) return bad(text);
  const number = BigInt(text);
  if (BigInt.asIntN(BITS[type.typeName]!, number) !== number) return bad(text);
  return type.typeName === "long" ? number : Number(number);
}

export function bad(text: string): never {
  throw new BadTextError(text);
}
