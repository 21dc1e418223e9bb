import type { Row } from "../../types/index.js";
import type { ColumnOrName } from "../column.js";
import type { ActionOptions } from "../deadline.js";
import type { DataFrame } from "./data-frame.js";
import type { Statistics } from "./statistics.js";

/**
 * Statistics of columns.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameStatFunctions.html
 */
export class DataFrameStatFunctions<T> {
  readonly #df: Statistics<T>;

  constructor(df: Statistics<T>) {
    this.#df = df;
  }

  /** As {@link Statistics.cov}. */
  async cov(col1: string, col2: string, options: ActionOptions = {}): Promise<number> {
    return this.#df.cov(col1, col2, options);
  }

  /** As {@link Statistics.corr}. */
  async corr(col1: string, col2: string, method = "pearson", options: ActionOptions = {}): Promise<number> {
    return this.#df.corr(col1, col2, method, options);
  }

  /** As {@link Statistics.approxQuantile}. */
  async approxQuantile(
    col: string,
    probabilities: readonly number[],
    relativeError: number,
    options?: ActionOptions,
  ): Promise<number[]>;
  async approxQuantile(
    col: readonly string[],
    probabilities: readonly number[],
    relativeError: number,
    options?: ActionOptions,
  ): Promise<number[][]>;
  async approxQuantile(
    col: string | readonly string[],
    probabilities: readonly number[],
    relativeError: number,
    options: ActionOptions = {},
  ): Promise<number[] | number[][]> {
    return this.#df.approxQuantile(col as string, probabilities, relativeError, options);
  }

  /** As {@link Statistics.crosstab}. */
  crosstab(col1: string, col2: string): DataFrame<Row> {
    return this.#df.crosstab(col1, col2);
  }

  /** As {@link Statistics.freqItems}. */
  freqItems(cols: readonly string[], support?: number): DataFrame<Row> {
    return this.#df.freqItems(cols, support);
  }

  /** As {@link Statistics.sampleBy}. */
  sampleBy(
    col: ColumnOrName,
    fractions: ReadonlyMap<number | string | boolean, number> | Readonly<Record<string, number>>,
    seed?: number | bigint,
  ): DataFrame<T> {
    return this.#df.sampleBy(col, fractions, seed);
  }
}
