/** Servers that are old, broken, or no Spark's: none of it may end in wrong rows or in waiting without end. */
import { create } from "@bufbuild/protobuf";
import { Metadata, status } from "@grpc/grpc-js";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { NotSupportedError } from "../../../src/errors.js";
import { type ConnectEngine, type ConnectOptions, connectEngine } from "../../../src/spark/connect/index.js";
import { AnalysisException, SparkConnectException } from "../../../src/spark/errors/index.js";
import { attribute, expression, literal, planOf, relation } from "../../../src/spark/plan/index.js";
import {
  ConfigRequest_GetAllSchema,
  DataTypeSchema,
  SubqueryExpression_SubqueryType as SubqueryType,
} from "../../../src/spark/proto/index.js";
import {
  LongType,
  rowsToArrow,
  StringType,
  StructType,
  TimeType,
  typeToMessage,
} from "../../../src/spark/types/index.js";
import { failureOf, partsOf, query, rowsOfQuery } from "./ask.js";
import { type Answers, sparkFailure, startFakeServer } from "./fake-server.js";

const RANGE = relation("range", { start: 0n, end: 3n, step: 1n });
const QUICK = { retries: 2, first: 5, connecting: 500 };
const SCHEMA = new StructType().add("n", new LongType());
const complete = { responseType: { case: "resultComplete", value: {} } } as const;
const schema = { schema: typeToMessage(SCHEMA) };
const getAll = { case: "getAll", value: create(ConfigRequest_GetAllSchema, {}) } as const;
let one: Uint8Array;
beforeAll(async () => {
  one = await rowsToArrow([{ n: 1n }], SCHEMA);
});

const batch = (responseId: string, more: object = {}) =>
  ({
    responseId,
    responseType: { case: "arrowBatch", value: { rowCount: 1n, data: one, ...more } },
  }) as const;

async function connected(
  answers: Answers,
  options: ConnectOptions = {},
): Promise<ConnectEngine & { calls: readonly string[] }> {
  const { url, calls } = await startFakeServer(answers);
  const engine = await connectEngine({ url, retries: QUICK, ...options });
  onTestFinished(() => engine.close());
  return Object.assign(engine, { calls });
}

const version =
  (text: string): Answers["analyzePlan"] =>
  () => ({
    result: { case: "sparkVersion", value: { version: text } },
  });

describe("a server's release", () => {
  test.each(["3.5.1", "3.4.0", ""])("of %j is refused", async (release) => {
    const { url } = await startFakeServer({ analyzePlan: version(release) });
    const error = await failureOf(connectEngine({ url, retries: QUICK }));
    expect(error).toBeInstanceOf(NotSupportedError);
    expect(`${error}`).toContain("Connect to a Spark 4.0 or later");
    expect(`${error}`).toContain(release || "an unknown release");
  });

  test.each(["4.0.0", "4.1.2", "5.0.0-SNAPSHOT"])("of %s is taken", async (release) => {
    const engine = await connected({
      analyzePlan: version(release),
      executePlan: () => [schema, batch("a"), complete],
    });
    expect(engine.version).toBe(release);
    expect(await rowsOfQuery(engine, "SELECT 1")).toEqual([[1n]]);
  });
});

describe("what a release hasn't", () => {
  const tables = {
    repartitionById: relation("repartitionByExpression", {
      input: RANGE,
      partitionExprs: [expression("directShufflePartitionId", { child: attribute("id") })],
      numPartitions: 2,
    }),
    "a subquery of IN, as isin of a DataFrame": relation("filter", {
      input: RANGE,
      condition: expression("subqueryExpression", { planId: 1n, subqueryType: SubqueryType.IN }),
    }),
    "the type time": relation("project", {
      input: RANGE,
      expressions: [
        expression("cast", {
          expr: literal(null),
          castToType: { case: "type", value: typeToMessage(new TimeType()) },
        }),
      ],
    }),
  };

  test.each(Object.entries(tables))(
    "%s is said to be missing, before anything is sent",
    async (what, table) => {
      const old = await connected({ analyzePlan: version("4.0.5") });
      const error = await failureOf(partsOf(old, planOf(table)));
      expect(error).toBeInstanceOf(NotSupportedError);
      expect(`${error}`).toContain(
        `${what} is not supported on Spark 4.0. It came with Spark 4.1: connect to 4.3.`,
      );
      const asked = old.analyze("schema", { plan: planOf(table) } as never);
      expect(await failureOf(asked)).toBeInstanceOf(NotSupportedError);
      const newer = await connected({
        analyzePlan: version("4.1.0"),
        executePlan: () => [schema, batch("a"), complete],
      });
      await partsOf(newer, planOf(table));
    },
  );
});

describe("a stream of answers", () => {
  test("that ends before the run is over is asked for again, from where it ended", async () => {
    const asked: (string | undefined)[] = [];
    const engine = await connected({
      executePlan: () => [schema, batch("a"), batch("b")],
      reattachExecute: ({ lastResponseId }) => {
        asked.push(lastResponseId);
        return lastResponseId === "b" ? [batch("c")] : [{ responseId: "d", ...complete }];
      },
    });
    expect(await rowsOfQuery(engine, "SELECT 1")).toEqual([[1n], [1n], [1n]]);
    expect(asked).toEqual(["b", "c"]);
  });

  test("that ends again and again without an answer is an error after the tries that were asked for", async () => {
    const engine = await connected({ executePlan: () => [schema, batch("a")] });
    const error = await failureOf(rowsOfQuery(engine, "SELECT 1"));
    expect(error).toBeInstanceOf(SparkConnectException);
    expect(`${error}`).toContain("ends the run's stream again and again");
    expect(engine.calls.filter((name) => name === "reattachExecute")).toHaveLength(QUICK.retries);
  });

  test("whose server has forgotten the run, begins again when nothing has come of it", async () => {
    let runs = 0;
    const engine = await connected({
      executePlan: () => (++runs === 1 ? [] : [schema, batch("a"), complete]),
      reattachExecute: () => {
        throw sparkFailure("[INVALID_HANDLE.OPERATION_NOT_FOUND] gone", {
          errorClass: "INVALID_HANDLE.OPERATION_NOT_FOUND",
        });
      },
    });
    expect(await rowsOfQuery(engine, "SELECT 1")).toEqual([[1n]]);
    expect(runs).toBe(2);
  });

  test("whose server has forgotten the run, doesn't begin again when rows have come", async () => {
    const engine = await connected({
      executePlan: () => [schema, batch("a")],
      reattachExecute: () => {
        throw sparkFailure("[INVALID_HANDLE.OPERATION_NOT_FOUND] gone", {
          errorClass: "INVALID_HANDLE.OPERATION_NOT_FOUND",
        });
      },
    });
    const error = await failureOf(rowsOfQuery(engine, "SELECT 1"));
    expect(error).toMatchObject({
      name: "SparkConnectException",
      condition: "INVALID_HANDLE.OPERATION_NOT_FOUND",
    });
    expect(`${error}`).toContain("isn't begun again by itself");
    expect(engine.calls.filter((name) => name === "executePlan")).toHaveLength(1);
  });

  test("is asked for as fast as it is read, and not far ahead", async () => {
    const many = 40;
    const table = new StructType().add("s", new StringType());
    const data = await rowsToArrow([{ s: "x".repeat(2 ** 20) }], table);
    let sent = 0;
    const engine = await connected({
      executePlan: function* () {
        yield { schema: typeToMessage(table) };
        for (; sent < many; sent++) {
          const value = { rowCount: 1n, data };
          yield { responseId: `${sent}`, responseType: { case: "arrowBatch", value } } as const;
        }
        yield complete;
      },
    });
    let read = 0;
    for await (const part of engine.execute(query("SELECT 1"))) {
      if (part.kind !== "batch") continue;
      read++;
      if (read !== 1 && read !== 20) continue;
      let before = -1;
      for (; before !== sent; await new Promise((resolve) => setTimeout(resolve, 100))) before = sent;
      // What a server can send again, 10 MiB, is more.
      expect(sent - read).toBeLessThan(16);
    }
    expect(read).toBe(many);
  });

  test("with parts that we don't know is read without them", async () => {
    const unknown = { $unknown: [{ no: 9_999, wireType: 2, data: new Uint8Array([3, 1, 2, 3]) }] };
    const engine = await connected({
      executePlan: () => [
        { ...schema, ...unknown },
        // An answer of a kind that is newer than we are.
        { responseId: "new", ...unknown },
        { ...batch("b"), ...unknown },
        complete,
      ],
    });
    expect(await rowsOfQuery(engine, "SELECT 1")).toEqual([[1n]]);
  });

  test.each<[string, () => Iterable<object>, RegExp]>([
    ["without a schema", () => [batch("a"), complete], /rows came before their schema/],
    [
      "with fewer rows than it says",
      () => [schema, batch("a", { rowCount: 2n }), complete],
      /1 rows came where the server sent 2/,
    ],
    [
      "without a piece of a batch",
      () => [
        schema,
        batch("a", { chunkIndex: 0n, numChunksInBatch: 3n }),
        batch("b", { chunkIndex: 2n, numChunksInBatch: 3n }),
      ],
      /piece 2 of a batch of rows came where piece 1 was due/,
    ],
    [
      "that is over in the middle of a batch",
      () => [schema, batch("a", { chunkIndex: 0n, numChunksInBatch: 3n }), complete],
      /the run is over, and pieces of a batch of rows are missing/,
    ],
    [
      "whose schema is no row's",
      () => [{ schema: create(DataTypeSchema, { kind: { case: "long", value: {} } }) }, complete],
      /rows are of the type bigint/,
    ],
  ])("%s is an error", async (_, answers, message) => {
    const engine = await connected({ executePlan: answers as Answers["executePlan"] });
    const error = await failureOf(rowsOfQuery(engine, "SELECT 1"));
    expect(error).toBeInstanceOf(SparkConnectException);
    expect(`${error}`).toMatch(message);
  });
});

describe("a failure", () => {
  test("that says nothing of itself says who failed and with what", async () => {
    const fail = () => {
      throw { code: status.INTERNAL, details: "boom" };
    };
    const engine = await connected({ executePlan: fail, config: fail });
    for (const error of [
      await failureOf(rowsOfQuery(engine, "SELECT 1")),
      await failureOf(engine.config(getAll)),
    ]) {
      expect(error).toBeInstanceOf(SparkConnectException);
      expect(`${error}`).toMatch(/the call of the Spark at sc:\/\/127\.0\.0\.1:\d+ failed: boom/);
    }
  });

  test("whose details aren't what they should be, is told without them", async () => {
    const metadata = new Metadata();
    metadata.set("grpc-status-details-bin", Buffer.from([0xff, 0xff, 0xff]));
    const fail = () => {
      throw { code: status.INTERNAL, details: "boom", metadata };
    };
    const engine = await connected({ executePlan: fail, config: fail });
    for (const error of [
      await failureOf(rowsOfQuery(engine, "SELECT 1")),
      await failureOf(engine.config(getAll)),
    ]) {
      expect(error).toBeInstanceOf(SparkConnectException);
      expect(`${error}`).toContain("failed: boom");
    }
  });

  test("whose details the server doesn't give any more is told as it came", async () => {
    const engine = await connected({
      executePlan: () => {
        throw sparkFailure("[TABLE_OR_VIEW_NOT_FOUND] no such table, and so o...", {
          errorId: "e1",
          errorClass: "TABLE_OR_VIEW_NOT_FOUND",
          sqlState: "42P01",
          messageParameters: '{"relationName":"`t`"}',
        });
      },
      fetchErrorDetails: () => {
        throw { code: status.NOT_FOUND, details: "too late" };
      },
    });
    const error = await failureOf(rowsOfQuery(engine, "SELECT 1"));
    expect(error).toBeInstanceOf(AnalysisException);
    expect(error).toMatchObject({
      condition: "TABLE_OR_VIEW_NOT_FOUND",
      sqlState: "42P01",
      messageParameters: { relationName: "`t`" },
      message: "[TABLE_OR_VIEW_NOT_FOUND] no such table, and so o...",
    });
    expect(engine.calls).toContain("fetchErrorDetails");
  });

  test("whose details are of no error is told as it came", async () => {
    const engine = await connected({
      executePlan: () => {
        throw sparkFailure("short", { errorId: "e1", messageParameters: "{not JSON" });
      },
      fetchErrorDetails: () => ({ rootErrorIdx: 7, errors: [] }),
    });
    expect(await failureOf(rowsOfQuery(engine, "SELECT 1"))).toMatchObject({
      name: "AnalysisException",
      message: "short",
      messageParameters: {},
    });
  });

  test("that causes itself has an end", async () => {
    const engine = await connected({
      executePlan: () => {
        throw sparkFailure("short", { errorId: "e1" });
      },
      fetchErrorDetails: () => ({
        rootErrorIdx: 0,
        errors: [
          { errorTypeHierarchy: ["org.apache.spark.sql.AnalysisException"], message: "long", causeIdx: 0 },
        ],
      }),
    });
    const error = (await failureOf(rowsOfQuery(engine, "SELECT 1"))) as Error;
    expect(error.message).toBe("long");
    expect(error.cause).toBeUndefined();
  });

  test("of a busy server is tried again after the time that it asks for", async () => {
    let tries = 0;
    const engine = await connected({
      config: () => {
        if (++tries < 3) throw { code: status.UNAVAILABLE, details: "busy" };
        return { pairs: [{ key: "a", value: "b" }] };
      },
    });
    expect((await engine.config(getAll)).pairs).toMatchObject([{ key: "a", value: "b" }]);
    expect(tries).toBe(3);
  });

  test.each([status.UNIMPLEMENTED, status.PERMISSION_DENIED, status.RESOURCE_EXHAUSTED])(
    "with the code %i isn't tried again",
    async (code) => {
      let tries = 0;
      const engine = await connected({
        config: () => {
          tries++;
          throw { code, details: "not for you" };
        },
      });
      expect(`${await failureOf(engine.config(getAll))}`).toContain("not for you");
      expect(tries).toBe(1);
    },
  );
});

describe("an answer of another session", () => {
  const other = { sessionId: "99999999-9999-9999-9999-999999999999" };

  test("is refused: it would be somebody else's data", async () => {
    const engine = await connected({
      config: () => ({ ...other, pairs: [] }),
      executePlan: () => [{ ...schema, ...other }, complete],
    });
    for (const error of [
      await failureOf(engine.config(getAll)),
      await failureOf(rowsOfQuery(engine, "SELECT 1")),
    ]) {
      expect(error).toBeInstanceOf(SparkConnectException);
      expect(`${error}`).toContain(`answered for the session ${other.sessionId}`);
    }
  });

  test("of a server that has restarted is refused: its views and settings are gone", async () => {
    const engine = await connected({ config: () => ({ serverSideSessionId: other.sessionId, pairs: [] }) });
    const error = await failureOf(engine.config(getAll));
    expect(error).toMatchObject({
      name: "SparkConnectException",
      condition: "INVALID_HANDLE.SESSION_CHANGED",
    });
    expect(`${error}`).toContain("has restarted");
  });
});
