import { ValueError } from "../../../errors.js";
import { cpuCount } from "../../../multiprocessing/index.js";
import type { ConnectEngine } from "../../connect/index.js";
import type { Engine } from "../../engine/index.js";
import { functionTimeoutOf } from "../../own-functions/function-timeout.js";
import { ClusterBackend, EmbeddedBackend, parallelismOf, type RddBackend } from "../../rdd/index.js";

/** Where sessions come from: a server, a Spark that is started here, or the embedded engine. */
export interface SessionSource {
  /** For messages and for telling two apart. It has no token in it. */
  readonly name: string;
  open(): Promise<Engine>;
  /** What runs a session's RDDs. It starts nothing yet. @param engine the session's, one that was opened here */
  rddBackend(engine: Engine): RddBackend;
  /** One session less. What was started for them ends with the last. */
  release(): Promise<void>;
}

const PARALLELISM = "spark.default.parallelism";

export type Settings = Readonly<Record<string, string>>;

export function embeddedSource(config: Settings): SessionSource {
  return {
    name: "the embedded engine",
    async open() {
      const { embeddedEngine } = await import("../../embedded/index.js");
      return embeddedEngine({ config });
    },
    rddBackend: (engine) =>
      new EmbeddedBackend({ workers: parallelism(config), timeoutNow: () => functionTimeoutOf(engine) }),
    async release() {},
  };
}

export function remoteSource(url: string): SessionSource {
  const clusters = new Clusters();
  let sessions = 0;
  return {
    name: url.replace(/;.*$/s, ""),
    async open() {
      const { connectEngine } = await import("../../connect/index.js");
      const { ownFailure, prepareOwnFunctions } = await import("../../own-functions/index.js");
      // Two clients of one session would take each other's settings and views.
      const again = sessions++ === 0 ? url : url.replace(/;session_id=[^;]*/i, "");
      return clusters.add(
        await connectEngine({ url: again, prepare: prepareOwnFunctions, explain: ownFailure }),
      );
    },
    rddBackend: (engine) => clusters.backend(engine),
    async release() {},
  };
}

/** A Connect server of our own, on this machine, which ends with the last of its sessions. */
export function startedSource(master: string, config: Settings): SessionSource {
  const clusters = new Clusters();
  let starting: Promise<{ readonly url: string; stop(): Promise<void> }> | undefined;
  let sessions = 0;
  const release = async () => {
    if (--sessions > 0) return;
    const server = await starting?.catch(() => undefined);
    starting = undefined;
    await server?.stop();
  };
  return {
    name: `Spark with the master ${master}`,
    async open() {
      sessions++;
      try {
        const { connectEngine, startServer } = await import("../../connect/index.js");
        const { ownFailure, prepareOwnFunctions } = await import("../../own-functions/index.js");
        starting ??= startServer({ master, config });
        const { url } = await starting;
        return await clusters.add(
          await connectEngine({ url, prepare: prepareOwnFunctions, explain: ownFailure }),
        );
      } catch (error) {
        await release();
        throw error;
      }
    },
    rddBackend: (engine) => clusters.backend(engine),
    release,
  };
}

/** The engines of a source's sessions, and how many tasks their clusters run at once: RDDs must know it when they are made, and nobody waits then. */
class Clusters {
  readonly #parallelism = new WeakMap<Engine, number>();

  /** @throws SparkException */
  async add(engine: ConnectEngine): Promise<ConnectEngine> {
    try {
      this.#parallelism.set(engine, await parallelismOf(engine));
      return engine;
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  backend(engine: Engine): RddBackend {
    return new ClusterBackend(engine as ConnectEngine, this.#parallelism.get(engine)!);
  }
}

/** Spark's setting for the partitions of an RDD says, where all cores are this process's, how many run at once. @throws ValueError */
function parallelism(config: Settings): number {
  const given = config[PARALLELISM];
  if (given === undefined) return cpuCount();
  if (/^[1-9]\d{0,3}$/.test(given)) return Number(given);
  throw new ValueError(
    `${PARALLELISM} is ${JSON.stringify(given)}; it is a number of threads, from 1 to 9999`,
  );
}

/** Spark's settings are strings. @throws ValueError for a key that is empty */
export function settingText(key: string, value: unknown): string {
  if (key === "") throw new ValueError("a setting's name is empty");
  return String(value);
}
