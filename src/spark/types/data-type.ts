type Grammar = (ddl: string) => DataType;

let grammar: Grammar | undefined;

/** The grammar makes the types, which are all below this class: it brings itself (ddl.ts). */
export function provideGrammar(parse: Grammar): void {
  grammar = parse;
}

/** What `json()` writes: a name, or an object for what is made of other types. */
export type TypeJson = string | { readonly [key: string]: unknown };

/**
 * The type of a column, with the names that PySpark gives it.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/data_types.html
 */
export abstract class DataType {
  /** What tells the kinds of types apart: Spark's name of it, without lengths and elements. */
  abstract readonly typeName: TypeName;

  /** As Spark's messages and `printSchema` write it: `array<decimal(10,2)>`. */
  abstract simpleString(): string;

  /** As SQL writes it: `ARRAY<DECIMAL(10,2)>`, `STRUCT<a: INT NOT NULL>`. */
  sql(): string {
    return this.simpleString().toUpperCase();
  }

  /** What {@link json} writes, as a value. */
  jsonValue(): TypeJson {
    return this.typeName;
  }

  /** As Spark keeps schemas in files and catalogs: JSON without spaces, keys in order. */
  json(): string {
    return JSON.stringify(sorted(this.jsonValue()));
  }

  /** What `printSchema` calls it. */
  treeName(): string {
    return this.typeName;
  }

  /**
   * The lines that `printSchema` writes below it: those of its elements or fields.
   *
   * @param prefix what stands before each line
   * @param depth how many levels
   */
  treeLines(_prefix: string, _depth: number): string[] {
    return [];
  }

  /**
   * A type from SQL's words: `"decimal(10,2)"`, `"a int, b array<string>"` (a struct), `"a: int"`.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.types.DataType.html
   *
   * @throws ParseException with the place of what can't be read
   */
  static fromDDL(ddl: string): DataType {
    return grammar!(ddl);
  }

  /** Whether two are the same type; also in what their arrays, maps and fields say of nulls. */
  equals(other: DataType): boolean {
    return this.constructor === other.constructor && this.simpleString() === other.simpleString();
  }

  toString(): string {
    return this.simpleString();
  }
}

export type TypeName =
  | "void"
  | "binary"
  | "boolean"
  | "byte"
  | "short"
  | "integer"
  | "long"
  | "float"
  | "double"
  | "decimal"
  | "string"
  | "char"
  | "varchar"
  | "date"
  | "timestamp"
  | "timestamp_ntz"
  | "time"
  | "interval"
  | "yearmonthinterval"
  | "daytimeinterval"
  | "variant"
  | "array"
  | "map"
  | "struct";

/** Objects with their keys in the order that Python sorts them in: by code points. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, of]) => [key, sorted(of)]));
}
