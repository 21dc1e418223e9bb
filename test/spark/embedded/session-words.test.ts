/** What a query asks of its session, and functions that SQL calls without parentheses: the same on the embedded engine and on a real Spark. */
import { describe, expect, it } from "vitest";
import { bothEngines } from "./both_engines.js";

const QUERIES = [
  "SELECT current_catalog(), current_database(), current_schema()",
  "SELECT current_user() = user(), session_user() = current_user, user = session_user, length(user) > 0",
  "SELECT current_date = current_date(), CURRENT_TIMESTAMP IS NULL FROM range(2)",
  "SELECT user FROM (SELECT 1 AS user)",
  "SELECT count(*) AS n FROM (SELECT id % 2 AS user FROM range(3)) GROUP BY user ORDER BY n",
  "SELECT count(*) FROM range(3) HAVING current_date IS NOT NULL",
];
const WRONG = ["SELECT now", "SELECT current_schema", "SELECT x.user FROM (SELECT 1 AS a) x"];

describe("a session's words", () => {
  const both = bothEngines((spark) => spark);
  for (const query of QUERIES) {
    it(query, async () => {
      const [ours, theirs] = [both.embedded, both.real].map(async (spark) => {
        const frame = await spark.sql(query);
        const { fields } = await frame.schema();
        return [fields.map(({ name, nullable }) => [name, nullable]), await frame.collect()];
      });
      expect(await ours).toEqual(await theirs);
    });
  }
  for (const query of WRONG) {
    it(query, async () => {
      for (const spark of [both.embedded, both.real]) {
        const asked = (async () => (await spark.sql(query)).collect())();
        await expect(asked).rejects.toMatchObject({
          condition: expect.stringMatching(/^UNRESOLVED_COLUMN\./),
        });
      }
    });
  }
  it("knows the database that is used", async () => {
    const spark = both.embedded;
    await spark.sql("CREATE DATABASE words");
    await spark.sql("USE words");
    expect((await (await spark.sql("SELECT current_database() AS d")).collect())[0]?.d).toBe("words");
    await spark.sql("USE default");
    await spark.sql("DROP DATABASE words");
  });
});
