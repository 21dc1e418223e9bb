/** WITH RECURSIVE: the same rows, types and errors on both engines. */
import { describe, expect, test } from "vitest";
import { NotSupportedError } from "../../../src/errors.js";
import { functions as F, type SparkSession } from "../../../src/spark/index.js";
import { bothEngines } from "./both_engines.js";
import { shown } from "./shown.js";

const counted = (body: string, rest = "SELECT n FROM t ORDER BY n") =>
  `WITH RECURSIVE t(n) AS (${body}) ${rest}`;

const QUERIES: readonly string[] = [
  counted("SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3"),
  // A hierarchy, with the path to each.
  "WITH RECURSIVE boss AS (SELECT id, name, array(name) AS path FROM staff WHERE lead IS NULL UNION ALL SELECT s.id, s.name, array_append(path, s.name) FROM staff s JOIN boss b ON s.lead = b.id) SELECT *, size(path) AS depth FROM boss ORDER BY id",
  "WITH RECURSIVE r AS (SELECT 3 AS most), t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t, r WHERE n < most) SELECT n FROM t ORDER BY n",
  counted(
    "SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3",
    "SELECT a.n, b.n FROM t a CROSS JOIN t b ORDER BY 1, 2",
  ),
  counted("SELECT 1 WHERE false UNION ALL SELECT n + 1 FROM t WHERE n < 3"),
  counted("SELECT 1 UNION ALL (SELECT n + 1 FROM t WHERE n < 3 UNION ALL SELECT n + 10 FROM t WHERE n < 30)"),
  counted("SELECT 1 UNION ALL (SELECT DISTINCT n + 1 FROM t WHERE n < 3)"),
  counted("SELECT 1 UNION ALL SELECT CAST(n + 1 AS INT) FROM range(3) RIGHT JOIN t ON id = n WHERE n < 4"),
  counted("SELECT 1 UNION SELECT 1"),
  // Types: the step's are widened to the anchor's, and no further.
  counted("SELECT 1L UNION ALL SELECT CAST(n AS INT) + 1 FROM t WHERE n < 3"),
  counted(
    "SELECT array(1) UNION ALL SELECT array_append(n, NULL) FROM t WHERE size(n) < 3",
    "SELECT n FROM t ORDER BY size(n)",
  ),
  counted("SELECT 1 UNION ALL SELECT n + 1L FROM t WHERE n < 4"),
  counted("SELECT 1.50 UNION ALL SELECT n + 1.00 FROM t WHERE n < 3"),
  // Where the name may not stand.
  counted("SELECT 1 UNION SELECT n + 1 FROM t WHERE n < 3"),
  counted("SELECT n + 1 FROM t WHERE n < 3 UNION ALL SELECT 1"),
  counted("SELECT 1 UNION ALL SELECT max(n) + 1 FROM t WHERE n < 5"),
  counted("SELECT 1 UNION ALL SELECT CAST(row_number() OVER (ORDER BY n) AS INT) FROM t WHERE n < 4"),
  counted("SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < (SELECT max(n) + 3 FROM t)"),
  "WITH t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3) SELECT n FROM t",
  // A limit ends what has no end.
  counted("SELECT 1 UNION ALL SELECT n + 1 FROM t", "SELECT n * 2 AS m FROM t LIMIT 5"),
  counted("SELECT 1 UNION ALL SELECT n + 1 FROM t", "SELECT n FROM t LIMIT 3 OFFSET 2"),
];

/** With 5 levels, or 5 rows. */
const LIMITED: readonly string[] = [
  counted("SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5"),
  counted("SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 6"),
  counted("SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 4"),
  counted("SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 9", "SELECT n FROM t LIMIT 5"),
  counted("SELECT 1 UNION ALL SELECT n + 1 FROM t", "SELECT n FROM t LIMIT 6"),
  counted("SELECT 1 UNION ALL SELECT n + 1 FROM t", "SELECT n FROM t ORDER BY n LIMIT 3"),
];

describe("WITH RECURSIVE", () => {
  const spark = bothEngines(async (session) => {
    await session.sql(
      "CREATE TEMP VIEW staff AS SELECT * FROM VALUES (1, 'ann', null), (2, 'bob', 1), (3, 'cid', 1), (4, 'dot', 3) v(id, name, lead)",
    );
    return session;
  });
  const same = async (text: string) => {
    const answer = (session: SparkSession) => shown(async () => (await session.sql(text)) as never);
    expect(await answer(spark.embedded), text).toBe(await answer(spark.real));
  };

  test("gives the rows of all levels, and says why it can't", async () => {
    for (const text of QUERIES) await same(text);
  }, 60_000);

  test.each(["spark.sql.cteRecursionLevelLimit", "spark.sql.cteRecursionRowLimit"])(
    "goes on as long as %s allows",
    async (setting) => {
      for (const session of [spark.embedded, spark.real]) await session.conf.set(setting, 5);
      try {
        for (const text of LIMITED) await same(text);
        for (const session of [spark.embedded, spark.real]) await session.conf.set(setting, -1);
        await same(counted("SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 8"));
      } finally {
        for (const session of [spark.embedded, spark.real]) await session.conf.unset(setting);
      }
    },
    60_000,
  );

  test("has a hundred levels when nothing is set", async () => {
    const last = async (n: number) =>
      (
        await spark.embedded.sql(
          counted(`SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < ${n}`, "SELECT max(n) AS n FROM t"),
        )
      ).collect();
    expect(await last(100)).toEqual([{ n: 100 }]);
    await expect(last(101)).rejects.toMatchObject({
      condition: "RECURSION_LEVEL_LIMIT_EXCEEDED",
      messageParameters: { levelLimit: "100" },
    });
  });

  test("is a DataFrame as others are: in a view, beside functions of one's own, kept", async () => {
    const made = await spark.embedded.sql(
      counted("SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3", "SELECT n FROM t"),
    );
    await made.createOrReplaceTempView("three");
    const three = spark.embedded.table("three");
    expect(await three.agg(F.sum("n").alias("s")).collect()).toEqual([{ s: 6 }]);
    await three.cache();
    expect(await three.join(three.withColumnRenamed("n", "m"), F.expr("n = m")).count()).toBe(3);
    await three.unpersist();
    expect(await three.orderBy(F.desc("n")).take(2)).toEqual([{ n: 3 }, { n: 2 }]);
  });

  test("has no random numbers in its steps", async () => {
    const text = counted("SELECT 1 UNION ALL SELECT n + CAST(rand(1) AS INT) + 1 FROM t WHERE n < 3");
    await expect(spark.embedded.sql(text)).rejects.toBeInstanceOf(NotSupportedError);
  });
});
