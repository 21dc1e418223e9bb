/** EXISTS of queries that speak of the one around them: joins, where they can be, and Spark's rows either way. */
import { describe, expect, test, vi } from "vitest";
import type { SparkSession } from "../../../src/spark/index.js";
import { SPARK_TEST_MILLISECONDS } from "../../support/spark.js";
import { bothEngines, uncompiled } from "./both_engines.js";
import { shown } from "./shown.js";

vi.setConfig({ testTimeout: SPARK_TEST_MILLISECONDS });

/** Of `t` and `u`, and how many joins are made of the subqueries. */
const QUERIES: readonly (readonly [joins: number, text: string])[] = [
  [1, "select a from t where exists (select 1 from u where u.k = t.k) order by a"],
  [1, "select a from t where not exists (select 1 from u where u.k = t.k) order by a"],
  [1, "select a from t where exists (select 1 from u where u.k <=> t.k) order by a"],
  [1, "select a from t where not exists (select 1 from u where t.k <=> u.k and u.n > 1) order by a"],
  [
    1,
    "select a from t where a > 1 and exists (select * from u where u.k = t.k and u.n > t.a) and a < 5 order by a",
  ],
  [1, "select a from t where not exists (select * from u where u.k = t.k and t.a >= u.n) order by a"],
  [1, "select a from t where exists (select n + 1 from u where upper(u.k) = upper(t.k) and true) order by a"],
  [
    1,
    "select a from t where exists (select sum(n) over (order by n) from u where u.k = t.k order by n) order by a",
  ],
  [
    1,
    "select a from t where exists (select 1 from (select k, max(n) as m from u group by k) v where v.k = t.k and v.m > t.a) order by a",
  ],
  [
    1,
    "select a from t where exists (select 1 from u join u w on u.n = w.n where w.k = t.k and u.n = t.a) order by a",
  ],
  [
    2,
    "select a from t where exists (select 1 from u where u.k = t.k) and not exists (select 1 from u where u.n = t.a) order by a",
  ],
  [
    2,
    "select a from t where exists (select 1 from u where u.k = t.k) and not exists (select 1 from t s where s.k = t.k and s.a < t.a) order by a",
  ],
  [
    1,
    "select a, x from t lateral view explode(array(1, 2)) as x where exists (select 1 from u where u.n = x + a) order by a, x",
  ],
  [1, "select a from t where exists (select 1 from u where u.d = t.d) order by a"],
  [1, "select a from t where 10 / a > 2 and exists (select 1 from u where u.k = t.k) order by a"],
  [0, "select a from t where exists (select 1 from u where u.n > t.a) order by a"],
  [0, "select a from t where exists (select 1 from u where u.k = t.k or u.n = t.a) order by a"],
  [0, "select a from t where exists (select 1 from u where u.k = t.k) or a = 4 order by a"],
  [0, "select a from t where exists (select 1 from u where u.n > 2) order by a"],
  [0, "select a from t where exists (select 1 from u where u.n > 100 / (t.a - 9) and u.k = t.k) order by a"],
  [0, "select a, exists (select 1 from u where u.k = t.k) as e from t order by a"],
  [
    1,
    "select a from t where a in (select n from u where exists (select 1 from t s where s.a = u.n)) order by a",
  ],
  [
    1,
    "select a from t where exists (select count(*) from u where u.k = t.k) and exists (select 1 from u where u.n = t.a) order by a",
  ],
];

describe("EXISTS", () => {
  const spark = bothEngines(async (session) => {
    await uncompiled(session);
    await session.sql(`CREATE TEMP VIEW t AS SELECT * FROM VALUES
      (1, 'x', 0.0D), (2, 'x', -0.0D), (3, 'Y', double('nan')), (4, null, null), (5, 'z', 1.5D) v(a, k, d)`);
    await session.sql(`CREATE TEMP VIEW u AS SELECT * FROM VALUES
      ('x', 2, 0.0D), ('x', 3, double('nan')), ('y', 1, null), (null, 4, 7D), ('x', 2, 0.0D) v(k, n, d)`);
    return session;
  });

  test.each(QUERIES)("%i joins, the rows of Spark: %s", async (joins, text) => {
    const answer = (session: SparkSession) => shown(async () => (await session.sql(text)) as never);
    expect(await answer(spark.embedded)).toBe(await answer(spark.real));
    const explained = await (await spark.embedded.sql(text)).explainString("extended");
    expect(explained.match(/ (SEMI|ANTI) JOIN /g) ?? []).toHaveLength(joins);
  });
});
