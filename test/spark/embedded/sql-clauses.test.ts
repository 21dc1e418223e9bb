/** ORDER BY ALL and IDENTIFIER: the same rows and errors on both engines. */
import { describe, expect, test } from "vitest";
import { NotSupportedError } from "../../../src/errors.js";
import type { SparkSession } from "../../../src/spark/index.js";
import { bothEngines } from "./both_engines.js";
import { shown } from "./shown.js";

const ORDERED: readonly string[] = [
  "SELECT * FROM t ORDER BY ALL",
  "SELECT y, x FROM t ORDER BY ALL DESC",
  "SELECT * FROM t ORDER BY ALL NULLS LAST",
  // A column of that name comes first, selected or not.
  "SELECT x, y AS `all` FROM t ORDER BY ALL",
  "SELECT x FROM (SELECT x, y AS `all` FROM t WHERE y IS NOT NULL) ORDER BY ALL DESC",
  "SELECT x % 2 AS r, count(*) AS c FROM t GROUP BY x % 2 ORDER BY ALL",
  "SELECT x % 2 AS r, count(*) AS c FROM t GROUP BY ALL HAVING max(x) > 0 ORDER BY ALL DESC",
  "SELECT count(*) AS c FROM t GROUP BY x % 2 ORDER BY ALL",
  "SELECT max(y) AS m, sum(x) AS s FROM t GROUP BY x % 2 ORDER BY ALL DESC",
  "SELECT x FROM t UNION ALL SELECT 0 ORDER BY ALL",
  "SELECT DISTINCT x FROM t ORDER BY ALL LIMIT 1",
  "SELECT x, y FROM t ORDER BY ALL, x",
  "SELECT row_number() OVER (ORDER BY ALL) FROM t",
];

const NAMED: readonly string[] = [
  "SELECT IDENTIFIER('x') FROM t ORDER BY 1",
  "SELECT IDENTIFIER('q.x') AS n, IDENTIFIER('`q`.`y`') FROM t q ORDER BY 1, 2",
  "SELECT IDENTIFIER('upper')('a'), IDENTIFIER('date_add')(DATE'2024-01-31', 1)",
  "SELECT * FROM IDENTIFIER('range')(2)",
  "SELECT q.x FROM IDENTIFIER('t') AS q JOIN IDENTIFIER('t') r ON q.x = r.x WHERE q.x = 2",
  "SELECT IDENTIFIER('x') AS k, count(*) FROM t GROUP BY IDENTIFIER('x') HAVING IDENTIFIER('x') > 1",
  "SELECT x AS identifier FROM t ORDER BY identifier LIMIT 1",
  "SELECT IDENTIFIER('nope') FROM t",
  "SELECT * FROM IDENTIFIER('nope')",
  "SELECT IDENTIFIER('nope')(1)",
  "SELECT IDENTIFIER('a b') FROM t",
  "SELECT IDENTIFIER('a.') FROM t",
  "SELECT IDENTIFIER('') FROM t",
];

describe("SQL's clauses", () => {
  const spark = bothEngines(async (session) => {
    await session.sql("CREATE TEMP VIEW t AS SELECT * FROM VALUES (2, 'b'), (1, null), (1, 'a') v(x, y)");
    return session;
  });
  const same = async (texts: readonly string[], args?: Readonly<Record<string, string>>) => {
    for (const text of texts) {
      const answer = (session: SparkSession) => shown(async () => (await session.sql(text, args)) as never);
      expect(await answer(spark.embedded), text).toBe(await answer(spark.real));
    }
  };

  test("ORDER BY ALL is by each column", () => same(ORDERED), 60_000);

  test("IDENTIFIER makes a name of a string", () => same(NAMED), 60_000);

  test("and of a parameter", async () => {
    const texts = [
      "SELECT IDENTIFIER(:column) FROM IDENTIFIER(:table) ORDER BY IDENTIFIER(:column)",
      "SELECT IDENTIFIER(:function)(x) FROM IDENTIFIER(:table)",
      "SELECT IDENTIFIER(:nothing) FROM t",
    ];
    await same(texts, { column: "t.x", table: "t", function: "sum" });
  }, 60_000);

  test("IDENTIFIER of an expression is refused", async () => {
    await expect(spark.embedded.sql("SELECT IDENTIFIER('x' || '') FROM t")).rejects.toBeInstanceOf(
      NotSupportedError,
    );
  });
});
