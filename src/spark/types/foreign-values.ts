/**
 * Values of another copy of these classes: the bundle of a function of one's own that imports manycore/spark has its own Decimal, which the executor's
 * program has, too. Classes are told apart by name there, as errors are.
 */
import { Decimal } from "./decimal.js";
import { CalendarInterval, DayTimeInterval, YearMonthInterval } from "./intervals.js";
import { TimeOfDay } from "./time-of-day.js";
import { Timestamp, TimestampNTZ } from "./timestamp.js";
import { VariantVal } from "./variant.js";

/** A value's fields, whoever made it. */
interface Fields {
  readonly unscaled: bigint;
  readonly scale: number;
  readonly epochMicroseconds: bigint;
  readonly nanoseconds: bigint;
  readonly microseconds: bigint;
  readonly months: number;
  readonly days: number;
  readonly value: Uint8Array;
  readonly metadata: Uint8Array;
}

interface Kind {
  readonly Class: abstract new (...args: never) => object;
  readonly fields: readonly (keyof Fields)[];
  readonly make: (fields: Fields) => object;
}

const KINDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  [
    "Decimal",
    { Class: Decimal, fields: ["unscaled", "scale"], make: (v) => new Decimal(v.unscaled, v.scale) },
  ],
  [
    "Timestamp",
    { Class: Timestamp, fields: ["epochMicroseconds"], make: (v) => new Timestamp(v.epochMicroseconds) },
  ],
  [
    "TimestampNTZ",
    {
      Class: TimestampNTZ,
      fields: ["epochMicroseconds"],
      make: (v) => new TimestampNTZ(v.epochMicroseconds),
    },
  ],
  ["TimeOfDay", { Class: TimeOfDay, fields: ["nanoseconds"], make: (v) => new TimeOfDay(v.nanoseconds) }],
  [
    "DayTimeInterval",
    { Class: DayTimeInterval, fields: ["microseconds"], make: (v) => new DayTimeInterval(v.microseconds) },
  ],
  [
    "YearMonthInterval",
    { Class: YearMonthInterval, fields: ["months"], make: (v) => new YearMonthInterval(v.months) },
  ],
  [
    "CalendarInterval",
    {
      Class: CalendarInterval,
      fields: ["months", "days", "microseconds"],
      make: (v) => new CalendarInterval(v.months, v.days, v.microseconds),
    },
  ],
  [
    "VariantVal",
    { Class: VariantVal, fields: ["value", "metadata"], make: (v) => new VariantVal(v.value, v.metadata) },
  ],
]);

/** @returns the same value as one of our classes where it is of another copy of them; else the very same */
export function ownValue(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const kind = KINDS.get(value.constructor?.name);
  if (kind === undefined || value instanceof kind.Class) return value;
  return kind.fields.every((field) => field in value) ? kind.make(value as Fields) : value;
}
