/** From what people give a function to what a message holds. */
import { ValueError } from "../../errors.js";
import { Column, type ColumnOrName, type ColumnOrValue, lit, toColumn } from "../api/column.js";
import { call, expression } from "../plan/index.js";
import { DataType } from "../types/index.js";

/** The seed of a random function: a column, or a whole number of 64 bits. */
export type Seed = Column | number | bigint;

/** Options of a data source, such as `{ sep: ";", header: true }`. */
export type Options = Readonly<Record<string, string | number | boolean>>;

/** A call of one of Spark's functions. Arguments that were left out are undefined; only the last ones can be. */
export function invoke<T = unknown>(name: string, ...args: readonly (Column | undefined)[]): Column<T> {
  return new Column<T>(call(name, expressionsOf(args)));
}

/** The same, of distinct values. */
export function invokeDistinct<T = unknown>(
  name: string,
  ...args: readonly (Column | undefined)[]
): Column<T> {
  return new Column<T>(call(name, expressionsOf(args), true));
}

function expressionsOf(args: readonly (Column | undefined)[]) {
  return args.filter((column) => column !== undefined).map(({ expression }) => expression);
}

/** `make` of an argument that was given. */
export function given<V>(value: V | undefined, make: (value: V) => Column): Column | undefined {
  return value === undefined ? undefined : make(value);
}

/** A string is a column's name, and a number is itself. */
export function columnOrNumber(value: ColumnOrName | number): Column {
  return typeof value === "number" ? lit(value) : toColumn(value);
}

/** A double, also of a whole number, which {@link lit} would make an int. */
export function double(value: number | Column): Column {
  if (typeof value !== "number") return lit(value);
  return new Column(expression("literal", { literalType: { case: "double", value } }));
}

/** A double, or an array of them. */
export function doubles(value: number | readonly number[] | Column): Column {
  if (value instanceof Column || typeof value === "number") return double(value);
  return invoke("array", ...value.map(double));
}

/** Spark's decimal 0, of one digit. */
export function decimalZero(): Column {
  return new Column(
    expression("literal", {
      literalType: { case: "decimal", value: { value: "0", precision: 1, scale: 0 } },
    }),
  );
}

/**
 * The seed that was given, or a random one: it is chosen when the function is called, so that a plan that runs twice gives the same twice.
 * @throws ValueError for a number that isn't whole
 */
export function seedOf(seed: Seed | undefined): Column {
  if (seed instanceof Column) return seed;
  if (seed === undefined) return lit(BigInt(Math.floor(Math.random() * Number.MAX_SAFE_INTEGER)));
  if (typeof seed === "number" && !Number.isSafeInteger(seed)) {
    throw new ValueError(`the seed ${seed} is no whole number; greater ones than 2^53 are bigints`);
  }
  return lit(seed);
}

/** As a map of strings, which is how Spark's functions take options; undefined for none. */
export function optionsMap(options: Options | undefined): Column | undefined {
  const words = Object.entries(options ?? {}).flatMap(([name, value]) => [lit(name), lit(String(value))]);
  return words.length === 0 ? undefined : invoke("map", ...words);
}

/** A type as its JSON, which says more than SQL's words: which fields may be null, and what stands beside them. */
export function schemaArgument(schema: DataType | string | Column): Column {
  return lit(schema instanceof DataType ? schema.json() : schema);
}

/** Columns, which may stand in one array. */
export function inList(cols: readonly (ColumnOrName | readonly ColumnOrName[])[]): Column[] {
  const [first] = cols;
  return (cols.length === 1 && isList(first) ? first : (cols as readonly ColumnOrName[])).map((col) =>
    toColumn(col),
  );
}

function isList(value: unknown): value is readonly ColumnOrName[] {
  return Array.isArray(value);
}

/** Whether arguments were given by name: neither a column nor its name. */
export function areNamed<A extends object>(value: A | ColumnOrName | undefined): value is A {
  return typeof value === "object" && value !== null && !(value instanceof Column);
}

/** @throws ValueError when there are fewer than a function takes */
export function atLeast(least: number, what: string, values: readonly unknown[]): void {
  if (values.length >= least) return;
  throw new ValueError(`F.${what} takes at least ${least} of these; it was given ${values.length}`);
}

/** Literals and columns of the places in which a string is a string. */
export function literals(values: readonly ColumnOrValue[]): Column[] {
  return values.map((value) => lit(value));
}

export function columns(values: readonly ColumnOrName[]): Column[] {
  return values.map((value) => toColumn(value));
}
