/** What functions take: the parameters that their lines are written with. */
import {
  ArrayType,
  BinaryType,
  BooleanType,
  type DataType,
  DateType,
  DecimalType,
  DoubleType,
  IntegerType,
  LongType,
  MapType,
  StringType,
  TimestampType,
} from "../../types/index.js";
import { isIntegral, isNumeric, isText } from "../expression/cast-rules.js";
import type { Typed } from "../expression/typed.js";
import { implicitType, widerType, widerTypeOf } from "./coercion.js";
import { decimalOf } from "./decimal-types.js";
import type { Parameter, Parameters } from "./function-spec.js";

/** Any type, as it is. */
export const any: Parameter = { allowed: "ANY", accept: (given) => given };

/** Just this type. */
export function exactly(allowed: string, type: DataType): Parameter {
  return { allowed, accept: (given) => implicitType(given, type) };
}

export const boolean = exactly('"BOOLEAN"', new BooleanType());
export const int = exactly('"INT"', new IntegerType());
export const long = exactly('"BIGINT"', new LongType());
export const double = exactly('"DOUBLE"', new DoubleType());
export const string = exactly('"STRING"', new StringType());
export const binary = exactly('"BINARY"', new BinaryType());
export const date = exactly('"DATE"', new DateType());
export const timestamp = exactly('"TIMESTAMP"', new TimestampType());

/** Strings alone: a number isn't made one. */
export const givenText: Parameter = {
  allowed: string.allowed,
  accept: (given, arg) =>
    isText(given) || given.typeName === "void" ? string.accept(given, arg) : undefined,
};

/** Numbers as they are; a string is read as a double. */
export const numeric: Parameter = {
  allowed: '"NUMERIC"',
  accept(given) {
    if (isNumeric(given)) return given;
    return isText(given) || given.typeName === "void" ? new DoubleType() : undefined;
  },
};

/** Whole numbers as they are; a string is none. */
export const integral: Parameter = {
  allowed: '"INTEGRAL"',
  accept(given) {
    if (isIntegral(given)) return given;
    return given.typeName === "void" ? new IntegerType() : undefined;
  },
};

/** Any decimal; whole numbers become the decimal that holds them. */
export const decimal: Parameter = {
  allowed: '"DECIMAL"',
  accept(given) {
    if (given instanceof DecimalType) return given;
    if (isText(given) || given.typeName === "void") return new DecimalType(38, 18);
    return decimalOf(given);
  },
};

export const array: Parameter = {
  allowed: '"ARRAY"',
  accept: (given) => (given instanceof ArrayType ? given : undefined),
};

/** A null without a type is one of no elements' type. */
export const arrayOrNull: Parameter = {
  allowed: array.allowed,
  accept(given, arg) {
    return given.typeName === "void" ? new ArrayType(given, true) : array.accept(given, arg);
  },
};

export const map: Parameter = {
  allowed: '"MAP"',
  accept: (given) => (given instanceof MapType ? given : undefined),
};

/** {@link arrayOrNull} of maps. */
export const mapOrNull: Parameter = {
  allowed: map.allowed,
  accept(given, arg) {
    return given.typeName === "void" ? new MapType(given, given, true) : map.accept(given, arg);
  },
};

/** A value of one of several types: as it is when it is of one, else the first that it can become and that becomes every other it can. */
export function oneOf(...parameters: readonly Parameter[]): Parameter {
  const alternatives = parameters.map(({ allowed }) => allowed);
  const last = alternatives.pop();
  return {
    allowed: alternatives.length === 0 ? (last ?? "") : `(${alternatives.join(" or ")} or ${last})`,
    accept(given, argument) {
      const found = parameters
        .map((parameter) => parameter.accept(given, argument))
        .filter((type) => type !== undefined);
      const itself = found.find((type) => type.equals(given));
      if (itself !== undefined) return itself;
      return found.find((type) => found.every((other) => implicitType(type, other) !== undefined));
    },
  };
}

/** A fixed number of arguments; behind a `null` in the list the rest may be left out. */
export function takes(...parameters: readonly (Parameter | null)[]): Parameters {
  const least = parameters.includes(null) ? parameters.indexOf(null) : parameters.length;
  const all = parameters.filter((parameter) => parameter !== null);
  const counts = Array.from({ length: all.length - least + 1 }, (_, i) => least + i);
  return {
    counts: counts.length === 1 ? String(least) : `[${counts.join(", ")}]`,
    of: ({ length }) => (length < least || length > all.length ? undefined : all.slice(0, length)),
  };
}

/** First some, then any number of one kind. @param least how many of that kind there must be */
export function takesMany(each: Parameter, least = 0, ...first: readonly Parameter[]): Parameters {
  const fewest = first.length + least;
  return {
    counts: `> ${fewest - 1}`,
    of: ({ length }) =>
      length < fewest ? undefined : Array.from({ length }, (_, i) => (i < first.length ? first[i]! : each)),
  };
}

/**
 * Arguments that are cast to what they have in common.
 *
 * @param least how many there must be
 * @param refuse says why the common type isn't wanted; undefined when it is
 */
export function takesAlike(least: number, most = Number.POSITIVE_INFINITY): Parameters {
  return {
    counts: least === most ? String(least) : `> ${least - 1}`,
    of(args) {
      if (args.length < least || args.length > most) return undefined;
      return alike(args);
    },
  };
}

/** A parameter for each argument, which casts it to what all have in common. */
export function alike(args: readonly Typed[], wider = widerType): Parameter[] {
  const common = widerTypeOf(
    args.map(({ type }) => type),
    wider,
  );
  return args.map(() => ({
    allowed: "the same type",
    accept: () => common,
    differs: common === undefined,
  }));
}
