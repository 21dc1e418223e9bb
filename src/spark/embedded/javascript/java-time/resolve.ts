/** What a text's fields say together of a calendar and a clock: strictly, with 1970-01-01 00:00 for what isn't said. */
import { civilOf, daysOf } from "../../../types/civil-text.js";
import { newYear } from "./format.js";
import type { Field } from "./pattern-nodes.js";
import type { ReadFields } from "./read.js";

/** What a text says of a calendar and a clock. */
export interface CivilTime {
  /** Since 1970-01-01. */
  readonly day: number;
  readonly microseconds: bigint;
  /** Of a zone: `Z`, `+01:00`. */
  readonly zone: string | undefined;
}

/** What the fields say can't be. */
class Contradiction extends Error {}

/** @returns undefined where there is no such time */
export function resolved(given: ReadFields): Omit<CivilTime, "zone"> | undefined {
  try {
    const fields = new Map(given);
    const day = dayOf(fields);
    return { day, microseconds: microsecondsOf(fields) };
  } catch (error) {
    if (error instanceof Contradiction) return undefined;
    throw error;
  }
}

const LIMITS: Readonly<Partial<Record<Field, readonly [least: number, most: number]>>> = {
  year: [-999_999_999, 999_999_999],
  yearOfEra: [1, 1_000_000_000],
  month: [1, 12],
  day: [1, 31],
  dayOfYear: [1, 366],
  half: [0, 1],
  hour: [0, 23],
  clockHour: [1, 24],
  hourOfHalf: [0, 11],
  clockHourOfHalf: [1, 12],
  minute: [0, 59],
  second: [0, 59],
};

function checked(field: Field, value: number): number {
  const [least, most] = LIMITS[field] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (value < least || value > most) throw new Contradiction();
  return value;
}

/** One field as another, which has to say the same if it is there. */
function become(fields: ReadFields, field: Field, value: number): void {
  const before = fields.get(field);
  if (before !== undefined && before !== value) throw new Contradiction();
  fields.set(field, value);
}

function taken(fields: ReadFields, field: Field): number | undefined {
  const value = fields.get(field);
  fields.delete(field);
  return value === undefined ? undefined : checked(field, value);
}

function dayOf(fields: ReadFields): number {
  const julian = taken(fields, "modifiedJulianDay");
  if (julian !== undefined) return agreed(fields, julian - 40_587);
  const ofEra = fields.get("yearOfEra");
  const era = fields.get("era");
  // Of which era, isn't guessed.
  if (ofEra !== undefined) checked("yearOfEra", ofEra);
  if (ofEra !== undefined && era !== undefined) become(fields, "year", era === 1 ? ofEra : 1 - ofEra);
  const has = (...names: Field[]) => names.every((name) => fields.has(name));
  const isWhole = has("year", "month", "day") || has("year", "dayOfYear");
  const year = checked("year", fields.get("year") ?? 1970);
  if (has("year", "month", "day") || !has("dayOfYear")) {
    const [month, day] = [fields.get("month") ?? 1, fields.get("day") ?? 1];
    const found = daysOf(year, checked("month", month), checked("day", day));
    if (found === undefined) throw new Contradiction();
    return isWhole ? agreed(fields, found) : found;
  }
  const dayOfYear = checked("dayOfYear", fields.get("dayOfYear")!);
  const found = newYear(year) + dayOfYear - 1;
  if (civilOf(found).year !== year) throw new Contradiction();
  return agreed(fields, found);
}

/** What else is said of a day has to be true of it. */
function agreed(fields: ReadFields, day: number): number {
  const { year, month, dayOfMonth } = civilOf(day);
  const is: readonly (readonly [Field, number])[] = [
    ["year", year],
    ["month", month],
    ["day", dayOfMonth],
    ["dayOfYear", day - newYear(year) + 1],
    ["era", year > 0 ? 1 : 0],
    ["yearOfEra", year > 0 ? year : 1 - year],
  ];
  for (const [field, value] of is) if (fields.has(field)) become(fields, field, value);
  return day;
}

function microsecondsOf(fields: ReadFields): bigint {
  const clock = taken(fields, "clockHour");
  if (clock !== undefined) become(fields, "hour", clock === 24 ? 0 : clock);
  const clockOfHalf = taken(fields, "clockHourOfHalf");
  if (clockOfHalf !== undefined) become(fields, "hourOfHalf", clockOfHalf === 12 ? 0 : clockOfHalf);
  if (fields.has("half") && fields.has("hourOfHalf")) {
    const half = taken(fields, "half")!;
    become(fields, "hour", half * 12 + taken(fields, "hourOfHalf")!);
  }
  const said = fields.get("hour");
  // An hour of a half is of the first; a half alone is its first hour.
  const ofHalf = taken(fields, "hourOfHalf");
  if (ofHalf !== undefined) fields.set("hourOfHalf", ofHalf);
  const hour = checked("hour", said ?? ofHalf ?? (fields.get("half") ?? 0) * 12);
  const [minute, second, nanosecond] = (["minute", "second", "nanosecond"] as const).map((field) =>
    fields.get(field),
  );
  checked("minute", minute ?? 0);
  checked("second", second ?? 0);
  if (said !== undefined) {
    const isWhole = minute !== undefined || (second === undefined && nanosecond === undefined);
    if (isWhole && !(second === undefined && nanosecond !== undefined && minute !== undefined)) {
      if (fields.has("half")) become(fields, "half", hour < 12 ? 0 : 1);
      if (fields.has("hourOfHalf")) become(fields, "hourOfHalf", hour % 12);
    }
  }
  const seconds = (hour * 60 + (minute ?? 0)) * 60 + (second ?? 0);
  return BigInt(seconds) * 1_000_000n + BigInt(Math.floor((nanosecond ?? 0) / 1000));
}
