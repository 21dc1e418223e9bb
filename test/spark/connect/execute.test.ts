import { create } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type ConnectEngine, connectEngine } from "../../../src/spark/connect/index.js";
import type { Progress } from "../../../src/spark/engine/index.js";
import {
  alias,
  attribute,
  call,
  commandPlan,
  literal,
  planOf,
  relation,
} from "../../../src/spark/plan/index.js";
import { ConfigRequest_GetSchema, RelationSchema } from "../../../src/spark/proto/index.js";
import { LongType, rowsToArrow, StringType, StructType } from "../../../src/spark/types/index.js";
import {
  SPARK_START_MILLISECONDS,
  SPARK_TEST_MILLISECONDS,
  skipWithoutSpark,
  sparkServer,
} from "../../support/spark.js";
import { partsOf, query, rowsOf, rowsOfQuery } from "./ask.js";

vi.setConfig({ testTimeout: SPARK_TEST_MILLISECONDS });

const range = (end: bigint) => relation("range", { start: 0n, end, step: 1n });

describe("a plan on a real Spark", () => {
  skipWithoutSpark();
  let engine: ConnectEngine;
  beforeAll(async () => {
    engine = await connectEngine({ url: (await sparkServer()).url });
  }, SPARK_START_MILLISECONDS);
  afterAll(() => engine?.close());

  test("gives the schema first, then the rows", async () => {
    const parts = await partsOf(engine, planOf(range(5n)));
    expect(parts.map((part) => part.kind).filter((kind) => kind !== "progress")).toEqual([
      "schema",
      ...parts.flatMap((part) => (part.kind === "batch" ? ["batch"] : [])),
    ]);
    const [schema] = parts.flatMap((part) => (part.kind === "schema" ? [part.schema] : []));
    expect(`${schema}`).toBe("struct<id:bigint>");
    expect(rowsOf(parts)).toEqual([[0n], [1n], [2n], [3n], [4n]]);
  });

  test("of no rows gives the schema", async () => {
    const parts = await partsOf(engine, planOf(range(0n)));
    expect(parts.filter((part) => part.kind === "schema")).toHaveLength(1);
    expect(rowsOf(parts)).toEqual([]);
  });

  test("of expressions computes them", async () => {
    const half = alias(call("/", [attribute("id"), literal(2)]), "half");
    const plan = relation("project", { input: range(3n), expressions: [attribute("id"), half] });
    expect(rowsOf(await partsOf(engine, planOf(plan)))).toEqual([
      [0n, 0],
      [1n, 0.5],
      [2n, 1],
    ]);
  });

  test("tells its release and its name", () => {
    expect(engine.version).toMatch(/^4\.3\.\d+$/);
    expect(engine.name).toMatch(/^Spark 4\.3\.\d+ at sc:\/\/127\.0\.0\.1:\d+$/);
  });

  test("of many rows gives each of them once and in order", async () => {
    let next = 0n;
    for await (const part of engine.execute(
      query("SELECT id, repeat('x', 50) AS s FROM range(0, 500000, 1, 4)"),
    )) {
      if (part.kind !== "batch") continue;
      const [ids] = part.batch.columns;
      for (const id of ids!.numbers as BigInt64Array)
        if (id !== next++) throw new Error(`${id} is not ${next - 1n}`);
    }
    expect(next).toBe(500_000n);
  });

  test("whose batches are large comes in pieces", async () => {
    const bytes = 48 * 2 ** 20;
    let got = 0;
    for await (const part of engine.execute(
      query(`SELECT repeat(char(65 + id), ${bytes / 2}) AS s FROM range(2)`),
    )) {
      if (part.kind === "batch") {
        for (let row = 0; row < part.batch.length; row++)
          got += (part.batch.columns[0]!.get(row) as string).length;
      }
    }
    expect(got).toBe(bytes);
  });

  test("tells of its progress", async () => {
    // Spark tells of it every two seconds: the first stage is over then, and the second one waits for the next time.
    const parts = await partsOf(
      engine,
      query(
        "SELECT n, java_method('java.lang.Thread', 'sleep', n - n + 6000L) FROM (SELECT sum(id) AS n FROM range(200000))",
      ),
    );
    const told = parts.flatMap((part) => (part.kind === "progress" ? [part.progress] : []));
    const stages = told.flatMap((progress: Progress) => progress.stages);
    expect(stages.some(({ tasks, completedTasks }) => tasks > 0 && completedTasks === tasks)).toBe(true);
    expect(stages.every(({ tasks, completedTasks }) => completedTasks <= tasks)).toBe(true);
  });

  test("gives what was observed", async () => {
    const parts = await partsOf(
      engine,
      planOf(
        relation("collectMetrics", {
          input: range(4n),
          name: "seen",
          metrics: [
            alias(call("count", [literal(1)]), "n"),
            alias(call("avg", [attribute("id")]), "mean"),
            alias(call("max", [call("struct", [attribute("id"), call("array", [attribute("id")])])]), "most"),
          ],
        }),
      ),
    );
    const [observed] = parts.filter((part) => part.kind === "observed");
    expect(observed).toEqual({
      kind: "observed",
      name: "seen",
      values: new Map<string, unknown>([
        ["n", 4n],
        ["mean", 1.5],
        ["most", { id: 3n, col2: [3n] }],
      ]),
    });
  });

  test("that is a command of SQL is done once, and gives what its rows are", async () => {
    const view = relation("sql", { query: "CREATE TEMPORARY VIEW connect_execute AS SELECT 7 AS x" });
    const parts = await partsOf(engine, commandPlan("sqlCommand", { input: view }));
    expect(parts.map((part) => part.kind)).toContain("relation");
    expect(await rowsOfQuery(engine, "SELECT x FROM connect_execute")).toEqual([[7]]);
  });

  test("with a table in it sends the rows", async () => {
    const schema = new StructType().add("n", new LongType()).add("s", new StringType());
    const data = await rowsToArrow(
      [
        { n: 1n, s: "one" },
        { n: null, s: "é" },
        { n: 3n, s: null },
      ],
      schema,
    );
    const plan = relation("localRelation", { data, schema: schema.toDDL() });
    expect(rowsOf(await partsOf(engine, planOf(plan)))).toEqual([
      [1n, "one"],
      [null, "é"],
      [3n, null],
    ]);
  });

  test("with a large table in it sends it beside, and once", async () => {
    const schema = new StructType().add("n", new LongType()).add("s", new StringType());
    const many = Array.from({ length: 6_000 }, (_, i) => ({
      n: BigInt(i),
      s: `row ${i}`.padEnd(2_500, "-"),
    }));
    const data = await rowsToArrow(many, schema);
    expect(data.length).toBeGreaterThan(14 * 2 ** 20);
    const table = relation("localRelation", { data, schema: schema.toDDL() });
    const sums = relation("aggregate", {
      input: table,
      groupType: 1,
      aggregateExpressions: [call("sum", [attribute("n")]), call("sum", [call("length", [attribute("s")])])],
    });
    const wanted = [[(5_999n * 6_000n) / 2n, 6_000n * 2_500n]];
    expect(rowsOf(await partsOf(engine, planOf(sums)))).toEqual(wanted);
    expect(rowsOf(await partsOf(engine, planOf(create(RelationSchema, sums))))).toEqual(wanted);
    expect(table.relType.case).toBe("localRelation");
    const schemaOf = await engine.analyze("schema", { plan: planOf(table) } as never);
    expect(JSON.stringify(schemaOf.schema)).toContain('"name":"s"');
  });

  test("may be left early, and the next one runs", async () => {
    for await (const part of engine.execute(query("SELECT id, uuid() FROM range(0, 100000000, 1, 5000)"))) {
      if (part.kind === "batch") break;
    }
    expect(await engine.interrupt({})).toEqual([]);
    expect(await rowsOfQuery(engine, "SELECT 1")).toEqual([[1]]);
  });

  test("runs beside others without a warning, however many", async () => {
    const warnings: Error[] = [];
    const told = (warning: Error) => warnings.push(warning);
    process.on("warning", told);
    try {
      const runs = Array.from({ length: 16 }, (_, i) => rowsOfQuery(engine, `SELECT ${i}`));
      expect((await Promise.all(runs)).map(([row]) => row)).toEqual(runs.map((_, i) => [i]));
    } finally {
      process.off("warning", told);
    }
    expect(warnings).toEqual([]);
  });

  test("analyses without running", async () => {
    const plan = planOf(range(3n));
    const { isLocal } = await engine.analyze("isLocal", {
      $typeName: "spark.connect.AnalyzePlanRequest.IsLocal",
      plan,
    });
    expect(isLocal).toBe(false);
    const { treeString } = await engine.analyze("treeString", {
      $typeName: "spark.connect.AnalyzePlanRequest.TreeString",
      plan,
    });
    expect(treeString).toBe("root\n |-- id: long (nullable = false)\n");
  });

  test("has a configuration of its session's own", async () => {
    const key = "spark.sql.session.timeZone";
    const pairs = [{ $typeName: "spark.connect.KeyValue" as const, key, value: "Asia/Tokyo" }];
    await engine.config({ case: "set", value: { $typeName: "spark.connect.ConfigRequest.Set", pairs } });
    const value = create(ConfigRequest_GetSchema, { keys: [key] });
    const get = { case: "get" as const, value };
    expect((await engine.config(get)).pairs.map((pair) => pair.value)).toEqual(["Asia/Tokyo"]);
    const other = await connectEngine({ url: (await sparkServer()).url });
    expect((await other.config(get)).pairs.map((pair) => pair.value)).toEqual(["UTC"]);
    await other.close();
  });
});
