/** Options of reading and writing files that decide which files are read, which go, and how times are written: the same on both engines. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  AnalysisException,
  type DataFrame,
  functions as F,
  IllegalArgumentException,
  type SaveModeName,
  SparkException,
  SparkRuntimeException,
} from "../../../src/spark/index.js";
import { onEngines, sorted } from "./engines.js";

vi.setConfig({ testTimeout: 120_000 });

onEngines((session) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "manycore-file-options-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const place = (...names: string[]) => join(folder, ...names);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(place(path)), { recursive: true });
    writeFileSync(place(path), text);
  };
  const csv = (path: string, options = {}) => sorted(session().read.csv(place(path), options));

  describe("which files are read", () => {
    beforeAll(() => {
      write("nested/a.csv", "1\n");
      write("nested/sub/b.csv", "2\n");
      write("nested/sub/deep/c.txt", "3\n");
      write("mixed/a.csv", "1\n");
      write("mixed/x=1/b.csv", "2\n");
      write("parts/x=1/a.csv", "1\n");
      write("parts/x=2/b.csv", "2\n");
      write("parts/x=2/sub/c.csv", "3\n");
      write("deep/s/x=1/a.csv", "1\n");
      write("gap/x=1/s/y=2/a.csv", "1\n");
      write("only/sub/a.csv", "1\n");
      write("conflict/x=1/a.csv", "1\n");
      write("conflict/y/b.csv", "2\n");
      write("names/x=1/a.csv", "1\n");
      write("names/y=1/b.csv", "2\n");
    });

    test("of a folder its own, unless folders in it are named by values", async () => {
      expect(await csv("nested")).toEqual([["1"]]);
      expect(await csv("nested/*")).toEqual([["1"], ["2"]]);
      expect(await csv("mixed")).toEqual([["2", 1]]);
      expect(await csv("parts")).toEqual([
        ["1", 1],
        ["2", 2],
        ["3", 2],
      ]);
      expect(await csv("parts/*")).toEqual([["1"], ["2"]]);
      expect(await csv("deep")).toEqual([["1", 1]]);
      expect(await csv("gap")).toEqual([["1", 2]]);
      await expect(csv("only")).rejects.toMatchObject({ condition: "UNABLE_TO_INFER_SCHEMA" });
      expect(await csv("only", { schema: "a int" })).toEqual([]);
    });

    test("not of folders whose names contradict each other", async () => {
      for (const [path, condition] of [
        ["conflict", "CONFLICTING_DIRECTORY_STRUCTURES"],
        ["names", "CONFLICTING_PARTITION_COLUMN_NAMES"],
      ] as const) {
        const read = csv(path);
        await expect(read).rejects.toThrow(SparkRuntimeException);
        await expect(read).rejects.toMatchObject({ condition });
      }
    });

    test("recursiveFileLookup: all, and names say nothing", async () => {
      expect(await csv("nested", { recursiveFileLookup: true })).toEqual([["1"], ["2"], ["3"]]);
      expect(await csv("mixed", { recursiveFileLookup: true })).toEqual([["1"], ["2"]]);
      expect(await csv("parts", { recursiveFileLookup: true })).toEqual([["1"], ["2"], ["3"]]);
      await expect(csv("nested", { recursiveFileLookup: "x" })).rejects.toThrow(IllegalArgumentException);
    });

    test("pathGlobFilter: those of such names", async () => {
      const deep = { recursiveFileLookup: true };
      expect(await csv("nested", { ...deep, pathGlobFilter: "*.csv" })).toEqual([["1"], ["2"]]);
      expect(await csv("nested", { ...deep, pathGlobFilter: "{a,c}.[^x]*" })).toEqual([["1"], ["3"]]);
      expect(await csv("parts", { pathGlobFilter: "a*" })).toEqual([["1", 1]]);
      expect(await csv("parts", { pathGlobFilter: "zzz", schema: "a int" })).toEqual([]);
      await expect(csv("parts", { pathGlobFilter: "zzz" })).rejects.toThrow(AnalysisException);
      await expect(csv("parts", { pathGlobFilter: "[a" })).rejects.toThrow(SparkException);
    });

    test("basePath: where names begin to speak", async () => {
      expect(await csv("parts/x=1")).toEqual([["1"]]);
      expect(await csv("parts/x=1", { basePath: place("parts") })).toEqual([["1", 1]]);
      expect(await csv("parts/x=1/a.csv", { basePath: place("parts") })).toEqual([["1", 1]]);
      await expect(csv("parts", { basePath: place("deep") })).rejects.toThrow(IllegalArgumentException);
    });

    test("modifiedBefore and modifiedAfter", async () => {
      write("times/old.txt", "old\n");
      write("times/new.txt", "new\n");
      utimesSync(place("times/old.txt"), new Date(0), new Date("2020-01-01T00:00:00Z"));
      const text = (options: object) => sorted(session().read.text(place("times"), { ...options }));
      expect(await text({ modifiedBefore: "2021-01-01T00:00:00" })).toEqual([["old"]]);
      expect(await text({ modifiedAfter: "2021-01-01T00:00:00" })).toEqual([["new"]]);
      expect(await text({ modifiedAfter: "2020-01-01T00:00:00" })).toEqual([["new"]]);
      const [before, zone] = ["2019-12-31T23:30:00", "-01:00"];
      expect(await text({ modifiedBefore: before })).toEqual([]);
      expect(await text({ modifiedBefore: before, timeZone: zone })).toEqual([["old"]]);
      await expect(text({ modifiedAfter: "yesterday" })).rejects.toMatchObject({
        condition: "_LEGACY_ERROR_TEMP_1294",
      });
    });
  });

  describe("text", () => {
    beforeAll(() => {
      write("text/a.txt", "a\r\nb\rc\n\nd");
      write("text/b.log", "x;y;z");
      write("text/c.txt", "");
    });
    const text = (options = {}) => sorted(session().read.text(place("text"), options));

    test("has a row a line, by the ends that it has or that are given", async () => {
      expect(await text()).toEqual([[""], ["a"], ["b"], ["c"], ["d"], ["x;y;z"]]);
      expect(await text({ lineSep: ";" })).toEqual([["a\r\nb\rc\n\nd"], ["x"], ["y"], ["z"]]);
      expect(await text({ lineSep: "\n" })).toEqual([[""], ["a\r"], ["b\rc"], ["d"], ["x;y;z"]]);
      await expect(text({ lineSep: "" })).rejects.toThrow(IllegalArgumentException);
    });

    test("of a large file is read a piece at a time, packed or not", async () => {
      const line = "x".repeat(999);
      write("large/a.txt", `${line}\n`.repeat(70_000));
      write("large/b.txt.gz", "");
      writeFileSync(place("large/b.txt.gz"), gzipSync(`first\n${line}\nlast`));
      const read = session().read.text(place("large"));
      expect(await read.count()).toBe(70_003);
      expect(await sorted(read.where("length(value) < 9"))).toEqual([["first"], ["last"]]);
      rmSync(place("large"), { recursive: true });
    });

    test("wholetext has a row a file that isn't empty", async () => {
      expect(await text({ wholetext: true })).toEqual([["a\r\nb\rc\n\nd"], ["x;y;z"]]);
    });

    test("has one column, of strings", async () => {
      expect(await session().read.text(place("text"), { schema: "line string" }).columns()).toEqual(["line"]);
      await expect(text({ schema: "a int" })).rejects.toMatchObject({
        condition: "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
      });
      await expect(text({ schema: "a string, b string" })).rejects.toMatchObject({
        condition: "_LEGACY_ERROR_TEMP_1290",
      });
    });
  });

  describe("overwriting", () => {
    const rows = () => session().range(4).withColumn("p", F.col("id").mod(2).cast("int"));
    const others = () => rows().where("p = 1").withColumn("id", F.col("id").add(100));
    const [before, after] = [
      [
        [0, 0],
        [1, 1],
        [2, 0],
        [3, 1],
      ],
      [
        [0, 0],
        [101, 1],
        [103, 1],
        [2, 0],
      ],
    ];

    test("partitionOverwriteMode dynamic: those partitions alone that have new rows", async () => {
      const path = place("dynamic");
      const read = () => session().read.parquet(path);
      const dynamic = (df: DataFrame, mode: SaveModeName = "overwrite") =>
        df.write.mode(mode).option("partitionOverwriteMode", "dynamic");
      await rows().write.partitionBy("p").parquet(path);
      expect(await sorted(read())).toEqual(before);
      await dynamic(others()).partitionBy("p").parquet(path);
      expect(await sorted(read())).toEqual(after);
      // What is read may be replaced then.
      await dynamic(read().where("p = 1")).partitionBy("p").parquet(path);
      expect(await sorted(read())).toEqual(after);
      const wrong = rows().write.mode("overwrite").option("partitionOverwriteMode", "sometimes");
      await expect(wrong.partitionBy("p").parquet(path)).rejects.toThrow(SparkException);
      // Without partitions there is nothing to be kept.
      await dynamic(rows().where("p = 0")).parquet(path);
      expect(await read().count()).toBe(2);
    });

    test("a table, by insertInto", async () => {
      const name = `d_${Date.now()}`;
      const setting = "spark.sql.sources.partitionOverwriteMode";
      await rows().write.option("path", place(name)).partitionBy("p").saveAsTable(name);
      try {
        await session().conf.set(setting, "dynamic");
        await others().write.insertInto(name, true);
        expect(await sorted(session().table(name))).toEqual(after);
        await session().conf.unset(setting);
        // The writer's option is no table's.
        await others().write.option("partitionOverwriteMode", "dynamic").insertInto(name, true);
        expect(await session().table(name).count()).toBe(2);
      } finally {
        await session().conf.unset(setting);
        await session().sql(`DROP TABLE ${name}`);
      }
    });

    test("writeTo makes tables, and neither adds to nor replaces those of files", async () => {
      const name = `v_${Date.now()}`;
      const missing = { condition: "TABLE_OR_VIEW_NOT_FOUND" };
      const refused = { condition: "_LEGACY_ERROR_TEMP_1012" };
      const noReplace = { condition: "UNSUPPORTED_FEATURE.TABLE_OPERATION" };
      const into = () => rows().writeTo(name);
      await expect(into().append()).rejects.toMatchObject(missing);
      await expect(into().overwritePartitions()).rejects.toMatchObject(missing);
      await expect(into().createOrReplace()).rejects.toMatchObject(noReplace);
      await into().using("parquet").partitionedBy("p").create();
      try {
        await expect(into().append()).rejects.toMatchObject(refused);
        await expect(into().overwrite(F.col("p").eq(1))).rejects.toMatchObject(refused);
        await expect(into().overwritePartitions()).rejects.toMatchObject(refused);
        await expect(into().replace()).rejects.toMatchObject(noReplace);
        await expect(into().create()).rejects.toThrow(AnalysisException);
        expect(await sorted(session().table(name))).toEqual(before);
      } finally {
        await session().sql(`DROP TABLE ${name}`);
      }
    });
  });

  describe("times are written", () => {
    const times = (options: object, format: "csv" | "json") => async () => {
      const df = session().sql(
        "SELECT DATE'2024-03-05' d, TIMESTAMP'2024-03-05 07:08:09.123456' t, TIMESTAMP_NTZ'2024-03-05 17:08:09.5' n, DATE'12024-01-02' e",
      );
      const path = mkdtempSync(place("times-"));
      await (await df)
        .coalesce(1)
        .write.mode("overwrite")
        [format](path, { ...options });
      const part = readdirSync(path).find((name) => name.startsWith("part-"))!;
      return readFileSync(join(path, part), "utf8");
    };

    test.each<[object, string, string]>([
      [
        { dateFormat: "dd/MM/yyyy", timestampFormat: "dd.MM.yyyy HH:mm:ss" },
        "05/03/2024,05.03.2024 07:08:09,2024-03-05T17:08:09.500,02/01/+12024\n",
        '{"d":"05/03/2024","t":"05.03.2024 07:08:09","n":"2024-03-05T17:08:09.500","e":"02/01/+12024"}\n',
      ],
      [
        { timestampFormat: "yyyy-MM-dd HH:mm:ss[.SSS] XXX", timeZone: "America/New_York" },
        "2024-03-05,2024-03-05 02:08:09.123 -05:00,2024-03-05T17:08:09.500,+12024-01-02\n",
        '{"d":"2024-03-05","t":"2024-03-05 02:08:09.123 -05:00","n":"2024-03-05T17:08:09.500","e":"+12024-01-02"}\n',
      ],
      [
        {
          dateFormat: "EEE d MMM yy",
          timestampFormat: "h:mm a",
          timestampNTZFormat: "yyyy/M/d H:m:s.SS[XXX]",
        },
        "Tue 5 Mar 24,7:08 AM,2024/3/5 17:8:9.50,Tue 2 Jan 24\n",
        '{"d":"Tue 5 Mar 24","t":"7:08 AM","n":"2024/3/5 17:8:9.50","e":"Tue 2 Jan 24"}\n',
      ],
    ])("by %j", async (options, csvText, jsonText) => {
      expect(await times(options, "csv")()).toBe(csvText);
      expect(await times(options, "json")()).toBe(jsonText);
    });

    test("but not with what a value hasn't", async () => {
      for (const options of [{ dateFormat: "dd HH" }, { timestampNTZFormat: "HH:mm XXX" }]) {
        await expect(times(options, "csv")()).rejects.toMatchObject({ condition: "TASK_WRITE_FAILED" });
      }
    });
  });
});
