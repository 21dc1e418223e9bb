/** Which casts Spark allows with ANSI on, and which of them can make a null of what is none. */
import { AnalysisException } from "../../errors/index.js";
import {
  ArrayType,
  type DataType,
  DecimalType,
  MapType,
  StructType,
  type TypeName,
} from "../../types/index.js";
import { notEmbedded } from "../not-embedded.js";
import { typeQuoted, typeWords } from "./type-names.js";
import type { CastExpr, Typed } from "./typed.js";

const NUMERIC: readonly TypeName[] = ["byte", "short", "integer", "long", "float", "double", "decimal"];
const INTEGRAL: readonly TypeName[] = ["byte", "short", "integer", "long"];
const TEXT: readonly TypeName[] = ["string", "char", "varchar"];

export function isNumeric(type: DataType): boolean {
  return NUMERIC.includes(type.typeName);
}

export function isIntegral(type: DataType): boolean {
  return INTEGRAL.includes(type.typeName);
}

export function isText(type: DataType): boolean {
  return TEXT.includes(type.typeName);
}

export function isFloating(type: DataType): boolean {
  return type.typeName === "float" || type.typeName === "double";
}

/** By the kind of what is cast, to which kinds it can be, besides its own and strings. */
const ALLOWED: Readonly<Partial<Record<TypeName, readonly TypeName[]>>> = {
  string: [
    "binary",
    "boolean",
    ...NUMERIC,
    "date",
    "timestamp",
    "timestamp_ntz",
    "time",
    "interval",
    "yearmonthinterval",
    "daytimeinterval",
  ],
  boolean: NUMERIC,
  byte: ["boolean", ...NUMERIC, "timestamp", "yearmonthinterval", "daytimeinterval"],
  short: ["boolean", ...NUMERIC, "timestamp", "yearmonthinterval", "daytimeinterval"],
  integer: ["boolean", ...NUMERIC, "timestamp", "yearmonthinterval", "daytimeinterval"],
  long: ["boolean", ...NUMERIC, "timestamp", "yearmonthinterval", "daytimeinterval"],
  float: ["boolean", ...NUMERIC, "timestamp"],
  double: ["boolean", ...NUMERIC, "timestamp"],
  decimal: ["boolean", ...NUMERIC, "timestamp", "yearmonthinterval", "daytimeinterval"],
  date: ["timestamp", "timestamp_ntz"],
  timestamp: [...NUMERIC, "date", "timestamp_ntz"],
  timestamp_ntz: ["date", "timestamp"],
  yearmonthinterval: [...INTEGRAL, "decimal"],
  daytimeinterval: [...INTEGRAL, "decimal"],
};

/** Whether Spark casts so. */
export function canCast(from: DataType, to: DataType): boolean {
  if (from.equals(to) || from.typeName === "void") return true;
  if (to.typeName === "void") return false;
  if (isText(to)) return true;
  if (from instanceof ArrayType && to instanceof ArrayType) {
    return canCastPart(from.elementType, from.containsNull, to.elementType, to.containsNull);
  }
  if (from instanceof MapType && to instanceof MapType) {
    return (
      canCastPart(from.keyType, false, to.keyType, false) &&
      canCastPart(from.valueType, from.valueContainsNull, to.valueType, to.valueContainsNull)
    );
  }
  if (from instanceof StructType && to instanceof StructType) {
    return (
      from.fields.length === to.fields.length &&
      from.fields.every((field, i) => {
        const other = to.fields[i]!;
        return canCastPart(field.dataType, field.nullable, other.dataType, other.nullable);
      })
    );
  }
  if (from.typeName === to.typeName) return true;
  return ALLOWED[isText(from) ? "string" : from.typeName]?.includes(to.typeName) === true;
}

function canCastPart(from: DataType, fromNullable: boolean, to: DataType, toNullable: boolean): boolean {
  return canCast(from, to) && (toNullable || !(fromNullable || makesNulls(from, to)));
}

/** Whether the schema says that the cast of what is never null may be null. */
export function makesNulls(from: DataType, to: DataType): boolean {
  const [a, b] = [from.typeName, to.typeName];
  if (a === "void" || from.equals(to)) return false;
  if (isText(from)) return !(isText(to) || b === "binary");
  if (isText(to)) return false;
  if (isFloating(from) && b === "timestamp") return true;
  if (b === "date") return a !== "timestamp";
  if (a === "date") return b === "timestamp_ntz";
  if (a === "timestamp") return isIntegral(to) ? b !== "long" : b === "decimal";
  if (b === "interval") return true;
  if (to instanceof DecimalType) return !(widensTo(from, to) || roundsWithin(from, to));
  return (isFloating(from) || a === "decimal") && isIntegral(to);
}

/** Digits of a whole number of the type. */
const DIGITS: Readonly<Partial<Record<TypeName, number>>> = {
  boolean: 1,
  byte: 3,
  short: 5,
  integer: 10,
  long: 20,
};

/** Whether fewer digits behind the point leave room for the one that rounding may add before it. */
function roundsWithin(from: DataType, to: DecimalType): boolean {
  if (!(from instanceof DecimalType) || to.scale >= from.scale) return false;
  return to.precision - to.scale > from.precision - from.scale;
}

function widensTo(from: DataType, to: DecimalType): boolean {
  const before = to.precision - to.scale;
  if (from instanceof DecimalType) return before >= from.precision - from.scale && to.scale >= from.scale;
  const digits = DIGITS[from.typeName];
  return digits !== undefined && before >= digits;
}

/** Whether a try_cast can't fail. */
function alwaysCasts(from: DataType, to: DataType): boolean {
  if (from.equals(to)) return true;
  if (from instanceof ArrayType && to instanceof ArrayType)
    return alwaysCasts(from.elementType, to.elementType);
  const [a, b] = [from.typeName, to.typeName];
  if (isText(to)) return a !== "array" && a !== "map" && a !== "struct" && a !== "void";
  if (to instanceof DecimalType) return a !== "boolean" && widensTo(from, to);
  const order: readonly TypeName[] = ["byte", "short", "integer", "long", "float", "double"];
  const [m, n] = [order.indexOf(a), order.indexOf(b)];
  if (m >= 0 && n >= 0) return m < n;
  return SAFE_MOMENTS.has(`${a} ${b}`) || (isText(from) && b === "binary");
}

const SAFE_MOMENTS: ReadonlySet<string> = new Set([
  "date timestamp",
  "date timestamp_ntz",
  "timestamp timestamp_ntz",
  "timestamp_ntz timestamp",
  "long timestamp",
  "timestamp long",
]);

export interface CastOptions {
  /** What can't be cast: an error (the default), or null. */
  readonly mode?: "ansi" | "try";
  /** Whether the user asked for it, so that it is in the column's name. */
  readonly written?: boolean;
}

const WITH_PARTS: readonly TypeName[] = ["array", "map", "struct", "void"];

/** What Spark casts to a variant. */
function becomesVariant(from: DataType): boolean {
  if (from instanceof ArrayType) return becomesVariant(from.elementType);
  const plain: readonly TypeName[] = ["boolean", "binary", "date", "timestamp", "timestamp_ntz"];
  return isNumeric(from) || isText(from) || plain.includes(from.typeName);
}

/** Spark also says what to do instead, where there is something. */
function refused(from: DataType, to: DataType, pretty: string, mode: "ansi" | "try"): Error {
  if (to.typeName === "variant" && becomesVariant(from)) {
    return notEmbedded("a cast to variant");
  }
  const [a, b] = [from.typeName, to.typeName];
  const byFunction = (a === "date" && isNumeric(to)) || (b === "date" && isNumeric(from));
  // A setting takes nothing away from try_cast.
  const byOption =
    mode === "ansi" &&
    ((a === "boolean" && b === "timestamp") ||
      (isIntegral(from) && b === "binary") ||
      (b === "boolean" && (a === "date" || a === "timestamp")));
  const way = byFunction ? "WITH_FUNC_SUGGESTION" : byOption ? "WITH_CONF_SUGGESTION" : "WITHOUT_SUGGESTION";
  const condition = `DATATYPE_MISMATCH.CAST_${way}`;
  const [srcType, targetType] = [typeQuoted(from), typeQuoted(to)];
  return new AnalysisException(
    `[${condition}] "${pretty}": ${srcType} can't be cast to ${targetType}. SQLSTATE: 42K09`,
    { condition, messageParameters: { sqlExpr: `"${pretty}"`, srcType, targetType }, sqlState: "42K09" },
  );
}

/**
 * The cast of an expression; itself where it has the type already and nobody wrote the cast.
 *
 * @throws AnalysisException `DATATYPE_MISMATCH.CAST_*` for a cast that Spark doesn't have
 */
export function castOf(child: Typed, type: DataType, options: CastOptions = {}): Typed {
  const { mode = "ansi", written = false } = options;
  if (child.type.equals(type) && !written) return child;
  const word = mode === "try" ? "TRY_CAST" : "CAST";
  // Of a null that has parts, Spark's analysis leaves the null.
  const isNull = child.type.typeName === "void" && WITH_PARTS.includes(type.typeName);
  const pretty =
    written && !(isNull && child.kind === "literal")
      ? `${word}(${child.pretty} AS ${typeWords(type)})`
      : child.pretty;
  if (!canCast(child.type, type)) {
    throw refused(child.type, type, pretty, mode);
  }
  const nullable =
    child.nullable || (mode === "try" ? !alwaysCasts(child.type, type) : makesNulls(child.type, type));
  const cast: CastExpr = { kind: "cast", child, type, mode, nullable, pretty };
  return cast;
}
