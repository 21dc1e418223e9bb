/** Details of SQL's texts that were once wrong: names of columns, constants, literals, parameters, several generators. */
import { describe, expect, test } from "vitest";
import { functions as F, type SparkSession } from "../../../src/spark/index.js";
import { answerOf } from "./answers.js";
import { bothEngines } from "./both_engines.js";

const ROWS = "(SELECT id, id * 2 AS x, CAST(id AS string) AS s FROM range(0, 4, 1, 1))";
const BY_ID = "OVER (ORDER BY id)";

const QUERIES: Readonly<Record<string, readonly string[]>> = {
  "names of signs": [
    `SELECT -x, - (x + 1), +x, ~x, -1, -(-x), - INTERVAL '1' DAY, negative(x), positive(x), 3 - -x FROM ${ROWS}`,
  ],
  "names of casts that are functions": [
    `SELECT date('2024-01-02'), int('3'), int(s), string(x), int(s) + 1, decimal(x), timestamp('2024-01-01'), boolean(x), tinyint(x) FROM ${ROWS}`,
  ],
  "values that pass over nulls": [
    `SELECT first_value(x) IGNORE NULLS ${BY_ID}, last_value(x) IGNORE NULLS ${BY_ID}, any_value(x) IGNORE NULLS ${BY_ID} FROM ${ROWS}`,
    `SELECT first_value(x, true), first_value(x), last_value(x, true) FROM ${ROWS}`,
    `SELECT first_value(x) IGNORE NULLS, last_value(x) IGNORE NULLS, any_value(x) IGNORE NULLS FROM ${ROWS}`,
  ],
  "constants that are reckoned": [
    `SELECT lag(x, 1 + 1) ${BY_ID}, lead(x, 2 - 1, -1) ${BY_ID}, lag(x, -1) ${BY_ID} FROM ${ROWS}`,
    `SELECT sum(x) OVER (ORDER BY id ROWS 1 + 1 PRECEDING), sum(x) OVER (ORDER BY id ROWS BETWEEN 3 - 2 PRECEDING AND 1 * 1 FOLLOWING) FROM ${ROWS}`,
  ],
  "rows of structs": [
    "SELECT * FROM VALUES (struct(1)) AS t(a)",
    "SELECT * FROM VALUES (struct(1, 2)), (struct(3, 4))",
    "SELECT * FROM VALUES struct(1)",
    "SELECT * FROM VALUES (named_struct('q', 1)) AS t(a)",
    "SELECT * FROM VALUES (STRUCT(1 AS q, 'x'))",
    "SELECT * FROM VALUES (struct(1), 2)",
    "SELECT * FROM VALUES ((1, 2)) AS t(a, b)",
  ],
  "times of a day": [
    "SELECT TIME '10:11:12', time'1:02:03.5', TIME '23:59:59.123456', time'00:00:00'",
    "SELECT time'1:2:3'",
    "SELECT time'24:00:00'",
    "SELECT time'10:60:00'",
    "SELECT time'10'",
    "SELECT time'noon'",
  ],
  "counts of tables' stars": [
    `SELECT count(t.*) FROM ${ROWS} t`,
    `SELECT count(DISTINCT t.*) FROM ${ROWS} t`,
    `SELECT count(t.*, t.*) FROM ${ROWS} t`,
    `SELECT count(q.*) FROM (SELECT struct(id, x) AS q FROM ${ROWS})`,
  ],
  "several generators": [
    "SELECT explode(array(1, 2)), explode(map('a', 1, 'b', 2))",
    `SELECT explode(array(x, x + 1)) AS a, explode_outer(array()) AS b, id FROM ${ROWS}`,
    `SELECT id, posexplode(array(x)), explode(array(s, null)) AS t, explode(array(1, 2)) AS u FROM ${ROWS}`,
    `SELECT sum(x), explode(array(1)), explode(array(2)) FROM ${ROWS}`,
  ],
  "arrays that are shuffled": [
    `SELECT shuffle(sequence(1, CAST(id % 5 + 1 AS int)), 42) AS a, shuffle(array(id, null, 3, 4, 5, 6, 7, 8), 7L) AS b FROM range(0, 50, 1, 1)`,
    `SELECT id, shuffle(CASE WHEN id % 3 > 0 THEN array('a', 'b', 'c', s) END, -3) AS a FROM (SELECT id, CAST(id AS string) AS s FROM range(0, 20, 1, 1))`,
    `SELECT * FROM (SELECT id, shuffle(array(id, 1, 2), 5) AS a FROM range(0, 5000, 1, 1)) WHERE id > 4990`,
    `SELECT shuffle(shuffle(array(id, 1, 2, 3), 5), 6) AS a FROM range(0, 20, 1, 1)`,
    "SELECT shuffle(array(), 1), shuffle(array(1), 1)",
    "SELECT shuffle(array(1), 'a')",
    "SELECT shuffle(1, 1)",
  ],
  "letters in URLs": [
    "SELECT parse_url(u, 'HOST'), parse_url(u, 'PATH'), parse_url(u, 'QUERY'), parse_url(u, 'QUERY', 'y'), parse_url(u, 'REF'), parse_url(u, 'AUTHORITY'), parse_url(u, 'USERINFO') FROM VALUES ('http://h/p?x=1&y=ä'), ('http://ä.de/p'), ('http://ü@h.de:8/ö/é?a=ß#λ'), ('http://h/😀?q=日本'), ('mailto:ä'), ('ä/b?c'), ('http://hä:80/x'), ('http://h/a\ufeffb') AS t(u)",
    "SELECT parse_url('ä://h/p', 'HOST')",
    "SELECT try_parse_url('http://h/\u00a0', 'HOST'), try_parse_url('http://h/\u2028x', 'HOST'), try_parse_url('http://h/\u0085', 'HOST'), try_parse_url('http://h/\u3000', 'HOST')",
  ],
};

const MOMENTS =
  "VALUES (timestamp'2024-07-01 10:11:12.123456Z'), (timestamp'2024-01-01 00:00:00Z'), (timestamp'1850-01-01 00:00:00Z'), (timestamp'1969-12-31 23:59:59.9999Z'), (null), (timestamp'1911-03-01 00:00:00Z') AS v(t)";
const ZONES = ["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "+05:30", "Africa/Abidjan"];

describe("SQL on both engines", () => {
  const spark = bothEngines(async (session) => {
    await session.conf.set("spark.sql.timeType.enabled", true);
    return session;
  });

  async function compare(text: string, args?: Parameters<SparkSession["sql"]>[1]): Promise<void> {
    const answer = (session: SparkSession) => answerOf(async () => (await session.sql(text, args)) as never);
    expect(await answer(spark.embedded), text).toEqual(await answer(spark.real));
  }

  for (const [name, texts] of Object.entries(QUERIES)) {
    test(name, async () => {
      for (const text of texts) await compare(text);
    }, 120_000);
  }

  test("parameters of two kinds", async () => {
    for (const text of ["SELECT :a, ?", "SELECT ?, :a"]) {
      await compare(text, { a: 1 });
      await compare(text, [1]);
      await compare(text);
    }
  });

  test("columns of a pivot that are no single values", async () => {
    for (const key of ["array(id)", "struct(id)"]) {
      const answer = (session: SparkSession) =>
        answerOf(async () => {
          const rows = await session.sql(`SELECT id % 2 AS g, ${key} AS k FROM range(3)`);
          return rows
            .groupBy("g")
            .pivot("k")
            .agg(F.count(F.lit(1))) as never;
        });
      expect(await answer(spark.embedded), key).toEqual(await answer(spark.real));
    }
  });

  test("moments as JSON, as the clocks of a time zone say", async () => {
    for (const zone of ZONES) {
      for (const session of [spark.embedded, spark.real])
        await session.conf.set("spark.sql.session.timeZone", zone);
      await compare(`SELECT to_json(struct(t, array(t) AS a)) AS j FROM ${MOMENTS}`);
    }
  }, 120_000);
});
