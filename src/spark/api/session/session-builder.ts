import { ValueError } from "../../../errors.js";
import type { ConfigValue } from "./runtime-config.js";
import {
  embeddedSource,
  remoteSource,
  type SessionSource,
  type Settings,
  settingText,
  startedSource,
} from "./session-source.js";
import { SparkSession } from "./spark-session.js";

/**
 * Says where a session runs and what is set in it.
 *
 * ```ts
 * const spark = await SparkSession.builder.getOrCreate();                                  // the embedded engine
 * const spark = await SparkSession.builder.remote("sc://spark.example.org").getOrCreate(); // a Spark Connect server
 * const spark = await SparkSession.builder.master("local[*]").getOrCreate();               // a Spark that is started here
 * ```
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.builder.html
 */
export class SparkSessionBuilder {
  readonly #settings: Record<string, string> = {};
  #remote: string | undefined;
  #master: string | undefined;

  /** What the application is called in Spark's pages. */
  appName(name: string): this {
    return this.config("spark.app.name", name);
  }

  /** One setting, or several. */
  config(key: string, value: ConfigValue): this;
  config(settings: Readonly<Record<string, ConfigValue>>): this;
  config(first: string | Readonly<Record<string, ConfigValue>>, value?: ConfigValue): this {
    const entries = typeof first === "string" ? [[first, value] as const] : Object.entries(first);
    for (const [key, one] of entries) {
      const text = settingText(key, one);
      if (key === "spark.remote") this.#remote = text;
      else if (key === "spark.master") this.#master = text;
      else this.#settings[key] = text;
    }
    return this;
  }

  /** A Connect server: `sc://host:15002/;token=…`. */
  remote(url: string): this {
    this.#remote = url;
    return this;
  }

  /** A Spark that is started here and runs its tasks there: `local[*]`, `spark://host:7077`. It needs Java and Spark or PySpark. */
  master(master: string): this {
    this.#master = master;
    return this;
  }

  /**
   * The session that is active, with these settings, or a new one.
   * @throws ValueError when the active one is of another engine or server; what {@link create} throws
   */
  async getOrCreate(): Promise<SparkSession> {
    const source = this.#source();
    const active = SparkSession.getActiveSession();
    if (active === null) return this.#open(source);
    if (active.source.name !== source.name) {
      throw new ValueError(
        `there is an active session of ${active.source.name}, and one of ${source.name} is asked for. Stop that one first, or make a second with create()`,
      );
    }
    await active.conf.setAll(this.#settings, true);
    return active;
  }

  /**
   * A new session, which becomes the active one.
   * @throws ValueError for `remote` and `master` together, and for a connection string that isn't one; NotSupportedError for an optional package that isn't installed;
   *   SparkConnectException when the server can't be reached or started
   */
  async create(): Promise<SparkSession> {
    return this.#open(this.#source());
  }

  #source(): SessionSource {
    const settings: Settings = { ...this.#settings };
    if (this.#remote !== undefined && this.#master !== undefined) {
      throw new ValueError(
        "a session is of a server (remote) or of a Spark that is started here (master), not of both",
      );
    }
    if (this.#remote !== undefined) return remoteSource(this.#remote);
    return this.#master === undefined ? embeddedSource(settings) : startedSource(this.#master, settings);
  }

  async #open(source: SessionSource): Promise<SparkSession> {
    const engine = await source.open();
    const session = new SparkSession(engine, source);
    try {
      // Settings of Spark itself can't be changed any more by who asks a server; PySpark goes on without them too.
      await session.conf.setAll(this.#settings, true);
    } catch (error) {
      await session.stop();
      throw error;
    }
    return session;
  }
}
