/** The values of SQL's intervals. */
import { ValueError } from "../../errors.js";
import { DayTimeIntervalType, YearMonthIntervalType } from "./atomic-types.js";

/** So many months: the value of `interval year to month`. */
export class YearMonthInterval {
  readonly months: number;

  /** @throws ValueError for what is no whole number of four bytes */
  constructor(months: number) {
    this.months = int32(months, "months");
  }

  compare(other: YearMonthInterval): number {
    return Math.sign(this.months - other.months);
  }

  equals(other: YearMonthInterval): boolean {
    return this.months === other.months;
  }

  /** As SQL writes it: `INTERVAL '1-2' YEAR TO MONTH`. */
  toString(type = new YearMonthIntervalType()): string {
    const sign = this.months < 0 ? "-" : "";
    const months = Math.abs(this.months);
    const [years, rest] = [Math.floor(months / 12), months % 12];
    if (type.startField !== type.endField) return `INTERVAL '${sign}${years}-${rest}' YEAR TO MONTH`;
    return type.startField === YearMonthIntervalType.YEAR
      ? `INTERVAL '${sign}${years}' YEAR`
      : `INTERVAL '${sign}${months}' MONTH`;
  }

  toJSON(): string {
    return this.toString();
  }

  get [Symbol.toStringTag](): string {
    return this.toString();
  }
}

const MICROS_OF = [86_400_000_000n, 3_600_000_000n, 60_000_000n, 1_000_000n];
const UNITS = ["DAY", "HOUR", "MINUTE", "SECOND"];

/** So many microseconds: the value of `interval day to second`. */
export class DayTimeInterval {
  readonly microseconds: bigint;

  /** @throws ValueError for more than eight bytes hold */
  constructor(microseconds: bigint) {
    this.microseconds = int64(microseconds, "microseconds");
  }

  compare(other: DayTimeInterval): number {
    return this.microseconds < other.microseconds ? -1 : this.microseconds > other.microseconds ? 1 : 0;
  }

  equals(other: DayTimeInterval): boolean {
    return this.microseconds === other.microseconds;
  }

  /** As SQL writes it: `INTERVAL '1 02:03:04.5' DAY TO SECOND`. */
  toString(type = new DayTimeIntervalType()): string {
    const { startField, endField } = type;
    let rest = this.microseconds < 0n ? -this.microseconds : this.microseconds;
    let text = this.microseconds < 0n ? "-" : "";
    for (let field = startField; field <= endField; field++) {
      const unit = MICROS_OF[field]!;
      const whole = String(rest / unit);
      rest %= unit;
      // Days are followed by a blank, the others by colons; all but a day and the first have two digits.
      if (field > startField) text += field === DayTimeIntervalType.HOUR ? " " : ":";
      text += field === DayTimeIntervalType.DAY ? whole : whole.padStart(2, "0");
    }
    if (endField === DayTimeIntervalType.SECOND && rest > 0n) text += `.${fraction(rest)}`;
    const units = startField === endField ? UNITS[startField] : `${UNITS[startField]} TO ${UNITS[endField]}`;
    return `INTERVAL '${text}' ${units}`;
  }

  toJSON(): string {
    return this.toString();
  }

  get [Symbol.toStringTag](): string {
    return this.toString();
  }
}

/** Months, days and microseconds, none of which is a fixed number of another: the value of an `interval`. */
export class CalendarInterval {
  readonly months: number;
  readonly days: number;
  readonly microseconds: bigint;

  /** @throws ValueError for what they can't be */
  constructor(months: number, days: number, microseconds: bigint) {
    this.months = int32(months, "months");
    this.days = int32(days, "days");
    this.microseconds = int64(microseconds, "microseconds");
  }

  equals(other: CalendarInterval): boolean {
    return (
      this.months === other.months && this.days === other.days && this.microseconds === other.microseconds
    );
  }

  /** As SQL writes it: `1 years 2 months 3 days 4 hours 5 minutes 6.7 seconds`. */
  toString(): string {
    const parts: string[] = [];
    const add = (n: number | bigint | string, unit: string): void => {
      if (Number(n) !== 0) parts.push(`${n} ${unit}`);
    };
    add(Math.trunc(this.months / 12), "years");
    add(this.months % 12, "months");
    add(this.days, "days");
    add(this.microseconds / MICROS_OF[1]!, "hours");
    add((this.microseconds % MICROS_OF[1]!) / MICROS_OF[2]!, "minutes");
    const seconds = this.microseconds % MICROS_OF[2]!;
    const magnitude = seconds < 0n ? -seconds : seconds;
    const behind = magnitude % MICROS_OF[3]!;
    const sign = seconds < 0n ? "-" : "";
    add(`${sign}${magnitude / MICROS_OF[3]!}${behind > 0n ? `.${fraction(behind)}` : ""}`, "seconds");
    return parts.length === 0 ? "0 seconds" : parts.join(" ");
  }

  toJSON(): string {
    return this.toString();
  }

  get [Symbol.toStringTag](): string {
    return this.toString();
  }
}

/** Microseconds of a second as digits behind the point. */
function fraction(microseconds: bigint): string {
  return String(microseconds).padStart(6, "0").replace(/0+$/, "");
}

function int32(n: number, what: string): number {
  if ((n | 0) === n) return n | 0;
  throw new ValueError(`an interval's ${what} are ${n}; they are a whole number of four bytes`);
}

function int64(n: bigint, what: string): bigint {
  if (BigInt.asIntN(64, n) === n) return n;
  throw new ValueError(`an interval's ${what} are ${n}; they are a whole number of eight bytes`);
}
