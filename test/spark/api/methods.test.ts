/** PySpark's methods: each is here, or in the list of those that aren't. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { pysparkPython } from "../../../scripts/pyspark-venv.mjs";
import { NOT_OFFERED } from "../../../src/spark/api/not-offered.js";
import { isRefused } from "../../../src/spark/errors/refused-members.js";
import * as spark from "../../../src/spark/index.js";
import { RDD_NOT_OFFERED } from "../../../src/spark/rdd/not-offered.js";
import { skipWithout } from "../../support/parts.js";

const RECORDED = "test/spark/api/pyspark_methods.json";
const NAMES: Readonly<Record<string, readonly string[]>> = JSON.parse(readFileSync(RECORDED, "utf8"));
const MISSING = { ...NOT_OFFERED, ...RDD_NOT_OFFERED };

/** Members of Python's classes that are called otherwise here, or are an object's own. */
const OTHERWISE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DataFrame: { is_cached: "isCached" },
  RDD: { is_cached: "isCached" },
  SparkSession: { Builder: "builder", client: "engine", is_stopped: "isStopped" },
};
/** Made by the constructor, and so not on the prototype. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  DataFrame: ["relation", "sparkSession"],
  RDD: ["context"],
  SparkContext: ["backend"],
  SparkSession: ["engine", "conf", "catalog", "tvf", "udf"],
};

/** Classes that have another name here. */
const CLASSES: Readonly<Record<string, string>> = { PandasCogroupedOps: "CoGroupedData" };

function classOf(name: string): { readonly prototype?: object } {
  return (spark as Readonly<Record<string, unknown>>)[CLASSES[name] ?? name] as object;
}

function membersOf(name: string): Set<string> {
  const of = classOf(name);
  const members = new Set([...Object.getOwnPropertyNames(of), ...(FIELDS[name] ?? [])]);
  for (let at = of.prototype; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const member of Object.getOwnPropertyNames(at)) if (!isRefused(at, member)) members.add(member);
  }
  return members;
}

describe("PySpark's classes", () => {
  test("are all looked at", () => {
    expect(Object.keys(NAMES)).toHaveLength(22);
    expect(Object.keys(MISSING).filter((name) => !(name in NAMES))).toEqual([]);
  });

  test.each(Object.keys(NAMES))("%s", (name) => {
    const members = membersOf(name);
    const missing = NAMES[name]!.filter((method) => !members.has(OTHERWISE[name]?.[method] ?? method));
    expect(missing.sort()).toEqual(Object.keys(MISSING[name] ?? {}).sort());
  });

  test.each([
    "DataFrame",
    "SparkSession",
    "GroupedData",
    "DataFrameReader",
    "Catalog",
    "RDD",
    "SparkContext",
  ])("%s refuses what isn't here and says why", (name) => {
    const { prototype } = classOf(name);
    for (const [member, reason] of Object.entries(MISSING[name] ?? {})) {
      const read = () => (Object.create(prototype as object) as Record<string, unknown>)[member];
      expect(read, member).toThrow(spark.NotSupportedError);
      expect(read, member).toThrow(`${name}.${member} is not supported on manycore/spark. ${reason}`);
    }
  });

  test.each(["Column", "DataFrame"])("%s has names with underscores in camelCase as well", (name) => {
    const members = membersOf(name);
    const camel = (text: string) => text.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    const snake = NAMES[name]!.filter((method) => method.includes("_") && members.has(method));
    expect(snake).not.toEqual([]);
    expect(snake.map(camel).filter((method) => !members.has(method))).toEqual([]);
  });

  describe("of the PySpark that is installed", () => {
    skipWithout("pyspark");

    test("are those that are recorded: python test/spark/api/methods.py > test/spark/api/pyspark_methods.json", () => {
      const python = pysparkPython() as string;
      const told = execFileSync(python, ["test/spark/api/methods.py"], { encoding: "utf8" });
      expect(JSON.parse(told)).toEqual(NAMES);
    });
  });
});
