/** One thing that runs: it can be interrupted, and leaves nothing behind. */
import { randomUUID } from "node:crypto";
import { MemoryError } from "../../../errors.js";
import type { ExecuteOptions } from "../../engine/index.js";
import { SparkException, SparkRuntimeException } from "../../errors/index.js";
import type { Database } from "../duckdb/database.js";
import type { DuckDBConnection, DuckDBDataChunk, DuckDBType } from "../duckdb/module.js";
import { runtimeError } from "../expression/runtime-errors.js";

/** DuckDB forgets an interruption that comes before a query has begun, so it is said again until the query is over. */
const INTERRUPT_AGAIN_MS = 20;

export class Operation {
  readonly id = randomUUID();
  readonly tags: readonly string[];
  readonly #database: Database;
  readonly #signal: AbortSignal | undefined;
  readonly #connections = new Set<DuckDBConnection>();
  readonly #onAbort = (): void => this.interrupt();
  readonly #onIdle: () => void;
  readonly #stops = new Set<(reason: unknown) => void>();
  #stopped = false;
  #busy = 0;
  #again: NodeJS.Timeout | undefined;

  /** @param onIdle told when a query of DuckDB's has given way */
  constructor(database: Database, { signal, tags = [] }: ExecuteOptions = {}, onIdle: () => void = () => {}) {
    this.#database = database;
    this.#onIdle = onIdle;
    this.#signal = signal;
    this.tags = tags;
    signal?.addEventListener("abort", this.#onAbort);
    if (signal?.aborted) this.#stopped = true;
  }

  interrupt(): void {
    this.#stopped = true;
    for (const told of this.#stops) told(this.#signal?.reason ?? canceled(this.id));
    this.#stops.clear();
    if (this.#connections.size === 0) return;
    for (const connection of this.#connections) connection.interrupt();
    this.#again ??= setInterval(() => {
      for (const connection of this.#connections) connection.interrupt();
    }, INTERRUPT_AGAIN_MS);
  }

  /** @throws the signal's reason, or SparkException OPERATION_CANCELED, when it has been stopped */
  check(): void {
    if (this.#signal?.aborted) throw this.#signal.reason;
    if (this.#stopped) throw canceled(this.id);
  }

  /** Runs statements of ours that give no rows. @throws SparkException */
  async run(sql: string): Promise<void> {
    for await (const _ of this.chunks(sql)) {
      // A statement's count of rows.
    }
  }

  /** A query's chunks, one at a time: the next is made when it is asked for. @throws SparkException */
  async *chunks(sql: string): AsyncGenerator<DuckDBDataChunk> {
    this.check();
    const connection = await this.#database.connect();
    this.#connections.add(connection);
    let whole = false;
    try {
      this.check();
      const result = await this.#wait(connection.stream(sql));
      const { isStreaming } = result;
      for (;;) {
        this.check();
        const chunk = await this.#wait(result.fetchChunk());
        if (chunk === null || chunk.rowCount === 0) break;
        yield chunk;
      }
      // A stream that breaks off ends like any other, but isn't one any more: DuckDB says so of results with an error, and not which.
      if (isStreaming && !result.isStreaming) {
        this.check();
        await this.#wait(connection.run(`SELECT bit_xor(hash(q)) FROM (${sql}) AS q`));
        throw new SparkRuntimeException(
          "DuckDB failed in the middle of the query's rows, and does it no more when it is asked again. Ask again.",
        );
      }
      whole = true;
    } catch (error) {
      this.check();
      throw translated(error);
    } finally {
      this.#connections.delete(connection);
      if (whole) this.#database.giveBack(connection);
      else this.#database.discard(connection);
    }
  }

  /** What a query's columns are, without running it. @throws SparkException */
  async columns(sql: string): Promise<{ readonly name: string; readonly type: DuckDBType }[]> {
    this.check();
    return this.#database.use(async (connection) => {
      try {
        const statement = await this.#wait(connection.prepare(sql));
        try {
          return Array.from({ length: statement.columnCount }, (_, i) => ({
            name: statement.columnName(i),
            type: statement.columnType(i),
          }));
        } finally {
          statement.destroySync();
        }
      } catch (error) {
        throw translated(error);
      }
    });
  }

  /** Tells what isn't DuckDB's when it is stopped. @returns takes it back */
  onStop(told: (reason: unknown) => void): () => void {
    this.#stops.add(told);
    return () => this.#stops.delete(told);
  }

  /** Work that goes on by itself until it is stopped: the database is there as long. */
  during<T>(work: () => Promise<T>): Promise<T> {
    return this.#wait(work());
  }

  /** Whether something is at work for it, now. */
  get busy(): boolean {
    return this.#busy > 0;
  }

  async #wait<T>(work: Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await work;
    } finally {
      this.#busy--;
      this.#onIdle();
    }
  }

  end(): void {
    clearInterval(this.#again);
    this.#signal?.removeEventListener("abort", this.#onAbort);
  }
}

/** What DuckDB says, as Spark's error. */
function translated(error: unknown): unknown {
  if (error instanceof SparkException || !(error instanceof Error)) return error;
  const { message } = error;
  const known = runtimeError(message, error);
  if (known !== undefined) return known;
  if (message.startsWith("Out of Memory Error")) {
    return new MemoryError(
      `The query needs more memory than the session may use, and what it keeps can't be spilled. Give it more by the setting spark.driver.memory. DuckDB: ${message}`,
      { cause: error },
    );
  }
  if (/More than one row returned by a subquery/.test(message)) {
    return new SparkRuntimeException(
      "[SCALAR_SUBQUERY_TOO_MANY_ROWS] More than one row returned by a subquery that is a value. SQLSTATE: 21000",
      { condition: "SCALAR_SUBQUERY_TOO_MANY_ROWS", sqlState: "21000", cause: error },
    );
  }
  if (/^(Invalid Input|Conversion|IO|Out of Range|Constraint) Error/.test(message)) {
    return new SparkRuntimeException(`DuckDB: ${message}`, { cause: error });
  }
  return new SparkException(
    `[INTERNAL_ERROR] The embedded engine made SQL that DuckDB refuses; please report it with your query. DuckDB: ${message} SQLSTATE: XX000`,
    { condition: "INTERNAL_ERROR", sqlState: "XX000", cause: error },
  );
}

function canceled(id: string): SparkException {
  return new SparkException(`[OPERATION_CANCELED] The operation ${id} was interrupted. SQLSTATE: HY008`, {
    condition: "OPERATION_CANCELED",
    messageParameters: { operationId: id },
    sqlState: "HY008",
  });
}
