import { create } from "@bufbuild/protobuf";
import { ValueError } from "../../../errors.js";
import type { ResultPart } from "../../engine/index.js";
import { refuseMembers } from "../../errors/refused-members.js";
import { commandPlan, planOf } from "../../plan/index.js";
import {
  AnalyzePlanRequest_ExplainSchema,
  AnalyzePlanRequest_GetStorageLevelSchema,
  AnalyzePlanRequest_InputFilesSchema,
  AnalyzePlanRequest_IsLocalSchema,
  AnalyzePlanRequest_PersistSchema,
  AnalyzePlanRequest_SameSemanticsSchema,
  AnalyzePlanRequest_SchemaSchema,
  AnalyzePlanRequest_SemanticHashSchema,
  AnalyzePlanRequest_TreeStringSchema,
  AnalyzePlanRequest_UnpersistSchema,
  AnalyzePlanRequest_Explain_ExplainMode as ExplainMode,
  type Relation,
} from "../../proto/index.js";
import { type Row, StructType } from "../../types/index.js";
import { typeFromMessage } from "../../types/type-messages.js";
import type { ActionOptions } from "../deadline.js";
import { DataFrameWriter } from "../io/writer.js";
import { DataFrameWriterV2 } from "../io/writer-v2.js";
import { NOT_OFFERED } from "../not-offered.js";
import { StorageLevel } from "../storage-level.js";
import type { FrameOf } from "./frame.js";
import { Statistics } from "./statistics.js";

const EXPLAIN_MODES = {
  simple: ExplainMode.SIMPLE,
  extended: ExplainMode.EXTENDED,
  codegen: ExplainMode.CODEGEN,
  cost: ExplainMode.COST,
  formatted: ExplainMode.FORMATTED,
};
export type ExplainModeName = keyof typeof EXPLAIN_MODES;

/**
 * Rows that are described and not there: each method that makes another DataFrame only adds to the plan, and an action (`collect`, `count`, `show`, `write`) has it
 * run by the session's engine. `T` is the type of the rows where TypeScript can know it; a function for any DataFrame takes `DataFrame<unknown>`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/dataframe.html
 */
export class DataFrame<T = Row> extends Statistics<T> {
  static {
    refuseMembers(DataFrame, "DataFrame", NOT_OFFERED.DataFrame);
  }

  #schema: Promise<StructType> | undefined;

  /** Where the rows are to be written to. */
  get write(): DataFrameWriter {
    return new DataFrameWriter(this.relation, this.sparkSession);
  }

  /** A table of a catalog that the rows are to be written to. */
  writeTo(table: string): DataFrameWriterV2 {
    return new DataFrameWriterV2(this.relation, this.sparkSession, table);
  }

  /** Names and types of the columns. They are asked for once. @throws SparkException, AnalysisException for a plan that can't be */
  override async schema(): Promise<StructType> {
    if (this.#schema === undefined) {
      this.#schema = this.#askSchema();
      // What failed may be asked again: a table may be there then.
      this.#schema.catch(() => {
        this.#schema = undefined;
      });
    }
    return this.#schema;
  }

  /** The columns' names. */
  async columns(): Promise<string[]> {
    return (await this.schema()).names;
  }

  /** The columns' names, and their types as Spark writes them. */
  async dtypes(): Promise<[name: string, type: string][]> {
    const { fields } = await this.schema();
    return fields.map(({ name, dataType }) => [name, dataType.simpleString()]);
  }

  /** Prints the schema as a tree. @param level how deep, if not all of it */
  async printSchema(level?: number): Promise<void> {
    console.log(await this.treeString(level));
  }

  /** What {@link printSchema} prints. */
  async treeString(level?: number): Promise<string> {
    const request = create(AnalyzePlanRequest_TreeStringSchema, {
      plan: planOf(this.relation),
      ...(level !== undefined && { level }),
    });
    const { treeString } = await this.sparkSession.engine.analyze("treeString", request);
    return treeString;
  }

  /**
   * Prints how the plan would be run: `df.explain()`, `df.explain(true)`, `df.explain("formatted")`.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.explain.html
   */
  async explain(mode: boolean | ExplainModeName = "simple"): Promise<void> {
    console.log(await this.explainString(mode));
  }

  /** What {@link explain} prints. @throws ValueError for a mode that Spark doesn't have */
  async explainString(mode: boolean | ExplainModeName = "simple"): Promise<string> {
    const name = typeof mode === "string" ? mode : mode ? "extended" : "simple";
    const explainMode = EXPLAIN_MODES[name];
    if (explainMode === undefined) {
      throw new ValueError(
        `explain: the mode is ${name}; it is one of ${Object.keys(EXPLAIN_MODES).join(", ")}`,
      );
    }
    const request = create(AnalyzePlanRequest_ExplainSchema, { plan: planOf(this.relation), explainMode });
    const { explainString } = await this.sparkSession.engine.analyze("explain", request);
    return explainString;
  }

  /** Whether the rows come without a job. */
  async isLocal(): Promise<boolean> {
    const request = create(AnalyzePlanRequest_IsLocalSchema, { plan: planOf(this.relation) });
    return (await this.sparkSession.engine.analyze("isLocal", request)).isLocal;
  }

  /** The files that it is read from, as far as is known. */
  async inputFiles(): Promise<string[]> {
    const request = create(AnalyzePlanRequest_InputFilesSchema, { plan: planOf(this.relation) });
    return (await this.sparkSession.engine.analyze("inputFiles", request)).files;
  }

  /** Whether both plans are the same but for names, and so have the same answer. False says nothing. */
  async sameSemantics(other: FrameOf<unknown>): Promise<boolean> {
    const request = create(AnalyzePlanRequest_SameSemanticsSchema, {
      targetPlan: planOf(this.relation),
      otherPlan: planOf(this.planOf(other, "sameSemantics")),
    });
    return (await this.sparkSession.engine.analyze("sameSemantics", request)).result;
  }

  /** The same number for plans that are {@link sameSemantics}. */
  async semanticHash(): Promise<number> {
    const request = create(AnalyzePlanRequest_SemanticHashSchema, { plan: planOf(this.relation) });
    return (await this.sparkSession.engine.analyze("semanticHash", request)).result;
  }

  /** Has the engine keep the rows when an action has computed them. Default: in memory, and on disk what doesn't fit. */
  async persist(storageLevel = StorageLevel.MEMORY_AND_DISK_DESER): Promise<this> {
    const request = create(AnalyzePlanRequest_PersistSchema, { relation: this.relation, storageLevel });
    await this.sparkSession.engine.analyze("persist", request);
    return this;
  }

  /** {@link persist} at the default level. */
  async cache(): Promise<this> {
    return this.persist();
  }

  /** No longer keeps the rows. @param blocking waits until they are gone */
  async unpersist(blocking = false): Promise<this> {
    const request = create(AnalyzePlanRequest_UnpersistSchema, { relation: this.relation, blocking });
    await this.sparkSession.engine.analyze("unpersist", request);
    return this;
  }

  /** Where the rows are kept: {@link StorageLevel.NONE} when they aren't. */
  async storageLevel(): Promise<StorageLevel> {
    const request = create(AnalyzePlanRequest_GetStorageLevelSchema, { relation: this.relation });
    const { storageLevel } = await this.sparkSession.engine.analyze("getStorageLevel", request);
    return storageLevel === undefined ? StorageLevel.NONE : StorageLevel.fromMessage(storageLevel);
  }

  /** Whether the rows are to be kept. */
  async isCached(): Promise<boolean> {
    return !(await this.storageLevel()).equals(StorageLevel.NONE);
  }

  /**
   * A DataFrame of the same rows, written down where the cluster's checkpoints are (`spark.checkpoint.dir`), whose plan begins there.
   * @param eager now, not when it is first used
   */
  async checkpoint(eager = true, options: ActionOptions = {}): Promise<DataFrame<T>> {
    return this.#checkpoint({ relation: this.relation, local: false, eager }, options);
  }

  /** As {@link checkpoint}, on the executors themselves: quicker, and lost when one of them is. */
  async localCheckpoint(
    eager = true,
    storageLevel?: StorageLevel,
    options: ActionOptions = {},
  ): Promise<DataFrame<T>> {
    const level = storageLevel === undefined ? {} : { storageLevel };
    return this.#checkpoint({ relation: this.relation, local: true, eager, ...level }, options);
  }

  /** A name for SQL in this session: `spark.sql("SELECT * FROM flights")`. @throws AnalysisException for one that is taken */
  async createTempView(name: string): Promise<void> {
    await this.#createView(name, false, false);
  }

  /** {@link createTempView} that takes a name from the view that has it. */
  async createOrReplaceTempView(name: string): Promise<void> {
    await this.#createView(name, false, true);
  }

  /** A name for SQL in all sessions of the application: `global_temp.flights`. @throws AnalysisException for one that is taken */
  async createGlobalTempView(name: string): Promise<void> {
    await this.#createView(name, true, false);
  }

  /** {@link createGlobalTempView} that takes a name from the view that has it. */
  async createOrReplaceGlobalTempView(name: string): Promise<void> {
    await this.#createView(name, true, true);
  }

  protected override of<U>(relation: Relation): DataFrame<U> {
    return new DataFrame<U>(relation, this.sparkSession);
  }

  async #askSchema(): Promise<StructType> {
    const request = create(AnalyzePlanRequest_SchemaSchema, { plan: planOf(this.relation) });
    const { schema } = await this.sparkSession.engine.analyze("schema", request);
    const type = schema && typeFromMessage(schema);
    if (type instanceof StructType) return type;
    throw new ValueError(`${this.sparkSession.engine.name} gave no schema`);
  }

  async #createView(name: string, isGlobal: boolean, replace: boolean): Promise<void> {
    const plan = commandPlan("createDataframeView", { input: this.relation, name, isGlobal, replace });
    await this.sparkSession.run(plan);
  }

  async #checkpoint(
    command: Extract<Parameters<typeof commandPlan<"checkpointCommand">>[1], object>,
    options: ActionOptions,
  ): Promise<DataFrame<T>> {
    let relation: Relation | undefined;
    for await (const part of this.sparkSession.execute(commandPlan("checkpointCommand", command), options)) {
      if ((part as ResultPart).kind === "relation") relation = (part as { relation: Relation }).relation;
    }
    if (relation === undefined) throw new ValueError(`${this.sparkSession.engine.name} gave no checkpoint`);
    return this.of(relation);
  }
}
