/** A PySpark that is asked golden queries (record.py): a local one of its own, or one beside a Connect server. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Coercion } from "./coercions/recorded.js";
import type { Answer } from "./duckdb.js";
import type { GoldenGroup } from "./family.js";
import { TABLES } from "./tables.js";

export interface RecorderOptions {
  /** With PySpark. */
  readonly python: string;
  readonly javaHome: string;
  /** `sc://…`: the Spark that answers. Left out, one of its own. */
  readonly remote?: string;
  /** Seconds that the queries of a group may take; then Spark is ended. Default: as long as it takes. */
  readonly timeout?: number;
  /** What Spark says beside its answers goes to standard error. */
  readonly isLoud?: boolean;
}

export class Recorder {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #timeout: number | undefined;
  readonly #ended: Promise<unknown>;

  constructor({ python, javaHome, remote, timeout, isLoud = false }: RecorderOptions) {
    this.#child = spawn(python, [fileURLToPath(new URL("record.py", import.meta.url))], {
      stdio: ["pipe", "pipe", isLoud ? "inherit" : "ignore"],
      env: {
        ...process.env,
        JAVA_HOME: javaHome,
        PYSPARK_PYTHON: python,
        SPARK_LOCAL_IP: "127.0.0.1",
        // A connection string has a token, which is nobody's to see in a list of processes.
        ...(remote === undefined ? {} : { GOLDEN_REMOTE: remote }),
      },
    });
    this.#timeout = timeout;
    this.#ended = new Promise((resolve) => this.#child.once("exit", resolve).once("error", resolve));
    const lines = createInterface({ input: this.#child.stdout as Readable });
    this.#lines = lines[Symbol.asyncIterator]();
    // Who stopped early is told of by the lines' end.
    this.#input.on("error", () => undefined);
  }

  get #input(): Writable {
    return this.#child.stdin as Writable;
  }

  /**
   * @param failing the rows that are thought to fail, of each query, which spares the others from being asked one by one; the answers are the same without it
   * @returns an answer for each query
   * @throws Error when Spark has stopped
   */
  async ask(group: GoldenGroup, failing?: readonly (readonly number[])[]): Promise<readonly Answer[]> {
    const request = { timeZone: "UTC", ...group, table: TABLES[group.table], failing };
    return (await this.#answer(request, group.queries)) as Answer[];
  }

  /**
   * @param row SQL of one row, the columns of the expressions
   * @returns of each expression the type, or why it has none; nothing is computed
   * @throws Error when Spark has stopped
   */
  async analyze(row: string, expressions: readonly string[]): Promise<readonly Coercion[]> {
    return (await this.#answer({ row, expressions }, expressions)) as Coercion[];
  }

  async #answer(request: object, queries: readonly string[]): Promise<unknown> {
    this.#input.write(`${JSON.stringify(request)}\n`);
    const kill = () => this.#child.kill("SIGKILL");
    const late = this.#timeout === undefined ? undefined : setTimeout(kill, this.#timeout * 1000);
    const { value, done } = await this.#lines.next();
    clearTimeout(late);
    if (done) throw new Error(`Spark stopped at ${queries[0]} or after; GOLDEN_DEBUG=1 shows what it said`);
    return JSON.parse(value);
  }

  async end(): Promise<void> {
    this.#input.end();
    await this.#ended;
  }
}
