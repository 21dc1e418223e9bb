import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { type ConnectEngine, type ConnectOptions, connectEngine } from "../../../src/spark/connect/index.js";
import { SparkConnectException } from "../../../src/spark/errors/index.js";
import {
  SPARK_START_MILLISECONDS,
  SPARK_TEST_MILLISECONDS,
  skipWithoutSpark,
  sparkServer,
} from "../../support/spark.js";
import { failureOf, partsOf, query, rowsOfQuery } from "./ask.js";
import { type CuttingProxy, startCuttingProxy } from "./cutting-proxy.js";

vi.setConfig({ testTimeout: SPARK_TEST_MILLISECONDS });

describe("a run whose connection breaks", () => {
  skipWithoutSpark();
  let proxy: CuttingProxy;
  beforeAll(async () => {
    proxy = await startCuttingProxy((await sparkServer()).port);
  }, SPARK_START_MILLISECONDS);
  afterAll(() => proxy?.close());

  async function throughProxy(options: ConnectOptions = {}): Promise<ConnectEngine> {
    const { token } = await sparkServer();
    const engine = await connectEngine({ url: `sc://127.0.0.1:${proxy.port}/;token=${token}`, ...options });
    onTestFinished(async () => {
      proxy.cutAfter(0);
      proxy.open(true);
      await engine.close();
    });
    return engine;
  }

  test("again and again in the middle of its rows goes on: each row comes once and in order", async () => {
    const engine = await throughProxy();
    const before = proxy.connections;
    proxy.cutAfter(3_000_000);
    let next = 0n;
    for await (const part of engine.execute(query("SELECT id, uuid() AS s FROM range(0, 400000, 1, 8)"))) {
      if (part.kind !== "batch") continue;
      for (const id of part.batch.columns[0]!.numbers as BigInt64Array) expect(id).toBe(next++);
    }
    expect(next).toBe(400_000n);
    // 20 MB in connections of 3.
    expect(proxy.connections - before).toBeGreaterThanOrEqual(4);
  });

  test("before any row has come goes on", async () => {
    const engine = await throughProxy();
    const rows = rowsOfQuery(engine, "SELECT count(*) FROM range(4000000) WHERE sha(string(id)) < 'f'");
    for (const delay of [300, 600]) {
      await new Promise((resolve) => setTimeout(resolve, delay));
      proxy.cut();
    }
    expect((await rows)[0]![0]).toBeGreaterThan(0n);
  });

  test("while it is analysed goes on", async () => {
    const engine = await throughProxy();
    proxy.cut();
    const plan = query("SELECT 1 AS one");
    const asked = await engine.analyze("schema", {
      $typeName: "spark.connect.AnalyzePlanRequest.Schema",
      plan,
    });
    expect(asked.schema?.kind.case).toBe("struct");
  });

  test("for good fails after the tries that were asked for, and says so", async () => {
    const engine = await throughProxy({ retries: { retries: 3, longest: 100 } });
    const run = failureOf(
      partsOf(engine, query("SELECT count(*) FROM range(100000000) WHERE sha(string(id)) < 'f'")),
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    proxy.open(false);
    proxy.cut();
    const error = await run;
    expect(error).toBeInstanceOf(SparkConnectException);
    expect(`${error}`).toMatch(/has gone away, was called 4 times and does not answer any more/);
  });

  test("for good is over on the server too once the session is closed and the server can be reached", async () => {
    const { token } = await sparkServer();
    const engine = await throughProxy({ retries: { retries: 1, longest: 100 } });
    const run = failureOf(partsOf(engine, query("SELECT java_method('java.lang.Thread', 'sleep', 60000L)")));
    await new Promise((resolve) => setTimeout(resolve, 500));
    proxy.open(false);
    proxy.cut();
    expect(await run).toBeInstanceOf(SparkConnectException);
    proxy.open(true);
    await engine.close();
    const same = `sc://127.0.0.1:${(await sparkServer()).port}/;token=${token};session_id=${engine.sessionId}`;
    // A session that is over ends what it runs, and can't be asked any more.
    expect(`${await failureOf(connectEngine({ url: same }))}`).toContain("INVALID_HANDLE.SESSION_CLOSED");
  });

  test("and is aborted while it waits for another try, fails with the signal's reason", async () => {
    const engine = await throughProxy({ retries: { first: 60_000 } });
    const controller = new AbortController();
    const run = failureOf(
      partsOf(engine, query("SELECT uuid() FROM range(0, 10000000, 1, 500)"), { signal: controller.signal }),
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    proxy.open(false);
    proxy.cut();
    await new Promise((resolve) => setTimeout(resolve, 300));
    proxy.open(true);
    const aborted = performance.now();
    controller.abort(new Error("enough"));
    expect(await run).toEqual(new Error("enough"));
    expect(performance.now() - aborted).toBeLessThan(12_000);
  });
});
