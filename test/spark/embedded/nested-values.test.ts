/** Generators, structs and what is taken out of nested values, on the embedded engine and on a real Spark: they must agree. */
import { describe, expect, test } from "vitest";
import { type DataFrame, functions as F, Row, type SparkSession } from "../../../src/spark/index.js";
import { bothEngines } from "./both_engines.js";

type Program = (spark: SparkSession) => unknown;

const sql =
  (text: string): Program =>
  (spark) =>
    spark.sql(text);

/** A null array, an empty one, one with a null in it. */
const LISTS = "(values (1, array(1, null, 2)), (2, array()), (3, null)) as t(id, list)";
const MAPS = "(values (1, map('a', 1, 'b', null)), (2, map()), (3, null)) as t(id, m)";
const STRUCTS =
  "(values (1, array(named_struct('a', 1, 'b', 'x'), null)), (2, array()), (3, null)) as t(id, list)";

const PROGRAMS: Readonly<Record<string, Program>> = Object.fromEntries([
  ...["explode", "explode_outer", "posexplode", "posexplode_outer"].flatMap((name) => [
    [`${name} of arrays`, sql(`select id, ${name}(list) from ${LISTS} order by id`)],
    [`${name} of maps`, sql(`select id, ${name}(m) from ${MAPS} order by id`)],
  ]),
  ...["inline", "inline_outer"].map((name) => [
    `${name} of structs`,
    sql(`select id, ${name}(list) from ${STRUCTS} order by id`),
  ]),
  ["explode of no type", sql("select explode(array())")],
  ["explode of an empty one, kept", sql("select 5 as a, explode_outer(array())")],
  ["explode of what holds no null", sql("select explode(array(1, 2)), 'x' as y")],
  ["explode of arrays of arrays", sql("select explode(array(array(1), array(), null))")],
  [
    "a field of a struct",
    sql("select struct(1 as a, 2).a as a, struct(1, 'x') as s, named_struct('b', 3).b as b"),
  ],
  ["a value of a map", sql("select map(1, 2)[1], map(1, 2)[3], map('a', array(1))['a'][0]")],
  [
    "F.struct",
    (spark) => spark.range(2).select(F.struct("id", F.col("id").add(1), F.lit("x").alias("y")).alias("s")),
  ],
  ["F.transform", (spark) => spark.range(2).select(F.transform(F.array("id", F.lit(7n)), (x) => x.add(1)))],
  [
    "F.aggregate",
    (spark) =>
      spark
        .range(3)
        .select(F.aggregate(F.array("id", "id"), F.lit(0n), (sum, x) => sum.add(x)).alias("total")),
  ],
] as [string, Program][]);

const WRONG: Readonly<Record<string, Program>> = {
  "explode of a number": sql("select explode(1)"),
  "inline of numbers": sql("select inline(array(1))"),
  "an element outside": sql("select element_at(array(1, 2), id + 5) from (values (1)) as t(id)"),
  "the element at 0": sql("select element_at(array(1, 2), id) from (values (0)) as t(id)"),
  "a key twice": sql("select map(id, 1, 1, 2) from (values (1)) as t(id)"),
  "a key that is null": sql("select map(id, 1) from (values (1), (null)) as t(id)"),
  "a slice from 0": sql("select slice(array(1), id, 1) from (values (0)) as t(id)"),
};

async function answerOf(program: Program, spark: SparkSession): Promise<unknown> {
  const frame = (await program(spark)) as DataFrame<Row>;
  const rows = (await frame.collect()).map((row) => Row.values(row as object));
  return { schema: (await frame.schema()).jsonValue(), rows };
}

async function conditionOf(program: Program, spark: SparkSession): Promise<unknown> {
  try {
    await answerOf(program, spark);
  } catch (error) {
    return { condition: (error as { condition?: string }).condition };
  }
  return "nothing is wrong";
}

describe("the embedded engine and Spark agree on nested values", () => {
  const both = bothEngines((spark) => spark);

  test.each(Object.entries(PROGRAMS))("%s", async (_, program) => {
    expect(await answerOf(program, both.embedded)).toEqual(await answerOf(program, both.real));
  });

  test.each(Object.entries(WRONG))("wrong: %s", async (_, program) => {
    const theirs = await conditionOf(program, both.real);
    expect(theirs).toMatchObject({ condition: expect.any(String) });
    expect(await conditionOf(program, both.embedded)).toEqual(theirs);
  });
});
