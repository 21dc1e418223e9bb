import { ManycoreError } from "../../errors.js";
import { ArrayType, type DataType, MapType, type Row, StructField, StructType } from "../types/index.js";
import { Decimal, Row as RowForms, VariantVal } from "../types/values.js";
import { DataFrame } from "./data-frame/data-frame.js";

/** Two DataFrames that should be equal and aren't. */
export class DataFrameAssertionError extends ManycoreError {
  override readonly name: string = "DataFrameAssertionError";
  readonly condition: "DIFFERENT_SCHEMA" | "DIFFERENT_ROWS";

  constructor(message: string, condition: "DIFFERENT_SCHEMA" | "DIFFERENT_ROWS") {
    super(`[${condition}] ${message}`);
    this.condition = condition;
  }
}

export interface SchemaEqualOptions {
  /** Whether it may differ whether a column can be null. Default: true. */
  readonly ignoreNullable?: boolean;
  readonly ignoreColumnOrder?: boolean;
  readonly ignoreColumnName?: boolean;
}

export interface DataFrameEqualOptions extends SchemaEqualOptions {
  /** Whether the rows must be in the same order. Default: false. */
  readonly checkRowOrder?: boolean;
  /** By how much of the expected number another one may differ. Default: 1e-5. */
  readonly rtol?: number;
  /** By how much a number may differ in any case. Default: 1e-8. */
  readonly atol?: number;
  readonly ignoreColumnType?: boolean;
  /** How many differing rows the message shows. Default: 20. */
  readonly maxErrors?: number;
}

type Values = readonly unknown[];
type Side = DataFrame<unknown> | readonly object[];

/**
 * Nothing for schemas that are equal.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.testing.assertSchemaEqual.html
 * @throws DataFrameAssertionError
 */
export function assertSchemaEqual(
  actual: StructType,
  expected: StructType,
  options: SchemaEqualOptions = {},
): void {
  const [left, right] = [comparable(actual, options), comparable(expected, options)];
  if (left.equals(right)) return;
  throw new DataFrameAssertionError(
    `the schemas differ.\nactual:\n${actual.treeString()}\nexpected:\n${expected.treeString()}`,
    "DIFFERENT_SCHEMA",
  );
}

/**
 * Nothing for DataFrames with the same rows (in any order, if nothing else is said) and equal schemas; rows may be given as objects. Numbers with a fraction may
 * differ a little, and NaN is equal to NaN.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.testing.assertDataFrameEqual.html
 * @throws DataFrameAssertionError
 */
export async function assertDataFrameEqual(
  actual: Side,
  expected: Side,
  options: DataFrameEqualOptions = {},
): Promise<void> {
  if (actual instanceof DataFrame && expected instanceof DataFrame && !options.ignoreColumnType) {
    assertSchemaEqual(await actual.schema(), await expected.schema(), options);
  }
  const [left, right] = [await rowsOf(actual), await rowsOf(expected)];
  const byName = options.ignoreColumnOrder === true;
  const { rtol = 1e-5, atol = 1e-8, checkRowOrder = false, maxErrors = 20 } = options;
  const equal = (a: object, b: object) => {
    if (!options.ignoreColumnName && !sameNames(a, b, byName)) return false;
    return near(valuesOf(a, byName), valuesOf(b, byName), rtol, atol);
  };
  const [missing, surplus] = checkRowOrder ? inOrder(left, right, equal) : inAnyOrder(left, right, equal);
  if (missing.length === 0 && surplus.length === 0) return;
  const shown = (rows: readonly object[]) =>
    rows
      .slice(0, maxErrors)
      .map((row) => `  ${RowForms.toString(row)}`)
      .join("\n");
  throw new DataFrameAssertionError(
    `${surplus.length} of ${left.length} rows aren't among the ${right.length} expected ones, and ${missing.length} of those are missing.\nactual:\n${shown(surplus)}\nexpected:\n${shown(missing)}`,
    "DIFFERENT_ROWS",
  );
}

async function rowsOf(side: Side): Promise<readonly object[]> {
  return side instanceof DataFrame ? ((await side.collect({ bigint: true })) as Row[]) : side;
}

type Difference = readonly [missing: readonly object[], surplus: readonly object[]];
type Equal = (a: object, b: object) => boolean;

function inOrder(actual: readonly object[], expected: readonly object[], equal: Equal): Difference {
  const differs = (i: number) =>
    i >= actual.length || i >= expected.length || !equal(actual[i]!, expected[i]!);
  return [expected.filter((_, i) => differs(i)), actual.filter((_, i) => differs(i))];
}

/** Rows that are written alike are paired first; only those that are left are compared each with each. */
function inAnyOrder(actual: readonly object[], expected: readonly object[], equal: Equal): Difference {
  const waiting = new Map<string, object[]>();
  for (const row of expected) {
    const text = RowForms.toString(row);
    const same = waiting.get(text);
    if (same === undefined) waiting.set(text, [row]);
    else same.push(row);
  }
  const left = actual.filter((row) => {
    const same = waiting.get(RowForms.toString(row));
    const at = same?.findIndex((other) => equal(row, other)) ?? -1;
    if (at >= 0) same!.splice(at, 1);
    return at < 0;
  });
  const missing = [...waiting.values()].flat();
  const surplus = left.filter((row) => {
    const at = missing.findIndex((other) => equal(row, other));
    if (at >= 0) missing.splice(at, 1);
    return at < 0;
  });
  return [missing, surplus];
}

function sameNames(a: object, b: object, byName: boolean): boolean {
  const names = [RowForms.fields(a), RowForms.fields(b)].map((fields) =>
    byName ? [...fields].sort() : fields,
  );
  return names[0]!.length === names[1]!.length && names[0]!.every((name, i) => name === names[1]![i]);
}

function valuesOf(row: object, byName: boolean): Values {
  const values = RowForms.values(row);
  if (!byName) return values;
  const fields = RowForms.fields(row);
  return values
    .map((value, i) => [fields[i]!, value] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, value]) => value);
}

function near(a: unknown, b: unknown, rtol: number, atol: number): boolean {
  if (Object.is(a, b)) return true;
  if (a === null || b === null || a === undefined || b === undefined) return false;
  if (typeof a === "bigint" && typeof b === "bigint") return a === b;
  if (isNumber(a) && isNumber(b)) {
    const [x, y] = [Number(a), Number(b)];
    return x === y || Math.abs(x - y) <= atol + rtol * Math.abs(y);
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((one, i) => near(one, b[i], rtol, atol));
  }
  if (a instanceof Decimal && b instanceof Decimal)
    return near(Number(a.toString()), Number(b.toString()), rtol, atol);
  if (a instanceof Map && b instanceof Map) {
    return a.size === b.size && near(sortedEntries(a), sortedEntries(b), rtol, atol);
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) return near([...a], [...b], 0, 0);
  if (a instanceof VariantVal && b instanceof VariantVal) return a.toJson() === b.toJson();
  if (a instanceof Date && b instanceof Date) return a.toISOString() === b.toISOString();
  if (typeof a !== "object" || typeof b !== "object" || Object.getPrototypeOf(a) !== Object.getPrototypeOf(b))
    return false;
  if (Object.getPrototypeOf(a) !== Object.prototype && "equals" in a)
    return (a.equals as (other: unknown) => boolean)(b);
  return sameNames(a, b, false) && near(RowForms.values(a), RowForms.values(b), rtol, atol);
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function sortedEntries(map: ReadonlyMap<unknown, unknown>): unknown[] {
  const text = (value: unknown) => RowForms.toString({ value });
  return [...map].sort(([a], [b]) => (text(a) < text(b) ? -1 : 1));
}

/** A type without what isn't looked at. */
function comparable(type: StructType, options: SchemaEqualOptions): StructType {
  const fields = type.fields.map(
    ({ name, dataType, nullable }) =>
      new StructField(
        options.ignoreColumnName ? "" : name,
        options.ignoreNullable === false ? dataType : allNullable(dataType),
        options.ignoreNullable === false ? nullable : true,
      ),
  );
  if (options.ignoreColumnOrder) fields.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return new StructType(fields);
}

function allNullable(type: DataType): DataType {
  if (type instanceof ArrayType) return new ArrayType(allNullable(type.elementType));
  if (type instanceof MapType) return new MapType(allNullable(type.keyType), allNullable(type.valueType));
  if (!(type instanceof StructType)) return type;
  return new StructType(
    type.fields.map(({ name, dataType }) => new StructField(name, allNullable(dataType))),
  );
}
