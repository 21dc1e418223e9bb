/** Functions that DuckDB calls in JavaScript: what they refuse, and that a query with one can be stopped at any time. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NotSupportedError } from "../../../src/errors.js";
import { functions as F, SparkSession } from "../../../src/spark/index.js";

let spark: SparkSession;
beforeAll(async () => {
  spark = await SparkSession.builder.create();
});
afterAll(() => spark.stop());

const answerOf = async (column: ReturnType<typeof F.lit>): Promise<unknown> => {
  const [row] = await spark.range(1).select(column.alias("x")).collect();
  return (row as { x: unknown }).x;
};

/** Of Java's, and not said in JavaScript: a possessive quantifier, classes in classes, loops that differ. */
const REFUSED = ["a++", "(?>a)", "[a[b]]", "[a&&b]", "(a*)*", "(?:a|)+", "(?u)a", "(?x)a b", "\\X", "\\R", "\\G", "\\p{IsLatin}", "(?<=a+)b", "\\1(a)", "(a)|\\1", "(?i)(a)\\1", "\\b{g}"]; // biome-ignore format: a list

describe("regular expressions", () => {
  test.each(REFUSED)("%s is refused where it is written down", async (pattern) => {
    await expect(answerOf(F.rlike(F.lit("a"), F.lit(pattern)))).rejects.toThrow(NotSupportedError);
  });

  test.each(REFUSED)("%s is refused where a row has it", async (pattern) => {
    const rows = await spark.createDataFrame([["a", pattern]], "s string, p string");
    await expect(rows.select(F.rlike("s", "p")).collect()).rejects.toThrow(NotSupportedError);
  });

  test("groups that not every round takes are refused where they are asked for, and nowhere else", async () => {
    expect(await answerOf(F.rlike(F.lit("ab"), F.lit("(?:(a)|b)*c?")))).toBe(true);
    await expect(answerOf(F.regexp_extract(F.lit("ab"), "(?:(a)|b)*", 1))).rejects.toThrow(NotSupportedError);
  });

  test("the edges of words are refused beyond ASCII, where releases of Java differ", async () => {
    expect(await answerOf(F.regexp_count(F.lit("a bc"), F.lit("\\b\\w")))).toBe(2);
    await expect(answerOf(F.regexp_count(F.lit("é a"), F.lit("\\b\\w")))).rejects.toThrow(NotSupportedError);
  });
});

test("a string keeps a mark of the order of bytes at its beginning", async () => {
  expect(await answerOf(F.lit("\ufeffa"))).toBe("\ufeffa");
  expect(await answerOf(F.lit("\ufeffa string of more than twelve"))).toBe(
    "\ufeffa string of more than twelve",
  );
  expect(await answerOf(F.get_json_object(F.lit('\ufeff{"a":1}'), "$.a"))).toBeNull();
});

test("json_tuple makes a column of each name", async () => {
  const rows = await spark.createDataFrame(
    [['{"a":1.50,"b":"x","a":[1, 2]}'], ['{"a":null}'], ["{"], [null]],
    "s string",
  );
  expect(await rows.select(F.json_tuple("s", "a", "b")).collect()).toEqual([
    { c0: "[1,2]", c1: "x" },
    { c0: null, c1: null },
    { c0: null, c1: null },
    { c0: null, c1: null },
  ]);
});

describe("a query that is in JavaScript", () => {
  const many = () => spark.range(3_000_000).select(F.soundex(F.concat(F.lit("name"), "id")).alias("x"));

  test("stops when its reader does", async () => {
    let rows = 0;
    for await (const _ of many().toLocalIterator()) if (++rows === 10) break;
    expect(rows).toBe(10);
  });

  test("is interrupted", async () => {
    const counted = many().filter(F.col("x").eqNullSafe("none")).count();
    const failed = expect(counted).rejects.toThrow(/OPERATION_CANCELED/);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await spark.interruptAll();
    await failed;
  });

  test("ends with its session", async () => {
    const other = await SparkSession.builder.create();
    const rows = other.range(3_000_000).select(F.soundex(F.concat(F.lit("name"), "id")).alias("x"));
    const failed = expect(rows.distinct().count()).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await other.stop();
    await failed;
  });

  test("runs beside another", async () => {
    const counts = await Promise.all(
      [1, 2].map((k) =>
        spark
          .range(10_000)
          .filter(F.hash(F.lit(k), "id").gt(0))
          .count(),
      ),
    );
    for (const count of counts) expect(count).toBeGreaterThan(4000);
  });
});
