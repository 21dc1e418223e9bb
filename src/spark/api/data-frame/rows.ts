import { ValueError } from "../../../errors.js";
import { call, expression } from "../../plan/index.js";
import type { Row } from "../../types/index.js";
import { Column, type ColumnOrName, type LiteralValue, lit, toColumn, toColumns } from "../column.js";
import { Observation } from "../observation.js";
import { type ColumnOrPlace, sortOrdersOf } from "../sort-order.js";
import { ColumnTransformations } from "./columns.js";
import type { DataFrame } from "./data-frame.js";
import { checkCount } from "./frame.js";

export interface SortOptions {
  /** For all columns, or for each. Default: true. */
  readonly ascending?: boolean | readonly boolean[];
}

export interface SampleOptions {
  /** Whether a row can come several times. Default: false. */
  readonly withReplacement?: boolean;
  /** Which share of the rows; each is drawn by itself, so the share isn't exact. */
  readonly fraction: number;
  /** The same seed gives the same rows of the same partitions. Default: a random one. */
  readonly seed?: number | bigint;
}

type Sorting = ColumnOrPlace | readonly ColumnOrPlace[];

/** What leaves the columns and takes rows away, or changes their order or place. */
export abstract class RowTransformations<T> extends ColumnTransformations<T> {
  /**
   * The rows for which the condition is true (not null): a column, or SQL.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.filter.html
   * @throws ValueError for what is neither, as `filter(df.age > 3)`
   */
  filter(condition: ColumnOrName): DataFrame<T> {
    if (typeof condition !== "string" && !(condition instanceof Column)) {
      throw new ValueError(
        `a condition is a column or SQL, not ${String(condition)}; in the place of operators stand methods: F.col("age").gt(3)`,
      );
    }
    return this.derive("filter", {
      input: this.relation,
      condition:
        condition instanceof Column
          ? condition.expression
          : expression("expressionString", { expression: condition }),
    });
  }

  /** The same as {@link filter}. */
  where(condition: ColumnOrName): DataFrame<T> {
    return this.filter(condition);
  }

  /** The rows, each once. */
  distinct(): DataFrame<T> {
    return this.derive("deduplicate", { input: this.relation, allColumnsAsKeys: true });
  }

  /** One row of those that are equal in these columns; which one, nobody says. Without columns as {@link distinct}. */
  dropDuplicates(subset?: readonly (keyof T & string)[]): DataFrame<T>;
  dropDuplicates(subset?: readonly string[]): DataFrame<T>;
  dropDuplicates(subset?: readonly string[]): DataFrame<T> {
    if (subset === undefined) return this.distinct();
    return this.derive("deduplicate", { input: this.relation, columnNames: [...subset] });
  }

  /** The same as {@link dropDuplicates}. */
  drop_duplicates(subset?: readonly string[]): DataFrame<T> {
    return this.dropDuplicates(subset);
  }

  /**
   * The rows in an order: `df.sort("a", F.col("b").desc())`, `df.sort("a", { ascending: false })`; a column may be
   * named by its place, `df.sort(1, -2)`: the first upwards, the second downwards.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.sort.html
   * @throws ValueError for no column, and for what is neither a column, its name nor its place
   */
  sort(...cols: readonly Sorting[]): DataFrame<T>;
  sort(...colsAndOptions: readonly [...Sorting[], SortOptions]): DataFrame<T>;
  sort(...given: readonly (Sorting | SortOptions)[]): DataFrame<T> {
    return this.#sort("sort", given, true);
  }

  /** The same as {@link sort}. */
  orderBy(...cols: readonly Sorting[]): DataFrame<T>;
  orderBy(...colsAndOptions: readonly [...Sorting[], SortOptions]): DataFrame<T>;
  orderBy(...given: readonly (Sorting | SortOptions)[]): DataFrame<T> {
    return this.#sort("orderBy", given, true);
  }

  /** Each partition in an order of its own. */
  sortWithinPartitions(...cols: readonly Sorting[]): DataFrame<T>;
  sortWithinPartitions(...colsAndOptions: readonly [...Sorting[], SortOptions]): DataFrame<T>;
  sortWithinPartitions(...given: readonly (Sorting | SortOptions)[]): DataFrame<T> {
    return this.#sort("sortWithinPartitions", given, false);
  }

  /** The first `num` rows. @throws ValueError for what is no number of rows */
  limit(num: number): DataFrame<T> {
    return this.derive("limit", { input: this.relation, limit: checkCount("limit", "num", num) });
  }

  /** Without the first `num` rows. @throws ValueError for what is no number of rows */
  offset(num: number): DataFrame<T> {
    return this.derive("offset", { input: this.relation, offset: checkCount("offset", "num", num) });
  }

  /**
   * Some of the rows, drawn at random: `df.sample(0.1)`, `df.sample({ fraction: 2, withReplacement: true, seed: 1 })`.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.sample.html
   * @throws ValueError for a share that isn't one
   */
  sample(fraction: number, seed?: number | bigint): DataFrame<T>;
  sample(withReplacement: boolean, fraction: number, seed?: number | bigint): DataFrame<T>;
  sample(options: SampleOptions): DataFrame<T>;
  sample(
    first: number | boolean | SampleOptions,
    second?: number | bigint,
    third?: number | bigint,
  ): DataFrame<T> {
    const { withReplacement = false, fraction, seed = randomSeed() } = sampleOptions(first, second, third);
    if (!(fraction >= 0 && (withReplacement || fraction <= 1) && fraction < Infinity)) {
      const most = withReplacement ? "not negative" : "from 0 to 1 (more with withReplacement)";
      throw new ValueError(`sample: fraction is ${fraction}; it is ${most}`);
    }
    return this.derive("sample", {
      input: this.relation,
      lowerBound: 0,
      upperBound: fraction,
      withReplacement,
      seed: BigInt(seed),
    });
  }

  /**
   * The rows dealt out at random to several DataFrames, in proportion to the weights.
   * @throws ValueError for weights that are negative or all 0
   */
  randomSplit(weights: readonly number[], seed: number | bigint = randomSeed()): DataFrame<T>[] {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (!weights.every((weight) => weight >= 0) || !(total > 0 && total < Infinity)) {
      throw new ValueError(
        `randomSplit: the weights are [${weights.join(", ")}]; none is negative and they sum to more than 0`,
      );
    }
    let sum = 0;
    return weights.map((weight) => {
      const lowerBound = sum;
      sum += weight / total;
      return this.derive("sample", {
        input: this.relation,
        lowerBound,
        upperBound: sum,
        withReplacement: false,
        seed: BigInt(seed),
        // Else a row could be in two of them, or in none.
        deterministicOrder: true,
      });
    });
  }

  /**
   * The rows in so many partitions, dealt out evenly; or by columns, so that equal values are together.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.repartition.html
   * @throws ValueError for less than one partition
   */
  repartition(numPartitions: number, ...cols: readonly ColumnOrName[]): DataFrame<T>;
  repartition(...cols: readonly ColumnOrName[]): DataFrame<T>;
  repartition(first?: number | ColumnOrName, ...rest: readonly ColumnOrName[]): DataFrame<T> {
    if (typeof first === "number" && rest.length === 0) return this.#partitions("repartition", first, true);
    return this.#partitionBy("repartition", first, rest, false);
  }

  /** Partitions of neighbouring values, whose bounds are found by a sample. @throws ValueError for no column */
  repartitionByRange(numPartitions: number, ...cols: readonly ColumnOrName[]): DataFrame<T>;
  repartitionByRange(...cols: readonly ColumnOrName[]): DataFrame<T>;
  repartitionByRange(first?: number | ColumnOrName, ...rest: readonly ColumnOrName[]): DataFrame<T> {
    return this.#partitionBy("repartitionByRange", first, rest, true);
  }

  /** Each row into the partition whose number the column gives. */
  repartitionById(numPartitions: number, partitionIdCol: ColumnOrName): DataFrame<T> {
    const child = toColumn(partitionIdCol).expression;
    return this.derive("repartitionByExpression", {
      input: this.relation,
      numPartitions: checkCount("repartitionById", "numPartitions", numPartitions, 1),
      partitionExprs: [expression("directShufflePartitionId", { child })],
    });
  }

  /** So many partitions at most, made by putting some together where they are. */
  coalesce(numPartitions: number): DataFrame<T> {
    return this.#partitions("coalesce", numPartitions, false);
  }

  /** Advice for the planner, as `df.hint("broadcast")`. It never changes an answer. */
  hint(name: string, ...parameters: readonly (Column | LiteralValue)[]): DataFrame<T> {
    const expressions = parameters.flat().map((value) => lit(value as LiteralValue).expression);
    return this.derive("hint", { input: this.relation, name, parameters: expressions });
  }

  /**
   * Computes these aggregates besides, while an action goes through the rows: `observation.get` has them then.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.observe.html
   * @throws ValueError for no aggregate, or an Observation that has been used
   */
  observe(observation: Observation | string, ...exprs: readonly Column[]): DataFrame<T> {
    if (exprs.length === 0) throw new ValueError("observe was given no aggregate");
    const name = observation instanceof Observation ? observation.use(this.sparkSession) : observation;
    const metrics = exprs.map((column) => column.expression);
    return this.derive("collectMetrics", { input: this.relation, name, metrics });
  }

  /** The rows with their number, counted from 0, in a column more. */
  zipWithIndex(indexColName = "index"): DataFrame<Row> {
    const index = new Column(call("distributed_sequence_id", []));
    return this.select("*", index.alias(indexColName));
  }

  #sort(method: string, given: readonly (Sorting | SortOptions)[], isGlobal: boolean): DataFrame<T> {
    const last = given.at(-1);
    const options = isSortOptions(last) ? last : undefined;
    const cols = (options === undefined ? given : given.slice(0, -1)).flat() as ColumnOrPlace[];
    if (cols.length === 0) throw new ValueError(`${method} was given no column`);
    const order = sortOrdersOf(cols, options?.ascending);
    return this.derive("sort", { input: this.relation, order, isGlobal });
  }

  #partitions(method: string, numPartitions: number, shuffle: boolean): DataFrame<T> {
    checkCount(method, "numPartitions", numPartitions, 1);
    return this.derive("repartition", { input: this.relation, numPartitions, shuffle });
  }

  #partitionBy(
    method: string,
    first: number | ColumnOrName | undefined,
    rest: readonly ColumnOrName[],
    sorted: boolean,
  ): DataFrame<T> {
    const given = typeof first === "number" || first === undefined ? rest : [first, ...rest];
    if (given.length === 0) throw new ValueError(`${method} was given no column`);
    const columns = sorted
      ? sortOrdersOf(given).map((order) => expression("sortOrder", order))
      : toColumns(given).map((column) => column.expression);
    return this.derive("repartitionByExpression", {
      input: this.relation,
      partitionExprs: columns,
      ...(typeof first === "number" && { numPartitions: checkCount(method, "numPartitions", first, 1) }),
    });
  }
}

function isSortOptions(value: Sorting | SortOptions | undefined): value is SortOptions {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Column);
}

function sampleOptions(
  first: number | boolean | SampleOptions,
  second: number | bigint | undefined,
  third: number | bigint | undefined,
): SampleOptions {
  if (typeof first === "object") return first;
  if (typeof first === "number") return { fraction: first, ...(second !== undefined && { seed: second }) };
  return { withReplacement: first, fraction: Number(second), ...(third !== undefined && { seed: third }) };
}

/** A seed that a JavaScript number can tell again. */
export function randomSeed(): number {
  return Math.floor(Math.random() * Number.MAX_SAFE_INTEGER);
}
