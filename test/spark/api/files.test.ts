import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AnalysisException, functions as F, types, ValueError } from "../../../src/spark/index.js";
import { onEngines, sorted, valuesOf } from "./engines.js";

onEngines((session) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "manycore-files-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const place = (name: string) => join(folder, name);

  describe("reading", () => {
    test("csv with a header, inferred or with a schema", async () => {
      writeFileSync(place("people.csv"), "name,age,born\nAda,36,1815-12-10\nAlan,41,1912-06-23\n");
      const inferred = session().read.csv(place("people.csv"), { header: true, inferSchema: true });
      expect((await inferred.schema()).simpleString()).toBe("struct<name:string,age:int,born:date>");
      expect(await valuesOf(inferred.select("name", "age").orderBy("age"))).toEqual([
        ["Ada", 36],
        ["Alan", 41],
      ]);
      const given = session()
        .read.option("header", true)
        .csv(place("people.csv"), { schema: "name string, age double, born string" });
      expect(await given.orderBy("age").first()).toEqual({ name: "Ada", age: 36, born: "1815-12-10" });
      const typed = session()
        .read.schema(new types.StructType().add("n", new types.StringType()))
        .format("csv");
      expect(await typed.load([place("people.csv")]).count()).toBe(3);
    });

    test("csv whose rows are wider or narrower than the first, or than the schema", async () => {
      writeFileSync(place("ragged.csv"), "a\n1,2\n3\n");
      expect(await valuesOf(session().read.csv(place("ragged.csv")))).toEqual([["a"], ["1"], ["3"]]);
      const given = session().read.csv(place("ragged.csv"), { schema: "x string, y string" });
      expect(await valuesOf(given)).toEqual([
        ["a", null],
        ["1", "2"],
        ["3", null],
      ]);
      writeFileSync(place("empty.csv"), "");
      expect(await session().read.csv(place("empty.csv")).columns()).toEqual([]);
    });

    test("csv with rows over several lines", async () => {
      writeFileSync(place("lines.csv"), '"x\ny",2\n3,4\n');
      const read = (multiLine: boolean) => session().read.csv(place("lines.csv"), { multiLine });
      expect(await valuesOf(read(true))).toEqual([
        ["x\ny", "2"],
        ["3", "4"],
      ]);
      expect(await valuesOf(read(false))).toEqual([["x"], ['y"'], ["3"]]);
    });

    test("json, text, and lines of a DataFrame", async () => {
      writeFileSync(place("rows.json"), '{"a": 1, "b": {"c": "x"}}\n{"a": 2}\n');
      expect(await sorted(session().read.json(place("rows.json")).select("a", "b.c"))).toEqual([
        [1, "x"],
        [2, null],
      ]);
      const lines = session().read.text(place("rows.json"));
      expect(await lines.count()).toBe(2);
      const parsed = session().read.json(lines, { schema: "a int" });
      expect(await sorted(parsed)).toEqual([[1], [2]]);
      const csv = await session().createDataFrame({ value: ["1,x", "2,y"] });
      expect(await sorted(session().read.csv(csv, { schema: "n int, s string" }))).toEqual([
        [1, "x"],
        [2, "y"],
      ]);
    });

    test("a file that isn't there is Spark's error", async () => {
      await expect(session().read.parquet(place("nothing")).collect()).rejects.toThrow(AnalysisException);
    });
  });

  describe("writing", () => {
    test("parquet, with partitions and modes", async () => {
      const df = session().range(4).withColumn("half", F.col("id").mod(2).cast("int"));
      const path = place("numbers");
      await df.write.partitionBy("half").parquet(path);
      expect(
        readdirSync(path)
          .filter((name) => !/^[._]/.test(name))
          .sort(),
      ).toEqual(["half=0", "half=1"]);
      expect(await sorted(session().read.parquet(path).where("half = 1").select("id"))).toEqual([[1], [3]]);
      await expect(df.write.parquet(path)).rejects.toThrow(AnalysisException);
      await df.write.mode("ignore").parquet(path);
      await df.write.mode("append").partitionBy("half").parquet(path);
      expect(await session().read.parquet(path).count()).toBe(8);
      await df.limit(1).write.parquet(path, { mode: "overwrite" });
      expect(await session().read.parquet(path).count()).toBe(1);
      expect(() => df.write.mode("sometimes" as "append")).toThrow(ValueError);
    });

    test("csv, json and text", async () => {
      const df = await session().createDataFrame({ s: ["a", null], n: [1, 2] });
      const one = (path: string) => {
        const part = readdirSync(path).find((name) => name.startsWith("part-"))!;
        return readFileSync(join(path, part), "utf8");
      };
      await df.coalesce(1).write.csv(place("csv"), { header: true, sep: ";" });
      expect(one(place("csv"))).toBe("s;n\na;1\n;2\n");
      await df.coalesce(1).write.json(place("json"));
      expect(one(place("json"))).toBe('{"s":"a","n":1}\n{"n":2}\n');
      await df.select("s").na.fill("-").coalesce(1).write.format("text").save(place("text"));
      expect(one(place("text"))).toBe("a\n-\n");
    });

    test("tables are made, added to and dropped", async () => {
      const name = `t_${Date.now()}`;
      const df = session().range(2);
      await df.write.option("path", place(name)).saveAsTable(name, { format: "parquet" });
      try {
        await df.write.insertInto(name);
        expect(await session().table(name).count()).toBe(4);
        await df.write.insertInto(name, true);
        expect(await session().table(name).count()).toBe(2);
        await expect(df.writeTo(name).create()).rejects.toThrow(AnalysisException);
      } finally {
        await session().sql(`DROP TABLE ${name}`);
      }
    });
  });
});
