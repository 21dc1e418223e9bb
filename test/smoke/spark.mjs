// Runs by itself on each version of Node: `node test/smoke/spark.mjs`, after a build. As at a user's: in a folder with the package alone, then with the optional packages.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..");
const folder = mkdtempSync(join(tmpdir(), "manycore-smoke-"));
const NEEDED = ["@bufbuild/protobuf", "acorn", "eslint-scope"];

/**
 * Runs a module in a folder of its own, where the package is installed with these beside it: Node remembers what it hasn't found.
 *
 * @param {string} name
 * @param {readonly string[]} optional
 * @param {string} text
 */
async function run(name, optional, text) {
  const modules = join(folder, name, "node_modules");
  // A link would lead back to the checkout and its packages.
  const manycore = join(modules, "manycore");
  cpSync(join(root, "dist"), join(manycore, "dist"), {
    recursive: true,
    filter: (path) => !/\.(map|d\.ts)$|[\\/]\.[^\\/]+$/.test(path),
  });
  cpSync(join(root, "package.json"), join(manycore, "package.json"));
  for (const needed of [...NEEDED, ...optional]) {
    mkdirSync(dirname(join(modules, needed)), { recursive: true });
    symlinkSync(join(root, "node_modules", needed), join(modules, needed), "junction");
  }
  const file = join(folder, name, "program.mjs");
  writeFileSync(file, text);
  return (await import(pathToFileURL(file).href)).result;
}

try {
  const without = await run(
    "without",
    [],
    `import { functions as F, NotSupportedError, SparkSession } from "manycore/spark";
     F.col("a").add(1);
     const told = (error) => [error instanceof NotSupportedError, error.message];
     export const result = {
       embedded: await SparkSession.builder.create().then(String, told),
       remote: await SparkSession.builder.remote("sc://127.0.0.1:1").create().then(String, told),
     };`,
  );
  assert.equal(without.embedded[0], true);
  assert.match(without.embedded[1], /npm install @duckdb\/node-api/);
  assert.equal(without.remote[0], true);
  assert.match(without.remote[1], /npm install @grpc\/grpc-js/);

  const rows = await run(
    "with",
    ["@duckdb/node-api", "apache-arrow"],
    `import { functions as F, SparkSession } from "manycore/spark";
     const spark = await SparkSession.builder.create();
     const df = await spark.createDataFrame([{ key: "a", n: 1 }, { key: "b", n: 2 }, { key: "a", n: 3 }]);
     const twice = F.udf((n) => 2 * n, "long");
     export const result = await df.groupBy("key").agg(F.sum(twice("n")).alias("n")).orderBy("key").collect();
     await spark.stop();`,
  );
  assert.deepEqual(JSON.parse(JSON.stringify(rows)), [
    { key: "a", n: 8 },
    { key: "b", n: 4 },
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

// Nothing ends the process: the pool's workers are gone with the session.
console.log("smoke ok");
