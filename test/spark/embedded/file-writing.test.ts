/** Files that are written: both engines write the same lines, in folders of the same names. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  AnalysisException,
  type DataFrame,
  type SparkSession,
  type WriteOptions,
} from "../../../src/spark/index.js";
import { bothEngines } from "./both_engines.js";

/** Each file that was written, without the numbers and ids in its name, and what is in it. */
function filesIn(folder: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => /(?:^|\/)part-[^/]*$/.test(name))
    .map((name) => {
      const bytes = readFileSync(join(folder, name));
      const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
      return `${name.replace(/part-[^/.]*(?:\.c000)?/, "part")}\n${text}`;
    })
    .sort();
}

const VALUES = `SELECT * FROM VALUES
  (1, 'a', 1.5D, timestamp'2024-01-01 10:00:00.123456', date'2024-02-03', cast(0.0000001 as decimal(10,7)), true, cast('NaN' as double), timestamp_ntz'2024-01-01 10:00:00'),
  (null, null, null, null, null, null, null, null, null) AS t(i, s, d, ts, dt, de, b, nan, ntz)`;
const NESTED = `SELECT x'0102' AS bytes, array(1, null) AS list, map('k', null, 'l', 1) AS m, named_struct('x', cast(null as int), 'y', 'q"é/') AS st`;
const TEXTS = String.raw`SELECT * FROM VALUES (1,'a,b'),(2,'a"b'),(3,'a\nb'),(4,''),(5,null),(6,' x '),(7,'a\\b'),(8,"'"),(9,'#c'),(10,'a|b') AS t(i, s)`;
const FOLDERS = `SELECT * FROM VALUES (1,'a b',1.5D,true,date'2024-01-01'),(2,'x/y=z%é',2D,false,null),(3,'',null,null,null),(4,null,0.1D,true,null) AS t(i, s, d, b, dt)`;

type Write = (df: DataFrame, path: string) => Promise<void>;

const json =
  (options: WriteOptions = {}): Write =>
  (df, path) =>
    df.write.json(path, options);
const csv =
  (options: WriteOptions = {}): Write =>
  (df, path) =>
    df.write.csv(path, options);

const PROGRAMS: Readonly<Record<string, readonly [sql: string, write: Write]>> = {
  "json of values": [VALUES, json()],
  "json with nulls": [VALUES, json({ ignoreNullFields: false })],
  "json of what is nested": [NESTED, json()],
  "packed json": [VALUES, json({ compression: "gzip" })],
  "csv of values": [VALUES, csv({ header: true })],
  "csv of texts": [TEXTS, csv()],
  "csv, all quoted": [TEXTS, csv({ quoteAll: true, nullValue: "N", emptyValue: "E", sep: "|" })],
  "csv with its blanks": [
    TEXTS,
    csv({ ignoreLeadingWhiteSpace: false, ignoreTrailingWhiteSpace: false, lineSep: ";" }),
  ],
  "csv of no rows": ["SELECT 1 AS a WHERE false", csv({ header: true })],
  text: ["SELECT s FROM VALUES ('a'), (null), ('b c') AS t(s)", (df, path) => df.write.text(path)],
  "folders of json": [FOLDERS, json({ partitionBy: ["s", "d"] })],
  "folders of csv": [FOLDERS, csv({ partitionBy: ["dt", "b"] })],
  "a folder of text": ["SELECT 'x' AS s, 1 AS k", (df, path) => df.write.partitionBy("k").text(path)],
};

describe("writing", () => {
  const spark = bothEngines((session) => session);
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "manycore-writing-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  for (const [name, [sql, write]] of Object.entries(PROGRAMS)) {
    test(name, async () => {
      const made = async (session: SparkSession, engine: string) => {
        const path = join(folder, `${engine}_${name.replaceAll(/\W/g, "_")}`);
        await write((await session.sql(sql)).coalesce(1), path);
        return filesIn(path);
      };
      const embedded = await made(spark.embedded, "embedded");
      expect(embedded).toEqual(await made(spark.real, "real"));
      expect(embedded.length).toBeGreaterThan(0);
    });
  }

  test("parquet in folders is read by both as it was written", async () => {
    const read = async (session: SparkSession, path: string) =>
      JSON.stringify([
        (await session.read.parquet(path).schema()).simpleString(),
        await session.read.parquet(path).orderBy("i").collect(),
      ]);
    const paths: string[] = [];
    for (const [engine, session] of Object.entries(spark)) {
      const path = join(folder, `parquet_${engine}`);
      await (await session.sql(FOLDERS)).write.partitionBy("s", "b").parquet(path);
      paths.push(path);
    }
    const answers = new Set<string>();
    for (const path of paths)
      for (const session of Object.values(spark)) answers.add(await read(session, path));
    expect([...answers]).toHaveLength(1);
    const names = (path: string) =>
      readdirSync(path)
        .filter((name) => !/^[._]/.test(name))
        .sort();
    expect(names(paths[0]!)).toEqual(names(paths[1]!));
  });

  test("parquet with a column of the name filename", async () => {
    const rows = `SELECT id AS k, 'f' || id AS filename, id * 2 AS FileName_2 FROM range(3)`;
    for (const partitions of [[], ["k"]]) {
      const path = join(folder, `parquet_filename_${partitions.length}`);
      await (await spark.real.sql(rows)).write.partitionBy(...partitions).parquet(path);
      const read = async (session: SparkSession) =>
        JSON.stringify(await session.read.parquet(path).orderBy("k").collect());
      expect(await read(spark.embedded)).toBe(await read(spark.real));
    }
  });

  test("a file of parquet that is another one now is read as such", async () => {
    const session = spark.embedded;
    const [one, other, read] = ["one", "other", "read.parquet"].map((name) => join(folder, name));
    await session.range(3).selectExpr("id AS k").write.parquet(one!);
    await session.range(2).selectExpr("CAST(id AS STRING) AS s", "id > 0 AS b").write.parquet(other!);
    const file = (path: string) => join(path, readdirSync(path).find((name) => name.endsWith(".parquet"))!);
    copyFileSync(file(one!), read!);
    expect(await session.read.parquet(read!).collect()).toHaveLength(3);
    copyFileSync(file(other!), read!);
    expect((await session.read.parquet(read!).columns()).join()).toBe("s,b");
    expect(await session.read.parquet(read!).collect()).toHaveLength(2);
  });

  test("what is read can't be replaced, and what fails leaves nothing", async () => {
    const path = join(folder, "own");
    await spark.embedded.range(3).write.csv(path);
    const own = spark.embedded.read.csv(path);
    await expect(own.write.mode("overwrite").csv(path)).rejects.toThrow(AnalysisException);
    const failing = spark.embedded.range(3).selectExpr("1 / (id - 1) AS x");
    await expect(failing.write.json(join(folder, "failed"))).rejects.toMatchObject({
      condition: "DIVIDE_BY_ZERO",
    });
    expect(readdirSync(folder)).not.toContain("failed");
    await expect(spark.embedded.range(1).write.bucketBy(2, "id").saveAsTable("t")).rejects.toThrow(
      "bucketBy",
    );
    await expect(spark.embedded.range(1).write.csv(join(folder, "no"), { locale: "de-DE" })).rejects.toThrow(
      "locale",
    );
  });
});
