// @ts-check
/**
 * All the set-up there is, before `npm start`, `npm test` and `npm run bench`: a fresh clone needs nothing but
 * Node. Each step looks whether its work is done already, so the usual run takes a fraction of a second.
 *
 *     node scripts/prepare.mjs start    npm packages, dist/, the mails that the word counts are run on
 *     node scripts/prepare.mjs bench    … and the Python environments with NumPy and with mrjob
 *     node scripts/prepare.mjs test     … and system parts, PySpark, other Node versions
 *     node scripts/prepare.mjs setup    the same as test, asked for by hand
 *
 * Everything it says goes to standard error, because standard output belongs to the command that follows.
 */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";
import { fetchCorpus } from "./corpus.mjs";
import { installParts } from "./install-parts.mjs";
import { makeMrjobVenv } from "./mrjob-venv.mjs";
import { fetchNodes } from "./node-versions.mjs";
import { makeNumpyVenv } from "./numpy-venv.mjs";
import { installPackages } from "./packages.mjs";
import { makePysparkVenv } from "./pyspark-venv.mjs";
import { PARTS } from "./system-parts.mjs";

const OLDEST_NODE = [20, 19];
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string} text */
function say(text) {
  console.error(`manycore: ${text}`);
}

/** @param {string} purpose */
async function prepare(purpose) {
  if (!["start", "bench", "test", "setup"].includes(purpose)) {
    throw new Error(`there is no set-up for "${purpose}": it is start, bench, test or setup`);
  }
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new Error(`this is Node ${process.versions.node}; at least ${OLDEST_NODE.join(".")} is needed`);
  }
  installPackages(root, say);
  build(root, say);
  await orGoOnWithout(fetchCorpus);
  if (purpose === "start") return;
  if (purpose !== "bench") await installParts(say, { asked: purpose === "setup" });
  if (PARTS.python.find()) {
    await orGoOnWithout(makeNumpyVenv);
    await orGoOnWithout(makeMrjobVenv);
    // Benchmarks make it when they race with it.
    if (purpose !== "bench") await orGoOnWithout(makePysparkVenv);
  }
  if (purpose !== "bench") await orGoOnWithout(fetchNodes);
  if (purpose === "setup") say("everything that can be set up is");
}

/**
 * What can't be had makes its tests skip and its stage say so, but not under CI.
 *
 * @param {(say: (text: string) => void) => Promise<unknown>} step
 */
async function orGoOnWithout(step) {
  try {
    await step(say);
  } catch (error) {
    if (process.env.CI) throw error;
    say(`${error instanceof Error ? error.message : error}; going on without`);
  }
}

try {
  await prepare(process.argv[2] ?? "setup");
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
