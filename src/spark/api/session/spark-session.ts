import { ValueError } from "../../../errors.js";
import type { Engine, ExecuteOptions, Progress, ResultPart } from "../../engine/index.js";
import { refuseMembers } from "../../errors/refused-members.js";
import { adopt, commandPlan, relation } from "../../plan/index.js";
import type { Expression, Plan, Relation } from "../../proto/index.js";
import { SparkContext } from "../../rdd/index.js";
import type { StructType } from "../../types/index.js";
import { Catalog } from "../catalog.js";
import { type ColumnOrValue, lit } from "../column.js";
import { DataFrame } from "../data-frame/data-frame.js";
import { Frame, type FrameOf } from "../data-frame/frame.js";
import { type ActionOptions, deadline } from "../deadline.js";
import { DataFrameReader } from "../io/reader.js";
import { NOT_OFFERED } from "../not-offered.js";
import { TableValuedFunction } from "../table-valued-function.js";
import { type ColumnsOf, type LocalColumns, type LocalRows, localRelation } from "./local-relation.js";
import { RuntimeConfig } from "./runtime-config.js";
import { SparkSessionBuilder } from "./session-builder.js";
import type { SessionSource } from "./session-source.js";
import { UDFRegistration } from "./udf-registration.js";

/** What a query speaks of: values of `?` in their order; by their names values of `:name`, and DataFrames that stand for `{name}`. */
export type SqlArguments =
  | readonly ColumnOrValue[]
  | Readonly<Record<string, ColumnOrValue | FrameOf<unknown>>>;

type ObservedValues = ReadonlyMap<string, unknown>;

/** Sessions that aren't stopped; the last one is the active one. */
const sessions: SparkSession[] = [];

/**
 * The way to Spark: makes DataFrames, and has an engine run them.
 *
 * ```ts
 * await using spark = await SparkSession.builder.getOrCreate();
 * await spark.range(5).show();
 * ```
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/spark_session.html
 */
export class SparkSession implements AsyncDisposable {
  static {
    refuseMembers(SparkSession, "SparkSession", NOT_OFFERED.SparkSession);
  }

  /** What runs the plans. */
  readonly engine: Engine;
  /** Where the session is from. */
  readonly source: SessionSource;
  readonly conf: RuntimeConfig;
  readonly catalog: Catalog;
  readonly tvf: TableValuedFunction;
  readonly udf: UDFRegistration;
  readonly #tags = new Set<string>();
  readonly #observers = new Map<string, (values: ObservedValues) => void>();
  readonly #progressHandlers = new Set<(progress: Progress) => void>();
  #context: SparkContext | undefined;
  #stopping: Promise<void> | undefined;

  /** Use {@link SparkSession.builder}. */
  constructor(engine: Engine, source: SessionSource) {
    this.engine = engine;
    this.source = source;
    this.conf = new RuntimeConfig(engine);
    this.catalog = new Catalog(this);
    this.tvf = new TableValuedFunction(this);
    this.udf = new UDFRegistration(this);
    sessions.push(this);
  }

  /** A new builder. */
  static get builder(): SparkSessionBuilder {
    return new SparkSessionBuilder();
  }

  /** The session that was made last and isn't stopped, or null. */
  static getActiveSession(): SparkSession | null {
    return sessions.at(-1) ?? null;
  }

  /** @throws ValueError when there is no session */
  static active(): SparkSession {
    const session = SparkSession.getActiveSession();
    if (session !== null) return session;
    throw new ValueError("there is no active session. Make one: await SparkSession.builder.getOrCreate()");
  }

  /** The release of Spark; the embedded engine says whose answers it gives. */
  get version(): string {
    return this.engine.version;
  }

  /**
   * Where RDDs come from. It ends with the session.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.sparkContext.html
   * @throws ValueError when the session is stopped
   */
  get sparkContext(): SparkContext {
    this.#checkRunning();
    this.#context ??= new SparkContext(this.source.rddBackend(this.engine));
    return this.#context;
  }

  /** Reads files and tables. */
  get read(): DataFrameReader {
    return new DataFrameReader(this);
  }

  /**
   * What an SQL statement gives. Commands (CREATE, INSERT, SET …) are done at once, queries when their DataFrame is used.
   *
   * ```ts
   * await spark.sql("SELECT * FROM flights WHERE origin = :origin", { origin: "SFO" });
   * await spark.sql("SELECT * FROM {df} JOIN {other} USING (id)", { df, other });
   * ```
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.sql.html
   * @throws ParseException for SQL that can't be read; SparkException
   */
  async sql(sqlQuery: string, args: SqlArguments = [], options: ActionOptions = {}): Promise<DataFrame> {
    const posArguments = Array.isArray(args) ? args.map((value: ColumnOrValue) => lit(value).expression) : [];
    const namedArguments: Record<string, Expression> = {};
    const references: Relation[] = [];
    let query = sqlQuery;
    if (!Array.isArray(args)) {
      for (const [name, value] of Object.entries(args)) {
        if (!(value instanceof Frame)) {
          namedArguments[name] = lit(value as ColumnOrValue).expression;
          continue;
        }
        if (value.sparkSession !== this)
          throw new ValueError(`sql: {${name}} is a DataFrame of another session`);
        // A name that no view has, for this query alone.
        const alias = `_manycore_${crypto.randomUUID().replaceAll("-", "")}`;
        if (!query.includes(`{${name}}`)) throw new ValueError(`sql: the query has no {${name}}`);
        query = query.replaceAll(`{${name}}`, alias);
        references.push(relation("subqueryAlias", { input: value.relation, alias }));
      }
    }
    const root = relation("sql", { query, posArguments, namedArguments });
    const input = references.length === 0 ? root : relation("withRelations", { root, references });
    let answer: Relation | undefined;
    for await (const part of this.execute(commandPlan("sqlCommand", { input }), options)) {
      if (part.kind === "relation") answer = part.relation;
    }
    if (answer === undefined) throw new ValueError(`${this.engine.name} gave no answer to the SQL`);
    return new DataFrame(adopt(answer), this);
  }

  /** A table, or a view. Whether it exists is asked when it is used. */
  table(tableName: string): DataFrame {
    return this.read.table(tableName);
  }

  /**
   * Whole numbers from `start` up to but without `end`, in a column `id`; with one argument from 0.
   * @throws ValueError for a step of 0, or numbers that aren't whole
   */
  range(
    start: number | bigint,
    end?: number | bigint,
    step: number | bigint = 1,
    numPartitions?: number,
  ): DataFrame<{ id: number }> {
    const [first, last] = end === undefined ? [0, start] : [start, end];
    const wrong = [first, last, step].find((n) => typeof n === "number" && !Number.isSafeInteger(n));
    if (wrong !== undefined)
      throw new ValueError(`range: ${wrong} is no whole number that JavaScript has exactly`);
    if (BigInt(step) === 0n) throw new ValueError("range: the step is 0");
    const value = {
      start: BigInt(first),
      end: BigInt(last),
      step: BigInt(step),
      ...(numPartitions !== undefined && { numPartitions }),
    };
    return new DataFrame(relation("range", value), this);
  }

  /**
   * Rows of this process as a DataFrame: objects, arrays with a value for each column, columns (arrays, typed arrays, ndarrays), or a table of Arrow's.
   *
   * ```ts
   * await spark.createDataFrame([{ name: "Ada", born: 1815 }]);
   * await spark.createDataFrame([["Ada", 1815]], "name string, born int");
   * await spark.createDataFrame({ name: ["Ada"], born: new Int32Array([1815]) });
   * ```
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.createDataFrame.html
   * @param schema a type, SQL's words for it, or names of columns. Without types they are inferred from all rows
   * @throws ValueError, OverflowError for values that aren't of the schema, or types that can't be inferred; NotSupportedError without apache-arrow
   */
  async createDataFrame<T extends object>(
    data: LocalRows<T>,
    schema?: StructType | string,
  ): Promise<DataFrame<T>>;
  async createDataFrame<C extends LocalColumns>(
    data: C,
    schema?: StructType | string,
  ): Promise<DataFrame<ColumnsOf<C>>>;
  async createDataFrame(
    data: Iterable<unknown> | object,
    schema?: StructType | string | readonly string[],
  ): Promise<DataFrame>;
  async createDataFrame(
    data: Iterable<unknown> | object,
    schema?: StructType | string | readonly string[],
  ): Promise<DataFrame> {
    return new DataFrame(await localRelation(data, schema), this);
  }

  /** A DataFrame of no rows. */
  async emptyDataFrame(schema: StructType | string): Promise<DataFrame> {
    return this.createDataFrame([], schema);
  }

  /** Another session of the same engine or server, with settings and temporary views of its own. */
  async newSession(): Promise<SparkSession> {
    return new SparkSession(await this.source.open(), this.source);
  }

  /** Stops all queries of this session. @returns the ids of their operations */
  async interruptAll(): Promise<string[]> {
    return this.engine.interrupt({});
  }

  /** Stops the queries that were begun with a tag. @returns the ids of their operations */
  async interruptTag(tag: string): Promise<string[]> {
    return this.engine.interrupt({ tag: checkTag(tag) });
  }

  /** Stops one query. @returns its id, or nothing when it has ended */
  async interruptOperation(operationId: string): Promise<string[]> {
    return this.engine.interrupt({ operationId });
  }

  /** Marks the queries that are begun from now on, for {@link interruptTag}. @throws ValueError for an empty tag, or one with a comma */
  addTag(tag: string): void {
    this.#tags.add(checkTag(tag));
  }

  removeTag(tag: string): void {
    this.#tags.delete(tag);
  }

  getTags(): Set<string> {
    return new Set(this.#tags);
  }

  clearTags(): void {
    this.#tags.clear();
  }

  /** Calls a function each time that a query of this session gets further. */
  registerProgressHandler(handler: (progress: Progress) => void): void {
    this.#progressHandlers.add(handler);
  }

  removeProgressHandler(handler: (progress: Progress) => void): void {
    this.#progressHandlers.delete(handler);
  }

  clearProgressHandlers(): void {
    this.#progressHandlers.clear();
  }

  /** Ends the session, its queries, and a Spark that was started for it. Idempotent. */
  async stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  get isStopped(): boolean {
    return this.#stopping !== undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** What a plan gives, piece by piece. @throws ValueError when the session is stopped; SparkException; TimeoutError */
  async *execute(
    plan: Plan,
    options: ActionOptions & Pick<ExecuteOptions, "slowly"> = {},
  ): AsyncGenerator<ResultPart, void, undefined> {
    this.#checkRunning();
    const { signal, clear } = deadline(options);
    const { slowly = false } = options;
    const how: ExecuteOptions = { tags: [...this.#tags], slowly, ...(signal && { signal }) };
    try {
      for await (const part of this.engine.execute(plan, how)) {
        if (part.kind === "progress") {
          for (const handler of this.#progressHandlers) handler(part.progress);
        } else if (part.kind === "observed") {
          this.#observers.get(part.name)?.(part.values);
          this.#observers.delete(part.name);
        } else {
          yield part;
        }
      }
    } finally {
      clear();
    }
  }

  /** Runs a command. @throws as {@link execute} */
  async run(plan: Plan, options: ActionOptions = {}): Promise<void> {
    for await (const _ of this.execute(plan, options));
  }

  /** Calls back with the values of an observation when they come. */
  expect(name: string, observer: (values: ObservedValues) => void): void {
    this.#observers.set(name, observer);
  }

  async #stop(): Promise<void> {
    const at = sessions.indexOf(this);
    if (at >= 0) sessions.splice(at, 1);
    try {
      await this.#context?.stop();
      await this.engine.close();
    } finally {
      await this.source.release();
    }
  }

  #checkRunning(): void {
    if (this.isStopped) throw new ValueError(`the session of ${this.engine.name} is stopped`);
  }
}

function checkTag(tag: string): string {
  if (tag === "" || tag.includes(",")) {
    throw new ValueError(`a tag is ${JSON.stringify(tag)}; it isn't empty and has no comma`);
  }
  return tag;
}
