/** Literals of a plan's messages, as typed expressions. */
import type { Expression_Literal } from "../../proto/index.js";
import {
  ArrayType,
  BinaryType,
  BooleanType,
  ByteType,
  CalendarIntervalType,
  type DataType,
  DateType,
  DayTimeIntervalType,
  DecimalType,
  DoubleType,
  FloatType,
  IntegerType,
  LongType,
  MapType,
  NullType,
  ShortType,
  StringType,
  StructType,
  TimestampNTZType,
  TimestampType,
  TimeType,
  YearMonthIntervalType,
} from "../../types/index.js";
import { typeFromMessage } from "../../types/type-messages.js";
import {
  CalendarInterval,
  DayTimeInterval,
  Decimal,
  Row,
  TimeOfDay,
  Timestamp,
  TimestampNTZ,
  YearMonthInterval,
} from "../../types/values.js";
import { literalOf } from "../expression/literal.js";
import type { LiteralExpr } from "../expression/typed.js";
import { analysisError } from "./analysis-errors.js";

/** A value, and its type. */
interface Value {
  readonly value: unknown;
  readonly type: DataType;
}

/**
 * @param timeZone of the session, where the literal may be a column's name
 * @throws AnalysisException for a literal without a value
 */
export function literalFrom(literal: Expression_Literal, timeZone?: string): LiteralExpr {
  const { value, type } = readLiteral(literal);
  return literalOf(value, type, timeZone);
}

const MS_A_DAY = 86_400_000;

function readLiteral({ literalType, dataType }: Expression_Literal): Value {
  const given = dataType === undefined ? undefined : typeFromMessage(dataType);
  switch (literalType.case) {
    case "null":
      return { value: null, type: typeFromMessage(literalType.value) };
    case "binary":
      return { value: literalType.value, type: new BinaryType() };
    case "boolean":
      return { value: literalType.value, type: new BooleanType() };
    case "byte":
      return { value: literalType.value, type: new ByteType() };
    case "short":
      return { value: literalType.value, type: new ShortType() };
    case "integer":
      return { value: literalType.value, type: new IntegerType() };
    case "long":
      return { value: literalType.value, type: new LongType() };
    case "float":
      return { value: literalType.value, type: new FloatType() };
    case "double":
      return { value: literalType.value, type: new DoubleType() };
    case "decimal":
      return decimal(literalType.value);
    case "string":
      return { value: literalType.value, type: given ?? new StringType() };
    case "date":
      return { value: new Date(literalType.value * MS_A_DAY), type: new DateType() };
    case "timestamp":
      return { value: new Timestamp(literalType.value), type: new TimestampType() };
    case "timestampNtz":
      return { value: new TimestampNTZ(literalType.value), type: new TimestampNTZType() };
    case "calendarInterval": {
      const { months, days, microseconds } = literalType.value;
      return { value: new CalendarInterval(months, days, microseconds), type: new CalendarIntervalType() };
    }
    case "yearMonthInterval":
      return { value: new YearMonthInterval(literalType.value), type: given ?? new YearMonthIntervalType() };
    case "dayTimeInterval":
      return { value: new DayTimeInterval(literalType.value), type: given ?? new DayTimeIntervalType() };
    case "time":
      return {
        value: new TimeOfDay(literalType.value.nano),
        type: new TimeType(literalType.value.precision),
      };
    case "array": {
      const items = literalType.value.elements.map(readLiteral);
      const element =
        literalType.value.elementType === undefined
          ? undefined
          : new ArrayType(typeFromMessage(literalType.value.elementType));
      const type = given ?? element ?? new ArrayType(items[0]?.type ?? new NullType());
      return { value: items.map(({ value }) => value), type };
    }
    case "specializedArray":
      return specialized(literalType.value.valueType, given);
    case "map": {
      const { keys, values, keyType, valueType } = literalType.value;
      const [ks, vs] = [keys.map(readLiteral), values.map(readLiteral)];
      const type =
        given ??
        new MapType(
          keyType === undefined ? (ks[0]?.type ?? new NullType()) : typeFromMessage(keyType),
          valueType === undefined ? (vs[0]?.type ?? new NullType()) : typeFromMessage(valueType),
        );
      return { value: new Map(ks.map(({ value }, i) => [value, vs[i]!.value])), type };
    }
    case "struct": {
      const { structType, elements } = literalType.value;
      const type = given ?? (structType === undefined ? undefined : typeFromMessage(structType));
      if (!(type instanceof StructType)) throw invalid("a struct without its type");
      return {
        value: Row.of(
          type.names,
          elements.map((element) => readLiteral(element).value),
        ),
        type,
      };
    }
    case undefined:
      throw invalid("a literal without a value");
  }
}

function decimal({
  value,
  precision,
  scale,
}: {
  readonly value: string;
  readonly precision?: number | undefined;
  readonly scale?: number | undefined;
}): Value {
  const read = Decimal.of(value);
  const digits = Math.max(precision ?? read.precision, 1);
  return { value: read, type: new DecimalType(digits, scale ?? read.scale) };
}

type Specialized = Extract<
  Expression_Literal["literalType"],
  { case: "specializedArray" }
>["value"]["valueType"];

const ELEMENTS = {
  bools: () => new BooleanType(),
  ints: () => new IntegerType(),
  longs: () => new LongType(),
  floats: () => new FloatType(),
  doubles: () => new DoubleType(),
  strings: () => new StringType(),
};

function specialized(array: Specialized, given: DataType | undefined): Value {
  if (array.case === undefined) throw invalid("an array without elements' type");
  return { value: [...array.value.values], type: given ?? new ArrayType(ELEMENTS[array.case](), false) };
}

function invalid(what: string): Error {
  return analysisError("INVALID_PLAN_INPUT", `The plan has ${what}.`, { msg: what }, "XX000");
}
