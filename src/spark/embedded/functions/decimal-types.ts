/** The precision and scale of what is computed of decimals, as Spark decides it (DecimalPrecision's table in its SQL reference). */
import { type DataType, DecimalType } from "../../types/index.js";

const MOST = DecimalType.MOST_DIGITS;
/** Digits behind the point that a result keeps when it has to give some up. */
const LEAST_SCALE = 6;

/** Cut to 38 digits: those before the point stay, and of those behind it at least six. */
function adjustedDecimal(precision: number, scale: number): DecimalType {
  if (precision <= MOST) return new DecimalType(precision, scale);
  const whole = precision - scale;
  return new DecimalType(MOST, Math.max(MOST - whole, Math.min(scale, LEAST_SCALE)));
}

/** Cut to 38 digits, on both sides of the point. */
export function boundedDecimal(precision: number, scale: number): DecimalType {
  return new DecimalType(Math.min(precision, MOST), Math.min(scale, MOST));
}

/** One that has room for the values of both. */
export function widerDecimal(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale);
  const whole = Math.max(a.precision - a.scale, b.precision - b.scale);
  return boundedPreferringWhole(whole + scale, scale);
}

function boundedPreferringWhole(precision: number, scale: number): DecimalType {
  if (precision <= MOST) return new DecimalType(precision, scale);
  return new DecimalType(MOST, Math.max(0, scale - (precision - MOST)));
}

/** The decimal that holds every number of a type. */
export function decimalOf(type: DataType): DecimalType | undefined {
  switch (type.typeName) {
    case "decimal":
      return type as DecimalType;
    case "byte":
      return new DecimalType(3, 0);
    case "short":
      return new DecimalType(5, 0);
    case "integer":
      return new DecimalType(10, 0);
    case "long":
      return new DecimalType(20, 0);
    case "float":
      return new DecimalType(14, 7);
    case "double":
      return new DecimalType(30, 15);
    default:
      return undefined;
  }
}

/** The narrowest decimal that holds one whole number. */
export function decimalOfWhole(value: number | bigint): DecimalType {
  const digits = String(value).replace("-", "").length;
  return new DecimalType(Math.min(digits, MOST), 0);
}

export function sumDecimal(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale);
  return adjustedDecimal(Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale);
}

export function productDecimal(a: DecimalType, b: DecimalType): DecimalType {
  return adjustedDecimal(a.precision + b.precision + 1, a.scale + b.scale);
}

export function quotientDecimal(a: DecimalType, b: DecimalType): DecimalType {
  const whole = a.precision - a.scale + b.scale;
  const scale = Math.max(LEAST_SCALE, a.scale + b.precision + 1);
  return adjustedDecimal(whole + scale, scale);
}

export function remainderDecimal(a: DecimalType, b: DecimalType): DecimalType {
  const scale = Math.max(a.scale, b.scale);
  return adjustedDecimal(Math.min(a.precision - a.scale, b.precision - b.scale) + scale, scale);
}
