/**
 * Rows of a DataFrame, and values of a struct: plain objects. They can be taken apart (`const { origin, n } = row`), written by
 * JSON.stringify, and are deeply equal to the object that one would write.
 *
 * An object can't say two things. Columns may have one name twice, and an object puts names like `2010` before all others. Such a row
 * keeps its columns in their order as well, where no one sees it: {@link Row} has them. Of a name that is there twice the object has the first.
 */
import { IndexError, ValueError } from "../../errors.js";

/** A row whose columns aren't known to the compiler. */
export type Row = { readonly [column: string]: unknown };

const COLUMNS = Symbol("manycore.spark.row");

interface Columns {
  readonly names: readonly string[];
  readonly values: readonly unknown[];
}

/** What an object with these names would lose: its order, or one of two. */
function needsColumns(names: readonly string[]): boolean {
  return new Set(names).size < names.length || names.some((name) => /^(?:0|[1-9]\d*)$/.test(name));
}

/** Makes rows of the same columns. */
export type RowMaker = (values: readonly unknown[]) => Row;

/** @param names the columns, in their order */
export function rowMaker(names: readonly string[]): RowMaker {
  const unique = [...new Set(names)];
  const firstOf = unique.map((name) => names.indexOf(name));
  const keeps = needsColumns(names);
  // A copy of an object that has the names is made faster than they are added, and takes `__proto__` for a name.
  const empty = JSON.parse(`{${unique.map((name) => `${JSON.stringify(name)}:null`).join(",")}}`) as Row;
  return (values) => {
    const row: Record<string, unknown> = { ...empty };
    for (let k = 0; k < unique.length; k++) row[unique[k]!] = values[firstOf[k]!];
    if (keeps)
      Object.defineProperty(row, COLUMNS, { value: { names, values: [...values] } satisfies Columns });
    return row;
  };
}

function columnsOf(row: object): Columns {
  const kept = (row as { readonly [COLUMNS]?: Columns })[COLUMNS];
  return kept ?? { names: Object.keys(row), values: Object.values(row) };
}

/**
 * What PySpark's Row has and an object hasn't.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Row.html
 */
export const Row = {
  /**
   * A row by its columns; an object literal is one as well.
   *
   * @throws ValueError when there are more names than values, or fewer
   */
  of(names: readonly string[], values: readonly unknown[]): Row {
    if (names.length !== values.length) {
      throw new ValueError(`a row of ${names.length} columns was given ${values.length} values`);
    }
    return rowMaker([...names])(values);
  },

  /** The names of its columns, in their order. */
  fields(row: object): readonly string[] {
    return columnsOf(row).names;
  },

  /** The values, in the order of the columns. */
  values(row: object): readonly unknown[] {
    return columnsOf(row).values;
  },

  /**
   * A value by its place or its name.
   *
   * @throws IndexError for a place or a name that isn't there
   */
  get(row: object, column: number | string): unknown {
    const { names, values } = columnsOf(row);
    const at = typeof column === "string" ? names.indexOf(column) : column;
    if (at in values && at >= 0) return values[at];
    throw new IndexError(
      `the row has no column ${JSON.stringify(column)}; it has ${names.map((name, i) => `${i} ${JSON.stringify(name)}`).join(", ")}`,
    );
  },

  /** A copy; PySpark's `asDict`. @param recursive copies rows within it as well */
  asDict(row: object, recursive = false): Record<string, unknown> {
    const copy: Record<string, unknown> = { ...row };
    if (!recursive) return copy;
    for (const [name, value] of Object.entries(copy)) copy[name] = copyOf(value);
    return copy;
  },

  /** As Python shows it: `Row(a=1, b='x')`. */
  toString(row: object): string {
    const { names, values } = columnsOf(row);
    return `Row(${names.map((name, i) => `${name}=${shown(values[i])}`).join(", ")})`;
  },
};

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (value instanceof Map) return new Map([...value].map(([key, of]) => [key, copyOf(of)]));
  return isRow(value) ? Row.asDict(value, true) : value;
}

function shown(value: unknown): string {
  if (typeof value === "string") return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  if (value instanceof Map) return `{${[...value].map(([k, v]) => `${shown(k)}: ${shown(v)}`).join(", ")}}`;
  if (value instanceof Date) return value.toISOString();
  return isRow(value) ? Row.toString(value) : String(value);
}

/** Whether a value is an object of columns: a literal, or an instance of a class that isn't a value's (values.ts). */
export function isRow(value: unknown): value is Row {
  if (value === null || typeof value !== "object") return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
