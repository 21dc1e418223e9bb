import { ValueError } from "../../errors.js";
import { timeText } from "./civil-text.js";

const NANOSECONDS_OF_A_DAY = 86_400_000_000_000n;

/** A time of a day, to the nanosecond: the value of a `time`. */
export class TimeOfDay {
  /** Since midnight. */
  readonly nanoseconds: bigint;

  /** @throws ValueError outside of a day */
  constructor(nanoseconds: bigint) {
    if (nanoseconds < 0n || nanoseconds >= NANOSECONDS_OF_A_DAY) {
      throw new ValueError(`a time of day is ${nanoseconds} nanoseconds; a day has ${NANOSECONDS_OF_A_DAY}`);
    }
    this.nanoseconds = nanoseconds;
  }

  /** From `"12:34"`, `"12:34:56"` or `"12:34:56.123456789"`. @throws ValueError */
  static of(text: string): TimeOfDay {
    const [, hours, minutes, seconds = "0", fraction = ""] =
      /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/.exec(text) ?? [];
    if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) {
      throw new ValueError(`${JSON.stringify(text)} is no time of day, which is as "23:59:59.999999"`);
    }
    const whole = BigInt((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds));
    return new TimeOfDay(whole * 1_000_000_000n + BigInt(fraction.padEnd(9, "0")));
  }

  get hour(): number {
    return Number(this.nanoseconds / 3_600_000_000_000n);
  }

  get minute(): number {
    return Number((this.nanoseconds / 60_000_000_000n) % 60n);
  }

  get second(): number {
    return Number((this.nanoseconds / 1_000_000_000n) % 60n);
  }

  compare(other: TimeOfDay): number {
    return this.nanoseconds < other.nanoseconds ? -1 : this.nanoseconds > other.nanoseconds ? 1 : 0;
  }

  equals(other: TimeOfDay): boolean {
    return this.nanoseconds === other.nanoseconds;
  }

  /** `12:34:56.5`, with as many digits as it takes. */
  toString(): string {
    return timeText(this.nanoseconds);
  }

  toJSON(): string {
    return this.toString();
  }

  get [Symbol.toStringTag](): string {
    return this.toString();
  }
}
