/** Values as messages: the literals of expressions. */
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { OverflowError, ValueError } from "../../errors.js";
import { type Expression, type Expression_Literal, Expression_LiteralSchema } from "../proto/index.js";
import {
  CalendarInterval,
  DayTimeInterval,
  Decimal,
  TimeOfDay,
  Timestamp,
  TimestampNTZ,
  YearMonthInterval,
} from "../types/values.js";
import { expression } from "./expression.js";

type LiteralInit = NonNullable<MessageInitShape<typeof Expression_LiteralSchema>["literalType"]>;

const INT_MAX = 2 ** 31 - 1;
const INT_MIN = -(2 ** 31);
const LONG_MAX = 2n ** 63n - 1n;
const LONG_MIN = -(2n ** 63n);

/**
 * The literal of a value, or undefined for one that has none. Whole numbers are int where they fit and bigint where they are exact, as Python's; all other numbers
 * are double. −0 is a double, since no integer is it.
 *
 * @throws OverflowError for a bigint of more than 64 bits; ValueError for an invalid Date
 */
export function literalOf(value: unknown): Expression_Literal | undefined {
  const init = initOf(value);
  return init === undefined ? undefined : create(Expression_LiteralSchema, { literalType: init });
}

/** @throws ValueError for what has no literal; OverflowError for a bigint of more than 64 bits */
export function literal(value: unknown): Expression {
  const message = literalOf(value);
  if (message === undefined) {
    throw new ValueError(
      `${describe(value)} is no literal of Spark's. Allowed are null, booleans, numbers, bigints, strings, dates, times, intervals, decimals and Uint8Arrays; F.array, F.create_map and F.struct make columns of the others`,
    );
  }
  return expression("literal", message);
}

function initOf(value: unknown): LiteralInit | undefined {
  switch (typeof value) {
    case "boolean":
      return { case: "boolean", value };
    case "string":
      return { case: "string", value };
    case "number":
      if (!Number.isSafeInteger(value) || Object.is(value, -0)) return { case: "double", value };
      if (value >= INT_MIN && value <= INT_MAX) return { case: "integer", value };
      return { case: "long", value: BigInt(value) };
    case "bigint":
      if (value < LONG_MIN || value > LONG_MAX) {
        throw new OverflowError(`${value} has more than the 64 bits of Spark's bigint`);
      }
      return { case: "long", value };
    case "object":
      return value === null
        ? { case: "null", value: { kind: { case: "null", value: {} } } }
        : objectOf(value);
    default:
      return undefined;
  }
}

function objectOf(value: object): LiteralInit | undefined {
  if (value instanceof Uint8Array) return { case: "binary", value: new Uint8Array(value) };
  if (value instanceof TimestampNTZ) return { case: "timestampNtz", value: value.epochMicroseconds };
  if (value instanceof Date) return { case: "timestamp", value: new Timestamp(value).epochMicroseconds };
  if (value instanceof Decimal) {
    const { precision, scale } = value;
    return { case: "decimal", value: { value: value.toString(), precision, scale } };
  }
  if (value instanceof TimeOfDay) return { case: "time", value: { nano: value.nanoseconds, precision: 6 } };
  if (value instanceof DayTimeInterval) return { case: "dayTimeInterval", value: value.microseconds };
  if (value instanceof YearMonthInterval) return { case: "yearMonthInterval", value: value.months };
  if (value instanceof CalendarInterval) {
    const { months, days, microseconds } = value;
    return { case: "calendarInterval", value: { months, days, microseconds } };
  }
  return undefined;
}

function describe(value: unknown): string {
  if (typeof value === "object" && value !== null)
    return `a value of ${value.constructor?.name ?? "no class"}`;
  return typeof value === "undefined" ? "undefined" : `a ${typeof value}`;
}
