/** Functions of one's own, on both engines. What only one of them has to do with is in the other files of the folder. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import type { Column, DataFrame } from "../../../src/spark/index.js";
import { SPARK_TEST_MILLISECONDS } from "../../support/spark.js";
import { onEngines, sorted, valuesOf } from "../api/engines.js";
import { failureOf } from "../connect/ask.js";
import { built } from "./built.js";

const { functions: F, FunctionException, types } = built;
const { Decimal, Timestamp, TimestampNTZ, DayTimeInterval } = types;

onEngines((session) => {
  const limit = { timeout: SPARK_TEST_MILLISECONDS };
  let people: DataFrame;
  beforeAll(async () => {
    people = await session().createDataFrame(
      [
        ["a", 1, 1.5],
        ["b", 2, null],
        ["a", 3, 2.5],
        [null, null, Number.NaN],
      ],
      "k string, n bigint, x double",
    );
  });

  describe("udf", () => {
    test("is called with a row's values, null among them", limit, async () => {
      const plusOne = F.udf((x: number | null) => (x === null ? null : x + 1), "int");
      const text = F.udf((k: string | null, n: number | null) => `${k}:${n}`);
      expect(await sorted(people.select(plusOne("n"), text("k", "n")))).toEqual(
        [
          [2, "a:1"],
          [3, "b:2"],
          [4, "a:3"],
          [null, "null:null"],
        ].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
      );
      expectTypeOf(plusOne("n")).toEqualTypeOf<Column<number>>();
      // @ts-expect-error a column is missing
      expect(() => text("k")).not.toThrow();
    });

    test("keeps the order of rows", limit, async () => {
      const twice = F.udf((x: number) => 2 * x, "bigint");
      const rows = await session().range(0, 30_000, 1, 3).select("id", twice("id").alias("twice")).collect();
      expect(rows).toHaveLength(30_000);
      expect(rows.every((row, i) => row.id === i && row.twice === 2 * i)).toBe(true);
    });

    test("stands wherever an expression does", limit, async () => {
      const odd = F.udf((x: number | null) => x !== null && x % 2 === 1, "boolean");
      const parity = F.udf((x: number | null) => (x === null ? "none" : x % 2 === 1 ? "odd" : "even"));
      const square = F.udf((x: number | null) => (x === null ? null : x * x), "bigint");
      expect(await sorted(people.filter(odd("n")).select("n"))).toEqual([[1], [3]]);
      expect(await sorted(people.withColumn("square", square("n")).select("square"))).toEqual([
        [1],
        [4],
        [9],
        [null],
      ]);
      expect(await sorted(people.groupBy(parity("n").alias("p")).count())).toEqual([
        ["even", 1],
        ["none", 1],
        ["odd", 2],
      ]);
      expect(await valuesOf(people.agg(F.sum(square("n"))))).toEqual([[14]]);
      expect(await valuesOf(people.filter("n > 0").orderBy(square("n").desc()).select("n"))).toEqual([
        [3],
        [2],
        [1],
      ]);
    });

    test("of a udf, beside a udf, of expressions, without arguments", limit, async () => {
      const plusOne = F.udf((x: number) => x + 1, "int");
      const times = F.udf((x: number, y: number) => x * y, "double");
      const seven = F.udf(() => 7, "int");
      const df = session().range(3);
      expect(
        await valuesOf(
          df.select(
            plusOne(plusOne("id")),
            times(plusOne("id"), F.lit(0.5)),
            seven(),
            plusOne(F.col("id").mul(10)),
          ),
        ),
      ).toEqual([
        [2, 0.5, 7, 1],
        [3, 1, 7, 11],
        [4, 1.5, 7, 21],
      ]);
    });

    test("takes what it captured along, as it is when the query runs", limit, async () => {
      const words = new Map([
        [0, "zero"],
        [1, "one"],
      ]);
      const helper = (n: number) => words.get(n) ?? "many";
      const named = F.udf((n: number) => helper(n));
      const df = session().range(3).select(named("id"));
      expect(await valuesOf(df)).toEqual([["zero"], ["one"], ["many"]]);
      words.set(2, "two");
      expect(await valuesOf(df)).toEqual([["zero"], ["one"], ["two"]]);
    });

    test("makes values of manycore/spark's own classes", limit, async () => {
      // The module itself is captured, as by `import { types } from "manycore/spark"`.
      const made = <T>(make: (id: number) => T, type: string) => F.udf(make, type)("id").alias("made");
      const rows = session().range(1);
      const decimal = rows.select(made(() => new types.Decimal(1250n, 2), "decimal(9,3)"));
      expect(await valuesOf(decimal)).toEqual([[Decimal.of("12.500")]]);
      const moment = rows.select(made(() => new types.Timestamp(1_000_001n), "timestamp"));
      expect(await valuesOf(moment)).toEqual([[new Timestamp(1_000_001n)]]);
      const wall = rows.select(made(() => [new types.TimestampNTZ(-1n)], "array<timestamp_ntz>"));
      expect(await valuesOf(wall)).toEqual([[[new TimestampNTZ(-1n)]]]);
      const days = rows.select(made(() => new types.DayTimeInterval(5n), "interval day to second"));
      expect(await valuesOf(days)).toEqual([[new DayTimeInterval(5n)]]);
    });

    test("throws what JavaScript throws, by its class", limit, async () => {
      const fails = F.udf((id: number) => "x".repeat(id - 1), "string");
      const failure = await failureOf(session().range(1).select(fails("id")).collect());
      expect(failure).toBeInstanceOf(FunctionException);
      expect((failure as Error).cause).toBeInstanceOf(RangeError);
    });

    test.each([
      ["boolean", [true, false, null]],
      ["tinyint", [-128, 127, null]],
      ["smallint", [-32768, 32767, null]],
      ["int", [-(2 ** 31), 2 ** 31 - 1, null]],
      ["bigint", [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, null]],
      ["float", [0.5, -0, Number.POSITIVE_INFINITY, Number.NaN, null]],
      ["double", [Number.MIN_VALUE, -0, Number.NEGATIVE_INFINITY, Number.NaN, null]],
      ["string", ["", "naïve 𝄞", "x".repeat(5000), null]],
      ["binary", [new Uint8Array(), new Uint8Array([0, 255]), null]],
      ["decimal(20,3)", [Decimal.of("12345678901234567.891"), Decimal.of("-0.001"), null]],
      ["date", [new Date("0001-01-01"), new Date("9999-12-31"), null]],
      ["timestamp", [new Timestamp(1_234_567_890_123_456n), new Timestamp(-1n), null]],
      ["timestamp_ntz", [new TimestampNTZ(1_234_567_890_123_456n), null]],
      ["interval day to second", [new DayTimeInterval(-86_400_000_001n), null]],
      ["array<int>", [[], [1, null, 3], null]],
      ["map<string,bigint>", [new Map(), new Map([["a", 1]]), null]],
      ["struct<a:int,b:array<string>>", [{ a: 1, b: ["x", null] }, { a: null, b: null }, null]],
    ])("gives and takes %s", limit, async (type, values) => {
      const df = await session().createDataFrame(
        values.map((value, i) => [i, value]),
        `i int, v ${type}`,
      );
      const same = F.udf((value: unknown) => value, type);
      const [before, after] = [
        await valuesOf(df.orderBy("i").select("v")),
        await valuesOf(df.orderBy("i").select(same("v"))),
      ];
      expect(after).toEqual(before);
    });

    test("has longs as numbers if they are exact, as bigints when asked", limit, async () => {
      const df = (await session().createDataFrame([[2n ** 53n + 1n]], "n bigint")).select("n");
      const same = (n: unknown) => n;
      const error = await failureOf(df.select(F.udf(same, "bigint")("n")).collect());
      expect(error).toBeInstanceOf(FunctionException);
      expect((error as Error).message).toMatch(
        /^the function same can't be given its arguments: n is 9007199254740993, which no JavaScript number is exactly/,
      );
      const asBigints = F.udf(same, "bigint", { bigint: true });
      expect(await df.select(asBigints("n").alias("n")).collect({ bigint: true })).toEqual([
        { n: 2n ** 53n + 1n },
      ]);
    });

    test("that isn't deterministic is called as often as the plan says", limit, async () => {
      const random = F.udf(() => Math.random(), "double").asNondeterministic();
      expect(random.deterministic).toBe(false);
      const rows = await session().range(100).select(random().alias("r")).collect();
      expect(new Set(rows.map(({ r }) => r)).size).toBe(100);
    });
  });

  describe("vectorised udf", () => {
    test("is given columns, and gives one", limit, async () => {
      const scaled = F.udf(
        (x, n) => x.toTypedArray().map((value: number, i: number) => value * Number(n.toTypedArray()[i])),
        "double",
        { vectorised: true },
      );
      const df = people.filter("n > 0");
      expect(await sorted(df.select(scaled("x", "n")))).toEqual([[1.5], [7.5], [Number.NaN]].sort());
    });

    test("has texts in arrays, and nulls in them", limit, async () => {
      const lengths = F.udf((k: readonly (string | null)[]) => k.map((word) => word?.length ?? null), "int", {
        vectorised: true,
      });
      expect(await sorted(people.select(lengths("k")))).toEqual([[1], [1], [1], [null]]);
    });

    test("has to give a value for each row", limit, async () => {
      const none = F.udf(
        function none(_: unknown) {
          return [];
        },
        "int",
        { vectorised: true },
      );
      await expect(people.select(none("x")).collect()).rejects.toThrow(
        /^the function none gave 0 values for \d rows?\. It has to give one for each\.$/,
      );
    });

    test("isn't given nulls among integers", limit, async () => {
      const same = F.udf((n) => n, "bigint", { vectorised: true });
      await expect(people.select(same("n")).collect()).rejects.toThrow(
        /can't be given its arguments: the column "n" has 1 nulls/,
      );
    });
  });

  describe("mapInArrow", () => {
    test("goes through the batches of each partition", limit, async () => {
      const df = session().range(0, 25_000, 1, 2);
      const sums = df.mapInArrow(function* (batches) {
        let sum = 0n;
        for (const batch of batches)
          for (const id of batch.getChild("id")!.toArray() as BigInt64Array) sum += id;
        yield { sum: [sum] };
      }, "sum bigint");
      const [row] = await sums.agg(F.sum("sum").alias("sum")).collect();
      expect(row).toEqual({ sum: (25_000 * 24_999) / 2 });
    });

    test("takes batches, tables and columns, by their names", limit, async () => {
      const df = session().range(2).select("id", F.lit("x").alias("t"));
      const swapped = df.mapInArrow(function* (batches) {
        for (const batch of batches) {
          yield batch;
          yield { t: ["y"], id: new BigInt64Array([7n]) };
        }
      }, "t string, id bigint");
      expect(await sorted(swapped.distinct())).toEqual([
        ["x", 0],
        ["x", 1],
        ["y", 7],
      ]);
    });

    test("behind one another", limit, async () => {
      const factor = 3n;
      const df = session()
        .range(5)
        .mapInArrow(function* (batches) {
          for (const batch of batches) {
            yield { n: (batch.getChild("id")!.toArray() as BigInt64Array).map((id) => id * factor) };
          }
        }, "n bigint")
        .mapInArrow(function* (batches) {
          for (const batch of batches)
            yield { t: [...(batch.getChild("n")!.toArray() as BigInt64Array)].map(String) };
        }, "t string");
      expect(await sorted(df)).toEqual([["0"], ["12"], ["3"], ["6"], ["9"]]);
      expect((await df.schema()).simpleString()).toBe("struct<t:string>");
    });

    test("needs not take all of its batches", limit, async () => {
      const df = session().range(0, 200_000, 1, 1);
      const first = df.mapInArrow(function* (batches) {
        for (const batch of batches) {
          yield { n: [batch.numRows > 0] };
          return;
        }
      }, "n boolean");
      expect(await first.collect()).toEqual([{ n: true }]);
      expect(
        await df
          .mapInArrow((batches) => batches, "id bigint")
          .limit(3)
          .count(),
      ).toBe(3);
    });

    test("of columns of one name", limit, async () => {
      const df = people.filter("n = 1").select("n", "n", "k");
      const counted = df.mapInArrow(function* (batches) {
        for (const { schema } of batches) yield { names: [schema.fields.map(({ name }) => name).join()] };
      }, "names string");
      expect(await counted.collect()).toEqual([{ names: "n,n,k" }]);
    });
  });

  describe("foreachPartition", () => {
    test("goes through the rows of each partition once, where they are", limit, async () => {
      const path = join(mkdtempSync(join(tmpdir(), "manycore-test-")), "rows");
      try {
        const done = people.foreachPartition((rows) => {
          for (const { k, n, x } of rows) appendFileSync(path, `${k} ${n} ${x}\n`);
        });
        expect(await done).toBeUndefined();
        const lines = readFileSync(path, "utf8").trim().split("\n");
        expect(lines.sort()).toEqual(["a 1 1.5", "a 3 2.5", "b 2 null", "null null NaN"]);
        const error = await failureOf(
          people.foreachPartition(
            function bad(rows) {
              for (const { n } of rows) if (typeof n === "bigint") throw new RangeError("a bigint");
            },
            { bigint: true },
          ),
        );
        expect(error).toBeInstanceOf(FunctionException);
        expect((error as Error).message).toBe("the function bad threw RangeError: a bigint");
        const later = await failureOf(people.foreachPartition(async function later() {}));
        expect((later as Error).message).toMatch(/^the function later gave a promise/);
      } finally {
        rmSync(dirname(path), { recursive: true });
      }
    });
  });

  describe("applyInArrow", () => {
    test("is called for each group, with its key", limit, async () => {
      const grouped = people.groupBy("k").applyInArrow(([key], table) => {
        return {
          key: [key],
          rows: [table.numRows],
          names: [table.schema.fields.map(({ name }) => name).join()],
        };
      }, "key string, rows int, names string");
      expect(await sorted(grouped)).toEqual([
        ["a", 2, "k,n,x"],
        ["b", 1, "k,n,x"],
        [null, 1, "k,n,x"],
      ]);
    });

    test("by expressions, by several columns, by none", limit, async () => {
      const count = (key: readonly unknown[], table: { readonly numRows: number }) => ({
        key: [JSON.stringify(key)],
        rows: [table.numRows],
      });
      const by = async (...keys: (string | Column)[]) =>
        sorted(people.groupBy(...keys).applyInArrow(count, "key string, rows int"));
      expect(await by(F.expr("n % 2"))).toEqual([
        ["[0]", 1],
        ["[1]", 2],
        ["[null]", 1],
      ]);
      expect(await by("k", F.expr("n > 1"))).toEqual([
        ['["a",false]', 1],
        ['["a",true]', 1],
        ['["b",true]', 1],
        ["[null,null]", 1],
      ]);
      expect(await by()).toEqual([["[]", 4]]);
    });

    test("groups as Spark does: null with null, NaN with NaN, zeros of both signs", limit, async () => {
      const df = await session().createDataFrame(
        [0, -0, Number.NaN, null, Number.NaN, null, 1].map((x) => [x]),
        "x double",
      );
      const counts = df.groupBy("x").applyInArrow((table) => ({ rows: [table.numRows] }), "rows int");
      expect(await sorted(counts)).toEqual([[1], [2], [2], [2]]);
    });

    test("of many groups, each of them whole", limit, async () => {
      const df = session().range(0, 60_000, 1, 3).selectExpr("id % 5003 AS k", "id AS x");
      const grouped = df.groupBy("k").applyInArrow((table) => {
        const [k, x] = ["k", "x"].map((name) => table.getChild(name)!.toArray() as BigInt64Array);
        return { k: [k![0]], alike: [k!.every((key) => key === k![0])], sum: [x!.reduce((a, b) => a + b)] };
      }, "k bigint, alike boolean, sum bigint");
      const rows = await grouped.orderBy("k").collect();
      const expected = await df.groupBy("k").agg(F.sum("x").alias("sum")).orderBy("k").collect();
      expect(rows.map(({ k, sum }) => ({ k, sum }))).toEqual(expected);
      expect(rows.every(({ alike }) => alike)).toBe(true);
    });

    test("gives any number of rows", limit, async () => {
      const df = people.groupBy("k").applyInArrow(function* (table) {
        if (table.numRows === 1) return;
        yield table.slice(0, 1);
        yield table;
      }, "k string, n bigint, x double");
      expect(await df.count()).toBe(3);
    });

    test("of groups of two DataFrames", limit, async () => {
      const other = people.filter("n = 2 OR n IS NULL").select("k", F.lit(true).alias("there"));
      const together = people
        .groupBy("k")
        .cogroup(other.union(other.limit(0)).groupBy("k"))
        .applyInArrow(([key], first, second) => {
          const names = [first, second].map(({ schema }) => schema.fields.map(({ name }) => name).join());
          return { key: [key], first: [first.numRows], second: [second.numRows], names: [names.join("/")] };
        }, "key string, first int, second int, names string");
      expect(await sorted(together)).toEqual([
        ["a", 2, 0, "k,n,x/k,there"],
        ["b", 1, 1, "k,n,x/k,there"],
        [null, 1, 1, "k,n,x/k,there"],
      ]);
    });
  });

  describe("spark.udf.register", () => {
    test("gives a function a name in SQL", limit, async () => {
      const spark = session();
      await spark.udf.register("plus_one", (x: number) => x + 1, "bigint");
      const shout = F.udf((text: string) => text.toUpperCase());
      expect(await spark.udf.register("shout", shout)).toBe(shout);
      await people.createOrReplaceTempView("people");
      const df = await spark.sql("SELECT plus_one(n) AS n, shout(k) AS k FROM people WHERE plus_one(n) > 2");
      expect(await sorted(df)).toEqual([
        [3, "B"],
        [4, "A"],
      ]);
      expect(await valuesOf(people.filter("n = 1").selectExpr("plus_one(n)"))).toEqual([[2]]);
      expect(await valuesOf(people.filter("n = 1").select(F.call_udf("plus_one", "n")))).toEqual([[2]]);
    });
  });

  describe("errors", () => {
    test("have the function's own as their cause", limit, async () => {
      const broken = F.udf(function broken(n: number | null) {
        if (n === 2) throw new RangeError(`no ${n}`);
        return n;
      }, "bigint");
      const error = (await failureOf(people.select(broken("n")).collect())) as Error & { cause: Error };
      expect(error).toBeInstanceOf(FunctionException);
      expect(error.message).toBe("the function broken threw RangeError: no 2");
      expect(error.cause).toMatchObject({ name: "RangeError", message: "no 2" });
      expect(error.cause.stack).toMatch(/RangeError: no 2\n\s+at broken/);
    });

    test("of batches and groups", limit, async () => {
      const map = people.mapInArrow(function* lost() {
        yield* [];
        throw new TypeError("lost");
      }, "x int");
      await expect(map.collect()).rejects.toThrow("the function lost threw TypeError: lost");
      const apply = people.groupBy("k").applyInArrow(function thrown() {
        throw "a string";
      }, "x int");
      await expect(apply.collect()).rejects.toThrow('the function thrown threw "a string"');
    });

    test("of values that aren't of the type", limit, async () => {
      const wrong = (give: unknown, type: string) =>
        people.filter("n = 1").select(F.udf((_n: number) => give, type, { name: "f" })("n"));
      await expect(wrong("1", "int").collect()).rejects.toThrow(
        'the function f gave a wrong value for (1): "1" is no int: it takes a whole number',
      );
      await expect(wrong(2 ** 31, "int").collect()).rejects.toThrow("2147483648 is beyond int");
      await expect(wrong(1.5, "bigint").collect()).rejects.toThrow("1.5 is no bigint");
      await expect(wrong({ a: "x" }, "struct<a:int>").collect()).rejects.toThrow('.a: "x" is no int');
    });

    test("of a promise", limit, async () => {
      const later = F.udf(async (n: number) => n, "int", { name: "later" });
      await expect(people.select(later("n")).collect()).rejects.toThrow("the function later gave a promise");
    });

    test("of rows that aren't of the schema", limit, async () => {
      const map = (give: unknown, schema: string) =>
        people.mapInArrow(function f() {
          return give as never;
        }, schema);
      await expect(map([{ b: [1] }], "a int").collect()).rejects.toThrow(
        'the function f gave the columns "b"; its schema has "a"',
      );
      await expect(map([{ a: [1], b: [1, 2] }], "a int, b int").collect()).rejects.toThrow(
        'the function f gave 1 values in the column "a" and 2 in "b"',
      );
      await expect(map([{ a: [1, "x"] }], "a int").collect()).rejects.toThrow(
        'row 1, field a: "x" is no int',
      );
      await expect(map(7, "a int").collect()).rejects.toThrow("the function f gave 7");
      await expect(map([7], "a int").collect()).rejects.toThrow("the function f gave 7");
    });

    test("of functions and types that are none", () => {
      expect(() => F.udf(7 as never, "int")).toThrow("udf takes a function, not a number");
      expect(() => F.udf((x: number) => x, "integerr")).toThrow();
      expect(() => people.mapInArrow((batches) => batches, 7 as never)).toThrow("mapInArrow takes a schema");
      expect(() => people.rollup("k").applyInArrow((table) => table, "k string")).toThrow(
        "applyInArrow after ROLLUP",
      );
    });

    test("of what can't travel", limit, async () => {
      const lock = new WeakMap<object, number>();
      const locked = F.udf((_x: number) => lock.has({}), "boolean");
      await expect(people.select(locked("n")).collect()).rejects.toThrow(/lock/);
    });

    test("of a function that ends its process", limit, async () => {
      const leave = F.udf(function leave(_n: number): number {
        process.exit(3);
      }, "int");
      const error = await failureOf(people.select(leave("n")).collect());
      expect(error).toBeInstanceOf(FunctionException);
      expect((error as Error).message).toMatch(/^the function leave ended its process with code 3/);
      const fine = F.udf((n: number | null) => n, "bigint");
      expect(await people.select(fine("n")).count()).toBe(4);
    });

    test("of a function that takes too long", limit, async () => {
      const spark = session();
      const slow = F.udf(function slow(_n: number): number {
        for (;;);
      }, "int");
      await spark.conf.set("manycore.functionTimeout", "1");
      try {
        const error = await failureOf(people.select(slow("n")).collect());
        expect(error).toBeInstanceOf(FunctionException);
        expect((error as Error).message).toBe("the function slow took more than 1 s");
      } finally {
        await spark.conf.unset("manycore.functionTimeout");
      }
    });

    test("a query that is given up stops its functions", limit, async () => {
      const slow = people.mapInArrow(function slow() {
        for (;;);
      }, "x int");
      await expect(slow.collect({ timeout: 1 })).rejects.toThrow("timeout");
    });
  });

  afterAll(async () => {
    await session().catalog.dropTempView("people");
  });
}, built);
