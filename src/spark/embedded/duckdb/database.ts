/** The database of a session: in memory, with a folder of its own for what doesn't fit. */
import { TemporaryFolder } from "../../engine/temporary-folder.js";
import { textSql } from "../expression/text-sql.js";
import { MACROS } from "../functions/duckdb-macros.js";
import { registerJavaScript } from "./javascript-functions.js";
import { type DuckDBConnection, type DuckDBInstance, loadDuckDB } from "./module.js";

export interface DatabaseOptions {
  /** As DuckDB writes it, `4GB`; left out, 80 % of the machine's memory. */
  readonly memoryLimit?: string | undefined;
  readonly threads?: number | undefined;
}

export class Database {
  readonly #instance: DuckDBInstance;
  readonly #folder: TemporaryFolder;
  readonly #open = new Set<DuckDBConnection>();
  readonly #idle: DuckDBConnection[] = [];
  #closed = false;

  private constructor(instance: DuckDBInstance, folder: TemporaryFolder) {
    this.#instance = instance;
    this.#folder = folder;
  }

  /** @throws NotSupportedError when DuckDB isn't installed */
  static async open({ memoryLimit, threads }: DatabaseOptions = {}): Promise<Database> {
    const duckdb = await loadDuckDB();
    const folder = new TemporaryFolder("spark");
    let instance: DuckDBInstance | undefined;
    try {
      instance = await duckdb.DuckDBInstance.create(":memory:", {
        autoinstall_known_extensions: "false",
        autoload_known_extensions: "false",
        allow_community_extensions: "false",
        allow_unredacted_secrets: "false",
        allow_persistent_secrets: "false",
        temp_directory: folder.path,
        preserve_insertion_order: "true",
        ...(memoryLimit === undefined ? {} : { memory_limit: memoryLimit }),
        ...(threads === undefined ? {} : { threads: String(threads) }),
      });
      const database = new Database(instance, folder);
      const connection = await database.connect();
      registerJavaScript(duckdb, connection);
      for (const macro of MACROS) await connection.run(macro);
      database.giveBack(connection);
      return database;
    } catch (error) {
      instance?.closeSync();
      await folder.remove();
      throw error;
    }
  }

  /** A connection for one query at a time; it goes back by {@link giveBack}. */
  async connect(): Promise<DuckDBConnection> {
    if (this.#closed) throw new Error("the session is closed");
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const connection = await this.#instance.connect();
    // Moments are in UTC; who shows a clock says whose.
    await connection.run(`SET TimeZone = ${textSql("UTC")}`);
    if (this.#closed) {
      connection.closeSync();
      throw new Error("the session is closed");
    }
    this.#open.add(connection);
    return connection;
  }

  giveBack(connection: DuckDBConnection): void {
    if (this.#open.has(connection)) this.#idle.push(connection);
  }

  /** Ends one that may still be at work. */
  discard(connection: DuckDBConnection): void {
    if (!this.#open.delete(connection)) return;
    connection.interrupt();
    connection.closeSync();
  }

  async use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await this.connect();
    try {
      return await work(connection);
    } finally {
      this.giveBack(connection);
    }
  }

  /** Idempotent. What runs must have been interrupted. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const connection of this.#open) connection.closeSync();
    this.#open.clear();
    this.#instance.closeSync();
    await this.#folder.remove();
  }
}
