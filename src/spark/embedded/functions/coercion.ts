/**
 * The casts that Spark makes without being asked, with ANSI on (as it is by default since Spark 4): which type several values have in common,
 * and what an argument becomes where a function wants another type. The tables were asked of Spark itself; test/spark/golden compares them.
 *
 * | of two | in common |
 * | --- | --- |
 * | whole numbers | the wider |
 * | whole, float | double |
 * | a decimal, whole or decimal | the decimal that holds both, cut to 38 digits |
 * | a decimal, float or double | double |
 * | string, whole | bigint |
 * | string, float, double or decimal | double |
 * | string, boolean, binary, date or time | the other |
 * | date, timestamp | timestamp; date, timestamp_ntz: timestamp_ntz |
 * | arrays, maps, structs | of what their parts have in common |
 */
import {
  ArrayType,
  type DataType,
  DayTimeIntervalType,
  DecimalType,
  DoubleType,
  FloatType,
  LongType,
  MapType,
  StructField,
  StructType,
  type TypeName,
  YearMonthIntervalType,
} from "../../types/index.js";
import { isFloating, isIntegral, isNumeric, isText } from "../expression/cast-rules.js";
import { decimalOf, widerDecimal } from "./decimal-types.js";

const BY_WIDTH: readonly TypeName[] = ["byte", "short", "integer", "long", "float", "double"];
const MOMENTS: readonly TypeName[] = ["date", "timestamp_ntz", "timestamp"];

/** Types that are found for parts of types: {@link tightestType}, {@link widerType}. */
type Common = (a: DataType, b: DataType) => DataType | undefined;

/** Without loss, and without making numbers of strings. */
export function tightestType(a: DataType, b: DataType): DataType | undefined {
  if (a.equals(b)) return a;
  if (a.typeName === "void") return b;
  if (b.typeName === "void") return a;
  if (isNumeric(a) && isNumeric(b)) return tightestNumber(a, b);
  const moment = MOMENTS[Math.max(MOMENTS.indexOf(a.typeName), MOMENTS.indexOf(b.typeName))];
  if (MOMENTS.includes(a.typeName) && MOMENTS.includes(b.typeName)) return a.typeName === moment ? a : b;
  if (a instanceof DayTimeIntervalType && b instanceof DayTimeIntervalType) {
    return new DayTimeIntervalType(Math.min(a.startField, b.startField), Math.max(a.endField, b.endField));
  }
  if (a instanceof YearMonthIntervalType && b instanceof YearMonthIntervalType) {
    return new YearMonthIntervalType(Math.min(a.startField, b.startField), Math.max(a.endField, b.endField));
  }
  return commonNested(a, b, tightestType);
}

function tightestNumber(a: DataType, b: DataType): DataType | undefined {
  if (a instanceof DecimalType && b instanceof DecimalType) return undefined;
  if (a instanceof DecimalType) return isIntegral(b) && holds(a, b) ? a : undefined;
  if (b instanceof DecimalType) return isIntegral(a) && holds(b, a) ? b : undefined;
  const wider = BY_WIDTH.indexOf(a.typeName) >= BY_WIDTH.indexOf(b.typeName) ? a : b;
  return wider instanceof FloatType && (isIntegral(a) || isIntegral(b)) ? new DoubleType() : wider;
}

function holds(decimal: DecimalType, whole: DataType): boolean {
  return decimal.precision - decimal.scale >= decimalOf(whole)!.precision;
}

/** What two values are cast to where one of them is chosen: in a comparison, a `coalesce`, a `case`. */
export function widerType(a: DataType, b: DataType): DataType | undefined {
  return tightestType(a, b) ?? widerDecimalType(a, b) ?? commonNested(a, b, widerType) ?? typeWithText(a, b);
}

function widerDecimalType(a: DataType, b: DataType): DataType | undefined {
  if (!(a instanceof DecimalType || b instanceof DecimalType)) return undefined;
  if (isFloating(a) || isFloating(b)) return isNumeric(a) && isNumeric(b) ? new DoubleType() : undefined;
  const [p, q] = [decimalOf(a), decimalOf(b)];
  return p === undefined || q === undefined ? undefined : widerDecimal(p, q);
}

function typeWithText(a: DataType, b: DataType): DataType | undefined {
  if (isText(a) && isText(b)) return undefined;
  const other = isText(a) ? b : isText(b) ? a : undefined;
  if (other === undefined) return undefined;
  if (isIntegral(other)) return new LongType();
  if (isNumeric(other)) return new DoubleType();
  const never: readonly TypeName[] = [
    "yearmonthinterval", "daytimeinterval", "interval", "array", "map", "struct", "variant",
  ]; // biome-ignore format: a list
  return never.includes(other.typeName) ? undefined : other;
}

function commonNested(a: DataType, b: DataType, common: Common): DataType | undefined {
  if (a instanceof ArrayType && b instanceof ArrayType) {
    const element = common(a.elementType, b.elementType);
    return element && new ArrayType(element, a.containsNull || b.containsNull);
  }
  if (a instanceof MapType && b instanceof MapType) {
    const key = common(a.keyType, b.keyType);
    const value = common(a.valueType, b.valueType);
    return key && value && new MapType(key, value, a.valueContainsNull || b.valueContainsNull);
  }
  if (a instanceof StructType && b instanceof StructType) {
    if (a.fields.length !== b.fields.length) return undefined;
    const fields: StructField[] = [];
    for (const [i, field] of a.fields.entries()) {
      const other = b.fields[i]!;
      const type = common(field.dataType, other.dataType);
      if (type === undefined || field.name.toLowerCase() !== other.name.toLowerCase()) return undefined;
      fields.push(new StructField(field.name, type, field.nullable || other.nullable));
    }
    return new StructType(fields);
  }
  return undefined;
}

/** As {@link widerType}, but strings are nothing but strings: for functions that compare their arguments. */
export function widerTypeWithoutText(a: DataType, b: DataType): DataType | undefined {
  return tightestType(a, b) ?? widerDecimalType(a, b) ?? commonNested(a, b, widerTypeWithoutText);
}

/** What many values have in common, from left to right. Strings come last, since numbers have something in common with each other first. */
export function widerTypeOf(
  types: readonly DataType[],
  wider: (a: DataType, b: DataType) => DataType | undefined = widerType,
): DataType | undefined {
  const ordered = [...types.filter((type) => hasText(type)), ...types.filter((type) => !hasText(type))];
  return ordered.reduce<DataType | undefined>(
    (found, type) => (found === undefined ? undefined : wider(found, type)),
    ordered[0],
  );
}

function hasText(type: DataType): boolean {
  return isText(type) || (type instanceof ArrayType && hasText(type.elementType));
}

/** Whether a value goes where another type is wanted, without being asked: what Spark also allows of an INSERT. */
export function storeAssigns(from: DataType, to: DataType): boolean {
  if (from.equals(to) || from.typeName === "void") return true;
  if (isNumeric(from) && isNumeric(to)) return true;
  if (from instanceof ArrayType && to instanceof ArrayType) {
    return (!from.containsNull || to.containsNull) && storeAssigns(from.elementType, to.elementType);
  }
  if (from instanceof MapType && to instanceof MapType) {
    return (
      (!from.valueContainsNull || to.valueContainsNull) &&
      storeAssigns(from.keyType, to.keyType) &&
      storeAssigns(from.valueType, to.valueType)
    );
  }
  if (from instanceof StructType && to instanceof StructType) {
    return (
      from.fields.length === to.fields.length &&
      from.fields.every((field, i) => {
        const other = to.fields[i]!;
        return (!field.nullable || other.nullable) && storeAssigns(field.dataType, other.dataType);
      })
    );
  }
  const nested: readonly TypeName[] = ["array", "map", "struct", "variant"];
  if (nested.includes(from.typeName) || nested.includes(to.typeName)) return false;
  if (isText(to)) return true;
  if (from.typeName === to.typeName) return true;
  return MOMENTS.includes(from.typeName) && MOMENTS.includes(to.typeName);
}

/** What an argument becomes where just this type is wanted; undefined when it can't. */
export function implicitType(from: DataType, to: DataType): DataType | undefined {
  if (from.equals(to) || from.typeName === "void") return to;
  if (from.typeName === to.typeName && !(to instanceof DecimalType)) {
    if (!(to instanceof ArrayType || to instanceof MapType || to instanceof StructType)) return from;
  }
  const nested: readonly TypeName[] = ["array", "map", "struct", "variant"];
  if (isText(from) && !nested.includes(to.typeName)) return to;
  return storeAssigns(from, to) ? to : undefined;
}
