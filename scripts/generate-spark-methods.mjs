// @ts-check
/**
 * Writes docs/spark_methods.md: which of PySpark's methods are here, and on which engine. It is made of PySpark's names
 * (test/spark/api/pyspark_methods.json) and of what is said to be missing (src/spark/api/not-offered.ts, src/spark/rdd/not-offered.ts,
 * src/spark/api/embedded-lacks.ts), which tests hold against PySpark and against the embedded engine. `--check` only compares (CI).
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const PAGE = "docs/spark_methods.md";
const SOURCES = [
  "src/spark/api/not-offered.ts",
  "src/spark/rdd/not-offered.ts",
  "src/spark/api/embedded-lacks.ts",
];
const HEADER = `<!-- Generated from ${SOURCES.join(", ")} by \`npm run generate\`: change them, not this file. -->`;

/** @typedef {Readonly<Record<string, Readonly<Record<string, string>>>>} Reasons by class and method */

/**
 * Modules that import nothing.
 *
 * @param {string} path
 * @returns {Promise<any>}
 */
async function load(path) {
  const source = readFileSync(join(root, path), "utf8");
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 };
  const { outputText } = ts.transpileModule(source, { compilerOptions });
  return import(`data:text/javascript;base64,${Buffer.from(outputText).toString("base64")}`);
}

const [{ NOT_OFFERED }, { RDD_NOT_OFFERED }, { EMBEDDED_LACKS }] = await Promise.all(SOURCES.map(load));
/** @type {Reasons} */
const missing = { ...NOT_OFFERED, ...RDD_NOT_OFFERED };
/** @type {Reasons} */
const refused = EMBEDDED_LACKS;
/** @type {Readonly<Record<string, readonly string[]>>} */
const names = JSON.parse(readFileSync(join(root, "test/spark/api/pyspark_methods.json"), "utf8"));

function page() {
  const methods = Object.entries(names).flatMap(([name, all]) => all.map((method) => ({ name, method })));
  const offered = methods.filter(({ name, method }) => !missing[name]?.[method]);
  const embedded = offered.filter(({ name, method }) => !refused[name]?.[method]);
  const out = [
    HEADER,
    "# Spark's methods",
    "",
    `Of the ${methods.length} public methods of PySpark's classes ${offered.length} are in \`manycore/spark\`, by their names; all of these run on Spark, and ${embedded.length} on the`,
    "embedded engine, where an answer equals real Spark's or is a `NotSupportedError`. [The functions](spark_functions.md) have a page of their own.",
    "",
  ];
  for (const [name, all] of Object.entries(names)) {
    out.push(`## ${name}`, "", "| method | Spark | embedded |", "| --- | --- | --- |");
    for (const method of all) {
      const why = missing[name]?.[method];
      const lacks = refused[name]?.[method];
      const cells = why ? [`not offered: ${why}`, ""] : ["yes", lacks ? `refused: ${lacks}` : "yes"];
      out.push(`| \`${method}\` | ${cells.join(" | ")} |`);
    }
    out.push("");
  }
  return `${out.join("\n").trimEnd()}\n`;
}

const text = page();
const full = join(root, PAGE);
if (!process.argv.includes("--check")) writeFileSync(full, text);
else if (!existsSync(full) || readFileSync(full, "utf8") !== text) {
  console.error(`${PAGE} is not what ${SOURCES.join(", ")} give: run \`npm run generate\``);
  process.exitCode = 1;
}
