// @ts-check
/**
 * Asks PySpark for the columns that the calls in test/spark/functions/samples.ts make, and writes test/spark/functions/pyspark_columns.json. Run it when
 * the samples change, or the PySpark that is pinned in pyspark-venv.mjs.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { makePysparkVenv, pysparkPython, requireJava } from "./pyspark-venv.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "test", "spark", "functions");

/** @returns {Promise<typeof import("../test/spark/functions/samples.ts")>} */
async function samples() {
  const scratch = mkdtempSync(join(tmpdir(), "manycore-samples-"));
  try {
    const outfile = join(scratch, "samples.mjs");
    await build({ entryPoints: [join(folder, "samples.ts")], outfile, bundle: true, format: "esm" });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

await makePysparkVenv(console.log);
const python = /** @type {string} */ (pysparkPython());
const { callText, COLUMNS, OVER_WINDOW, SAMPLES, SETTINGS } = await samples();
const asked = { columns: COLUMNS, samples: SAMPLES, overWindow: [...OVER_WINDOW], settings: SETTINGS };
const { status, stdout, stderr } = spawnSync(python, ["-W", "ignore", join(folder, "pyspark_columns.py")], {
  input: JSON.stringify(asked),
  encoding: "utf8",
  maxBuffer: 2 ** 28,
  env: { ...process.env, JAVA_HOME: requireJava(), SPARK_LOCAL_IP: "127.0.0.1", PYSPARK_PYTHON: python },
});
if (status !== 0) throw new Error(`PySpark failed: ${stderr}`);
/** @type {unknown[]} */
const answers = JSON.parse(stdout);
const entries = SAMPLES.map(([name, args], i) => [callText(name, args), answers[i]]);
const text = `{\n${entries.map(([call, answer]) => `  ${JSON.stringify(call)}: ${JSON.stringify(answer)}`).join(",\n")}\n}\n`;
const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
const target = join(folder, "pyspark_columns.json");
const formatted = spawnSync(process.execPath, [biome, "format", `--stdin-file-path=${target}`], {
  cwd: root,
  input: text,
  encoding: "utf8",
});
if (formatted.status !== 0) throw new Error(`biome failed: ${formatted.stderr}`);
writeFileSync(target, formatted.stdout);
console.log(`${answers.length} calls recorded`);
