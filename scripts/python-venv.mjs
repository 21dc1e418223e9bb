// @ts-check
/**
 * Python environments in the cache folder, one for each set of pinned packages. A folder's name holds the packages'
 * and Python's versions, so a change of any makes another.
 */
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, makeFolderOnce } from "./cache-folder.mjs";

/**
 * @typedef {{ command: string, version: string, platform: string }} Python
 * @typedef {readonly [major: number, minor: number]} PythonVersion
 * @typedef {object} Venv what an environment holds
 * @property {string} name the package that it is made for, and its version: `numpy-2.4.6`
 * @property {string} what the same for people
 * @property {readonly (readonly string[])[]} installs the arguments of each `pip install`, one after the other
 * @property {string} check a Python program that fails when the environment isn't as it should be
 * @property {PythonVersion} [below] the first version of Python that doesn't do
 */

/** Debian 12's, and the oldest that the pinned NumPy declares. */
const OLDEST_PYTHON = /** @type {const} */ ([3, 11]);

/** @type {Map<string, Python>} what was found; a failure isn't kept, because the set-up may install one */
const pythons = new Map();

/**
 * A Python that can make environments: new enough, with `venv` and `ensurepip` (Debian has them apart).
 *
 * @param {PythonVersion} [below] the first version that is too new
 * @returns {Python | undefined}
 */
export function findPython(below) {
  const known = pythons.get(`${below}`);
  if (known) return known;
  const probe =
    "import sys,sysconfig,venv,ensurepip;" +
    "print('%d.%d.%d'%sys.version_info[:3],sysconfig.get_platform(),sys.implementation.name)";
  // A newer python3 may stand beside an older one that does.
  const older = below ? [`python${below[0]}.${below[1] - 1}`, `python${OLDEST_PYTHON.join(".")}`] : [];
  for (const command of ["python3", "python", ...older]) {
    const result = spawnSync(command, ["-c", probe], { encoding: "utf8", timeout: 30_000 });
    const [version, platform, implementation] = (result.stdout ?? "").trim().split(" ");
    if (result.status !== 0 || !version || !platform || implementation !== "cpython") continue;
    if (isBefore(version, OLDEST_PYTHON) || (below && !isBefore(version, below))) continue;
    const python = { command, version, platform };
    pythons.set(`${below}`, python);
    return python;
  }
  return undefined;
}

/**
 * The interpreter of an environment when it has been made, else `undefined`.
 *
 * @param {Venv} venv
 * @returns {string | undefined} a path to run
 */
export function venvPython(venv) {
  const found = findPython(venv.below);
  if (!found) return undefined;
  const path = interpreterIn(folderFor(venv, found));
  return existsSync(path) ? path : undefined;
}

/**
 * Makes an environment unless it is there.
 *
 * @param {Venv} venv
 * @param {(text: string) => void} say
 * @throws {Error} without a fitting Python, or when pip fails
 */
export async function makeVenv(venv, say) {
  const found = findPython(venv.below);
  if (!found) {
    const limit = venv.below ? ` and < ${venv.below.join(".")}` : "";
    throw new Error(
      `no Python >= ${OLDEST_PYTHON.join(".")}${limit} with venv and ensurepip was found, for ${venv.what}`,
    );
  }
  const folder = folderFor(venv, found);
  if (existsSync(interpreterIn(folder))) return;
  // The folder without its interpreter: the Python that it was made from has been removed since.
  rmSync(folder, { recursive: true, force: true });
  say(`making a Python environment with ${venv.what} in ${folder}`);
  await makeFolderOnce(folder, (building) => {
    run(found.command, ["-m", "venv", building]);
    for (const args of venv.installs) {
      const quietly = ["--quiet", "--disable-pip-version-check", "--no-input"];
      run(interpreterIn(building), ["-m", "pip", "install", ...quietly, ...args]);
    }
    run(interpreterIn(building), ["-c", venv.check]);
  });
}

/**
 * @param {Venv} venv
 * @param {Python} found
 */
function folderFor(venv, found) {
  return join(cacheFolder(), "venv", `${venv.name}-python-${found.version}-${found.platform}`);
}

/** @param {string} folder */
function interpreterIn(folder) {
  return process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

/**
 * @param {string} version
 * @param {PythonVersion} limit
 */
function isBefore(version, limit) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < limit[0] || (major === limit[0] && minor < limit[1]);
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
