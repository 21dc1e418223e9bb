/** What the coverage page says of methods on the embedded engine: each is called. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NotSupportedError } from "../../../src/errors.js";
import { EMBEDDED_LACKS } from "../../../src/spark/api/embedded-lacks.js";
import { NOT_OFFERED } from "../../../src/spark/api/not-offered.js";
import { Column, DataFrame, functions as F, SparkSession } from "../../../src/spark/index.js";
import { scratchFolder } from "../../setup/scratch-folder.js";
import { type Given, SAMPLES, type Sample } from "./method-samples.js";

const NAMES: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync("test/spark/api/pyspark_methods.json", "utf8"),
);
/** Sessions, their settings in this process, and specifications of windows ask no engine; functions of one's own and RDDs have tests of their own. */
const WITHOUT_ENGINE: Readonly<Record<string, readonly string[] | "all">> = {
  Window: "all",
  WindowSpec: "all",
  DataFrameWriterV2: "all",
  UDFRegistration: "all",
  PandasCogroupedOps: "all",
  SparkContext: "all",
  RDD: "all",
  Accumulator: "all",
  Broadcast: "all",
  StatCounter: "all",
  GroupedData: ["applyInArrow", "cogroup"],
  DataFrame: ["foreachPartition", "mapInArrow"],
  SparkSession: [
    ...[
      "Builder",
      "active",
      "addTag",
      "builder",
      "catalog",
      "clearProgressHandlers",
      "clearTags",
      "client",
      "conf",
    ],
    ...["getActiveSession", "getTags", "interruptOperation", "read", "registerProgressHandler"],
    ...["removeProgressHandler", "removeTag", "sparkContext", "stop", "tvf", "udf"],
  ],
};

describe("the embedded engine's methods", () => {
  let given: Given;
  let spark: SparkSession;

  beforeAll(async () => {
    spark = await SparkSession.builder.create();
    const rows = "values (1L, 'a', 1.5D), (2L, 'b', 2.5D) t(id, name, x)";
    const more = "date'2020-01-01' AS day, array(1, 2) AS list, named_struct('a', 1, 'b', 2) AS pair";
    const df = await spark.sql(`SELECT *, ${more} FROM ${rows}`);
    let last = 0;
    const table = () => `t${last++}`;
    const saved = async () => {
      const name = table();
      await df.select("id").write.saveAsTable(name);
      return name;
    };
    given = { spark, df, other: df.filter(F.col("id").lt(10)), path: () => "", table, saved };
  });
  afterAll(() => spark?.stop());

  test("have a call each", () => {
    const wanted = Object.entries(NAMES).flatMap(([name, methods]) => {
      const spared = WITHOUT_ENGINE[name] ?? [];
      if (spared === "all") return [];
      const offered = methods.filter((method) => !(method in (NOT_OFFERED[name] ?? {})));
      return offered.filter((method) => !spared.includes(method)).map((method) => `${name}.${method}`);
    });
    const called = Object.entries(SAMPLES).flatMap(([name, methods]) =>
      Object.keys(methods).map((method) => `${name}.${method}`),
    );
    expect(called.sort()).toEqual(wanted.sort());
  });

  test("that are refused are known", () => {
    for (const [name, methods] of Object.entries(EMBEDDED_LACKS))
      for (const method of Object.keys(methods))
        expect(SAMPLES[name]?.[method], `${name}.${method}`).toBeDefined();
  });

  const calls = Object.entries(SAMPLES).flatMap(([name, methods]) =>
    Object.entries(methods).flatMap(([method, sample]): [string, boolean, Sample][] =>
      sample === undefined ? [] : [[`${name}.${method}`, method in (EMBEDDED_LACKS[name] ?? {}), sample]],
    ),
  );

  test.each(calls)("%s", async (_, isRefused, sample) => {
    const folder = scratchFolder();
    let files = 0;
    const ended = await call(sample, { ...given, path: () => join(folder, `${files++}`) }).catch(
      (error) => error,
    );
    if (isRefused) expect(ended).toBeInstanceOf(NotSupportedError);
    else expect(ended).toBeUndefined();
  });
});

async function call(sample: Sample, given: Given): Promise<void> {
  const made = await sample(given);
  const df = made instanceof Column ? given.df.select(made) : made;
  if (df instanceof DataFrame) await df.collect();
}
