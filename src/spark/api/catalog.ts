import type { MessageInitShape } from "@bufbuild/protobuf";
import { refuseMembers } from "../errors/refused-members.js";
import { relation } from "../plan/index.js";
import type { CatalogSchema } from "../proto/index.js";
import type { Row, StructType } from "../types/index.js";
import { typeToMessage } from "../types/type-messages.js";
import { Row as RowForms } from "../types/values.js";
import { DataFrame } from "./data-frame/data-frame.js";
import { type Options, optionTexts } from "./io/options.js";
import { NOT_OFFERED } from "./not-offered.js";
import type { SparkSession } from "./session/spark-session.js";
import type { StorageLevel } from "./storage-level.js";

type CatalogInit = NonNullable<MessageInitShape<typeof CatalogSchema>["catType"]>;
type Question = NonNullable<CatalogInit["case"]>;
type Values<Q extends Question> = Extract<CatalogInit, { case: Q }>["value"];

export interface CatalogMetadata {
  readonly name: string;
  readonly description: string | null;
}

export interface Database {
  readonly name: string;
  readonly catalog: string | null;
  readonly description: string | null;
  readonly locationUri: string;
}

export interface Table {
  readonly name: string;
  readonly catalog: string | null;
  readonly namespace: readonly string[] | null;
  readonly description: string | null;
  readonly tableType: string;
  readonly isTemporary: boolean;
}

export interface CatalogColumn {
  readonly name: string;
  readonly description: string | null;
  readonly dataType: string;
  readonly nullable: boolean;
  readonly isPartition: boolean;
  readonly isBucket: boolean;
  readonly isCluster: boolean;
}

export interface CatalogFunction {
  readonly name: string;
  readonly catalog: string | null;
  readonly namespace: readonly string[] | null;
  readonly description: string | null;
  readonly className: string;
  readonly isTemporary: boolean;
}

export interface CreateTableOptions {
  readonly path?: string;
  /** What its files are. */
  readonly source?: string;
  readonly schema?: StructType;
  readonly description?: string;
  readonly options?: Options;
}

/**
 * Which databases, tables and functions a session knows.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/catalog.html
 */
export class Catalog {
  static {
    refuseMembers(Catalog, "Catalog", NOT_OFFERED.Catalog);
  }

  readonly #session: SparkSession;

  constructor(session: SparkSession) {
    this.#session = session;
  }

  async currentCatalog(): Promise<string> {
    return this.#value("currentCatalog", {});
  }

  async setCurrentCatalog(catalogName: string): Promise<void> {
    await this.#rows("setCurrentCatalog", { catalogName });
  }

  /** @param pattern `*` is any name, `a|b` one or the other; so too below */
  async listCatalogs(pattern?: string): Promise<CatalogMetadata[]> {
    return this.#rows("listCatalogs", { ...given("pattern", pattern) });
  }

  async currentDatabase(): Promise<string> {
    return this.#value("currentDatabase", {});
  }

  async setCurrentDatabase(dbName: string): Promise<void> {
    await this.#rows("setCurrentDatabase", { dbName });
  }

  async listDatabases(pattern?: string): Promise<Database[]> {
    return this.#rows("listDatabases", { ...given("pattern", pattern) });
  }

  /** @throws AnalysisException for one that doesn't exist */
  async getDatabase(dbName: string): Promise<Database> {
    return this.#row("getDatabase", { dbName });
  }

  async databaseExists(dbName: string): Promise<boolean> {
    return this.#value("databaseExists", { dbName });
  }

  async listTables(dbName?: string, pattern?: string): Promise<Table[]> {
    return this.#rows("listTables", { ...given("dbName", dbName), ...given("pattern", pattern) });
  }

  /** @throws AnalysisException for one that doesn't exist */
  async getTable(tableName: string): Promise<Table> {
    return this.#row("getTable", { tableName });
  }

  async tableExists(tableName: string, dbName?: string): Promise<boolean> {
    return this.#value("tableExists", { tableName, ...given("dbName", dbName) });
  }

  async listColumns(tableName: string, dbName?: string): Promise<CatalogColumn[]> {
    return this.#rows("listColumns", { tableName, ...given("dbName", dbName) });
  }

  async listFunctions(dbName?: string, pattern?: string): Promise<CatalogFunction[]> {
    return this.#rows("listFunctions", { ...given("dbName", dbName), ...given("pattern", pattern) });
  }

  /** @throws AnalysisException for one that doesn't exist */
  async getFunction(functionName: string): Promise<CatalogFunction> {
    return this.#row("getFunction", { functionName });
  }

  async functionExists(functionName: string, dbName?: string): Promise<boolean> {
    return this.#value("functionExists", { functionName, ...given("dbName", dbName) });
  }

  /** A table of files that are there, or without a path a new one. */
  async createTable(tableName: string, how: CreateTableOptions = {}): Promise<DataFrame> {
    const { path, source, schema, description, options = {} } = how;
    await this.#rows("createTable", {
      tableName,
      ...given("path", path),
      ...given("source", source),
      ...given("description", description),
      ...(schema !== undefined && { schema: typeToMessage(schema) }),
      options: optionTexts(options),
    });
    return this.#session.table(tableName);
  }

  /** @returns whether there was one */
  async dropTempView(viewName: string): Promise<boolean> {
    return this.#value("dropTempView", { viewName });
  }

  /** @returns whether there was one */
  async dropGlobalTempView(viewName: string): Promise<boolean> {
    return this.#value("dropGlobalTempView", { viewName });
  }

  async isCached(tableName: string): Promise<boolean> {
    return this.#value("isCached", { tableName });
  }

  async cacheTable(tableName: string, storageLevel?: StorageLevel): Promise<void> {
    await this.#rows("cacheTable", { tableName, ...given("storageLevel", storageLevel) });
  }

  async uncacheTable(tableName: string): Promise<void> {
    await this.#rows("uncacheTable", { tableName });
  }

  async clearCache(): Promise<void> {
    await this.#rows("clearCache", {});
  }

  /** Looks again what files a table has. */
  async refreshTable(tableName: string): Promise<void> {
    await this.#rows("refreshTable", { tableName });
  }

  /** Looks again at the files of all that is read from there. */
  async refreshByPath(path: string): Promise<void> {
    await this.#rows("refreshByPath", { path });
  }

  /** Looks which partitions a table's folder has. */
  async recoverPartitions(tableName: string): Promise<void> {
    await this.#rows("recoverPartitions", { tableName });
  }

  async #rows<Q extends Question, T = Row>(question: Q, value: Values<Q>): Promise<T[]> {
    const catType = { case: question, value } as CatalogInit;
    return new DataFrame<T>(relation("catalog", { catType }), this.#session).collect();
  }

  async #row<Q extends Question, T>(question: Q, value: Values<Q>): Promise<T> {
    const rows = await this.#rows<Q, T>(question, value);
    return rows[0]!;
  }

  async #value<Q extends Question, V>(question: Q, value: Values<Q>): Promise<V> {
    return RowForms.get(await this.#row<Q, Row>(question, value), 0) as V;
  }
}

function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
