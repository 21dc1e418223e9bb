// @ts-check
/**
 * `npm run golden [family…]`: asks a real Spark the golden queries (test/spark/golden/queries) and writes down what it answers. Spark is
 * PySpark's, in the environment that the benchmarks use. The family `coercions` (test/spark/golden/coercions) is asked of which types it is alone.
 */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { tsImport } from "tsx/esm/api";
import { pysparkPython, requireJava } from "./pyspark-venv.mjs";

const golden = new URL("../test/spark/golden/", import.meta.url);
const python = pysparkPython();
if (python === undefined)
  throw new Error("there is no environment with PySpark; `npm run bench spark` makes it");

const asked = process.argv.slice(2);
const all = [
  ...readdirSync(new URL("queries/", golden)).map((file) => file.replace(/\.ts$/, "")),
  "coercions",
];
const families = asked.length > 0 ? asked : all;
for (const family of families) {
  if (!all.includes(family)) throw new Error(`there is no family ${family}; there are: ${all.join(", ")}`);
}

const { Recorder } = await tsImport("./recorder.ts", golden.href);
const recorder = new Recorder({ python, javaHome: requireJava(), isLoud: Boolean(process.env.GOLDEN_DEBUG) });

mkdirSync(new URL("answers/", golden), { recursive: true });
for (const family of families) {
  if (family === "coercions") {
    const { expressionOf, rowSql, TYPES } = await tsImport("./coercions/asks.ts", golden.href);
    const { ASKED, recordCoercions } = await tsImport("./coercions/recorded.ts", golden.href);
    /** @type {{ operation: string, a: string, b: string }[]} */
    const pairs = ASKED;
    const expressions = pairs.map(({ operation, a, b }) => expressionOf(operation, a, b));
    recordCoercions(await recorder.analyze(rowSql(TYPES), expressions));
    console.log(`${family}: ${expressions.length} expressions`);
    continue;
  }
  /** @type {{ default: readonly { table: string, kind: string, timeZone?: string, queries: readonly string[] }[] }} */
  const { default: groups } = await tsImport(`./queries/${family}.ts`, golden.href);
  const recorded = [];
  for (const group of groups) {
    const answers = await recorder.ask(group);
    recorded.push(...group.queries.map((query, i) => JSON.stringify({ query, ...answers[i] })));
  }
  writeFileSync(new URL(`answers/${family}.jsonl`, golden), `${recorded.join("\n")}\n`);
  console.log(`${family}: ${recorded.length} queries`);
}
await recorder.end();
