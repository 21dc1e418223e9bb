import { beforeAll, describe, expect, test, vi } from "vitest";
import {
  type DataFrame,
  functions as F,
  Observation,
  StorageLevel,
  ValueError,
} from "../../../src/spark/index.js";
import { lacking, onEngines, sorted, valuesOf } from "./engines.js";

onEngines((session, slow) => {
  let people: DataFrame<{ name: string; age: number | null; city: string }>;

  beforeAll(async () => {
    people = await session().createDataFrame([
      { name: "Ada", age: 36, city: "London" },
      { name: "Grace", age: 85, city: "New York" },
      { name: "Alan", age: 41, city: "London" },
      { name: "Edsger", age: null, city: "Rotterdam" },
    ]);
  });

  describe("columns", () => {
    test("select takes names, columns and arrays of them", async () => {
      expect(await people.select("name", "age").where("age > 40").collect()).toEqual([
        { name: "Grace", age: 85 },
        { name: "Alan", age: 41 },
      ]);
      expect(await valuesOf(people.select(["city"]).distinct().orderBy("city"))).toEqual([
        ["London"],
        ["New York"],
        ["Rotterdam"],
      ]);
      const next = people.select(F.col("age").add(1).alias("next"), people.col("name")).orderBy("next");
      expect(await next.first()).toEqual({ next: null, name: "Edsger" });
      expect(await people.select("*").columns()).toEqual(["name", "age", "city"]);
    });

    test("withColumn adds and replaces; the others rename and take away", async () => {
      const more = people
        .withColumn("age", F.col("age").add(1))
        .withColumns({ old: F.col("age").gt(50), letter: F.col("name").substr(1, 1) })
        .withColumnRenamed("city", "town")
        .drop("name");
      expect(await more.columns()).toEqual(["age", "town", "old", "letter"]);
      expect(await more.orderBy("letter", "age").collect()).toEqual([
        { age: 37, town: "London", old: false, letter: "A" },
        { age: 42, town: "London", old: false, letter: "A" },
        { age: null, town: "Rotterdam", old: null, letter: "E" },
        { age: 86, town: "New York", old: true, letter: "G" },
      ]);
      expect(await people.drop(people.col("age"), F.col("city")).columns()).toEqual(["name"]);
      expect(() => people.drop(["age"] as unknown as "age")).toThrow("drop(...list)");
      expect(() => people.filter(false as unknown as string)).toThrow("F.col");
      expect(() => people.where(undefined as unknown as string)).toThrow(ValueError);
      expect(await people.toDF("a", "b", "c").columns()).toEqual(["a", "b", "c"]);
      expect(await people.withColumnsRenamed({ name: "n", nothing: "x" }).columns()).toEqual([
        "n",
        "age",
        "city",
      ]);
    });

    test("metadata stand beside a column", async () => {
      const schema = await people.withMetadata("age", { unit: "years" }).schema();
      expect(schema.fields[1]!.metadata).toEqual({ unit: "years" });
      const aliased = await people.select(F.col("age").alias("a", { metadata: { unit: "y" } })).schema();
      expect(aliased.fields[0]!.metadata).toEqual({ unit: "y" });
    });

    test("selectExpr is SQL, and colRegex finds by pattern", async () => {
      expect(await people.selectExpr("upper(name) AS n", "age * 2").where("n = 'ADA'").collect()).toEqual([
        { n: "ADA", "(age * 2)": 72 },
      ]);
      expect(await people.select(people.colRegex("`.*e`")).columns()).toEqual(["name", "age"]);
    });

    test("a missing column is Spark's error", async () => {
      await expect(people.select("nam").collect()).rejects.toMatchObject({
        name: "AnalysisException",
        condition: "UNRESOLVED_COLUMN.WITH_SUGGESTION",
      });
    });
  });

  describe("rows", () => {
    test("sort follows each column's direction, and nulls stand first upwards and last downwards", async () => {
      const ages = async (df: DataFrame<unknown>) => (await valuesOf(df)).map(([, age]) => age);
      expect(await ages(people.sort("age"))).toEqual([null, 36, 41, 85]);
      expect(await ages(people.sort(F.col("age").desc()))).toEqual([85, 41, 36, null]);
      expect(await ages(people.sort(F.col("age").asc_nulls_last()))).toEqual([36, 41, 85, null]);
      expect(await ages(people.sort(F.col("age").ascNullsLast()))).toEqual([36, 41, 85, null]);
      expect(await ages(people.sort(F.col("age").ascNullsFirst()))).toEqual([null, 36, 41, 85]);
      expect(await ages(people.sort(F.col("age").descNullsFirst()))).toEqual([null, 85, 41, 36]);
      expect(await ages(people.sort(F.col("age").descNullsLast()))).toEqual([85, 41, 36, null]);
      expect(await ages(people.sort("age", { ascending: false }))).toEqual([85, 41, 36, null]);
      expect(
        await valuesOf(people.select("city", "name").sort("city", "name", { ascending: [true, false] })),
      ).toEqual([
        ["London", "Alan"],
        ["London", "Ada"],
        ["New York", "Grace"],
        ["Rotterdam", "Edsger"],
      ]);
      expect(() => people.sort()).toThrow(ValueError);
      const byPlace = people.select("city", "name", "age");
      expect(await valuesOf(byPlace.sort(1, -2).drop("age"))).toEqual([
        ["London", "Alan"],
        ["London", "Ada"],
        ["New York", "Grace"],
        ["Rotterdam", "Edsger"],
      ]);
      expect(await ages(byPlace.select("city", "age").orderBy(-2))).toEqual([85, 41, 36, null]);
      expect(await ages(byPlace.select("city", "age").orderBy(2, { ascending: false }))).toEqual([
        85,
        41,
        36,
        null,
      ]);
      await expect(byPlace.orderBy(4).collect()).rejects.toMatchObject({
        condition: "ORDER_BY_POS_OUT_OF_RANGE",
      });
      for (const place of [0, 1.5]) expect(() => people.sort(place)).toThrow("no place");
    });

    test("limit, offset, head, take, first and tail", async () => {
      const numbers = session().range(10).orderBy("id");
      expect(await valuesOf(numbers.offset(7))).toEqual([[7], [8], [9]]);
      expect(await numbers.limit(2).count()).toBe(2);
      expect(await numbers.take(2)).toEqual([{ id: 0 }, { id: 1 }]);
      expect(await numbers.head()).toEqual({ id: 0 });
      expect(await numbers.head(1)).toEqual([{ id: 0 }]);
      expect(await numbers.tail(2)).toEqual([{ id: 8 }, { id: 9 }]);
      expect(await numbers.where("id < 0").first()).toBeNull();
      expect(() => numbers.limit(-1)).toThrow("from 0");
    });

    test("duplicates go as a whole or by columns", async () => {
      const twice = people.union(people);
      expect(await twice.distinct().count()).toBe(4);
      expect(await sorted(twice.dropDuplicates(["city"]).select("city"))).toEqual([
        ["London"],
        ["New York"],
        ["Rotterdam"],
      ]);
      expect(await twice.dropDuplicates().count()).toBe(4);
    });

    test("samples are repeated by their seed, and a split loses no row", async () => {
      const numbers = session().range(0, 1000, 1, 2);
      const once = await numbers.sample({ fraction: 0.1, seed: 7 }).collect();
      expect(await numbers.sample(0.1, 7).collect()).toEqual(once);
      expect(once.length).toBeGreaterThan(50);
      expect(once.length).toBeLessThan(200);
      const parts = await Promise.all(numbers.randomSplit([1, 3], 5).map((part) => part.collect()));
      expect(
        parts
          .flat()
          .map(({ id }) => id)
          .sort((a, b) => a - b),
      ).toEqual(Array.from({ length: 1000 }, (_, i) => i));
      expect(parts[0]!.length).toBeLessThan(parts[1]!.length);
      expect(() => numbers.sample(1.5)).toThrow(ValueError);
      expect(() => numbers.randomSplit([0, 0])).toThrow(ValueError);
    });

    test("partitions are made, and change no answer", async () => {
      const numbers = session().range(10);
      const partitions = async (df: DataFrame<unknown>) =>
        (await valuesOf(df.select(F.spark_partition_id()).distinct())).length;
      await lacking("embedded", "F.spark_partition_id", async () => {
        expect(await partitions(numbers.repartition(3))).toBe(3);
        expect(await partitions(numbers.repartition(3).coalesce(1))).toBe(1);
      });
      for (const df of [
        numbers.repartition(2, "id"),
        numbers.repartition("id"),
        numbers.repartitionByRange(2, F.col("id").desc()),
        numbers.sortWithinPartitions("id"),
        numbers.hint("broadcast"),
      ]) {
        expect(await sorted(df)).toEqual(await sorted(numbers));
      }
      await lacking("embedded", "repartitionById", async () => {
        const byId = numbers.repartitionById(2, F.col("id").mod(2).cast("int"));
        expect(await sorted(byId)).toEqual(await sorted(numbers));
      });
    });

    test("zipWithIndex counts from 0", async () => {
      const rows = await session().range(5, 8).coalesce(1).zipWithIndex("at").collect();
      expect(rows).toEqual([
        { id: 5, at: 0 },
        { id: 6, at: 1 },
        { id: 7, at: 2 },
      ]);
    });

    test("observe has its aggregates after an action", async () => {
      const seen = new Observation();
      const df = people.observe(seen, F.count(F.lit(1)).alias("rows"), F.max("age").alias("oldest"));
      expect(() => seen.get).toThrow("run an action");
      await df.collect();
      expect(seen.get).toEqual({ rows: 4, oldest: 85 });
      expect(() => people.observe(seen, F.count(F.lit(1)))).toThrow("already");
    });
  });

  describe("actions", () => {
    test("count, isEmpty, foreach and toLocalIterator go through the rows", async () => {
      expect(await people.count()).toBe(4);
      expect(await people.isEmpty()).toBe(false);
      expect(await people.where("age > 100").isEmpty()).toBe(true);
      const names: string[] = [];
      await people.foreach(({ name }) => void names.push(name));
      expect(names.sort()).toEqual(["Ada", "Alan", "Edsger", "Grace"]);
      let sum = 0;
      for await (const { id } of session().range(100_000).toLocalIterator()) {
        sum += id;
        if (id === 70_000) break;
      }
      expect(sum).toBe((70_000 * 70_001) / 2);
    });

    test("whole numbers beyond 2^53 are bigints, or an error", async () => {
      const big = session()
        .range(1)
        .select(F.expr("9007199254740993L").alias("n"), F.array(F.expr("1L")).alias("a"));
      await expect(big.collect()).rejects.toThrow("n is 9007199254740993");
      expect(await big.collect({ bigint: true })).toEqual([{ n: 9007199254740993n, a: [1n] }]);
      expect(await big.select("a").collect()).toEqual([{ a: [1] }]);
    });

    test("show prints as Spark does", async () => {
      const log = vi.spyOn(console, "log").mockImplementation(() => {});
      try {
        await people.orderBy("name").show(2);
        await people.orderBy("name").limit(1).show({ vertical: true });
        await session()
          .range(1)
          .select(F.lit("a".repeat(30)).alias("long"))
          .show(1, false);
        // Names aren't cut.
        await session()
          .range(1)
          .select(F.lit("b".repeat(22)).alias("a name of 23 characters"))
          .show();
        expect(log.mock.calls.map(([text]) => text)).toEqual([
          "+----+---+------+\n|name|age|  city|\n+----+---+------+\n| Ada| 36|London|\n|Alan| 41|London|\n+----+---+------+\nonly showing top 2 rows",
          "-RECORD 0------\n name | Ada    \n age  | 36     \n city | London \n",
          `+${"-".repeat(30)}+\n|long${" ".repeat(26)}|\n+${"-".repeat(30)}+\n|${"a".repeat(30)}|\n+${"-".repeat(30)}+\n`,
          `+${"-".repeat(23)}+\n|a name of 23 characters|\n+${"-".repeat(23)}+\n|   ${"b".repeat(17)}...|\n+${"-".repeat(23)}+\n`,
        ]);
      } finally {
        log.mockRestore();
      }
    });

    test("the schema is known without the rows", async () => {
      expect((await people.schema()).simpleString()).toBe("struct<name:string,age:bigint,city:string>");
      expect(await people.dtypes()).toEqual([
        ["name", "string"],
        ["age", "bigint"],
        ["city", "string"],
      ]);
      expect(await people.treeString()).toBe(
        "root\n |-- name: string (nullable = true)\n |-- age: long (nullable = true)\n |-- city: string (nullable = true)\n",
      );
      expect(await people.explainString()).toContain("Plan");
      expect(await people.explainString("extended")).toContain("Analyzed");
    });

    test("toArrow has all rows, and a schema also without any", async () => {
      const table = await people.select("name", "age").orderBy("name").toArrow();
      expect(table.numRows).toBe(4);
      expect(table.schema.fields.map(({ name }) => name)).toEqual(["name", "age"]);
      expect([...table.getChild("name")!]).toEqual(["Ada", "Alan", "Edsger", "Grace"]);
      const none = await people.where("age > 100").toArrow();
      expect([none.numRows, none.schema.fields.length]).toEqual([0, 3]);
    });

    test("toNumpy has an ndarray for each column", async () => {
      const df = session()
        .range(3)
        .select("id", F.col("id").div(2).alias("half"), F.when(F.col("id").gt(0), 1.5).alias("x"));
      const { id, half, x } = await df.toNumpy();
      expect([id!.dtype.name, half!.dtype.name]).toEqual(["int64", "float64"]);
      expect(half!.tolist()).toEqual([0, 0.5, 1]);
      expect(x!.tolist()).toEqual([Number.NaN, 1.5, 1.5]);
      expect((await df.where("id > 5").toNumpy()).half!.shape).toEqual([0]);
      await expect(people.select("age").toNumpy()).rejects.toThrow("1 nulls");
      await expect(people.toNumpy()).rejects.toThrow("no dtype");
    });

    test("a timeout and a signal end an action", async () => {
      const minute = session().range(1).selectExpr(slow);
      await expect(minute.collect({ timeout: 300 })).rejects.toMatchObject({ name: "TimeoutError" });
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error("enough")), 300);
      await expect(minute.collect({ signal: controller.signal })).rejects.toThrow("enough");
    });

    test("rows are kept, and let go", async () => {
      const df = session().range(7);
      expect((await df.storageLevel()).equals(StorageLevel.NONE)).toBe(true);
      await df.persist(StorageLevel.MEMORY_ONLY);
      expect(String(await df.storageLevel())).toBe("Memory Serialized 1x Replicated");
      expect(await df.isCached()).toBe(true);
      await df.unpersist(true);
      expect(await df.isCached()).toBe(false);
    });

    test("a checkpoint begins a plan anew", async () => {
      const df = session().range(5).where("id > 2");
      const checkpointed = await df.localCheckpoint();
      expect(await checkpointed.collect()).toEqual([{ id: 3 }, { id: 4 }]);
    });

    test("plans are compared", async () => {
      const other = session().range(5);
      expect(await session().range(5).sameSemantics(other)).toBe(true);
      expect(await session().range(6).sameSemantics(other)).toBe(false);
      expect(await session().range(5).semanticHash()).toBe(await other.semanticHash());
      expect(await other.inputFiles()).toEqual([]);
      expect(await other.isLocal()).toBe(false);
    });
  });
});
