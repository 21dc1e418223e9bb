/** Windows of time, sessions and random numbers in plans: what stands in a select, a withColumn or a groupBy, and above them. */
import { describe, expect, test } from "vitest";
import { NotSupportedError } from "../../../src/errors.js";
import { Row, type SparkSession } from "../../../src/spark/index.js";
import { Seeded } from "../../support/seeded.js";
import { bothEngines } from "./both_engines.js";

const seeded = new Seeded(20_261_124);
const moments = Array.from({ length: 60 }, (_, i) => {
  const micros = seeded.integer(-4_000_000, 8_000_000) * 1000;
  return `(${i % 11 === 3 ? "null" : `timestamp_micros(${micros}L)`}, ${seeded.integer(1, 3)}, ${seeded.integer(0, 9)})`;
});
const EDGES = ["(timestamp'1970-01-01 00:10:00', 1, 1)", "(timestamp'1970-01-01 00:09:59.999999', 1, 2)"];
const T = `(SELECT col1 AS ts, col2 AS g, col3 AS v FROM VALUES ${[...EDGES, ...moments].join(", ")})`;

const QUERIES = [
  `SELECT window(ts, '10 minutes') AS w, ts FROM ${T} ORDER BY ts, v`,
  `SELECT window, count(*), sum(v) FROM ${T} GROUP BY window(ts, '10 minutes') ORDER BY window`,
  `SELECT window.start AS s, g, max(v) AS m FROM ${T} GROUP BY window(ts, '25 minutes'), g ORDER BY s, g`,
  `SELECT window.start, window.end, sum(v) AS s FROM ${T} GROUP BY window(ts, '10 minutes', '4 minutes', '1 minute') ORDER BY 1`,
  `SELECT window(ts, '2 minutes', '1 minute', '-30 seconds') AS w, ts, v FROM ${T} ORDER BY ts, v, w`,
  `SELECT window(ts, '1 hour 30 minutes') AS w, count(*) FROM ${T} GROUP BY ROLLUP(window(ts, '1 hour 30 minutes'), g) ORDER BY 1, 2`,
  `SELECT window_time(window) AS t, c FROM (SELECT window, count(*) AS c FROM ${T} GROUP BY window(ts, '1 day')) ORDER BY t`,
  "SELECT window(ts, '1 day') FROM VALUES (timestamp_ntz'2024-01-01 10:03:00') AS t(ts)",
  "SELECT window(ts, 600000000L) FROM VALUES (date'2024-01-01') AS t(ts)",
  `SELECT session_window, g, count(*) AS c, sum(v) AS s FROM ${T} GROUP BY session_window(ts, '7 minutes'), g ORDER BY 1, 2`,
  `SELECT session_window.start AS s, collect_set(g % 1) AS c FROM ${T} GROUP BY session_window(ts, '20 seconds') ORDER BY 1`,
  `SELECT session_window(ts, '-5 minutes') AS w, count(*) FROM ${T} GROUP BY 1`,
  `SELECT session_window(ts, 'abc') AS w, count(*) FROM ${T} GROUP BY 1`,
  `SELECT session_window(ts, '5 minutes'), v FROM ${T} ORDER BY ts, v`,
  "SELECT session_window(ts, '10 minutes') AS w, count(*) FROM VALUES (timestamp'2024-01-01 10:00:00'), (timestamp'2024-01-01 10:10:00'), (timestamp'2024-01-01 10:20:00.000001') AS t(ts) GROUP BY 1 ORDER BY 1",
  "SELECT id, rand(3), randn(4), uuid(5) FROM range(0, 3000, 1, 1) WHERE monotonically_increasing_id() > 2000",
  "SELECT id FROM range(0, 3000, 1, 1) WHERE rand(1) > 0.9",
  "SELECT row_number() OVER (ORDER BY rand(1)) AS r, id FROM range(0, 9, 1, 1) ORDER BY id",
  "SELECT id FROM range(0, 8, 1, 1) ORDER BY rand(1)",
  "SELECT explode(array(rand(1))) FROM range(0, 2, 1, 1)",
  "SELECT count(*) FROM range(0, 10, 1, 1) GROUP BY rand(1)",
];

const WRONG = [
  ...[
    "'1 month'",
    "'0 seconds'",
    "'-1 seconds'",
    "'1 minute', '2 minutes'",
    "'2 minutes', '1 minute', '1 minute'",
  ],
  ...["interval 5 minutes", "'abc'", "g", "'1 day', '1 day', '0 days', 'x'"],
].map((given) => `SELECT window(ts, ${given}) FROM ${T}`);
WRONG.push(
  `SELECT window(ts, '1 day'), window(ts, '2 days') FROM ${T}`,
  `SELECT window_time(ts) FROM ${T}`,
  "SELECT sum(rand(1)) FROM range(3)",
  "SELECT sum(monotonically_increasing_id()) FROM range(3)",
  "SELECT * FROM range(3) a JOIN range(3) b ON a.id = b.id + rand(1)",
);

async function answerOf(spark: SparkSession, query: string): Promise<unknown> {
  try {
    const made = await spark.sql(query);
    const rows = (await made.collect({ bigint: true })).map((row) => Row.values(row as object));
    return { schema: (await made.schema()).jsonValue(), rows };
  } catch (error) {
    return (error as { condition?: string }).condition;
  }
}

describe("windows of time and random numbers are Spark's", () => {
  const both = bothEngines(async (spark: SparkSession) => spark);

  test.each(QUERIES)("%s", async (query) => {
    const theirs = await answerOf(both.real, query);
    expect(theirs).toHaveProperty("rows");
    expect(await answerOf(both.embedded, query)).toEqual(theirs);
  });

  test.each(WRONG)("wrong: %s", async (query) => {
    const theirs = await answerOf(both.real, query);
    expect(theirs).toEqual(expect.any(String));
    expect(await answerOf(both.embedded, query)).toBe(theirs);
  });

  test.each([
    `SELECT ts FROM ${T} WHERE window(ts, '1 day').start < ts`,
    `SELECT session_window(ts, '1 month') AS w, count(*) FROM ${T} GROUP BY 1`,
    "SELECT transform(array(1, 2), x -> rand(1)) FROM range(2)",
  ])("refused: %s", async (query) => {
    await expect(both.embedded.sql(query).then((df) => df.collect())).rejects.toThrow(NotSupportedError);
  });
});
