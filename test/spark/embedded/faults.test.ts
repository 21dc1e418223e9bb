/** What is wrong with a query or its data: both engines say it alike, with the same class, condition and parameters. And what is no fault: nulls everywhere, clocks of other zones. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  type DataFrame,
  functions as F,
  type SparkException,
  type SparkSession,
  types,
  Window,
} from "../../../src/spark/index.js";
import { SPARK_TEST_MILLISECONDS } from "../../support/spark.js";
import { failureOf } from "../connect/ask.js";
import { bothEngines } from "./both_engines.js";
import { shown } from "./shown.js";

vi.setConfig({ testTimeout: SPARK_TEST_MILLISECONDS });

interface Tables {
  readonly spark: SparkSession;
  readonly people: DataFrame;
  readonly nothing: DataFrame;
  /** A folder of the engine's own. */
  readonly folder: string;
}

type Program = (tables: Tables) => unknown;

const schemaOf = (ddl: string) => types.DataType.fromDDL(ddl) as types.StructType;

const sql =
  (text: string): Program =>
  ({ spark }) =>
    spark.sql(text);

/** With the columns that are suggested. */
const MISSING: Readonly<Record<string, Program>> = {
  "in select": ({ people }) => people.select("nam"),
  "in filter": ({ people }) => people.filter(F.col("agee").gt(3)),
  "in a filter's text": ({ people }) => people.filter("agee > 3"),
  "in groupBy": ({ people }) => people.groupBy("citi").count(),
  "in agg": ({ people }) => people.groupBy("name").agg(F.sum("ag")),
  "in orderBy": ({ people }) => people.orderBy("ages"),
  "in withColumn": ({ people }) => people.withColumn("x", F.col("ids").add(1)),
  "in a window": ({ people }) => people.select(F.sum("id").over(Window.partitionBy("names"))),
  "in a join's condition": ({ people }) => people.alias("a").join(people.alias("b"), F.expr("a.id = b.idd")),
  "in SQL": sql("SELECT nam FROM people"),
  "in SQL's WHERE": sql("SELECT name FROM people p WHERE p.agee > 3"),
  "in a struct": sql("SELECT s.b FROM (SELECT named_struct('a', 1) AS s)"),
};

const ARITHMETIC: Readonly<Record<string, string>> = {
  "int +": "2147483647 + id",
  "int -": "-2147483648 - id",
  "int *": "2147483647 * (id + 1)",
  "long *": "9223372036854775807L * (id + 1)",
  "a negated int": "-(CAST(-2147483648 AS int))",
  "abs of an int": "abs(CAST(-2147483648 AS int))",
  "sum of longs": "sum(x) FROM VALUES (9223372036854775807L, 1), (1L, 1) AS t(x, id) -- ",
  "a cast to int": "CAST(id * 3000000000L AS int)",
  "a cast to tinyint": "CAST(id + 128 AS tinyint)",
  "a double to int": "CAST(id * 3e9D AS int)",
  "a double to long": "CAST(id * 1e19D AS bigint)",
  "NaN to int": "CAST(CAST('NaN' AS double) AS int)",
  "a decimal that is too narrow": "CAST(id * 1000 AS decimal(4, 1))",
  "text to int": "CAST('1x' AS int)",
  "text to double": "CAST('1.5.2' AS double)",
  "text to date": "CAST('2024-02-30' AS date)",
  "text to boolean": "CAST('maybe' AS boolean)",
  "/": "1 / (id - 1)",
  "/ of decimals": "1.5 / (id - 1)",
  "/ of doubles": "1.5D / (id - 1)",
  div: "5 div (id - 1)",
  "%": "5 % (id - 1)",
  pmod: "pmod(5, id - 1)",
  "an index": "array(1, 2)[id + 1]",
  "an element": "element_at(array(1, 2), 3)",
};

/** What DuckDB finds out while it computes, and doesn't tell of. */
const WITHOUT_PARAMETERS = /OVERFLOW|OUT_OF_RANGE/;

/** Divisions and casts that give null in place of an error. */
const TRIED = [
  "try_divide(1, id - 1)",
  "try_add(2147483647, 1)",
  "try_cast('x' AS int)",
  "try_element_at(array(1), 3)",
];

const SCHEMAS: Readonly<Record<string, Program>> = {
  "a join by a column that isn't there": ({ people }) => people.join(people.toDF("a", "b", "c", "d"), "d"),
  "a union of more columns": ({ people }) => people.union(people.select("id")),
  "a union of other types": ({ people }) => people.select("id").union(people.select(F.array("name"))),
  "unionByName without a column": ({ people }) => people.select("id").unionByName(people.select("name")),
  "an intersection of more columns": ({ people }) => people.select("id").intersect(people),
  "to a schema with another column": ({ people }) => people.to(schemaOf("id long, other string not null")),
  "to a schema that doesn't hold": ({ people }) => people.select("name").to(schemaOf("name array<int>")),
  "a comparison of what can't be compared": ({ people }) => people.filter(F.col("name").eq(F.array("id"))),
  "a sum of text": ({ people }) => people.agg(F.sum(F.array("id"))),
  "the length of an array": ({ people }) => people.select(F.length(F.array("id"))),
  "a condition that is a number": ({ people }) => people.filter("id + 1"),
  "as many digits as a column says": ({ people }) => people.selectExpr("round(id / 3, age)"),
  "ceil to as many digits as a column says": ({ people }) => people.selectExpr("ceil(id / 3, age)"),
  "a format of numbers that a column says": ({ people }) => people.selectExpr("to_number(name, city)"),
  "schemas of texts that rows have": ({ people }) => people.selectExpr("schema_of_csv(name)"),
  "parquet read by names that it hasn't": async ({ spark, people, folder }) => {
    await people.write.mode("overwrite").parquet(join(folder, "read"));
    return spark.read.schema("id long, other string").parquet(join(folder, "read"));
  },
  "more values than columns in INSERT": async ({ spark }) => {
    await spark.sql("DROP TABLE IF EXISTS mismatched");
    await spark.range(1).write.saveAsTable("mismatched");
    try {
      return await spark.sql("INSERT INTO mismatched VALUES (1, 2)");
    } finally {
      await spark.sql("DROP TABLE IF EXISTS mismatched");
    }
  },
  "insertInto of more columns": async ({ spark, people }) => {
    await spark.sql("DROP TABLE IF EXISTS mismatched2");
    await spark.range(1).write.saveAsTable("mismatched2");
    try {
      await people.write.insertInto("mismatched2");
    } finally {
      await spark.sql("DROP TABLE IF EXISTS mismatched2");
    }
    return people;
  },
};

/** All types that columns have, each of them null in all rows. */
const NULLS = `SELECT id % 3 AS g, CAST(null AS int) AS i, CAST(null AS bigint) AS l, CAST(null AS double) AS d, CAST(null AS decimal(10, 2)) AS e,
  CAST(null AS string) AS s, CAST(null AS boolean) AS b, CAST(null AS date) AS t, CAST(null AS timestamp) AS m, CAST(null AS array<int>) AS a,
  CAST(null AS map<string, int>) AS p, CAST(null AS struct<x: int>) AS r FROM range(6)`;

const NULL_PROGRAMS: readonly string[] = [
  "SELECT * FROM nulls WHERE g = 0",
  "SELECT i + 1, l * 2, d / 0, e - 1, i % 0, -i AS minus, abs(d), i = i, i <=> i, i < 1, b AND false, b OR true, NOT b FROM nulls WHERE g = 0",
  "SELECT upper(s), length(s), concat(s, 'x'), concat_ws('-', s, 'x'), substring(s, 1, 2), s LIKE '%', coalesce(s, 'y'), nvl(i, 7) FROM nulls WHERE g = 0",
  "SELECT year(t), date_add(t, 1), datediff(t, t), hour(m), date_format(m, 'yyyy'), m - m, trunc(t, 'year') FROM nulls WHERE g = 0",
  "SELECT a[0], size(a), p['x'], r.x, array_contains(a, 1), explode_outer(a) FROM nulls WHERE g = 0",
  "SELECT count(*), count(i), sum(i), avg(d), min(s), max(t), stddev(d), collect_list(i), collect_set(s), bool_and(b), first(s), median(d), sum(e) FROM nulls",
  "SELECT g, count(s), sum(l), max(m) FROM nulls GROUP BY g ORDER BY g",
  "SELECT i, s, t, count(*) FROM nulls GROUP BY i, s, t",
  "SELECT count(*) FROM nulls x JOIN nulls y ON x.i = y.i",
  "SELECT count(*) FROM nulls x JOIN nulls y ON x.i <=> y.i",
  "SELECT count(*), count(y.g) FROM nulls x LEFT JOIN nulls y ON x.s = y.s",
  "SELECT count(*) FROM nulls WHERE i IN (1, null) OR NOT (i IN (1)) OR i NOT IN (SELECT i FROM nulls)",
  "SELECT DISTINCT i, s, a FROM nulls",
  "SELECT g, sum(i) OVER (PARTITION BY s ORDER BY g), rank() OVER (ORDER BY i) AS place, lag(s) OVER (ORDER BY g) AS before FROM nulls ORDER BY g",
  "SELECT CASE WHEN b THEN 1 WHEN i > 0 THEN 2 ELSE 3 END, if(b, 1, 2), nullif(1, i), greatest(i, 1), least(i, l) FROM nulls WHERE g = 0",
  "SELECT CAST(i AS string), CAST(s AS int), CAST(t AS timestamp), CAST(a AS string), to_json(r), hash(i, s, a), xxhash64(s) FROM nulls WHERE g = 0",
  "SELECT i FROM nulls UNION SELECT l FROM nulls",
];

const ZONES = ["UTC", "America/Los_Angeles", "Asia/Kathmandu", "Australia/Lord_Howe", "+05:30"];

/** Clocks that are put forward and back among them. */
const CLOCKS: readonly string[] = [
  "SELECT CAST(TIMESTAMP '2024-03-10 10:30:00Z' AS string), CAST(TIMESTAMP '2024-03-10 09:30:00Z' AS string)",
  "SELECT TIMESTAMP '2024-03-10 02:30:00', TIMESTAMP '2024-11-03 01:30:00', TIMESTAMP '2024-04-07 01:45:00'",
  "SELECT hour(m), CAST(m AS date), date_trunc('day', m), dayofweek(m) FROM VALUES (TIMESTAMP '2024-12-31 23:30:00Z') AS t(m)",
  "SELECT TIMESTAMP '2024-03-09 12:00:00' + INTERVAL 1 DAY, TIMESTAMP '2024-03-09 12:00:00' + INTERVAL 24 HOURS",
  "SELECT unix_timestamp(TIMESTAMP '2024-07-01 00:00:00'), timestamp_seconds(0), CAST(DATE '2024-07-01' AS timestamp)",
  "SELECT from_utc_timestamp('2024-07-01 00:00:00', 'Asia/Tokyo'), to_utc_timestamp('2024-07-01 00:00:00', 'Asia/Tokyo')",
  "SELECT CAST(TIMESTAMP '1890-01-01 00:00:00' AS string), date_format(TIMESTAMP '2024-07-01 12:00:00Z', 'yyyy-MM-dd HH:mm XXX')",
  "SELECT TIMESTAMP_NTZ '2024-03-10 02:30:00', CAST(TIMESTAMP_NTZ '2024-03-10 02:30:00' AS timestamp)",
  "SELECT m, count(*) FROM (SELECT date_trunc('hour', timestamp_seconds(1710052200 + 1800 * id)) AS m FROM range(4)) GROUP BY m ORDER BY m",
];

describe("both engines say the same", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "manycore-faults-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const both = bothEngines(async (spark): Promise<Tables> => {
    const people = await spark.createDataFrame(
      [
        [1, "ann", 30, "Oslo"],
        [2, "bob", null, null],
      ],
      "id long, name string, age int, city string",
    );
    await people.createOrReplaceTempView("people");
    const nothing = await spark.sql(NULLS);
    await nothing.createOrReplaceTempView("nulls");
    return { spark, people, nothing, folder };
  });

  async function toldBy(program: Program, tables: Tables): Promise<unknown> {
    const run = async () => ((await program(tables)) as DataFrame).collect();
    const error = (await failureOf(run())) as SparkException;
    const { name, condition, sqlState, messageParameters } = error;
    if (condition === undefined) throw error;
    return {
      name,
      condition,
      sqlState,
      ...(WITHOUT_PARAMETERS.test(condition) ? {} : { messageParameters }),
    };
  }

  async function same(program: Program): Promise<unknown> {
    const theirs = await toldBy(program, { ...both.real, folder: join(folder, "real") });
    expect(await toldBy(program, { ...both.embedded, folder: join(folder, "embedded") })).toEqual(theirs);
    return theirs;
  }

  test.each(Object.entries(MISSING))("of a column that isn't there %s", async (_, program) => {
    expect(await same(program)).toMatchObject({
      condition: expect.stringMatching(/^(UNRESOLVED_COLUMN\.WITH_SUGGESTION|FIELD_NOT_FOUND)$/),
    });
  });

  test.each(Object.entries(ARITHMETIC))("of %s", async (_, expression) => {
    await same(({ spark }) =>
      spark.sql(`SELECT ${expression} FROM (SELECT CAST(id AS int) FROM range(1, 2))`),
    );
  });

  test.each([
    ["2147483647 + 1", "try_add"],
    ["-2147483648 - 2", "try_subtract"],
    ["65536 * 65536", "try_multiply"],
    ["sum(9223372036854775807 + id * 0)", "try_sum"],
  ])("and name what gives null instead: %s", async (expression, tried) => {
    const text = `SELECT ${expression} FROM range(2)`;
    const messageOf = async ({ spark }: Tables) =>
      String(await failureOf(spark.sql(text).then((df) => df.collect())));
    expect(await messageOf(both.embedded)).toContain(tried);
    // Of a sum Spark names what an addition has.
    expect(await messageOf(both.real)).toContain(tried === "try_sum" ? "try_add" : tried);
  });

  test("and give null where it is tried", async () => {
    const text = `SELECT ${TRIED.join(", ")} FROM range(1, 2)`;
    const rows = await shown(() => both.embedded.spark.sql(text) as never);
    expect(rows).toBe(await shown(() => both.real.spark.sql(text) as never));
    expect(rows).toContain("[[null,null,null,null]]");
  });

  test.each(Object.entries(SCHEMAS))("of %s", async (name, program) => {
    if (name.startsWith("parquet")) {
      const read = async ({ embedded, real }: typeof both) => [
        await shown(() => program({ ...embedded, folder: join(folder, "e") }) as never),
        await shown(() => program({ ...real, folder: join(folder, "r") }) as never),
      ];
      const [ours, theirs] = await read(both);
      expect(ours).toBe(theirs);
      expect(theirs).toContain("[1,null]");
      return;
    }
    await same(program);
  });

  test.each(NULL_PROGRAMS)("of nulls: %s", async (text) => {
    const ours = await shown(() => both.embedded.spark.sql(text) as never);
    expect(ours).toBe(await shown(() => both.real.spark.sql(text) as never));
  });

  test.each(ZONES)("in the time zone %s", async (zone) => {
    const sessions = [both.embedded.spark, both.real.spark];
    try {
      for (const spark of sessions) await spark.conf.set("spark.sql.session.timeZone", zone);
      for (const text of CLOCKS) {
        const [ours, theirs] = await Promise.all(
          sessions.map((spark) => shown(() => spark.sql(text) as never)),
        );
        expect(ours, text).toBe(theirs);
      }
    } finally {
      for (const spark of sessions) await spark.conf.set("spark.sql.session.timeZone", "UTC");
    }
  });
});
