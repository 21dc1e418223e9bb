// @ts-check
/**
 * The NumPy that tests compare with and benchmarks race: a virtual environment in the cache folder with exactly
 * one version of it. Its folder's name holds Python's and NumPy's versions, so a change of either makes another.
 */
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, makeFolderOnce } from "./cache-folder.mjs";

/** The newest NumPy with wheels for Python 3.11, Debian 12's; it declares Python >= 3.11. */
export const NUMPY_VERSION = "2.4.6";
const OLDEST_PYTHON = [3, 11];

/** @typedef {{ command: string, version: string, platform: string }} Python */

/** @type {Python | undefined} what was found; a failure isn't kept, because the set-up may install one */
let python;

/**
 * A Python that can make the environment: new enough, with `venv` and `ensurepip` (Debian has them apart).
 *
 * @returns {Python | undefined}
 */
export function findPython() {
  if (python) return python;
  const probe =
    "import sys,sysconfig,venv,ensurepip;" +
    "print('%d.%d.%d'%sys.version_info[:3],sysconfig.get_platform(),sys.implementation.name)";
  for (const command of ["python3", "python"]) {
    const result = spawnSync(command, ["-c", probe], { encoding: "utf8", timeout: 30_000 });
    const [version, platform, implementation] = (result.stdout ?? "").trim().split(" ");
    if (result.status !== 0 || !version || !platform || implementation !== "cpython") continue;
    if (isNewEnough(version)) {
      python = { command, version, platform };
      return python;
    }
  }
  return undefined;
}

/**
 * The interpreter of the environment when it has been made, else `undefined`.
 *
 * @returns {string | undefined} a path to run
 */
export function numpyPython() {
  const found = findPython();
  if (!found) return undefined;
  const path = interpreterIn(folderFor(found));
  return existsSync(path) ? path : undefined;
}

/**
 * Makes the environment unless it is there.
 *
 * @param {(text: string) => void} say
 * @throws {Error} without a fitting Python, or when pip fails
 */
export async function makeNumpyVenv(say) {
  const found = findPython();
  if (!found) throw new Error(`no Python >= ${OLDEST_PYTHON.join(".")} with venv and ensurepip was found`);
  const folder = folderFor(found);
  if (existsSync(interpreterIn(folder))) return;
  // The folder without its interpreter: the Python that it was made from has been removed since.
  rmSync(folder, { recursive: true, force: true });
  say(`making a Python environment with NumPy ${NUMPY_VERSION} in ${folder}`);
  await makeFolderOnce(folder, (building) => {
    run(found.command, ["-m", "venv", building]);
    run(interpreterIn(building), [
      ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"],
      ...["--only-binary", ":all:", `numpy==${NUMPY_VERSION}`],
    ]);
    run(interpreterIn(building), ["-c", `import numpy; assert numpy.__version__ == "${NUMPY_VERSION}"`]);
  });
}

/** @param {Python} found */
function folderFor(found) {
  return join(cacheFolder(), "venv", `numpy-${NUMPY_VERSION}-python-${found.version}-${found.platform}`);
}

/** @param {string} venv */
function interpreterIn(venv) {
  return process.platform === "win32" ? join(venv, "Scripts", "python.exe") : join(venv, "bin", "python");
}

/** @param {string} version */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_PYTHON;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  // A PYTHONHOME or PYTHONPATH of the user's would reach into the environment.
  const env = { ...process.env };
  delete env.PYTHONHOME;
  delete env.PYTHONPATH;
  const result = spawnSync(command, args, { stdio: ["ignore", 2, 2], env });
  if (result.status !== 0)
    throw new Error(`\`${command} ${args.join(" ")}\` failed (exit ${result.status ?? result.error})`);
}
