/** The schema of rows that come without one. */
import { types as kinds } from "node:util";
import { ValueError } from "../../errors.js";
import * as atomic from "./atomic-types.js";
import type { DataType } from "./data-type.js";
import { Decimal } from "./decimal.js";
import { CalendarInterval, DayTimeInterval, YearMonthInterval } from "./intervals.js";
import { ArrayType, MapType, StructField, StructType } from "./nested-types.js";
import { isRow, Row } from "./row.js";
import { TimeOfDay } from "./time-of-day.js";
import { TimestampNTZ } from "./timestamp.js";
import { VariantVal } from "./variant.js";

/**
 * The schema that createDataFrame gives to rows, as PySpark infers it: objects are rows and structs, Maps maps, and all may be null.
 *
 * A column of whole numbers is long; a number with a fraction (or beyond 2^53, NaN, −0) makes it double, a bigint keeps it long. Dates are
 * timestamps. Rows may have different names; a column is in the order in which it is first met.
 *
 * @param names of the columns, if rows are arrays; else they are `_1`, `_2`, … Rows that are objects have their own.
 * @throws ValueError for rows of which no column's type is known, or whose values have no type in common: it names the row and the field
 */
export function inferSchema(rows: Iterable<unknown>, names?: readonly string[]): StructType {
  const columns = new Map<string, Kind>();
  const order: string[] = [];
  let index = 0;
  for (const row of rows) {
    const fields = fieldsOf(row, names, index);
    for (const [name, value] of fields) {
      const place: Place = { row: index, path: name };
      const known = columns.get(name);
      if (known === undefined) order.push(name);
      columns.set(name, merged(known ?? NOTHING, kindOf(value, place), place));
    }
    index++;
  }
  if (index === 0) {
    throw new ValueError(
      'no schema can be inferred of no rows. Give one: createDataFrame(rows, "name string, n long").',
    );
  }
  return new StructType(
    order.map((name) => new StructField(name, typeOf(columns.get(name)!, { row: index, path: name }))),
  );
}

interface Place {
  readonly row: number;
  readonly path: string;
}

/**
 * What is known of a column so far. Numbers stay open, since a fraction may come; `exact` is a bigint, which a fraction mustn't meet.
 */
type Kind =
  | { readonly kind: "nothing" }
  | { readonly kind: "number"; readonly fraction: boolean; readonly exact: boolean }
  | { readonly kind: "atomic"; readonly type: DataType }
  | { readonly kind: "array"; readonly element: Kind }
  | { readonly kind: "map"; readonly key: Kind; readonly value: Kind }
  | { readonly kind: "struct"; readonly fields: ReadonlyMap<string, Kind> };

const NOTHING: Kind = { kind: "nothing" };

function fieldsOf(row: unknown, names: readonly string[] | undefined, index: number): [string, unknown][] {
  if (Array.isArray(row)) {
    if (names !== undefined && row.length !== names.length) {
      throw new ValueError(
        `row ${index} has ${row.length} values for the ${names.length} names ${names.join(", ")}`,
      );
    }
    return row.map((value: unknown, i) => [names?.[i] ?? `_${i + 1}`, value]);
  }
  if (row === null || typeof row !== "object" || atomicOf(row) !== undefined || kinds.isMap(row)) {
    throw new ValueError(
      `row ${index} is ${shown(row)}; a row is an object or an array. Of single values make rows, values.map((value) => ({ value })), or give their type: createDataFrame(values, "double").`,
    );
  }
  const fields = Row.fields(row);
  const values = Row.values(row);
  if (new Set(fields).size < fields.length) {
    throw new ValueError(
      `row ${index} has two fields of one name: ${fields.join(", ")}. Give names or a schema.`,
    );
  }
  return fields.map((name, i) => [name, values[i]]);
}

function kindOf(value: unknown, place: Place): Kind {
  if (value === null || value === undefined) return NOTHING;
  if (typeof value === "number") {
    return { kind: "number", fraction: !Number.isSafeInteger(value) || Object.is(value, -0), exact: false };
  }
  if (typeof value === "bigint") return { kind: "number", fraction: false, exact: true };
  const type = atomicOf(value);
  if (type !== undefined) return { kind: "atomic", type };
  if (Array.isArray(value)) {
    return { kind: "array", element: mergedAll(value, (i) => ({ ...place, path: `${place.path}[${i}]` })) };
  }
  if (kinds.isMap(value)) {
    const key = mergedAll([...value.keys()], () => ({ ...place, path: `${place.path} (a key)` }));
    const keys = [...value.keys()];
    const of = mergedAll([...value.values()], (i) => ({
      ...place,
      path: `${place.path}[${shown(keys[i])}]`,
    }));
    return { kind: "map", key, value: of };
  }
  if (
    typeof value === "object" &&
    (isRow(value) || Object.keys(value).length > 0) &&
    !kinds.isTypedArray(value)
  ) {
    const fields = new Map<string, Kind>();
    for (const [name, of] of Object.entries(value)) {
      fields.set(name, kindOf(of, { ...place, path: `${place.path}.${name}` }));
    }
    return { kind: "struct", fields };
  }
  const element = typedArrayElement(value);
  if (element !== undefined) return { kind: "array", element: { kind: "atomic", type: element } };
  throw new ValueError(`row ${place.row}, field ${place.path}: ${shown(value)} has no type of Spark's`);
}

function mergedAll(values: readonly unknown[], place: (i: number) => Place): Kind {
  let kind: Kind = NOTHING;
  values.forEach((value, i) => {
    kind = merged(kind, kindOf(value, place(i)), place(i));
  });
  return kind;
}

function atomicOf(value: unknown): DataType | undefined {
  if (typeof value === "string") return new atomic.StringType();
  if (typeof value === "boolean") return new atomic.BooleanType();
  if (value === null || typeof value !== "object") return undefined;
  if (value instanceof TimestampNTZ) return new atomic.TimestampNTZType();
  if (kinds.isDate(value)) return new atomic.TimestampType();
  if (kinds.isUint8Array(value) || kinds.isAnyArrayBuffer(value)) return new atomic.BinaryType();
  // PySpark's, which has room for most that people write by hand.
  if (value instanceof Decimal) return new atomic.DecimalType(38, 18);
  if (value instanceof TimeOfDay) return new atomic.TimeType();
  if (value instanceof DayTimeInterval) return new atomic.DayTimeIntervalType();
  if (value instanceof YearMonthInterval) return new atomic.YearMonthIntervalType();
  if (value instanceof CalendarInterval) return new atomic.CalendarIntervalType();
  if (value instanceof VariantVal) return new atomic.VariantType();
  return undefined;
}

function typedArrayElement(value: unknown): DataType | undefined {
  if (value instanceof Float64Array) return new atomic.DoubleType();
  if (value instanceof Float32Array) return new atomic.FloatType();
  if (value instanceof Int8Array) return new atomic.ByteType();
  if (value instanceof Int16Array) return new atomic.ShortType();
  if (value instanceof Int32Array) return new atomic.IntegerType();
  if (value instanceof BigInt64Array) return new atomic.LongType();
  return undefined;
}

function merged(known: Kind, next: Kind, place: Place): Kind {
  if (known.kind === "nothing") return next;
  if (next.kind === "nothing") return known;
  if (known.kind === "number" && next.kind === "number") {
    const both = { fraction: known.fraction || next.fraction, exact: known.exact || next.exact };
    if (both.fraction && both.exact) {
      throw conflict(
        "a bigint",
        "a number that is no whole one below 2^53",
        place,
        "Give a schema, or one of both.",
      );
    }
    return { kind: "number", ...both };
  }
  if (known.kind === "atomic" && next.kind === "atomic" && known.type.equals(next.type)) return known;
  if (known.kind === "array" && next.kind === "array") {
    return { kind: "array", element: merged(known.element, next.element, below(place, "[…]")) };
  }
  if (known.kind === "map" && next.kind === "map") {
    const key = merged(known.key, next.key, below(place, " (a key)"));
    return { kind: "map", key, value: merged(known.value, next.value, below(place, "[…]")) };
  }
  if (known.kind === "struct" && next.kind === "struct") {
    const fields = new Map(known.fields);
    for (const [name, kind] of next.fields) {
      fields.set(name, merged(fields.get(name) ?? NOTHING, kind, below(place, `.${name}`)));
    }
    return { kind: "struct", fields };
  }
  throw conflict(nameOf(known), nameOf(next), place, "Give a schema, or values of one kind.");
}

function below(place: Place, step: string): Place {
  return { ...place, path: place.path + step };
}

function conflict(known: string, next: string, { row, path }: Place, wayOut: string): ValueError {
  return new ValueError(
    `row ${row}, field ${path}: it is ${next}, and in the rows before ${known}. ${wayOut}`,
  );
}

function nameOf(kind: Kind): string {
  if (kind.kind === "atomic") return `of the type ${kind.type.simpleString()}`;
  if (kind.kind === "number") return kind.fraction ? "a number" : "a whole number";
  return kind.kind === "struct" ? "an object" : `${kind.kind === "array" ? "an" : "a"} ${kind.kind}`;
}

function typeOf(kind: Kind, place: Place): DataType {
  switch (kind.kind) {
    case "nothing":
      throw new ValueError(
        `field ${place.path}: all of it is null in all rows, so its type isn't known. Give a schema: createDataFrame(rows, "name string, n long").`,
      );
    case "number":
      return kind.fraction ? new atomic.DoubleType() : new atomic.LongType();
    case "atomic":
      return kind.type;
    case "array":
      return new ArrayType(typeOf(kind.element, below(place, "[…]")));
    case "map":
      return new MapType(typeOf(kind.key, below(place, " (a key)")), typeOf(kind.value, below(place, "[…]")));
    case "struct": {
      const fields = [...kind.fields].map(
        ([name, of]) => new StructField(name, typeOf(of, below(place, `.${name}`))),
      );
      return new StructType(fields);
    }
  }
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value === null || typeof value !== "object")
    return typeof value === "function" ? "a function" : String(value);
  return `a ${Object.getPrototypeOf(value)?.constructor?.name ?? "object"}`;
}
