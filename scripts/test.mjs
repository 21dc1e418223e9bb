// @ts-check
/**
 * `npm test`: every check there is. One that fails doesn't keep the rest from running, so that a run shows all
 * that is wrong. With arguments, Vitest alone gets them: `npm test -- test/numpy -t broadcast`.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { smoke } from "./smoke.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const VITEST = [join(modules, "vitest", "vitest.mjs"), "run"];

/** What looks at sources without running them; each is a script with its arguments. */
const CHECKS = [
  { name: "generated files", args: ["scripts/generate.mjs", "--check"] },
  { name: "generated functions of Spark", args: ["scripts/generate-spark-functions.mjs", "--check"] },
  { name: "format and lint", args: [join(modules, "@biomejs", "biome", "bin", "biome"), "check", "."] },
  { name: "arrows", args: ["scripts/arrows.mjs"] },
  { name: "types", args: [join(modules, "typescript", "bin", "tsc"), "-p", "tsconfig.json"] },
];

/**
 * @param {string[]} args of node
 * @param {{ captured: boolean, env?: Record<string, string> }} options
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
function node(args, { captured, env = {} }) {
  return new Promise((resolve) => {
    const output = captured ? "pipe" : "inherit";
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", output, output],
    });
    let text = "";
    child.stdout?.on("data", (chunk) => (text += chunk));
    child.stderr?.on("data", (chunk) => (text += chunk));
    child.on("error", (error) => resolve({ ok: false, output: error.message }));
    child.on("close", (code) => resolve({ ok: code === 0, output: text }));
  });
}

/** @param {number} since */
function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

async function runAll() {
  const results = await Promise.all(
    CHECKS.map(async ({ name, args }) => {
      const started = performance.now();
      const { ok, output } = await node(args, { captured: true });
      console.log(`${ok ? "passed " : "failed "} ${name} (${seconds(started)})`);
      if (!ok) console.log(output.trimEnd());
      return ok;
    }),
  );
  const total = await smoke();
  const folder = mkdtempSync(join(tmpdir(), "manycore-test-"));
  const counted = join(folder, "counts.json");
  const { ok } = await node(VITEST, { captured: false, env: { MANYCORE_TEST_COUNTS: counted } });
  // Vitest that couldn't start leaves none, and is counted as a failure below.
  const text = existsSync(counted)
    ? readFileSync(counted, "utf8")
    : '{ "passed": 0, "failed": 0, "skipped": 0 }';
  /** @type {import("./smoke.mjs").Counts} */
  const counts = JSON.parse(text);
  rmSync(folder, { recursive: true });
  for (const kind of /** @type {const} */ (["passed", "failed", "skipped"])) total[kind] += counts[kind];
  total.passed += results.filter(Boolean).length;
  total.failed += results.filter((passed) => !passed).length;
  // Vitest fails for more than tests: an error outside of them, or no test at all.
  if (!ok && counts.failed === 0) total.failed++;
  console.log(`Total: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed === 0;
}

const args = process.argv.slice(2);
const ok = args.length > 0 ? (await node([...VITEST, ...args], { captured: false })).ok : await runAll();
process.exitCode = ok ? 0 : 1;
