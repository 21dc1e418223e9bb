import { ValueError } from "../../errors.js";
import { exactNumbers } from "./batch-rows.js";
import type { SparkSession } from "./session/spark-session.js";

/**
 * Aggregates of the rows that an action goes through anyway: given to `df.observe`, and filled by the first action that runs to its end.
 *
 * ```ts
 * const seen = new Observation("seen");
 * await flights.observe(seen, F.count("*").alias("rows")).write.parquet("flights");
 * seen.get.rows;
 * ```
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.Observation.html
 */
export class Observation {
  readonly name: string;
  #used = false;
  #values: Readonly<Record<string, unknown>> | undefined;

  /** @throws ValueError for an empty name */
  constructor(name: string = crypto.randomUUID()) {
    if (name === "") throw new ValueError("an Observation's name is empty");
    this.name = name;
  }

  /** The aggregates by their names; a whole number beyond 2^53 is a bigint. @throws ValueError before an action has run with it */
  get get(): Readonly<Record<string, unknown>> {
    if (this.#values === undefined) {
      const what = this.#used
        ? "run an action first (count, collect, write)"
        : "give it to df.observe and run an action first";
      throw new ValueError(`the observation ${JSON.stringify(this.name)} has no values: ${what}`);
    }
    return this.#values;
  }

  /** Waits for values of this session. @throws ValueError when it has been given to a DataFrame before */
  use(session: SparkSession): string {
    if (this.#used) {
      throw new ValueError(
        `the observation ${JSON.stringify(this.name)} is of another DataFrame already. Make a new one for each df.observe`,
      );
    }
    this.#used = true;
    session.expect(this.name, (values) => {
      this.#values ??= Object.fromEntries([...values].map(([name, value]) => [name, exactNumbers(value)]));
    });
    return this.name;
  }
}
