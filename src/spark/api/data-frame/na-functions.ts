import type { DataFrame } from "./data-frame.js";
import type { DropNaOptions, FillValue, Replaceable, Replacements, Statistics } from "./statistics.js";

/**
 * What to do about missing values.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameNaFunctions.html
 */
export class DataFrameNaFunctions<T> {
  readonly #df: Statistics<T>;

  constructor(df: Statistics<T>) {
    this.#df = df;
  }

  /** As {@link Statistics.fillna}. */
  fill(
    value: FillValue | Readonly<Record<string, FillValue>>,
    subset?: string | readonly string[],
  ): DataFrame<T> {
    return this.#df.fillna(value, subset);
  }

  /** As {@link Statistics.dropna}. */
  drop(options?: DropNaOptions): DataFrame<T>;
  drop(how: "any" | "all", thresh?: number, subset?: string | readonly string[]): DataFrame<T>;
  drop(
    first: DropNaOptions | "any" | "all" = {},
    thresh?: number,
    subset?: string | readonly string[],
  ): DataFrame<T> {
    return this.#df.dropna(first as "any", thresh, subset);
  }

  /** As {@link Statistics.replace}. */
  replace(toReplace: Replacements, value?: undefined, subset?: string | readonly string[]): DataFrame<T>;
  replace(
    toReplace: Replaceable | readonly Replaceable[],
    value: Replaceable | null | readonly (Replaceable | null)[],
    subset?: string | readonly string[],
  ): DataFrame<T>;
  replace(
    toReplace: Replaceable | readonly Replaceable[] | Replacements,
    value?: Replaceable | null | readonly (Replaceable | null)[],
    subset?: string | readonly string[],
  ): DataFrame<T> {
    return this.#df.replace(toReplace as Replaceable, value as Replaceable, subset);
  }
}
