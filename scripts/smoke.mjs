// @ts-check
/**
 * Runs test/smoke/ on the installed Node and on each of NODE_VERSIONS: does the built package load by `import` and
 * by `require`, do its threads start, does the process end by itself?
 */
import { spawn } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { NODE_VERSIONS, nodeBinary } from "./node-versions.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const SCRIPTS = ["test/smoke/import.mjs", "test/smoke/require.cjs", "test/smoke/spark.mjs"];
const DEADLINE_MS = 60_000;

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @returns {Promise<Counts>} one for each script on each Node */
export async function smoke() {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const version of [process.versions.node, ...NODE_VERSIONS]) {
    const binary = version === process.versions.node ? process.execPath : nodeBinary(version);
    for (const script of SCRIPTS) {
      const what = `smoke: Node ${version}, ${script}`;
      if (!binary) {
        const reason = "this Node isn't in the cache folder; `npm run setup` fetches it";
        console.log(`${process.env.CI ? "failed " : "skipped"} ${what} (${reason})`);
        counts[process.env.CI ? "failed" : "skipped"]++;
        continue;
      }
      const started = performance.now();
      const problem = await runScript(binary, script);
      const took = `${Math.round(performance.now() - started)} ms`;
      console.log(problem ? `failed  ${what}\n${problem}` : `passed  ${what} (${took})`);
      counts[problem ? "failed" : "passed"]++;
    }
  }
  return counts;
}

/**
 * @param {string} binary
 * @param {string} script
 * @returns {Promise<string | undefined>} what went wrong
 */
function runScript(binary, script) {
  return new Promise((resolve) => {
    // The options of the Node that runs us (a loader, a flag) may be unknown to the other.
    const { NODE_OPTIONS: _, ...env } = process.env;
    const child = spawn(binary, [join(root, script)], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    const deadline = setTimeout(() => {
      output += `\nstill running after ${DEADLINE_MS / 1000} s: it printed the above and didn't exit`;
      child.kill("SIGKILL");
    }, DEADLINE_MS);
    child.on("error", (error) => (output += error.message));
    child.on("close", (code, signal) => {
      clearTimeout(deadline);
      const saidSo = output.includes("smoke ok");
      resolve(code === 0 && saidSo ? undefined : `${output.trim()}\nexit ${code ?? signal}`);
    });
  });
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { passed, failed, skipped } = await smoke();
  console.log(`Smoke: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
}
