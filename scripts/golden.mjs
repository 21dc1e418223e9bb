// @ts-check
/**
 * `npm run golden [family…]`: asks a real Spark the golden queries (test/spark/golden/queries) and writes down what it answers. Spark is
 * PySpark's, in the environment that the benchmarks use.
 */
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { tsImport } from "tsx/esm/api";
import { pysparkPython, requireJava } from "./pyspark-venv.mjs";

const golden = new URL("../test/spark/golden/", import.meta.url);
const python = pysparkPython();
if (python === undefined)
  throw new Error("there is no environment with PySpark; `npm run bench spark` makes it");

const asked = process.argv.slice(2);
const all = readdirSync(new URL("queries/", golden)).map((file) => file.replace(/\.ts$/, ""));
const families = asked.length > 0 ? asked : all;
for (const family of families) {
  if (!all.includes(family)) throw new Error(`there is no family ${family}; there are: ${all.join(", ")}`);
}

const { TABLES } = await tsImport("./tables.ts", golden.href);
const recorder = spawn(python, [fileURLToPath(new URL("record.py", golden))], {
  stdio: ["pipe", "pipe", process.env.GOLDEN_DEBUG ? "inherit" : "ignore"],
  env: { ...process.env, JAVA_HOME: requireJava(), PYSPARK_PYTHON: python, SPARK_LOCAL_IP: "127.0.0.1" },
});
const ended = new Promise((resolve) => recorder.once("exit", resolve));
const lines = createInterface({ input: recorder.stdout })[Symbol.asyncIterator]();

mkdirSync(new URL("answers/", golden), { recursive: true });
for (const family of families) {
  /** @type {{ default: readonly { table: string, kind: string, timeZone?: string, queries: readonly string[] }[] }} */
  const { default: groups } = await tsImport(`./queries/${family}.ts`, golden.href);
  const recorded = [];
  for (const group of groups) {
    const request = { timeZone: "UTC", ...group, table: TABLES[group.table] };
    recorder.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`Spark stopped at ${family}; GOLDEN_DEBUG=1 shows what it said`);
    const answers = JSON.parse(value);
    recorded.push(...group.queries.map((query, i) => JSON.stringify({ query, ...answers[i] })));
  }
  writeFileSync(new URL(`answers/${family}.jsonl`, golden), `${recorded.join("\n")}\n`);
  console.log(`${family}: ${recorded.length} queries`);
}
recorder.stdin.end();
await ended;
