/**
 * Values against the type that they are said to have. What fits is given back in the one form that batches have (values.ts, longs as bigints);
 * what doesn't is an error that names the row, the field and the value.
 */
import { types as kinds } from "node:util";
import { OverflowError, ValueError } from "../../errors.js";
import type { DataType } from "./data-type.js";
import { Decimal } from "./decimal.js";
import { Misfit, misfit, shown } from "./misfit.js";
import { ArrayType, MapType, StructType } from "./nested-types.js";
import { Row, rowMaker } from "./row.js";
import { TimeOfDay } from "./time-of-day.js";
import { VariantVal } from "./variant.js";
import { type Accept, ATOMIC } from "./verify-atomic.js";

/**
 * Checks the rows of a schema. A row is an object with the schema's names (others are passed over, those that are missing are null), or an
 * array with a value for each column.
 *
 * @returns gives a row's values in the schema's order
 * @throws (the function) ValueError for a value of another type, null where none may be, or too few values; OverflowError for a number that
 *   the type doesn't hold. Both name the row and the field.
 */
export function rowVerifier(schema: StructType): (row: unknown, index: number) => readonly unknown[] {
  const accept = structParts(schema);
  return (row, index) => {
    try {
      return accept(row);
    } catch (error) {
      throw placed(error, `row ${index}`);
    }
  };
}

/**
 * Checks the values of a column.
 *
 * @param nullable whether null may be one of them
 * @returns gives the value in the form of a batch
 * @throws (the function) as {@link rowVerifier}
 */
export function valueVerifier(
  name: string,
  type: DataType,
  nullable = true,
): (value: unknown, index: number) => unknown {
  const accept = within(acceptNull(type, nullable), () => name);
  return (value, index) => {
    try {
      return accept(value);
    } catch (error) {
      throw placed(error, `row ${index}`);
    }
  };
}

function placed(error: unknown, row: string): unknown {
  if (!(error instanceof Misfit)) return error;
  const [first, ...rest] = error.path;
  const field = first === undefined ? "" : `, field ${first.replace(/^\./, "")}${rest.join("")}`;
  const message = `${row}${field}: ${error.message}`;
  return error.overflow ? new OverflowError(message) : new ValueError(message);
}

/** Adds a step to the path of what goes wrong. */
function within(accept: Accept, step: () => string): Accept {
  return (value) => {
    try {
      return accept(value);
    } catch (error) {
      if (error instanceof Misfit) error.path.unshift(step());
      throw error;
    }
  };
}

function acceptNull(type: DataType, nullable: boolean): Accept {
  const accept = acceptor(type);
  return (value) => {
    if (value !== null && value !== undefined) return accept(value);
    if (nullable) return null;
    throw new Misfit(`it is ${value}, and the schema says that none is (${type.simpleString()} not null)`);
  };
}

function acceptor(type: DataType): Accept {
  if (type instanceof ArrayType) return arrayAcceptor(type);
  if (type instanceof MapType) return mapAcceptor(type);
  if (type instanceof StructType) {
    const parts = structParts(type);
    const make = rowMaker(type.names);
    return (value) => make(parts(value));
  }
  const make = ATOMIC[type.typeName];
  if (make === undefined) throw new ValueError(`no values of the type ${type} can be given`);
  return make(type);
}

function arrayAcceptor(type: ArrayType): Accept {
  let at = 0;
  const element = within(acceptNull(type.elementType, type.containsNull), () => `[${at}]`);
  return (value) => {
    const numbers = kinds.isTypedArray(value);
    if (!Array.isArray(value) && !numbers) throw misfit(value, type, "an array");
    const out: unknown[] = new Array(value.length);
    for (let i = 0; i < value.length; i++) {
      at = i;
      out[i] = element(value[i]);
    }
    return out;
  };
}

function mapAcceptor(type: MapType): Accept {
  let at: unknown;
  const key = within(acceptNull(type.keyType, false), () => " (a key)");
  const value = within(acceptNull(type.valueType, type.valueContainsNull), () => `[${shown(at)}]`);
  return (given) => {
    const entries = entriesOf(given, type);
    const out = new Map<unknown, unknown>();
    for (const [k, v] of entries) {
      at = k;
      out.set(key(k), value(v));
    }
    return out;
  };
}

function entriesOf(given: unknown, type: MapType): Iterable<readonly [unknown, unknown]> {
  if (kinds.isMap(given)) return given;
  const prototype: unknown =
    given !== null && typeof given === "object" ? Object.getPrototypeOf(given) : undefined;
  const literal = prototype === Object.prototype || prototype === null;
  if (literal && type.keyType.typeName === "string") return Object.entries(given as object);
  throw misfit(given, type, "a Map");
}

function structParts(type: StructType): (value: unknown) => unknown[] {
  const { names } = type;
  const accepts = type.fields.map(({ name, dataType, nullable }, i) =>
    within(acceptNull(dataType, nullable), () => (name === "" ? `[${i}]` : `.${name}`)),
  );
  // Two of one name can only be told apart by their places.
  const repeated = new Set(names).size < names.length;
  return (value) => {
    if (Array.isArray(value)) {
      if (value.length === names.length) return accepts.map((accept, i) => accept(value[i]));
      throw new Misfit(
        `an array of ${value.length} values for ${names.length} fields (${type.simpleString()})`,
      );
    }
    if (value === null || typeof value !== "object" || NO_STRUCT.some((is) => is(value))) {
      throw misfit(value, type, "an object or an array");
    }
    if (repeated) {
      const values = Row.values(value);
      if (values.length === names.length) return accepts.map((accept, i) => accept(values[i]));
    }
    return accepts.map((accept, i) => accept((value as Row)[names[i]!]));
  };
}

/** Objects that are values of another kind, as arrays are. */
const NO_STRUCT: readonly ((value: object) => boolean)[] = [
  kinds.isDate,
  kinds.isMap,
  kinds.isSet,
  kinds.isArrayBufferView,
  (value) => value instanceof Decimal || value instanceof TimeOfDay || value instanceof VariantVal,
];
