/** QUALIFY: the same rows and errors on both engines. */
import { describe, expect, test } from "vitest";
import type { SparkSession } from "../../../src/spark/index.js";
import { bothEngines } from "./both_engines.js";
import { shown } from "./shown.js";

const QUERIES: readonly string[] = [
  `select a, k, row_number() over (partition by k order by a desc) as rn from t qualify rn = 1 order by a`,
  `select a from t qualify row_number() over (partition by k order by a desc) = 1 order by a`,
  `select a from t qualify row_number() over (partition by k order by a desc) = 1 order by b desc, a limit 2`,
  `select a from t where a < 5 qualify rank() over (order by b desc) = 1 and a > 3`,
  `select k, sum(b) as s from t group by k qualify rank() over (order by s desc) = 1`,
  `select k, sum(b) as s from t group by k having sum(b) > 0 qualify rank() over (order by sum(b) desc) = 1`,
  `select sum(b) as s from t group by k qualify rank() over (order by k) = 2`,
  `select k, sum(b) as s, rank() over (order by sum(b) desc nulls last) as r from t group by k qualify r <= 2 order by k`,
  `select k, sum(b) as s, rank() over (order by sum(b) desc nulls last) as r from t group by k having s > 30 qualify r <= 2 order by k`,
  `select a from t qualify a > 1`,
  `select a from t qualify sum(a) > 1`,
  `select distinct k from t qualify count(*) over (partition by k) = 2 order by k`,
  `select a, count(*) over w as c from t window w as (partition by k) qualify c = 2 order by a`,
  `select a, count(*) over w as c from t qualify c = 2 window w as (partition by k) order by a`,
  `select * from t qualify row_number() over (order by a) = (select 2)`,
  `select * from (select a from t qualify row_number() over (order by a desc) = 1) qualify`,
  `select qualify.a from t qualify where a = 1`,
  `select a as qualify from t qualify row_number() over (order by a) = 1`,
  `select a qualify from t where a = 1`,
  `select row_number() over (order by 1) as r qualify r = 1`,
  `select a as b, b as c from t qualify row_number() over (order by b desc) = 1`,
  `select a from t qualify nope over (order by a) = 1`,
  `select a from t qualify row_number() over (order by nope) = 1`,
  `select a from t qualify not (lag(a) over (order by a) is null) union all select 100 order by a`,
  `with q as (select a, k from t qualify row_number() over (partition by k order by a) = 1) select count(*) from q`,
  `select t.a, u.a from t join t u on t.a = u.a qualify row_number() over (order by t.b, u.a) = 2`,
  `select a, rank() over (order by k) r from t qualify null`,
  `select a from t lateral view explode(array(1,2)) e as x qualify row_number() over (order by a, x) = 2`,
  `select a, a + 1 as z, z + 1 as y from t qualify row_number() over (order by y desc, b) = 1`,
];

describe("QUALIFY", () => {
  const spark = bothEngines(async (session) => {
    await session.sql(
      "CREATE TEMP VIEW t AS SELECT * FROM VALUES (1,'x',10),(2,'x',20),(3,'y',30),(4,'y',30),(5,null,null) v(a,k,b)",
    );
    return session;
  });

  test("keeps rows by functions over windows", async () => {
    for (const text of QUERIES) {
      const answer = (session: SparkSession) => shown(async () => (await session.sql(text)) as never);
      expect(await answer(spark.embedded), text).toBe(await answer(spark.real));
    }
  }, 60_000);
});
