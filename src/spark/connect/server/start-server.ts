/** Starts a Connect server on this machine, for one session. */

import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { NotSupportedError, TimeoutError } from "../../../errors.js";
import { SparkConnectException } from "../../errors/index.js";
import { findSpark, requireJava, type WhereSparkIs } from "./find-spark.js";
import { PATIENCE_MILLISECONDS, startGuarded } from "./guard.js";
import { configuration, logSettings, propertiesText } from "./settings.js";

export interface ServerOptions extends WhereSparkIs {
  /** Where Spark runs its tasks, as `local[2]` or `spark://host:7077`. Default `local[*]`: here, in a thread a core. */
  readonly master?: string;
  /** Spark's configuration: https://spark.apache.org/docs/latest/configuration.html */
  readonly config?: Readonly<Record<string, string>>;
  /** The home of a Java 17 or 21. Default: JAVA_HOME, or the `java` on the path. */
  readonly javaHome?: string;
  /** Seconds that it may take to start. Default 120. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/** A Connect server that we have started. It ends with this process, however that ends. */
export interface Server {
  /** For {@link connectEngine}; has the token. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** The release of Spark. */
  readonly version: string;
  /** Of the process that guards it. */
  readonly pid: number;
  /** What is wrong when it has ended by itself; never rejects. */
  readonly ended: Promise<SparkConnectException>;
  /** The end of what Spark has printed. */
  log(): string;
  /** Idempotent. */
  stop(): Promise<void>;
}

const START_SECONDS = 120;
const LOOK_MILLISECONDS = 50;
const MAIN_CLASS = "org.apache.spark.sql.connect.service.SparkConnectServer";
/** What the server says when it listens. */
const LISTENING = /Spark Connect server started at:? .*?:(\d+)/;
/** As much of the log's end is shown in messages. */
const LAST_LINES = 30;

/**
 * Starts Spark with a Connect server on 127.0.0.1, at a port that is free, which asks for a token of its own, and without Spark's web page.
 *
 * @throws ValueError for a place that was named and has no Spark; SparkConnectException when no Spark or Java is found or the server doesn't
 *   start, with the end of its log; TimeoutError when it takes longer than `timeout`; NotSupportedError on Windows
 */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  if (process.platform === "win32") {
    throw new NotSupportedError(
      "Starting a Spark",
      "Windows",
      'Start a Connect server yourself, as in WSL, and connect to it with remote("sc://localhost:15002").',
    );
  }
  options.signal?.throwIfAborted();
  const spark = await findSpark(options);
  const token = randomBytes(32).toString("base64url");
  const folder = mkdtempSync(join(tmpdir(), "manycore-spark-"));
  const environment = {
    ...process.env,
    SPARK_HOME: spark.home,
    SPARK_CONNECT_AUTHENTICATE_TOKEN: token,
    // What Spark puts into Java's temporary folder, as the artifacts of sessions, it takes away at its end, but not if it is killed: in our folder it
    // goes with that. Spark's classes are more than Java begins with room for: until it has, it collects garbage at each step. Options of the user's
    // come later, and count.
    SPARK_SUBMIT_OPTS: `"-Djava.io.tmpdir=${folder}" -XX:MetaspaceSize=256m ${process.env.SPARK_SUBMIT_OPTS ?? ""}`,
  };
  if (options.javaHome !== undefined) Object.assign(environment, { JAVA_HOME: options.javaHome });
  if (spark.python !== undefined && !process.env.PYSPARK_PYTHON) {
    Object.assign(environment, { PYSPARK_PYTHON: spark.python });
  }
  const logFile = join(folder, "server.log");
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  try {
    requireJava(environment);
    const mine = { mode: 0o600 };
    writeFileSync(join(folder, "spark.conf"), propertiesText(configuration(options, folder)), mine);
    writeFileSync(join(folder, "log4j2.properties"), logSettings(MAIN_CLASS), mine);
    Object.assign(environment, { LOG4J_CONFIGURATION_FILE: join(folder, "log4j2.properties") });
    const log = openSync(logFile, "w", 0o600);
    const submit = [
      ...["--class", MAIN_CLASS, "--properties-file", join(folder, "spark.conf"), "--load-spark-defaults"],
      "spark-internal",
    ];
    const guard = startGuarded(join(spark.home, "bin", "spark-submit"), submit, {
      folder,
      log,
      env: environment,
    });
    closeSync(log);
    return await listening(guard, { ...options, token, version: spark.version, folder, logFile });
  } catch (error) {
    remove();
    throw error;
  }
}

interface Starting extends ServerOptions {
  readonly token: string;
  readonly version: string;
  readonly folder: string;
  readonly logFile: string;
}

/** Waits until the server says where it listens. */
async function listening(guard: ChildProcess, starting: Starting): Promise<Server> {
  const { token, version, folder, logFile, signal, timeout = START_SECONDS } = starting;
  let lastLog: string | undefined;
  const log = () => lastLog ?? readFileSync(logFile, "utf8");
  const exited = new Promise<void>((resolve) => {
    const over = () => {
      // The folder goes now, whether anybody closes the session or not; the log may still be asked for.
      lastLog ??= existsSync(logFile) ? readFileSync(logFile, "utf8") : "";
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
      resolve();
    };
    guard.on("exit", over).on("error", over);
  });
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= end(guard, exited));
  let isOver = false;
  exited.then(() => (isOver = true));
  // A guard that has ended no longer reads: its exit says all there is to say.
  guard.stdin?.on("error", () => undefined);
  const deadline = performance.now() + timeout * 1000;
  try {
    while (true) {
      const port = LISTENING.exec(isOver ? "" : log())?.[1];
      if (port !== undefined) {
        guard.unref();
        (guard.stdin as Socket | null)?.unref();
        const ended = exited.then(() => new SparkConnectException(`Spark has ended.${shown(log())}`));
        const url = `sc://127.0.0.1:${port}/;token=${token}`;
        return { url, port: Number(port), token, version, pid: guard.pid!, ended, log, stop };
      }
      if (isOver)
        throw new SparkConnectException(`Spark ended before its Connect server listened.${shown(log())}`);
      if (performance.now() > deadline) {
        throw new TimeoutError(`Spark's Connect server did not listen within ${timeout} s.${shown(log())}`);
      }
      await Promise.race([sleep(LOOK_MILLISECONDS, undefined, { signal }), exited]);
    }
  } catch (error) {
    await stop();
    throw signal?.aborted ? signal.reason : error;
  }
}

async function end(guard: ChildProcess, exited: Promise<void>): Promise<void> {
  guard.stdin?.end();
  const late = new AbortController();
  // The guard itself kills Spark that takes longer.
  const tooLong = sleep(2 * PATIENCE_MILLISECONDS, true, { signal: late.signal }).catch(() => false);
  const hangs = await Promise.race([exited, tooLong]);
  late.abort();
  if (hangs !== true) return;
  // It leads a group of its own, with Spark and Spark's workers.
  if (guard.pid !== undefined) process.kill(-guard.pid, "SIGKILL");
  await exited;
}

/** The end of the log, for a message. */
function shown(log: string): string {
  const lines = log.trimEnd().split("\n").slice(-LAST_LINES).join("\n");
  return lines === "" ? " It printed nothing." : ` Its log ends with:\n${lines}`;
}
