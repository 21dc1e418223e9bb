/** The same programs on the embedded engine and on a real Spark: schemas, names, rows and errors must be the same. */
import { describe, expect, test } from "vitest";
import {
  type DataFrame,
  functions as F,
  type Row,
  type SparkSession,
  Window,
} from "../../../src/spark/index.js";
import { given } from "./answers.js";
import { bothEngines } from "./both_engines.js";

type Frame = DataFrame<Row>;

/** Tables that the programs are about. */
interface Tables {
  readonly spark: SparkSession;
  readonly people: Frame;
  readonly cities: Frame;
}

type Program = (tables: Tables) => DataFrame<never> | DataFrame<Row>;

async function tablesOf(spark: SparkSession): Promise<Tables> {
  const people = await spark.createDataFrame(
    [
      [1, "Ada", 36, "London", 1.5],
      [2, "Alan", 41, "London", -0],
      [3, "Grace", 85, "New York", 0],
      [4, "Edsger", null, null, Number.NaN],
      [5, null, 72, "Paris", null],
    ],
    "id bigint, name string, age int, city string, score double",
  );
  const cities = await spark.createDataFrame(
    [
      ["London", "UK", 1],
      ["Paris", "France", 2],
      ["Rome", "Italy", 3],
    ],
    "city string, country string, id int",
  );
  return { spark, people: people as unknown as Frame, cities: cities as unknown as Frame };
}

/** Rows come in any order, except of programs whose name says `in order`. */
const PROGRAMS: Readonly<Record<string, Program>> = {
  "names of expressions": ({ people }) =>
    people.select(
      F.col("id").add(1),
      F.col("age").mul(2).sub(1),
      F.col("age").gt(40),
      F.col("age").gt(40).and(F.col("id").lt(3)),
      F.col("id").cast("int"),
      F.col("id").add(1).cast("string"),
      F.coalesce("name", F.lit("nobody")),
      F.lit(1),
      F.lit("x"),
      F.lit(2.5),
    ) as never,
  "select of a star twice": ({ people }) => people.select("*", "id") as never,
  "any case of a name": ({ people }) => people.select("ID", F.col("Name")) as never,
  "lateral aliases": ({ people }) =>
    people.select(
      F.col("id").add(1).alias("a"),
      F.col("a").add(1).alias("b"),
      F.col("b").add(F.col("a")),
    ) as never,
  "in order of a column that isn't selected": ({ people }) =>
    people.orderBy(F.desc("id")).select("name") as never,
  "in order below a select": ({ people }) => people.select("name").orderBy("age") as never,
  "in order of nulls": ({ people }) =>
    people.orderBy(F.col("age").desc_nulls_first(), F.col("id")).select("id") as never,
  "in order of NaN": ({ people }) => people.orderBy(F.col("score").desc(), "id").select("id") as never,
  "in order, limited": ({ people }) => people.orderBy("id").offset(1).limit(2) as never,
  "filter by text": ({ people }) => people.filter("age > 40 and city is not null") as never,
  "filter by a column below": ({ people }) => people.select("name").filter(people.col("id").gt(2)) as never,
  "groups and their names": ({ people }) =>
    people
      .groupBy("city")
      .agg(F.count("*"), F.sum("age"), F.avg("age"), F.max("name").alias("last")) as never,
  "moments of what isn't finite": ({ spark }) => {
    const x = F.element_at(
      F.array(
        ...["NaN", "2.5", "Infinity", "-Infinity", "1", "2", "3", "4", null, null].map((n) => F.lit(n)),
      ),
      F.col("id").cast("int").add(1),
    );
    const group = F.element_at(
      F.array(...[1, 1, 2, 3, 3, 3, 4, 4, 4, 5].map((n) => F.lit(n))),
      F.col("id").cast("int").add(1),
    );
    const of = [F.stddev, F.stddev_pop, F.var_samp, F.var_pop].map((f) => f("x"));
    const pairs = [F.corr, F.covar_samp, F.covar_pop].flatMap((f) => [f("x", "x"), f("id", "x")]);
    const rows = spark.range(10).select("id", group.alias("g"), x.cast("double").alias("x"));
    return rows.groupBy("g").agg(...of, ...pairs) as never;
  },
  "groups of minus zero": ({ people }) => people.groupBy("score").count() as never,
  "groups by an expression": ({ people }) =>
    people.groupBy(F.col("id").mod(2), F.col("age").isNull().alias("ageless")).agg(F.min("id")) as never,
  "an aggregate without groups": ({ people }) => people.agg(F.sum("id"), F.count("age")) as never,
  "an aggregate of no rows": ({ people }) => people.filter("false").agg(F.sum("id"), F.count("*")) as never,
  "an expression of aggregates": ({ people }) =>
    people
      .groupBy("city")
      .agg(F.sum("age").div(F.count("*")).alias("mean"), F.max("id").sub(F.min("id"))) as never,
  "a filter on an aggregate": ({ people }) =>
    people.groupBy("city").agg(F.count("*").alias("n")).filter(F.col("n").gt(1)) as never,
  "in order of another aggregate": ({ people }) =>
    people.groupBy("city").agg(F.count("*").alias("n")).orderBy(F.max("id")) as never,
  "a rollup": ({ people }) => people.rollup("city", "age").agg(F.count("*"), F.grouping_id()) as never,
  "a cube": ({ people }) => people.cube("city", "age").agg(F.sum("id"), F.grouping("city")) as never,
  "a pivot": ({ people }) =>
    people.groupBy("age").pivot("city", ["London", "Paris"]).agg(F.sum("id")) as never,
  "a pivot of two aggregates": ({ people }) =>
    people.groupBy().pivot("city").agg(F.sum("id").alias("s"), F.count("id").alias("n")) as never,
  "a join by a name": ({ people, cities }) => people.join(cities, "city") as never,
  "a right join by a name": ({ people, cities }) => people.join(cities, "city", "right") as never,
  "a full join by names": ({ people, cities }) => people.join(cities, ["city"], "outer") as never,
  "a semi join": ({ people, cities }) => people.join(cities, "city", "left_semi") as never,
  "an anti join": ({ people, cities }) => people.join(cities, "city", "left_anti") as never,
  "a join by a condition": ({ people, cities }) =>
    people.join(cities, people.col("city").eq(cities.col("city")), "left") as never,
  "columns of both sides": ({ people, cities }) =>
    people
      .join(cities, people.col("city").eq(cities.col("city")), "left")
      .select(people.col("id"), cities.col("id"), people.col("city")) as never,
  "the hidden key of a join by a name": ({ people, cities }) =>
    people.join(cities, "city", "left").select(people.col("city"), cities.col("city"), "name") as never,
  "a self-join by aliases": ({ people }) =>
    people
      .alias("a")
      .join(people.alias("b"), F.col("a.id").eq(F.col("b.id").add(1)))
      .select("a.*", F.col("b.name").alias("before")) as never,
  "a cross join": ({ people, cities }) => people.select("id").crossJoin(cities.select("country")) as never,
  "a join by less": ({ people, cities }) =>
    people.join(cities, people.col("id").lt(cities.col("id")), "full") as never,
  "a union of wider types": ({ people, cities }) =>
    people.select("id", "city").union(cities.select("id", "country")) as never,
  "a union by name": ({ people, cities }) =>
    people.select("id", "city").unionByName(cities, { allowMissingColumns: true } as never) as never,
  "an intersection": ({ people, cities }) => people.select("city").intersect(cities.select("city")) as never,
  "all but": ({ people, cities }) => people.select("city").exceptAll(cities.select("city")) as never,
  "without a row twice": ({ people }) => people.select("city").distinct() as never,
  "one row of a key": ({ people }) => people.dropDuplicates(["city"]).select("city") as never,
  "a column more, a column changed": ({ people }) =>
    people.withColumn("age", F.col("age").add(1)).withColumn("twice", F.col("id").mul(2)) as never,
  "columns renamed and dropped": ({ people }) =>
    people.withColumnRenamed("Name", "called").drop("score", "nothing").toDF("a", "b", "c", "d") as never,
  windows: ({ people }) =>
    people.select(
      "id",
      F.row_number().over(Window.partitionBy("city").orderBy("id")),
      F.sum("age").over(Window.partitionBy("city")).alias("all"),
      F.sum("id").over(Window.orderBy("id").rowsBetween(-1, 0)).alias("two"),
    ) as never,
  "values filled": ({ people }) => people.na.fill(0).na.fill("none") as never,
  "rows dropped": ({ people }) => people.na.drop() as never,
  "rows dropped by a threshold": ({ people }) => people.na.drop({ thresh: 4 } as never) as never,
  "values replaced": ({ people }) => people.na.replace("London", "Londinium") as never,
  "an unpivot": ({ people }) => people.unpivot("id", ["name", "city"], "what", "value") as never,
  "a generated name renamed": ({ people }) =>
    people
      .select(F.col("id").add(1))
      .withColumnRenamed("(id + 1)", "x")
      .select(F.col("x").alias("y"), "x") as never,
  "a range": ({ spark }) => spark.range(10, 0, -3) as never,
  "minus zero where rows are told apart": ({ people }) => people.select("score").distinct() as never,
  "minus zero of one row of a key": ({ people }) => people.dropDuplicates(["score"]).select("score") as never,
  "minus zero on both sides": ({ people }) =>
    people.select("score").intersect(people.select("score")) as never,
  "minus zero in order": ({ people }) => people.orderBy("score", "id").select("id", "score") as never,
  "minus zero in an array that is grouped by": ({ people }) =>
    people.groupBy(F.array("score", F.lit(-0)).alias("a")).count() as never,
  "nulls within arrays and structs in order": ({ people }) =>
    people.select(F.array("age").alias("a"), F.struct("name", "age").alias("s")).orderBy("a", "s") as never,
  "the least and the greatest array with nulls": ({ people }) =>
    people.agg(
      F.min(F.array("age")).alias("least"),
      F.max(F.struct("age")).alias("greatest"),
      F.max_by("id", F.array("age")).alias("by"),
    ) as never,
  "arrays with nulls compared": ({ people }) =>
    people.select(
      "id",
      F.array("age")
        .lt(F.array(F.lit(50)))
        .alias("less"),
      F.greatest(F.array("age"), F.array(F.lit(50))).alias("greater"),
    ) as never,
  "groups of maps": ({ people }) =>
    people.groupBy(F.create_map(F.lit("city"), F.coalesce("city", F.lit("")))).count() as never,
  "a correlation with a constant": ({ people }) => people.agg(F.corr("id", F.lit(1))) as never,
  "names of ranks": ({ people }) => {
    const by = Window.orderBy("id");
    const ranks = [F.rank(), F.dense_rank(), F.percent_rank(), F.cume_dist(), F.row_number()];
    return people.select(...ranks.map((rank) => rank.over(by))) as never;
  },
  "names of functions that are casts": ({ people }) =>
    people
      .filter("false")
      .select(
        F.to_date("name"),
        F.to_timestamp("name"),
        F.to_date(F.current_date()),
        F.col("id").cast("int"),
      ) as never,
  "casts by name": ({ people }) =>
    people.selectExpr("int(score is null)", "string(id)", "double('NaN')", "decimal(age)") as never,
  "strings and arrays in one string": ({ people }) =>
    people.select(F.concat_ws("-", F.array("name", "city"), F.lit("x"), F.array(F.lit(1)))) as never,
  "what mathematics makes nullable": ({ people }) =>
    people.select(F.sqrt(F.lit(4)), F.ceil(F.lit(1.5)), F.exp(F.lit(0)), F.signum(F.lit(2))) as never,
  "types of division": ({ people }) =>
    people.select(F.col("id").div(2), F.col("age").mod(7), F.col("score").mul(2)) as never,
};

/** Programs that are wrong, and what Spark calls it. */
const WRONG: Readonly<Record<string, Program>> = {
  "a column that isn't there": ({ people }) => people.select("nmae") as never,
  "a column of another DataFrame": ({ people, cities }) => people.select(cities.col("country")) as never,
  "a name of both sides": ({ people, cities }) =>
    people.join(cities, people.col("city").eq(cities.col("city"))).select("city") as never,
  "a column of a DataFrame on both sides": ({ people }) =>
    people.join(people, people.col("id").eq(people.col("id"))) as never,
  "a column that isn't grouped by": ({ people }) => people.groupBy("city").agg(F.col("name")) as never,
  "a union of other columns": ({ people, cities }) => people.select("id").union(cities) as never,
  "a condition that is none": ({ people }) => people.filter(F.col("id")) as never,
  "a key that isn't there": ({ people, cities }) => people.join(cities, "name") as never,
  "toDF of too few": ({ people }) => people.toDF("a") as never,
  "an aggregate in a filter": ({ people }) => people.filter(F.sum("id").gt(1)) as never,
  "an aggregate of an aggregate": ({ people }) => people.agg(F.sum(F.sum("id"))) as never,
  "an order that is no column": ({ people }) => people.orderBy(F.lit(9)) as never,
  "a function that isn't there": ({ people }) => people.select(F.call_function("no_such", "id")) as never,
  "a division by zero": ({ people }) => people.select(F.col("id").div(0)) as never,
  "text that is no number": ({ people }) => people.select(F.col("name").cast("int")) as never,
  "an overflow": ({ people }) => people.select(F.col("id").add(F.lit(9223372036854775807n))) as never,
  "a sum of strings": ({ people }) => people.select(F.col("name").add(F.col("city"))) as never,
  "a sum of a string and an array": ({ people }) => people.select(F.col("name").add(F.array("id"))) as never,
  "a date and a boolean": ({ people }) => people.select(F.current_date().add(F.lit(true))) as never,
  "strings and numbers": ({ people }) => people.select(F.col("id").and(F.col("name"))) as never,
  "the greatest of a number and a string": ({ people }) => people.select(F.greatest("id", "name")) as never,
  "arrays of numbers and of strings": ({ people }) =>
    people.select(F.array("id").eq(F.array("name"))) as never,
  "the least map": ({ people }) => people.agg(F.min(F.create_map("id", "age"))) as never,
  "maps that are told apart": ({ people }) => people.select(F.create_map("id", "age")).distinct() as never,
  "a set of maps": ({ people }) => people.agg(F.collect_set(F.create_map("id", "age"))) as never,
  "a window of maps": ({ people }) =>
    people.select(F.count("*").over(Window.partitionBy(F.create_map("id", "age")))) as never,
  "as many parts as a column says": ({ people }) =>
    people.select(F.ntile(F.col("id") as never).over(Window.orderBy("id"))) as never,
  "a table that isn't there": ({ spark }) => spark.table("nowhere") as never,
};

async function conditionOf(program: Program, tables: Tables): Promise<unknown> {
  try {
    await (program(tables) as DataFrame<Row>).collect();
  } catch (error) {
    const { name, condition } = error as { name: string; condition?: string };
    return { name, condition };
  }
  return "nothing is wrong";
}

describe("the embedded engine and Spark agree", () => {
  const both = bothEngines(tablesOf);

  test.each(Object.entries(PROGRAMS))("%s", async (name, program) => {
    const ordered = name.includes("in order");
    const ours = await given(program(both.embedded) as DataFrame<Row>, { ordered });
    expect(ours).toEqual(await given(program(both.real) as DataFrame<Row>, { ordered }));
  });

  test.each(Object.entries(WRONG))("wrong: %s", async (_, program) => {
    const theirs = await conditionOf(program, both.real);
    expect(theirs).toMatchObject({ condition: expect.any(String) });
    expect(await conditionOf(program, both.embedded)).toEqual(theirs);
  });
});
