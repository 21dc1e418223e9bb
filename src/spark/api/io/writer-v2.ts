import { refuseMembers } from "../../errors/refused-members.js";
import { commandPlan, expression } from "../../plan/index.js";
import { type Expression, WriteOperationV2_Mode as Mode, type Relation } from "../../proto/index.js";
import { Column, type ColumnOrName, toColumn } from "../column.js";
import type { ActionOptions } from "../deadline.js";
import { NOT_OFFERED } from "../not-offered.js";
import type { SparkSession } from "../session/spark-session.js";
import { WithOptions } from "./options.js";

/**
 * Writes a DataFrame to a table of a catalog that Spark knows by its second interface: `await df.writeTo("lake.flights").append()`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameWriterV2.html
 */
export class DataFrameWriterV2 extends WithOptions {
  static {
    refuseMembers(DataFrameWriterV2, "DataFrameWriterV2", NOT_OFFERED.DataFrameWriterV2);
  }

  readonly #input: Relation;
  readonly #session: SparkSession;
  readonly #tableName: string;
  readonly #properties = new Map<string, string>();
  #provider: string | undefined;
  #partitioning: readonly Expression[] = [];

  constructor(input: Relation, session: SparkSession, tableName: string) {
    super();
    this.#input = input;
    this.#session = session;
    this.#tableName = tableName;
  }

  /** What a new table's files are. */
  using(provider: string): this {
    this.#provider = provider;
    return this;
  }

  tableProperty(property: string, value: string): this {
    this.#properties.set(property, value);
    return this;
  }

  /** Columns, or `F.partitioning.years("day")` and its like. */
  partitionedBy(...cols: readonly ColumnOrName[]): this {
    this.#partitioning = cols.map((col) => toColumn(col).expression);
    return this;
  }

  /** A new table. @throws AnalysisException for one that exists */
  async create(options: ActionOptions = {}): Promise<void> {
    await this.#write(Mode.CREATE, options);
  }

  /** A new table in the place of one. @throws AnalysisException for one that doesn't exist */
  async replace(options: ActionOptions = {}): Promise<void> {
    await this.#write(Mode.REPLACE, options);
  }

  async createOrReplace(options: ActionOptions = {}): Promise<void> {
    await this.#write(Mode.CREATE_OR_REPLACE, options);
  }

  async append(options: ActionOptions = {}): Promise<void> {
    await this.#write(Mode.APPEND, options);
  }

  /** Rows in the place of those for which the condition is true. */
  async overwrite(condition: ColumnOrName, options: ActionOptions = {}): Promise<void> {
    const overwriteCondition =
      condition instanceof Column
        ? condition.expression
        : expression("expressionString", { expression: condition });
    await this.#write(Mode.OVERWRITE, options, overwriteCondition);
  }

  /** Rows in the place of all in the partitions that they are of. */
  async overwritePartitions(options: ActionOptions = {}): Promise<void> {
    await this.#write(Mode.OVERWRITE_PARTITIONS, options);
  }

  async #write(mode: Mode, options: ActionOptions, overwriteCondition?: Expression): Promise<void> {
    const plan = commandPlan("writeOperationV2", {
      input: this.#input,
      tableName: this.#tableName,
      mode,
      partitioningColumns: [...this.#partitioning],
      options: this.optionTexts(),
      tableProperties: Object.fromEntries(this.#properties),
      ...(this.#provider !== undefined && { provider: this.#provider }),
      ...(overwriteCondition !== undefined && { overwriteCondition }),
    });
    await this.#session.run(plan, options);
  }
}
