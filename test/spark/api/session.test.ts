import { tableFromArrays } from "apache-arrow";
import * as np from "manycore/numpy";
import { describe, expect, test } from "vitest";
import {
  AnalysisException,
  type DataFrame,
  functions as F,
  ParseException,
  SparkSession,
  types,
  ValueError,
} from "../../../src/spark/index.js";
import { onEngines, sorted, valuesOf } from "./engines.js";

onEngines((session, slow) => {
  describe("sql", () => {
    test("takes values by name and by place", async () => {
      const named = await session().sql("SELECT :a + 1 AS x, :b AS y", { a: 2, b: "it's" });
      expect(await named.collect()).toEqual([{ x: 3, y: "it's" }]);
      const placed = await session().sql("SELECT ? AS x, array_max(?) AS y", [1.5, [1, 7, 3]]);
      expect(await placed.collect()).toEqual([{ x: 1.5, y: 7 }]);
    });

    test("takes DataFrames by their names", async () => {
      const df = session().range(4);
      const other = await session().createDataFrame({ id: [1, 2], s: ["a", "b"] });
      const joined = await session().sql(
        "SELECT id, s FROM {df} JOIN {other} USING (id) WHERE id > :least ORDER BY id",
        {
          df,
          other,
          least: 1,
        },
      );
      expect(await joined.collect()).toEqual([{ id: 2, s: "b" }]);
      const few = await session().sql("SELECT * FROM {df} a JOIN {df} b ON a.id = b.id + 3", { df });
      expect(await valuesOf(few)).toEqual([[3, 0]]);
      const all = await session().sql("SELECT * EXCEPT (s) FROM {other} WHERE id IN (SELECT id FROM {df})", {
        df,
        other,
      });
      expect(await sorted(all)).toEqual([[1], [2]]);
      await expect(session().sql("SELECT 1", { df })).rejects.toThrow("{df}");
    });

    test("gives a DataFrame like others, whose columns can be told apart", async () => {
      const ids = await session().sql("SELECT * FROM range(5)");
      const evens = ids.where(ids.col("id").mod(2).eq(0)).select(ids.col("id"));
      expect(await sorted(evens)).toEqual([[0], [2], [4]]);
    });

    test("does a command at once", async () => {
      await session().sql("CREATE OR REPLACE TEMPORARY VIEW by_sql AS SELECT 1 AS one");
      expect(await session().table("by_sql").collect()).toEqual([{ one: 1 }]);
      expect(await session().catalog.dropTempView("by_sql")).toBe(true);
    });

    test("that can't be read is a ParseException", async () => {
      await expect(session().sql("SELEC 1")).rejects.toThrow(ParseException);
      const df = await session().sql("SELECT * FROM range(1)");
      await expect(df.where("id ===== 1").collect()).rejects.toThrow(ParseException);
    });
  });

  describe("data of this process", () => {
    test("objects, with types inferred from all of them", async () => {
      const df = await session().createDataFrame([
        {
          n: 1,
          x: 1,
          s: "a",
          list: [1, 2],
          when: new Date("2024-05-06T07:08:09.123Z"),
          bytes: new Uint8Array([1, 2]),
        },
        { n: 2, x: 1.5, s: null, list: [], when: null, bytes: null },
      ]);
      expect((await df.schema()).simpleString()).toBe(
        "struct<n:bigint,x:double,s:string,list:array<bigint>,when:timestamp,bytes:binary>",
      );
      const [first, second] = await df.collect();
      expect(first).toMatchObject({ n: 1, x: 1, s: "a", list: [1, 2], bytes: new Uint8Array([1, 2]) });
      expect(first!.when!.toISOString()).toBe("2024-05-06T07:08:09.123Z");
      expect(second).toEqual({ n: 2, x: 1.5, s: null, list: [], when: null, bytes: null });
    });

    test("arrays, with names or with types", async () => {
      const rows = [
        ["Ada", 36],
        ["Alan", 41],
      ];
      expect(await (await session().createDataFrame(rows, ["name", "age"])).collect()).toEqual([
        { name: "Ada", age: 36 },
        { name: "Alan", age: 41 },
      ]);
      const typed = await session().createDataFrame(rows, "name string, age int");
      expect((await typed.schema()).simpleString()).toBe("struct<name:string,age:int>");
      expect(await (await session().createDataFrame(rows)).columns()).toEqual(["_1", "_2"]);
      expect(await valuesOf(await session().createDataFrame([1, 2], "int"))).toEqual([[1], [2]]);
      expect(await (await session().createDataFrame([1, 2])).collect()).toEqual([{ value: 1 }, { value: 2 }]);
    });

    test("columns: arrays, typed arrays and ndarrays", async () => {
      const df = await session().createDataFrame({
        name: ["a", "b"],
        f32: new Float32Array([0.5, 1.5]),
        i64: new BigInt64Array([1n, -1n]),
        nd: np.array([10, 20]),
        yes: np.array([true, false]),
      });
      expect((await df.schema()).simpleString()).toBe(
        "struct<name:string,f32:float,i64:bigint,nd:double,yes:boolean>",
      );
      expect(await valuesOf(df)).toEqual([
        ["a", 0.5, 1, 10, true],
        ["b", 1.5, -1, 20, false],
      ]);
      const matrix = await session().createDataFrame(
        np.array([
          [1, 2],
          [3, 4],
        ]),
      );
      expect(await matrix.collect()).toEqual([
        { _1: 1, _2: 2 },
        { _1: 3, _2: 4 },
      ]);
      await expect(session().createDataFrame({ a: [1], b: [1, 2] })).rejects.toThrow("has 2 values");
    });

    test("a table of Arrow's", async () => {
      const table = tableFromArrays({ n: new Int32Array([1, 2]), s: ["a", "b"] }); // The strings are a dictionary.
      expect(await (await session().createDataFrame(table)).collect()).toEqual([
        { n: 1, s: "a" },
        { n: 2, s: "b" },
      ]);
      expect(await (await session().createDataFrame(table, ["x", "y"])).columns()).toEqual(["x", "y"]);
    });

    test("what doesn't fit is said before anything is sent", async () => {
      await expect(session().createDataFrame([{ a: 1 }, { a: "x" }], "a int")).rejects.toThrow(/row 1.*a/);
      await expect(session().createDataFrame([])).rejects.toThrow("schema");
      await expect(session().createDataFrame([{ a: 1 }, { a: "x" }])).rejects.toThrow(ValueError);
      expect(await (await session().emptyDataFrame("a int")).collect()).toEqual([]);
    });
  });

  describe("the session", () => {
    test("range counts up and down", async () => {
      expect(await valuesOf(session().range(3))).toEqual([[0], [1], [2]]);
      expect(await valuesOf(session().range(5, 1, -2, 1))).toEqual([[5], [3]]);
      expect(() => session().range(0, 1, 0)).toThrow(ValueError);
      expect(() => session().range(0.5)).toThrow(ValueError);
    });

    test("settings are read and changed", async () => {
      const { conf } = session();
      await conf.set("spark.sql.session.timeZone", "Europe/Vienna");
      expect(await conf.get("spark.sql.session.timeZone")).toBe("Europe/Vienna");
      await conf.unset("spark.sql.session.timeZone");
      expect(await conf.get("spark.sql.nothing.of.the.kind", "none")).toBe("none");
      expect(await conf.get("spark.sql.nothing.of.the.kind", null)).toBeNull();
      await expect(conf.get("spark.sql.nothing.of.the.kind")).rejects.toThrow();
      expect(await conf.isModifiable("spark.sql.shuffle.partitions")).toBe(true);
    });

    test("queries with a tag are interrupted", async () => {
      await using other = await session().newSession();
      other.addTag("slow");
      expect(other.getTags()).toEqual(new Set(["slow"]));
      const minute = other.range(1).selectExpr(slow).collect();
      minute.catch(() => {});
      for (let ids: string[] = []; ids.length === 0; ids = await other.interruptTag("slow")) {
        await new Promise((done) => setTimeout(done, 100));
      }
      await expect(minute).rejects.toThrow();
      other.removeTag("slow");
      expect(other.getTags().size).toBe(0);
      expect(() => other.addTag("a,b")).toThrow(ValueError);
    });

    test("a new session has views and settings of its own, and a stopped one says so", async () => {
      await session().range(1).createOrReplaceTempView("mine");
      const other = await session().newSession();
      await expect(other.table("mine").collect()).rejects.toThrow(AnalysisException);
      await other.stop();
      await other.stop();
      expect(other.isStopped).toBe(true);
      await expect(other.range(1).collect()).rejects.toThrow("stopped");
    });

    test("the active session is the last one made, and getOrCreate keeps to it", async () => {
      expect(SparkSession.active()).toBe(session());
      await expect(SparkSession.builder.remote("sc://elsewhere").getOrCreate()).rejects.toThrow(
        "active session",
      );
      expect(session().version).toMatch(/^4\./);
    });

    test("of a server and a master at once is refused", async () => {
      await expect(SparkSession.builder.remote("sc://a").master("local").create()).rejects.toThrow(
        ValueError,
      );
    });
  });

  describe("the catalog", () => {
    test("knows views, tables and functions", async () => {
      const { catalog } = session();
      await session().range(3).createOrReplaceTempView("three");
      await expect(session().range(1).createTempView("three")).rejects.toThrow(AnalysisException);
      expect(await session().table("three").count()).toBe(3);
      expect(await catalog.tableExists("three")).toBe(true);
      expect((await catalog.listTables()).find(({ name }) => name === "three")).toMatchObject({
        isTemporary: true,
      });
      expect(await catalog.listColumns("three")).toMatchObject([{ name: "id", dataType: "bigint" }]);
      await session().range(2).createOrReplaceGlobalTempView("everywhere");
      expect(await session().table("global_temp.everywhere").count()).toBe(2);
      expect(await catalog.dropGlobalTempView("everywhere")).toBe(true);
      expect(await catalog.dropTempView("three")).toBe(true);
      expect(await catalog.dropTempView("three")).toBe(false);
      expect(await catalog.currentDatabase()).toBe("default");
      expect(await catalog.databaseExists("nowhere")).toBe(false);
      expect((await catalog.listDatabases()).map(({ name }) => name)).toContain("default");
      expect(await catalog.functionExists("abs")).toBe(true);
      expect((await catalog.listFunctions(undefined, "abs"))[0]).toMatchObject({ name: "abs" });
    });

    test("keeps tables in memory", async () => {
      const { catalog } = session();
      await session().range(3).createOrReplaceTempView("kept");
      await catalog.cacheTable("kept");
      expect(await catalog.isCached("kept")).toBe(true);
      await catalog.uncacheTable("kept");
      expect(await catalog.isCached("kept")).toBe(false);
      await catalog.clearCache();
    });
  });

  test("functions that give tables", async () => {
    const { tvf } = session();
    expect(await valuesOf(tvf.range(2))).toEqual([[0], [1]]);
    const calls: [DataFrame, readonly unknown[]][] = [
      [tvf.explode(F.array(F.lit(1), F.lit(2))), [[1], [2]]],
      [tvf.posexplode(F.array(F.lit("a"))), [[0, "a"]]],
      [tvf.stack(2, F.lit(1), F.lit(2)), [[1], [2]]],
      [tvf.explode_outer(F.array()), [[null]]],
    ];
    for (const [table, rows] of calls) {
      expect(await valuesOf(table)).toEqual(rows);
    }
  });

  test("to casts by a schema", async () => {
    const df = session()
      .range(2)
      .to(types.StructType.fromDDL("id double") as types.StructType);
    expect((await df.schema()).simpleString()).toBe("struct<id:double>");
  });
});
