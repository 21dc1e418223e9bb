import { SparkConnectException } from "../errors/index.js";
import type { Expression_Literal as Literal } from "../proto/index.js";
import {
  CalendarInterval,
  DayTimeInterval,
  Decimal,
  rowMaker,
  StructType,
  TimeOfDay,
  Timestamp,
  TimestampNTZ,
  typeFromMessage,
  YearMonthInterval,
} from "../types/index.js";

const DAY_MILLISECONDS = 86_400_000;

/** The value that a literal of the server's stands for, in the form of types/values.ts; longs are bigints. */
export function valueOfLiteral({ literalType, dataType }: Literal): unknown {
  const { case: kind, value } = literalType;
  switch (kind) {
    case "null":
    case undefined:
      return null;
    case "date":
      return new Date(value * DAY_MILLISECONDS);
    case "timestamp":
      return new Timestamp(value);
    case "timestampNtz":
      return new TimestampNTZ(value);
    case "time":
      return new TimeOfDay(value.nano);
    case "decimal":
      return Decimal.of(value.value);
    case "calendarInterval":
      return new CalendarInterval(value.months, value.days, value.microseconds);
    case "yearMonthInterval":
      return new YearMonthInterval(value);
    case "dayTimeInterval":
      return new DayTimeInterval(value);
    case "array":
      return value.elements.map(valueOfLiteral);
    case "map":
      return new Map(value.keys.map((key, i) => [valueOfLiteral(key), valueOfLiteral(value.values[i]!)]));
    case "struct": {
      const message = value.structType ?? dataType;
      const type = message === undefined ? undefined : typeFromMessage(message);
      if (!(type instanceof StructType)) throw new SparkConnectException("a struct came without its type");
      return rowMaker(type.names)(value.elements.map(valueOfLiteral));
    }
    case "specializedArray":
      return [...(value.valueType.value?.values ?? [])];
    default:
      return value;
  }
}
