/** A server that isn't there any more, or isn't the same any more; and sessions and runs that it has forgotten. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import {
  type ConnectEngine,
  type ConnectOptions,
  connectEngine,
  type Server,
  startServer,
} from "../../../src/spark/connect/index.js";
import { SparkConnectException } from "../../../src/spark/errors/index.js";
import { partPath } from "../../support/parts.js";
import {
  SPARK_START_MILLISECONDS,
  SPARK_TEST_MILLISECONDS,
  type SparkServer,
  skipWithoutSpark,
  sparkServer,
} from "../../support/spark.js";
import { A_MINUTE, failureOf, partsOf, query, rowsOfQuery } from "./ask.js";
import { type CuttingProxy, startCuttingProxy } from "./cutting-proxy.js";

vi.setConfig({ testTimeout: SPARK_TEST_MILLISECONDS });

/** Seconds, much less than Spark's own. */
const SESSION_SECONDS = 8;
const DETACHED_SECONDS = 3;
const STREAM_SECONDS = 1;

describe("a server of little patience", () => {
  skipWithoutSpark();
  let shared: SparkServer;
  /** Ours, with the token of the shared one, in whose place it steps. */
  let own: Server;
  let proxy: CuttingProxy;
  beforeAll(async () => {
    shared = await sparkServer();
    own = await startServer({
      master: "local[2]",
      python: partPath("pyspark"),
      javaHome: partPath("java"),
      config: {
        "spark.connect.authenticate.token": shared.token,
        "spark.connect.session.manager.defaultSessionTimeout": `${SESSION_SECONDS}s`,
        "spark.connect.session.manager.maintenanceInterval": "500ms",
        "spark.connect.execute.manager.detachedTimeout": `${DETACHED_SECONDS}s`,
        "spark.connect.execute.manager.maintenanceInterval": "500ms",
        "spark.connect.execute.reattachable.senderMaxStreamDuration": `${STREAM_SECONDS}s`,
      },
    });
    proxy = await startCuttingProxy(shared.port);
  }, SPARK_START_MILLISECONDS);
  afterAll(async () => {
    await proxy?.close();
    await own?.stop();
  });

  const urlOf = (port: number) => `sc://127.0.0.1:${port}/;token=${shared.token}`;

  async function connected(port: number, retries: ConnectOptions["retries"] = {}): Promise<ConnectEngine> {
    const engine = await connectEngine({ url: urlOf(port), retries });
    onTestFinished(() => engine.close());
    return engine;
  }

  /** A session at the shared server, which another one then takes the place of. */
  async function aboutToRestart(): Promise<ConnectEngine> {
    proxy.to(shared.port);
    const engine = await connected(proxy.port);
    onTestFinished(async () => {
      // What it left on the shared server.
      await (await connectEngine({ url: `${urlOf(shared.port)};session_id=${engine.sessionId}` })).close();
    });
    await rowsOfQuery(engine, "SELECT 1");
    return engine;
  }

  test("that has restarted between two queries is a clear error, from then on, and a new session is good", async () => {
    const engine = await aboutToRestart();
    proxy.to(own.port);
    for (const _ of [1, 2]) {
      const error = await failureOf(rowsOfQuery(engine, "SELECT 1"));
      expect(error).toBeInstanceOf(SparkConnectException);
      expect(error).toMatchObject({ condition: "INVALID_HANDLE.SESSION_CHANGED" });
    }
    expect(await failureOf(engine.interrupt({}))).toMatchObject({
      condition: "INVALID_HANDLE.SESSION_CHANGED",
    });
    expect(await rowsOfQuery(await connected(proxy.port), "SELECT 2")).toEqual([[2]]);
  });

  test("that restarts in the middle of a run is a clear error within seconds", async () => {
    const engine = await aboutToRestart();
    const run = failureOf(partsOf(engine, query(A_MINUTE)));
    await sleep(1_500);
    const restarted = performance.now();
    proxy.to(own.port);
    const error = await run;
    expect(error).toBeInstanceOf(SparkConnectException);
    expect(error).toMatchObject({ condition: expect.stringMatching(/^INVALID_HANDLE\.SESSION_/) });
    expect(performance.now() - restarted).toBeLessThan(10_000);
  });

  test("that restarts while its rows come doesn't give some of them twice", async () => {
    const engine = await aboutToRestart();
    let next = 0n;
    const read = async () => {
      for await (const part of engine.execute(query("SELECT id, uuid() FROM range(0, 4000000, 1, 40)"))) {
        if (part.kind !== "batch") continue;
        for (const id of part.batch.columns[0]!.numbers as BigInt64Array) expect(id).toBe(next++);
        if (next > 100_000n) proxy.to(own.port);
      }
    };
    const error = await failureOf(read());
    expect(error).toBeInstanceOf(SparkConnectException);
    expect(error).toMatchObject({ condition: expect.stringMatching(/^INVALID_HANDLE\./) });
    expect(next).toBeGreaterThan(100_000n);
  });

  test("has closed a session that nobody used for long: the error says so", async () => {
    const engine = await connected(own.port);
    await rowsOfQuery(engine, "SELECT 1");
    await sleep((SESSION_SECONDS + 3) * 1_000);
    const error = await failureOf(rowsOfQuery(engine, "SELECT 1"));
    expect(error).toBeInstanceOf(SparkConnectException);
    expect(error).toMatchObject({ condition: "INVALID_HANDLE.SESSION_CLOSED" });
  });

  test("goes on for a reader who pauses for longer than it keeps runs that nobody reads", async () => {
    const engine = await connected(own.port, { hold: 1_000 });
    let next = 0n;
    let hasPaused = false;
    for await (const part of engine.execute(
      query("SELECT id, uuid(), uuid() FROM range(0, 2000000, 1, 20)"),
    )) {
      if (part.kind !== "batch") continue;
      for (const id of part.batch.columns[0]!.numbers as BigInt64Array)
        if (id !== next++) throw new Error(`${id} came instead of ${next - 1n}`);
      if (hasPaused) continue;
      hasPaused = true;
      await sleep(3 * DETACHED_SECONDS * 1_000);
    }
    expect(next).toBe(2_000_000n);
  });

  test("that is killed and doesn't come back is a clear error after the tries", async () => {
    const engine = await connectEngine({ url: urlOf(own.port), retries: { retries: 3, longest: 200 } });
    onTestFinished(() => engine.close());
    const run = failureOf(partsOf(engine, query(A_MINUTE)));
    await sleep(1_000);
    const killed = performance.now();
    process.kill(-own.pid, "SIGKILL");
    const error = await run;
    expect(error).toBeInstanceOf(SparkConnectException);
    expect(`${error}`).toMatch(/has gone away, was called 4 times and does not answer any more/);
    expect(performance.now() - killed).toBeLessThan(10_000);
    expect(`${await own.ended}`).toContain("Spark has ended");
  });
});
