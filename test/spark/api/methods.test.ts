/** PySpark's methods: each is here, or in the list of those that aren't. */
import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { pysparkPython } from "../../../scripts/pyspark-venv.mjs";
import { NOT_OFFERED } from "../../../src/spark/api/not-offered.js";
import * as spark from "../../../src/spark/index.js";
import { skipWithout } from "../../support/parts.js";

skipWithout("pyspark");

/** Members of Python's classes that are called otherwise here, or are an object's own. */
const OTHERWISE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DataFrame: { is_cached: "isCached" },
  SparkSession: { Builder: "builder", client: "engine", is_stopped: "isStopped" },
};
/** Made by the constructor, and so not on the prototype. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  DataFrame: ["relation", "sparkSession"],
  SparkSession: ["engine", "conf", "catalog", "tvf"],
};

function membersOf(name: string): Set<string> {
  const of = (spark as Readonly<Record<string, unknown>>)[name] as { readonly prototype?: object };
  const members = new Set([...Object.getOwnPropertyNames(of), ...(FIELDS[name] ?? [])]);
  for (let at = of.prototype; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const member of Object.getOwnPropertyNames(at)) members.add(member);
  }
  return members;
}

describe("PySpark's classes", () => {
  const python = pysparkPython();
  const names: Record<string, string[]> =
    python === undefined
      ? {}
      : JSON.parse(execFileSync(python, ["test/spark/api/methods.py"], { encoding: "utf8" }));

  test("are all looked at", () => {
    expect(Object.keys(names)).toHaveLength(15);
    expect(Object.keys(NOT_OFFERED).filter((name) => !(name in names))).toEqual([]);
  });

  test.each(Object.keys(names))("%s", (name) => {
    const members = membersOf(name);
    const missing = names[name]!.filter((method) => !members.has(OTHERWISE[name]?.[method] ?? method));
    expect(missing.sort()).toEqual(Object.keys(NOT_OFFERED[name] ?? {}).sort());
  });
});
