/**
 * Functions that DuckDB calls in JavaScript, where no SQL says what Java does: regular expressions, hashes, JSON. They run on this process's
 * main thread, a chunk of rows a call, while DuckDB's threads wait; what SQL can say is said in SQL. DuckDB's SQL calls them by name.
 */

/** Of arguments and results. `ints` and `strings` are lists: an argument alone can be of ints, a result alone of strings. */
export interface JavaScriptValues {
  readonly string: string;
  readonly binary: Uint8Array;
  readonly int: number;
  readonly long: bigint;
  readonly double: number;
  readonly boolean: boolean;
  readonly ints: readonly (number | null)[];
  readonly strings: readonly (string | null)[];
}

export type JavaScriptKind = keyof JavaScriptValues;

type Arguments<T extends readonly JavaScriptKind[]> = {
  -readonly [I in keyof T]: JavaScriptValues[T[I]];
};

export interface JavaScriptFunction {
  /** As SQL calls it. */
  readonly name: string;
  readonly takes: readonly JavaScriptKind[];
  readonly gives: JavaScriptKind;
  /** Whether `of` is given nulls; else null is the result where an argument is. */
  readonly nulls: boolean;
  /** Whether it remembers the rows before: it must see each of them, once and in their order. Left out: false. */
  readonly remembers?: boolean;
  /** @throws RowError */
  readonly of: (...args: never[]) => JavaScriptValues[JavaScriptKind] | null;
}

/** A function by its line: what it takes says what `of` is given. */
export function javascript<const T extends readonly JavaScriptKind[], G extends JavaScriptKind>(
  name: string,
  takes: T,
  gives: G,
  of: (...args: Arguments<T>) => JavaScriptValues[G] | null,
): JavaScriptFunction {
  return { name, takes, gives, nulls: false, of: of as unknown as JavaScriptFunction["of"] };
}

/** One that does something with null. */
export function javascriptOfNulls<const T extends readonly JavaScriptKind[], G extends JavaScriptKind>(
  name: string,
  takes: T,
  gives: G,
  of: (...args: { -readonly [I in keyof T]: JavaScriptValues[T[I]] | null }) => JavaScriptValues[G] | null,
): JavaScriptFunction {
  return { name, takes, gives, nulls: true, of: of as unknown as JavaScriptFunction["of"] };
}

/** A row that stops the query. */
export class RowError extends Error {
  override readonly name = "RowError";
  /** Spark's name of the error, or NOT_SUPPORTED of expression/raise.ts. */
  readonly condition: string;

  constructor(condition: string, message: string) {
    super(message);
    this.condition = condition;
  }
}
