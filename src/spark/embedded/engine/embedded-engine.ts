/** Spark's answers without Spark: plans are analyzed here, and DuckDB runs them in this process. */
import type {
  AnalyzeCase,
  AnalyzeRequest,
  AnalyzeResult,
  Engine,
  ExecuteOptions,
  ResultPart,
} from "../../engine/index.js";
import { SparkException } from "../../errors/index.js";
import type { ConfigRequest_Operation, ConfigResponse, Plan } from "../../proto/index.js";
import { Database } from "../duckdb/database.js";
import { Tables } from "../duckdb/tables.js";
import { OwnWorkers } from "../own/own-workers.js";
import { answer } from "./analyze-plan.js";
import { runCommand } from "./commands.js";
import { Operation } from "./operation.js";
import { OperationSession, type SessionState, schemaOf } from "./session.js";
import { SessionSettings } from "./settings.js";
import { SessionViews } from "./views.js";
import { Warehouse } from "./warehouse.js";

/** The release of Spark whose answers are given. */
const VERSION = "4.3.0";

export interface EmbeddedOptions {
  /** Spark's settings. `spark.driver.memory` is how much of the machine's memory DuckDB may use. */
  readonly config?: Readonly<Record<string, string>>;
}

/** @throws NotSupportedError when DuckDB isn't installed */
export async function embeddedEngine({ config = {} }: EmbeddedOptions = {}): Promise<Engine> {
  const settings = new SessionSettings(config);
  const memory = config["spark.driver.memory"];
  return new EmbeddedEngine(
    await Database.open({ memoryLimit: memory === undefined ? undefined : memoryOf(memory) }),
    settings,
    workersOf(config["spark.default.parallelism"]),
  );
}

/** Spark's `4g` as DuckDB's `4GiB`. */
function memoryOf(text: string): string {
  const [, size, unit = ""] = /^\s*(\d+)\s*([kmgt]?)b?\s*$/i.exec(text) ?? [];
  if (size === undefined) {
    throw new SparkException(`the setting spark.driver.memory is ${text}; it is a size, as 4g or 512m`);
  }
  return `${size}${unit === "" ? "B" : `${unit.toUpperCase()}iB`}`;
}

/** How many run functions at once: as many as there are CPUs, if it isn't said. */
function workersOf(text: string | undefined): number | undefined {
  if (text === undefined || /^[1-9]\d{0,3}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new SparkException(
    `the setting spark.default.parallelism is ${text}; it is a number of threads, from 1 to 9999`,
  );
}

class EmbeddedEngine implements Engine {
  readonly name = "the embedded engine";
  readonly version = VERSION;
  readonly #database: Database;
  readonly #state: SessionState;
  readonly #operations = new Set<Operation>();
  readonly #ended = new Set<() => void>();
  #closed: Promise<void> | undefined;

  constructor(database: Database, settings: SessionSettings, workers: number | undefined) {
    this.#database = database;
    this.#state = {
      settings,
      views: new SessionViews(),
      tables: new Tables(database),
      local: new WeakMap(),
      kept: new Map(),
      persisted: new Map(),
      own: new OwnWorkers(workers),
      registered: new Map(),
      warehouse: new Warehouse(() => settings.given("spark.sql.warehouse.dir")),
      found: new Map(),
    };
  }

  async *execute(plan: Plan, options: ExecuteOptions = {}): AsyncGenerator<ResultPart> {
    const operation = this.#begin(options);
    const session = new OperationSession(this.#state, operation);
    try {
      operation.check();
      if (plan.opType.case === "command") {
        yield* runCommand(session, plan.opType.value);
        yield* session.observed();
        return;
      }
      if (plan.opType.case !== "root") throw noPlan();
      const node = await session.analyze(plan.opType.value);
      const schema = schemaOf(node);
      yield { kind: "schema", schema };
      for await (const batch of session.batches(node, options.slowly)) yield { kind: "batch", batch };
      yield* session.observed();
    } finally {
      await this.#end(operation, session);
    }
  }

  async analyze<C extends AnalyzeCase>(what: C, request: AnalyzeRequest<C>): Promise<AnalyzeResult<C>> {
    const operation = this.#begin({});
    const session = new OperationSession(this.#state, operation);
    try {
      return await answer(session, what, request, this.version);
    } finally {
      await this.#end(operation, session);
    }
  }

  async config(
    operation: ConfigRequest_Operation["opType"],
  ): Promise<Pick<ConfigResponse, "pairs" | "warnings">> {
    this.#refuseClosed();
    return this.#state.settings.ask(operation);
  }

  async interrupt({
    tag,
    operationId,
  }: {
    readonly tag?: string;
    readonly operationId?: string;
  }): Promise<string[]> {
    const wanted = [...this.#operations].filter(
      (operation) =>
        (tag === undefined || operation.tags.includes(tag)) &&
        (operationId === undefined || operation.id === operationId),
    );
    for (const operation of wanted) operation.interrupt();
    return wanted.map(({ id }) => id);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    for (const operation of this.#operations) operation.interrupt();
    await this.#state.own.close();
    // An answer that nobody goes on reading holds no thread of DuckDB's; the others end when they are interrupted.
    while ([...this.#operations].some(({ busy }) => busy)) {
      await new Promise<void>((resolve) => this.#ended.add(resolve));
    }
    await this.#database.close();
    await this.#state.warehouse.close();
  }

  #begin(options: ExecuteOptions): Operation {
    this.#refuseClosed();
    const operation = new Operation(this.#database, options, () => {
      for (const told of this.#ended) told();
      this.#ended.clear();
    });
    this.#operations.add(operation);
    return operation;
  }

  async #end(operation: Operation, session: OperationSession): Promise<void> {
    operation.end();
    try {
      await session.close();
    } finally {
      this.#operations.delete(operation);
    }
  }

  #refuseClosed(): void {
    if (this.#closed === undefined) return;
    throw new SparkException("[INVALID_HANDLE.SESSION_CLOSED] The session is closed. SQLSTATE: HY000", {
      condition: "INVALID_HANDLE.SESSION_CLOSED",
      sqlState: "HY000",
    });
  }
}

function noPlan(): Error {
  return new SparkException("[INVALID_PLAN_INPUT] The plan is empty. SQLSTATE: XX000", {
    condition: "INVALID_PLAN_INPUT",
    sqlState: "XX000",
  });
}
