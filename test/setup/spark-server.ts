import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { findJavaHome, pysparkPython } from "../../scripts/pyspark-venv.mjs";
import { type Server, startServer } from "../../src/spark/connect/server/start-server.js";
import type { SparkServer } from "../support/spark.js";

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

/**
 * Vitest's global set-up: who connects to a local socket is told where Spark is. Spark starts when the first test asks, so that a run without such tests is spared it,
 * and the test files, which are processes of their own, share one.
 */
export default function sparkForTests(project: TestProject): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "manycore-test-spark-"));
  const path =
    process.platform === "win32" ? `\\\\.\\pipe\\${folder.replaceAll("\\", "-")}` : join(folder, "ask");
  let started: Promise<Server> | undefined;
  const asked = createServer(async (socket) => {
    socket.on("error", () => undefined);
    try {
      started ??= start(folder);
      const { url, port, token } = await started;
      const answer: SparkServer = { url, port, token };
      socket.end(JSON.stringify(answer));
    } catch (error) {
      socket.end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }));
    }
  });
  asked.listen(path);
  asked.unref();
  project.provide("sparkServer", path);
  return async () => {
    asked.close();
    await started?.then(
      (server) => server.stop(),
      () => undefined,
    );
    rmSync(folder, { recursive: true, force: true });
  };
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
