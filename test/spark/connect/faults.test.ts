import { createServer, type Server as TcpServer } from "node:net";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { type ConnectEngine, connectEngine } from "../../../src/spark/connect/index.js";
import {
  AnalysisException,
  ArithmeticException,
  NumberFormatException,
  ParseException,
  SparkConnectException,
  type SparkException,
  SparkNoSuchElementException,
  SparkRuntimeException,
} from "../../../src/spark/errors/index.js";
import {
  SPARK_START_MILLISECONDS,
  SPARK_TEST_MILLISECONDS,
  skipWithoutSpark,
  sparkServer,
} from "../../support/spark.js";
import { A_MINUTE, failureOf, partsOf, query, rowsOfQuery } from "./ask.js";

vi.setConfig({ testTimeout: SPARK_TEST_MILLISECONDS });

const IMPATIENT = { retries: 2, connecting: 500 };

describe("what Spark says is wrong", () => {
  skipWithoutSpark();
  let engine: ConnectEngine;
  beforeAll(async () => {
    engine = await connectEngine({ url: (await sparkServer()).url });
  }, SPARK_START_MILLISECONDS);
  afterAll(() => engine?.close());

  const failing = async (sql: string) => (await failureOf(rowsOfQuery(engine, sql))) as SparkException;

  test("with a column that isn't there, is an AnalysisException with suggestions", async () => {
    const error = await failing("SELECT idd FROM range(3)");
    expect(error).toBeInstanceOf(AnalysisException);
    expect(error).toMatchObject({
      condition: "UNRESOLVED_COLUMN.WITH_SUGGESTION",
      sqlState: "42703",
      messageParameters: { objectName: "`idd`", proposal: "`id`" },
      queryContext: [{ contextType: "SQL", fragment: "idd", startIndex: 7, stopIndex: 9 }],
    });
    expect(error.message).toMatch(/^\[UNRESOLVED_COLUMN\.WITH_SUGGESTION\] .*`idd`.*`id`/);
    expect(error.remoteStack).toMatch(
      /^org\.apache\.spark\.sql.*AnalysisException: [\s\S]+\n\tat org\.apache\.spark\./,
    );
    // A hundred lines of Java that no one asked for would bury the message.
    expect(inspect(error)).not.toContain("SparkConnectPlanner");
  });

  test("is the same when it is only analysed", async () => {
    const plan = query("SELECT idd FROM range(3)");
    const asked = engine.analyze("schema", { $typeName: "spark.connect.AnalyzePlanRequest.Schema", plan });
    expect(await failureOf(asked)).toMatchObject({
      name: "AnalysisException",
      condition: "UNRESOLVED_COLUMN.WITH_SUGGESTION",
    });
  });

  test.each([
    ["SELECT 1 / id FROM range(3)", ArithmeticException, "DIVIDE_BY_ZERO", "22012"],
    ["SELECT CAST('x' AS INT)", NumberFormatException, "CAST_INVALID_INPUT", "22018"],
    ["SELECT raise_error('no')", SparkRuntimeException, "USER_RAISED_EXCEPTION", "P0001"],
    ["SELEKT 1", ParseException, "PARSE_SYNTAX_ERROR", "42601"],
    ["SELECT nothing_of_this_name(1)", AnalysisException, "UNRESOLVED_ROUTINE", "42883"],
    ["SELECT * FROM no_table", AnalysisException, "TABLE_OR_VIEW_NOT_FOUND", "42P01"],
  ])("%s", async (sql, errorClass, condition, sqlState) => {
    const error = await failing(sql);
    expect(error.constructor).toBe(errorClass);
    expect(error).toMatchObject({ condition, sqlState });
  });

  test("with a setting that isn't there, is a SparkNoSuchElementException", async () => {
    const value = { $typeName: "spark.connect.ConfigRequest.Get" as const, keys: ["spark.sql.nothing"] };
    const error = await failureOf(engine.config({ case: "get", value }));
    expect(error).toBeInstanceOf(SparkNoSuchElementException);
    expect(error).toMatchObject({ condition: "SQL_CONF_NOT_FOUND" });
  });

  test("leaves the session as it was", async () => {
    await failing("SELECT 1 / 0");
    expect(await rowsOfQuery(engine, "SELECT 2")).toEqual([[2]]);
  });
});

describe("a run that is stopped", () => {
  skipWithoutSpark();
  let engine: ConnectEngine;
  beforeAll(async () => {
    engine = await connectEngine({ url: (await sparkServer()).url });
  }, SPARK_START_MILLISECONDS);
  afterAll(() => engine?.close());

  /** Runs until the first sign of its running, and then does something. */
  async function whenRunning(options: Parameters<typeof partsOf>[2], act: () => void): Promise<unknown> {
    let acted = false;
    const run = async () => {
      for await (const part of engine.execute(query(A_MINUTE), options)) {
        const running = part.kind === "progress" && part.progress.inflightTasks > 0;
        if (running && !acted) {
          acted = true;
          act();
        }
      }
    };
    return await failureOf(run());
  }

  test("by its tag, fails with Spark's word for it, and others run on", async () => {
    let interrupted: Promise<string[]> | undefined;
    const error = await whenRunning({ tags: ["mine"] }, () => {
      interrupted = engine.interrupt({ tag: "other" }).then(async (none) => {
        expect(none).toEqual([]);
        return await engine.interrupt({ tag: "mine" });
      });
    });
    expect(error).toMatchObject({ name: "SparkException", condition: "OPERATION_CANCELED" });
    expect(await interrupted).toHaveLength(1);
  });

  test("by interrupting all, fails too", async () => {
    const error = await whenRunning({}, () => void engine.interrupt({}));
    expect(error).toMatchObject({ condition: "OPERATION_CANCELED" });
  });

  test("by a signal, fails with its reason at once, and the server stops", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    let aborted = 0;
    const error = await whenRunning({ signal: controller.signal }, () => {
      aborted = performance.now();
      controller.abort(reason);
    });
    expect(error).toBe(reason);
    expect(performance.now() - aborted).toBeLessThan(5_000);
    // Nothing is left to interrupt.
    expect(await engine.interrupt({})).toEqual([]);
  });

  test("before it begins, by a signal, is never sent", async () => {
    const error = await failureOf(partsOf(engine, query(A_MINUTE), { signal: AbortSignal.abort("no") }));
    expect(error).toBe("no");
  });

  test("by closing the session, fails and says so", async () => {
    const other = await connectEngine({ url: (await sparkServer()).url });
    const run = failureOf(partsOf(other, query(A_MINUTE)));
    await new Promise((resolve) => setTimeout(resolve, 500));
    await other.close();
    expect(`${await run}`).toContain("is closed");
    expect(`${await failureOf(rowsOfQuery(other, "SELECT 1"))}`).toContain("is closed");
    await other.close();
  });
});

describe("a server that can't be used", () => {
  skipWithoutSpark();

  test(
    "for the token is another one",
    async () => {
      const { port } = await sparkServer();
      const error = await failureOf(connectEngine({ url: `sc://127.0.0.1:${port}/;token=other` }));
      expect(error).toBeInstanceOf(SparkConnectException);
      expect(`${error}`).toMatch(/does not accept the token: .*Give its token as/);
    },
    SPARK_START_MILLISECONDS,
  );

  test("for the session was ended by someone else", async () => {
    const { url } = await sparkServer();
    const engine = await connectEngine({ url });
    onTestFinished(() => engine.close());
    const same = await connectEngine({ url: `${url};session_id=${engine.sessionId}` });
    await same.close();
    const error = await failureOf(rowsOfQuery(engine, "SELECT 1"));
    expect(error).toBeInstanceOf(SparkConnectException);
    expect(error).toMatchObject({ condition: "INVALID_HANDLE.SESSION_CLOSED" });
  });
});

describe("where there is no server", () => {
  test("the message says what was tried and what to do", async () => {
    const error = await failureOf(connectEngine({ url: "sc://127.0.0.1:1", retries: IMPATIENT }));
    expect(error).toBeInstanceOf(SparkConnectException);
    expect(`${error}`).toMatch(
      /no Spark Connect server answers at sc:\/\/127\.0\.0\.1:1, called 3 times without TLS.*ECONNREFUSED.*Is it running.*master\("local\[\*\]"\)/,
    );
  });

  test("but something that never answers, it isn't waited for without end", async () => {
    const silent: TcpServer = createServer((socket) => void socket.on("error", () => undefined));
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as { port: number };
    const started = performance.now();
    const error = await failureOf(connectEngine({ url: `sc://127.0.0.1:${port}`, retries: IMPATIENT }));
    expect(`${error}`).toContain("no Spark Connect server answers");
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
