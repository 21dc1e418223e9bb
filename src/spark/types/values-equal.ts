import { Decimal } from "./decimal.js";
import { CalendarInterval, DayTimeInterval, YearMonthInterval } from "./intervals.js";
import { isRow, Row } from "./row.js";
import { TimeOfDay } from "./time-of-day.js";
import { Timestamp, TimestampNTZ } from "./timestamp.js";
import { VariantVal } from "./variant.js";

/**
 * Whether two values (values.ts) are the same: to the microsecond, NaN as NaN, 1 as 1n, decimals whatever their scales, maps whatever their
 * order, rows by their columns' order and names. Other comparisons of objects look at a Timestamp's milliseconds alone.
 */
export function valuesEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b) || (a === 0 && b === 0)) return true;
  if (typeof a === "bigint" || typeof b === "bigint") return sameNumber(a, b);
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
  if (a instanceof Date || b instanceof Date)
    return a instanceof Date && b instanceof Date && sameMoment(a, b);
  for (const Class of [Decimal, TimeOfDay, YearMonthInterval, DayTimeInterval, CalendarInterval] as const) {
    if (a instanceof Class) return b instanceof Class && a.equals(b as never);
  }
  if (a instanceof VariantVal) {
    return b instanceof VariantVal && sameItems(a.value, b.value) && sameItems(a.metadata, b.metadata);
  }
  if (a instanceof Uint8Array) return b instanceof Uint8Array && sameItems(a, b);
  if (Array.isArray(a)) return Array.isArray(b) && sameItems(a, b);
  if (a instanceof Map) return b instanceof Map && sameMaps(a, b);
  return (
    isRow(a) && isRow(b) && sameItems(Row.fields(a), Row.fields(b)) && sameItems(Row.values(a), Row.values(b))
  );
}

function sameNumber(a: unknown, b: unknown): boolean {
  if (typeof a === typeof b) return a === b;
  const [whole, other] = typeof a === "bigint" ? [a, b] : [b, a];
  return Number.isInteger(other) && BigInt(other as number) === whole;
}

function sameMoment(a: Date, b: Date): boolean {
  if (a instanceof TimestampNTZ !== b instanceof TimestampNTZ) return false;
  return sameNumber(microseconds(a), microseconds(b));
}

function microseconds(date: Date): bigint | number {
  const exact = date instanceof Timestamp || date instanceof TimestampNTZ;
  return exact ? date.epochMicroseconds : date.getTime() * 1000;
}

function sameItems(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!valuesEqual(a[i], b[i])) return false;
  return true;
}

/** Keys that are objects are found by what they say, since they aren't the same objects. */
function sameMaps(a: ReadonlyMap<unknown, unknown>, b: ReadonlyMap<unknown, unknown>): boolean {
  if (a.size !== b.size) return false;
  const rest = [...b];
  for (const [key, value] of a) {
    const at = rest.findIndex(([other]) => valuesEqual(key, other));
    if (at < 0 || !valuesEqual(value, rest[at]![1])) return false;
    rest.splice(at, 1);
  }
  return true;
}
