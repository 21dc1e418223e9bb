/** A standalone cluster on this machine: a master and workers, each a process of its own, as they would be on machines of their own. */
import { type ChildProcess, execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findSpark } from "../../src/spark/connect/server/find-spark.js";
import { startGuarded } from "../../src/spark/connect/server/guard.js";
import { type Server, startServer } from "../../src/spark/connect/server/start-server.js";
import { partPath } from "./parts.js";
import { QUICK_JAVA } from "./quick-java.js";

export interface SparkCluster {
  /** `spark://127.0.0.1:…` */
  readonly master: string;
  /** The processes of the workers, in the order in which they were started. */
  readonly workers: readonly number[];
  /** The processes that run tasks, now; each is a child of its worker. */
  executors(): number[];
  /** A Connect server whose tasks the cluster runs. It ends with the cluster at the latest. */
  connectServer(config?: Readonly<Record<string, string>>): Promise<Server>;
  /** All of it has ended after it. Idempotent. */
  stop(): Promise<void>;
}

const START_MILLISECONDS = 60_000;
/** Of a worker: one executor, and one task at a time. */
const WORKER = { cores: 1, memory: "1g" };
/** A daemon's Java machine needs little. */
const DAEMON_MEMORY = "256m";
/** Below 450 MB Spark refuses to start. */
const EXECUTOR_MEMORY = "600m";

interface Daemon {
  readonly guard: ChildProcess;
  /** Of Java, the guard's child. */
  readonly pid: number;
  /** What `listens` found in its log. */
  readonly found: string;
  readonly ended: Promise<void>;
}

export async function startSparkCluster(workerCount = 2): Promise<SparkCluster> {
  const python = partPath("pyspark");
  const javaHome = partPath("java");
  const { home } = await findSpark({ python });
  const folder = mkdtempSync(join(tmpdir(), "manycore-test-cluster-"));
  const daemons: Daemon[] = [];
  const servers: Server[] = [];
  const env = {
    ...process.env,
    SPARK_HOME: home,
    JAVA_HOME: javaHome,
    PYSPARK_PYTHON: python,
    SPARK_LOCAL_IP: "127.0.0.1",
    SPARK_DAEMON_MEMORY: DAEMON_MEMORY,
  };

  async function start(
    name: string,
    listens: RegExp,
    main: string,
    args: readonly string[],
  ): Promise<Daemon> {
    const file = join(folder, `${name}.log`);
    const log = openSync(file, "w");
    const command = [
      `org.apache.spark.deploy.${main}`,
      "--host",
      "127.0.0.1",
      "--port",
      "0",
      "--webui-port",
      "0",
      ...args,
    ];
    const guard = startGuarded(join(home, "bin", "spark-class"), command, {
      folder: join(folder, name),
      log,
      env,
    });
    closeSync(log);
    let isOver = false;
    const ended = new Promise<void>((resolve) =>
      guard.once("exit", () => resolve()).once("error", () => resolve()),
    );
    ended.then(() => (isOver = true));
    const deadline = performance.now() + START_MILLISECONDS;
    for (;;) {
      const told = readFileSync(file, "utf8");
      const found = listens.exec(told)?.[0];
      if (found !== undefined) {
        const daemon = { guard, pid: childrenOf(guard.pid!)[0]!, found, ended };
        daemons.push(daemon);
        return daemon;
      }
      if (isOver || performance.now() > deadline) {
        guard.stdin!.end();
        await ended;
        throw new Error(`Spark's ${name} did not start:\n${told.slice(-3_000)}`);
      }
      await Promise.race([sleep(100), ended]);
    }
  }

  let stopping: Promise<void> | undefined;
  async function end(): Promise<void> {
    await Promise.all(servers.map((server) => server.stop()));
    // Workers first: they end their executors.
    for (const { guard, ended } of daemons.reverse()) {
      guard.stdin!.end();
      await ended;
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
  const stop = () => (stopping ??= end());

  try {
    const { found: master } = await start("master", /spark:\/\/127\.0\.0\.1:\d+/, "master.Master", []);
    const registered = /Successfully registered with master/;
    const workers: number[] = [];
    for (let i = 1; i <= workerCount; i++) {
      const args = [
        "--cores",
        `${WORKER.cores}`,
        "--memory",
        WORKER.memory,
        "--work-dir",
        join(folder, `worker-${i}`),
        master,
      ];
      workers.push((await start(`worker-${i}`, registered, "worker.Worker", args)).pid);
    }
    return {
      master,
      workers,
      executors: () => workers.flatMap(childrenOf),
      async connectServer(config = {}) {
        const server = await startServer({
          master,
          python,
          javaHome,
          config: {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.executor.memory": EXECUTOR_MEMORY,
            "spark.executor.extraJavaOptions": QUICK_JAVA,
            // An executor that is gone is asked again for its blocks, and waited for because it has them: by default for seconds each time.
            "spark.shuffle.io.retryWait": "200ms",
            "spark.locality.wait": "200ms",
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.shuffle.partitions": "4",
            ...config,
          },
        });
        servers.push(server);
        return server;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The processes that one has started and that run. */
export function childrenOf(pid: number): number[] {
  try {
    const lines = execFileSync("ps", ["-o", "pid=,stat=", "--ppid", `${pid}`], { encoding: "utf8" })
      .trim()
      .split("\n");
    return lines.flatMap((line) => {
      const [child = "", state = ""] = line.trim().split(/\s+/);
      return child === "" || state.startsWith("Z") ? [] : [Number(child)];
    });
  } catch {
    // So says ps when there is none.
    return [];
  }
}
