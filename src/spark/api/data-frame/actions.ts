import { ValueError } from "../../../errors.js";
import type { NDArray } from "../../../numpy/index.js";
import type { ColumnBatch, ExecuteOptions } from "../../engine/index.js";
import { call, literal, planOf, type RelationInitOf, type RelationKind, relation } from "../../plan/index.js";
import { arrow, arrowSchema, NumpyColumn, type Row, type StructType } from "../../types/index.js";
import { batchReader, type RowOptions } from "../batch-rows.js";
import { Column } from "../column.js";
import type { ActionOptions } from "../deadline.js";
import { checkCount, type FrameOf } from "./frame.js";
import { Groupings } from "./grouping.js";

export interface CollectOptions extends ActionOptions, RowOptions {}

export interface ShowOptions extends ActionOptions {
  /** How many rows. Default: 20. */
  readonly n?: number;
  /** How long a value may be; true is 20 characters, false as long as it is. Default: true. */
  readonly truncate?: boolean | number;
  /** A line for each value instead of each row. Default: false. */
  readonly vertical?: boolean;
}

type Reading = Pick<ExecuteOptions, "slowly">;

/** What runs the plan. Each takes `{ signal, timeout }`, and throws a SparkException for what Spark says is wrong. */
export abstract class Actions<T> extends Groupings<T> {
  /**
   * All rows, as objects.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.collect.html
   * @throws OverflowError for a whole number that JavaScript's numbers don't have, unless `{ bigint: true }`; SparkException
   */
  async collect(options: CollectOptions = {}): Promise<T[]> {
    const rows: T[] = [];
    for await (const part of this.#rows(this.relation, options)) for (const row of part) rows.push(row as T);
    return rows;
  }

  /** The rows one after the other: those of a next batch are asked for when those before have been taken, so that a large answer needs little memory. */
  async *toLocalIterator(options: CollectOptions = {}): AsyncGenerator<T, void, undefined> {
    const slowly = { ...options, slowly: true };
    for await (const part of this.#rows(this.relation, slowly)) yield* part as T[];
  }

  /** The first `num` rows. */
  async take(num: number, options: CollectOptions = {}): Promise<T[]> {
    return this.limit(num).collect(options);
  }

  /** The first row, or null; with a number the first rows. */
  async head(n?: undefined, options?: CollectOptions): Promise<T | null>;
  async head(n: number, options?: CollectOptions): Promise<T[]>;
  async head(n?: number, options: CollectOptions = {}): Promise<T | null | T[]> {
    return n === undefined ? this.first(options) : this.take(n, options);
  }

  /** The first row, or null. */
  async first(options: CollectOptions = {}): Promise<T | null> {
    const [row] = await this.take(1, options);
    return row ?? null;
  }

  /** The last `num` rows. @throws ValueError for what is no number of rows */
  async tail(num: number, options: CollectOptions = {}): Promise<T[]> {
    const limit = checkCount("tail", "num", num);
    return (await this.ask("tail", { input: this.relation, limit }, options)) as T[];
  }

  /** How many rows there are. */
  async count(options: ActionOptions = {}): Promise<number> {
    const count = call("count", [literal(1)]);
    const rows = await this.agg(new Column(count)).collect({ ...options, bigint: true });
    return Number(Object.values(rows[0]!)[0]);
  }

  async isEmpty(options: ActionOptions = {}): Promise<boolean> {
    const rows = await this.select().take(1, options);
    return rows.length === 0;
  }

  /** `f` of each row, one after the other, here and not on the executors as PySpark's: a function's side effects are of use only where they can be seen. */
  async foreach(f: (row: T) => void | Promise<void>, options: CollectOptions = {}): Promise<void> {
    for await (const row of this.toLocalIterator(options)) await f(row);
  }

  /**
   * Prints the first rows as a table, as Spark does: `df.show()`, `df.show(5, false)`, `df.show({ truncate: false })`.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.show.html
   */
  async show(options?: ShowOptions): Promise<void>;
  async show(n: number, truncate?: boolean | number, vertical?: boolean): Promise<void>;
  async show(
    first: number | ShowOptions = {},
    truncate?: boolean | number,
    vertical?: boolean,
  ): Promise<void> {
    const options = typeof first === "object" ? first : { n: first, truncate, vertical };
    console.log(await this.showString(options as ShowOptions));
  }

  /** What {@link show} prints. */
  async showString(options: ShowOptions = {}): Promise<string> {
    const { n = 20, truncate = true, vertical = false } = options;
    const rows = await this.ask(
      "showString",
      {
        input: this.relation,
        numRows: checkCount("show", "n", n),
        truncate: typeof truncate === "number" ? truncate : truncate ? 20 : 0,
        vertical,
      },
      options,
    );
    return String(Object.values(rows[0]!)[0]);
  }

  /**
   * All rows as a table of Arrow's.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.toArrow.html
   * @throws NotSupportedError without apache-arrow; SparkException
   */
  async toArrow(options: ActionOptions = {}): Promise<import("apache-arrow").Table> {
    const module = await arrow();
    const batches = [];
    for await (const { batch } of this.#batches(this.relation, options)) batches.push(batch.toArrow());
    if (batches.length > 0) return new module.Table(batches);
    return new module.Table(arrowSchema(module, await this.schema()));
  }

  /**
   * All rows as an ndarray of `manycore/numpy` for each column: of the dtype of its type, NaN for null in floats. Of columns of one name twice the last one is there.
   *
   * @throws ValueError for null in a column of whole numbers or booleans; DTypeError for a type that no dtype holds; SparkException
   */
  async toNumpy(options: ActionOptions = {}): Promise<Record<keyof T & string, NDArray>> {
    let columns: readonly { readonly name: string; readonly of: NumpyColumn }[] | undefined;
    const start = ({ fields }: StructType) =>
      fields.map(({ name, dataType }) => ({ name, of: new NumpyColumn(name, dataType) }));
    for await (const { batch, schema } of this.#batches(this.relation, options)) {
      columns ??= start(schema);
      for (const [k, { of }] of columns.entries()) of.add(batch.columns[k]!, batch.length);
    }
    columns ??= start(await this.schema());
    const arrays = await Promise.all(columns.map(async ({ name, of }) => [name, await of.array()] as const));
    return Object.fromEntries(arrays) as Record<keyof T & string, NDArray>;
  }

  /** Names and types of the columns. */
  abstract schema(options?: ActionOptions): Promise<StructType>;

  /** The rows of a plan around this one. */
  protected async ask<K extends RelationKind>(
    kind: K,
    value: RelationInitOf<K>,
    options: CollectOptions = {},
  ): Promise<Row[]> {
    const rows: Row[] = [];
    const plan = relation(kind, value);
    for await (const part of this.#rows(plan, options)) for (const row of part) rows.push(row);
    return rows;
  }

  async *#rows(
    plan: FrameOf<T>["relation"],
    options: CollectOptions & Reading,
  ): AsyncGenerator<Row[], void, undefined> {
    let reader: ((batch: ColumnBatch) => Row[]) | undefined;
    for await (const { batch, schema } of this.#batches(plan, options)) {
      reader ??= batchReader(schema, options);
      yield reader(batch);
    }
  }

  async *#batches(
    plan: FrameOf<T>["relation"],
    options: ActionOptions & Reading,
  ): AsyncGenerator<{ batch: ColumnBatch; schema: StructType }, void, undefined> {
    let schema: StructType | undefined;
    for await (const part of this.sparkSession.execute(planOf(plan), options)) {
      if (part.kind === "schema") schema = part.schema;
      else if (part.kind === "batch") {
        if (schema === undefined) throw new ValueError("rows came before their schema");
        yield { batch: part.batch, schema };
      }
    }
  }
}
