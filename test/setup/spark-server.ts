import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestProject } from "vitest/node";
import { findJavaHome, pysparkPython } from "../../scripts/pyspark-venv.mjs";
import { type Server, startServer } from "../../src/spark/connect/server/start-server.js";
import type { SparkServer } from "../support/spark.js";
import { whatSparkDoes } from "./hung-spark.js";

/** What its tests need beyond Spark's defaults. */
const CONFIG = {
  "spark.sql.session.timeZone": "UTC",
  // Tests have few rows.
  "spark.sql.shuffle.partitions": "2",
  "spark.driver.memory": "2g",
  // A thousand queries' plans fill the heap: Spark keeps them for its pages, which nobody looks at.
  "spark.sql.ui.retainedExecutions": "5",
  "spark.ui.retainedJobs": "5",
  "spark.ui.retainedStages": "5",
  "spark.connect.ui.retainedSessions": "5",
  "spark.connect.ui.retainedStatements": "5",
};

/** What the server may take for a small query, while other files' queries run. Each file waits for it once. */
const ANSWER_MILLISECONDS = 60_000;
/** A Spark that hangs again and again shows nothing new. */
const RESTARTS = 3;

/**
 * Vitest's global set-up: who connects to a local socket is told where Spark is. Spark starts when the first test asks, so that a run without such tests is spared it,
 * and the test files, which are processes of their own, share one.
 *
 * A server that doesn't answer is reported, with what it does instead, and another takes its place: the files that wait for it fail, and not each file after them, at its
 * time limit.
 */
export default function sparkForTests(project: TestProject): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "manycore-test-spark-"));
  const path =
    process.platform === "win32" ? `\\\\.\\pipe\\${folder.replaceAll("\\", "-")}` : join(folder, "ask");
  let current: Promise<Server> | undefined;
  let hung = 0;

  async function answering(): Promise<Server> {
    for (;;) {
      const asked = (current ??= start(folder));
      const server = await asked;
      const problem = await problemOf(server);
      if (problem === undefined) return server;
      // Of two files that ask at once the first one has it replaced.
      if (current === asked) current = replace(server, problem);
    }
  }

  async function replace(server: Server, problem: string): Promise<Server> {
    hung++;
    console.error(`\nSPARK HANGS: ${problem}\n\n${await whatSparkDoes(server)}\n`);
    await server.stop();
    if (hung > RESTARTS) throw new Error(`Spark hung ${hung} times: see above`);
    return start(folder);
  }

  const listener = createServer(async (socket) => {
    socket.on("error", () => undefined);
    try {
      const { url, port, token } = await answering();
      const answer: SparkServer = { url, port, token };
      socket.end(JSON.stringify(answer));
    } catch (error) {
      socket.end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
    }
  });
  listener.listen(path);
  listener.unref();
  project.provide("sparkServer", path);
  return async () => {
    listener.close();
    await current?.then(
      (server) => server.stop(),
      () => undefined,
    );
    rmSync(folder, { recursive: true, force: true });
    if (hung > 0)
      console.error(`Spark hung ${hung} time(s) in this run, and was started anew: see SPARK HANGS above.`);
  };
}

/** What is wrong with a server, where something is. */
async function problemOf(server: Server): Promise<string | undefined> {
  const { SparkSession } = await import("../../src/spark/index.js");
  const ask = async () => {
    const session = await SparkSession.builder.remote(server.url).create();
    await session.range(1).collect();
    await session.stop();
  };
  const asked = ask().then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const late = new AbortController();
  const limit = sleep(ANSWER_MILLISECONDS, `no answer within ${ANSWER_MILLISECONDS / 1000} s`, {
    signal: late.signal,
  }).catch(() => undefined);
  const over = server.ended.then((error) => error.message);
  try {
    return await Promise.race([asked, over, limit]);
  } finally {
    late.abort();
  }
}

function start(folder: string): Promise<Server> {
  const python = pysparkPython();
  const javaHome = findJavaHome();
  if (python === undefined || javaHome === undefined) {
    throw new Error("there is no PySpark or no Java: the test has to call skipWithoutSpark()");
  }
  const config = { ...CONFIG, "spark.sql.warehouse.dir": join(folder, "warehouse") };
  return startServer({ master: "local[2]", python, javaHome, config });
}
