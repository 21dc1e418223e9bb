/** Which Python executors have is found by a function that fails: what else may fail meanwhile isn't taken for the answer. */
import { describe, expect, test } from "vitest";
import type { ConnectEngine } from "../../../src/spark/connect/index.js";
import { pythonVersion } from "../../../src/spark/own-functions/cluster/python-version.js";

const LOST =
  "Job aborted due to stage failure: Task 0.3 in stage 23.0 failed: ExecutorLostFailure (executor 3 exited)";
const MISMATCH =
  "[PYTHON_VERSION_MISMATCH] Python in worker has different version: 3.11 than that in driver: 0.0";

/** An engine whose runs fail with these, one after the other. */
function failing(messages: readonly string[]) {
  let runs = 0;
  const engine = {
    name: "Spark",
    // biome-ignore lint/correctness/useYield: it fails first
    async *execute() {
      throw new Error(messages[runs++]);
    },
  };
  return { engine: engine as unknown as ConnectEngine, runs: () => runs };
}

describe("the executors' Python", () => {
  test("is asked for again when an executor died instead", async () => {
    const { engine, runs } = failing([LOST, LOST, MISMATCH]);
    expect(await pythonVersion(engine)).toBe("3.11");
    expect(await pythonVersion(engine)).toBe("3.11");
    expect(runs()).toBe(3);
  });

  test("isn't asked for without end, and not after another error", async () => {
    const dying = failing([LOST, LOST, LOST, MISMATCH]);
    await expect(pythonVersion(dying.engine)).rejects.toThrow("ExecutorLostFailure");
    expect(dying.runs()).toBe(3);
    const other = failing(["no space left", MISMATCH]);
    await expect(pythonVersion(other.engine)).rejects.toThrow("no space left");
    expect(other.runs()).toBe(1);
  });
});
