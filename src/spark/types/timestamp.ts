import { ValueError } from "../../errors.js";
import { dateText, timeText } from "./civil-text.js";

const MICROS = 1000n;

/**
 * A `Date` that is exact to the microsecond, and never changes. As any Date, it is compared and shown by its milliseconds:
 * `epochMicroseconds` has all of it, and `compare` looks at that.
 */
abstract class MicrosecondDate extends Date {
  /** Microseconds since 1970-01-01 00:00:00 UTC. */
  readonly epochMicroseconds: bigint;

  /** @param value microseconds since 1970, a Date, or a text that Date reads, with up to six digits of a second */
  constructor(value: bigint | Date | string) {
    const epochMicroseconds = typeof value === "bigint" ? value : microsecondsOf(value);
    super(Number(floorDivide(epochMicroseconds, MICROS)));
    this.epochMicroseconds = epochMicroseconds;
  }

  /** −1, 0 or 1, as Array.sort wants it. */
  compare(other: this): number {
    const [mine, its] = [this.epochMicroseconds, other.epochMicroseconds];
    return mine < its ? -1 : mine > its ? 1 : 0;
  }

  equals(other: this): boolean {
    return this.epochMicroseconds === other.epochMicroseconds;
  }

  override toJSON(): string {
    return this.toISOString();
  }

  static {
    const setters = Object.getOwnPropertyNames(Date.prototype).filter((name) => name.startsWith("set"));
    for (const name of setters) {
      Object.defineProperty(MicrosecondDate.prototype, name, {
        configurable: true,
        writable: true,
        value(this: MicrosecondDate) {
          throw new ValueError(
            `${this.constructor.name} has no ${name}: it doesn't change. Make a Date of it, new Date(+x), and change that.`,
          );
        },
      });
    }
  }
}

/**
 * A moment, to the microsecond: the value of a `timestamp`.
 *
 * ```ts
 * new Timestamp("2024-05-06T07:08:09.123456Z").epochMicroseconds; // 1714979289123456n
 * ```
 *
 * @throws ValueError for what is no date
 */
export class Timestamp extends MicrosecondDate {
  /** As Date's, with six digits of the second where three don't do. */
  override toISOString(): string {
    return `${isoText(this.epochMicroseconds)}Z`;
  }
}

/**
 * What a calendar and a clock on the wall say, to the microsecond: the value of a `timestamp_ntz`. Its UTC fields are the wall's:
 * `getUTCHours()` is the hour that the clock shows, wherever it hangs.
 *
 * @throws ValueError for what is no date
 */
export class TimestampNTZ extends MicrosecondDate {
  /** A text without a zone is the wall's. */
  constructor(value: bigint | Date | string) {
    super(typeof value === "string" && !/(?:Z|[+-]\d\d:?\d\d)$/i.test(value) ? `${withTime(value)}Z` : value);
  }

  /** Without the `Z`, since it is in no zone. */
  override toISOString(): string {
    return isoText(this.epochMicroseconds);
  }
}

function withTime(text: string): string {
  return /^[+-]?\d+-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text;
}

function isoText(epochMicroseconds: bigint): string {
  const day = floorDivide(epochMicroseconds, 86_400_000_000n);
  const ofDay = epochMicroseconds - day * 86_400_000_000n;
  const digits = ofDay % 1000n === 0n ? 3 : 6;
  return `${dateText(Number(day))}T${timeText(ofDay * 1000n, digits)}`;
}

function microsecondsOf(value: Date | string): bigint {
  if (value instanceof MicrosecondDate) return value.epochMicroseconds;
  const milliseconds = value instanceof Date ? value.getTime() : Date.parse(value);
  if (Number.isNaN(milliseconds)) {
    throw new ValueError(
      `${typeof value === "string" ? JSON.stringify(value) : "an invalid Date"} is no date and time, which is as "2024-05-06T07:08:09.123456Z"`,
    );
  }
  const [, digits = ""] = typeof value === "string" ? (/\d\d:\d\d:\d\d\.(\d+)/.exec(value) ?? []) : [];
  if (digits.length > 6 && /[1-9]/.test(digits.slice(6))) {
    throw new ValueError(
      `${JSON.stringify(value)} has more than six digits of a second; Spark keeps microseconds`,
    );
  }
  return BigInt(milliseconds) * MICROS + BigInt(digits.slice(3, 6).padEnd(3, "0"));
}

/** Rounded down also where it is negative, as clocks are read. */
export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}
