import { ValueError } from "../../../errors.js";
import { commandPlan } from "../../plan/index.js";
import {
  type Relation,
  WriteOperation_SaveMode as SaveMode,
  WriteOperation_SaveTable_TableSaveMethod as TableSaveMethod,
} from "../../proto/index.js";
import type { ActionOptions } from "../deadline.js";
import type { SparkSession } from "../session/spark-session.js";
import { type Options, type OptionValue, WithOptions } from "./options.js";

const MODES = {
  append: SaveMode.APPEND,
  overwrite: SaveMode.OVERWRITE,
  error: SaveMode.ERROR_IF_EXISTS,
  errorifexists: SaveMode.ERROR_IF_EXISTS,
  default: SaveMode.ERROR_IF_EXISTS,
  ignore: SaveMode.IGNORE,
};

/** What happens when there is something already; `error` if nothing is said. */
export type SaveModeName = keyof typeof MODES;

/** Options of the format, and those of the writing itself. */
export interface WriteOptions extends ActionOptions {
  readonly mode?: SaveModeName | undefined;
  readonly partitionBy?: string | readonly string[] | undefined;
  readonly [option: string]: OptionValue | AbortSignal | readonly string[];
}

/**
 * Writes a DataFrame: `await df.write.mode("overwrite").partitionBy("year").parquet("flights")`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriter.html
 */
export class DataFrameWriter extends WithOptions {
  readonly #input: Relation;
  readonly #session: SparkSession;
  #source: string | undefined;
  #mode: SaveMode = SaveMode.UNSPECIFIED;
  #partitioning: readonly string[] = [];
  #clustering: readonly string[] = [];
  #sorting: readonly string[] = [];
  #buckets: { readonly numBuckets: number; readonly bucketColumnNames: string[] } | undefined;

  constructor(input: Relation, session: SparkSession) {
    super();
    this.#input = input;
    this.#session = session;
  }

  /** @throws ValueError for a mode that Spark doesn't have */
  mode(saveMode: SaveModeName): this {
    const mode = MODES[saveMode.toLowerCase() as SaveModeName];
    if (mode === undefined) {
      throw new ValueError(
        `the mode is ${JSON.stringify(saveMode)}; it is one of ${Object.keys(MODES).join(", ")}`,
      );
    }
    this.#mode = mode;
    return this;
  }

  /** What is written: `csv`, `json`, `parquet`, `orc`, `text`, `xml`, or another source that Spark has. Default: `parquet`. */
  format(source: string): this {
    this.#source = source;
    return this;
  }

  /** A folder for each value of these columns: `year=2001/`. */
  partitionBy(...cols: readonly (string | readonly string[])[]): this {
    this.#partitioning = cols.flat() as string[];
    return this;
  }

  /** So many files by a hash of these columns; for tables alone. @throws ValueError for no column */
  bucketBy(numBuckets: number, ...cols: readonly (string | readonly string[])[]): this {
    this.#buckets = { numBuckets, bucketColumnNames: some("bucketBy", cols) };
    return this;
  }

  /** The order within a bucket. @throws ValueError for no column */
  sortBy(...cols: readonly (string | readonly string[])[]): this {
    this.#sorting = some("sortBy", cols);
    return this;
  }

  /** By which columns a table keeps its rows together. @throws ValueError for no column */
  clusterBy(...cols: readonly (string | readonly string[])[]): this {
    this.#clustering = some("clusterBy", cols);
    return this;
  }

  /** Writes files, or what the options say. @throws AnalysisException when there is something already; SparkException */
  async save(
    path?: string,
    options: WriteOptions & { readonly format?: string | undefined } = {},
  ): Promise<void> {
    const { format, ...others } = options;
    if (format !== undefined) this.format(format);
    await this.#write(path === undefined ? undefined : { case: "path", value: path }, others);
  }

  /** Writes a table of the catalog; columns of one that exists are found by their names. */
  async saveAsTable(
    name: string,
    options: WriteOptions & { readonly format?: string | undefined } = {},
  ): Promise<void> {
    const { format, ...others } = options;
    if (format !== undefined) this.format(format);
    const value = { tableName: name, saveMethod: TableSaveMethod.SAVE_AS_TABLE };
    await this.#write({ case: "table", value }, others);
  }

  /** Adds the rows to a table, by the columns' order; or puts them in the place of its rows. */
  async insertInto(tableName: string, overwrite?: boolean, options: ActionOptions = {}): Promise<void> {
    if (overwrite !== undefined) this.mode(overwrite ? "overwrite" : "append");
    const value = { tableName, saveMethod: TableSaveMethod.INSERT_INTO };
    const { signal, timeout } = options;
    await this.#write({ case: "table", value }, { signal, timeout });
  }

  async csv(path: string, options: WriteOptions = {}): Promise<void> {
    await this.format("csv").save(path, options);
  }

  /** A JSON object a line. */
  async json(path: string, options: WriteOptions = {}): Promise<void> {
    await this.format("json").save(path, options);
  }

  async parquet(path: string, options: WriteOptions = {}): Promise<void> {
    await this.format("parquet").save(path, options);
  }

  async orc(path: string, options: WriteOptions = {}): Promise<void> {
    await this.format("orc").save(path, options);
  }

  /** Lines: the DataFrame has one column, of strings. */
  async text(path: string, options: WriteOptions = {}): Promise<void> {
    await this.format("text").save(path, options);
  }

  async xml(path: string, options: WriteOptions = {}): Promise<void> {
    await this.format("xml").save(path, options);
  }

  /** A table of a database, by JDBC: Spark needs the database's driver. */
  async jdbc(url: string, table: string, options: WriteOptions = {}): Promise<void> {
    await this.format("jdbc").save(undefined, { ...options, url, dbtable: table });
  }

  async #write(
    saveType:
      | { case: "path"; value: string }
      | { case: "table"; value: { tableName: string; saveMethod: TableSaveMethod } }
      | undefined,
    given: WriteOptions,
  ): Promise<void> {
    const { mode, partitionBy, signal, timeout, ...options } = given;
    if (mode !== undefined) this.mode(mode);
    if (partitionBy !== undefined) this.partitionBy(partitionBy);
    this.options(options as Options);
    const plan = commandPlan("writeOperation", {
      input: this.#input,
      ...(this.#source !== undefined && { source: this.#source }),
      ...(saveType !== undefined && { saveType }),
      mode: this.#mode,
      sortColumnNames: [...this.#sorting],
      partitioningColumns: [...this.#partitioning],
      clusteringColumns: [...this.#clustering],
      ...(this.#buckets !== undefined && { bucketBy: this.#buckets }),
      options: this.optionTexts(),
    });
    await this.#session.run(plan, { signal, timeout });
  }
}

function some(method: string, cols: readonly (string | readonly string[])[]): string[] {
  const names = cols.flat() as string[];
  if (names.length === 0) throw new ValueError(`${method} was given no column`);
  return names;
}
