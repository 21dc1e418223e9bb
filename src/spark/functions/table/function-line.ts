/**
 * One of PySpark's functions, as a line of the table: src/spark/functions/table/, a file a family. From the lines the generator
 * (scripts/generate-spark-functions.mjs) writes src/spark/functions/generated/ and docs/spark_functions.md.
 */
export interface FunctionLine {
  /** Its parameters, as parameters.ts reads them: `"col, scale?: int"`. */
  readonly takes: string;
  /** What it does, as a sentence or two. */
  readonly doc: string;
  /** TypeScript's type of the values, which may be null too unless a `!` says no. Left out where it depends on the arguments. */
  readonly gives?: string;
  /** Spark's name of the function that is called, where it isn't the same. */
  readonly sends?: string;
  /** Its arguments' order, where Spark has another one than PySpark. */
  readonly order?: readonly string[];
  /** Of aggregates: of distinct values alone. */
  readonly distinct?: true;
  /** Whether its arguments, all of which may be left out, can be given by name, in an object. */
  readonly keywords?: true;
  /** What to call instead. */
  readonly deprecated?: string;
  /** The name in the address of its page in PySpark's documentation, where it isn't its own. */
  readonly page?: string;
  /** The file in src/spark/functions/ that has it, for one that the generator can't write. */
  readonly written?: string;
  /** What the coverage page says of the embedded engine, of one that calls no function of an engine's. */
  readonly embedded?: string;
}

/** Lines by PySpark's names. */
export type FunctionFamily = Readonly<Record<string, FunctionLine>>;
