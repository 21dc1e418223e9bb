// @ts-check
/**
 * The other versions of Node that the smoke run uses, from npm's `node-<platform>-<arch>` packages (the ones that
 * its `node` package fetches in an install script, taken directly so that no script has to run).
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, makeFolderOnce } from "./cache-folder.mjs";
import { npmCommand } from "./packages.mjs";

/** One version of each line that is maintained; the installed Node is tested by the whole suite. */
export const NODE_VERSIONS = ["22.23.3", "24.21.0", "26.10.0"];

/**
 * The binary of a version when it is in the cache folder, else `undefined`.
 *
 * @param {string} version
 * @returns {string | undefined} a path to run
 */
export function nodeBinary(version) {
  const path = join(folderFor(version), BINARY);
  return existsSync(path) ? path : undefined;
}

/**
 * Fetches those that are missing, side by side.
 *
 * @param {(text: string) => void} say
 * @throws {Error} naming each version that couldn't be had, and why
 */
export async function fetchNodes(say) {
  const missing = NODE_VERSIONS.filter((version) => !nodeBinary(version));
  if (missing.length === 0) return;
  say(`fetching Node ${missing.join(", ")} for the smoke run into ${join(cacheFolder(), "node")}`);
  const results = await Promise.allSettled(missing.map(fetchNode));
  const failures = results.flatMap((result) =>
    result.status === "rejected" ? [String(result.reason.message)] : [],
  );
  if (failures.length > 0) throw new Error(failures.join("; "));
}

const BINARY = process.platform === "win32" ? "node.exe" : "node";

/** npm's names for the platforms. */
const PACKAGE = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;

/** @param {string} version */
function folderFor(version) {
  return join(cacheFolder(), "node", `${version}-${process.platform}-${process.arch}`);
}

/** @param {string} version */
async function fetchNode(version) {
  await makeFolderOnce(folderFor(version), async (building) => {
    const unpacked = join(building, "unpacked");
    mkdirSync(unpacked);
    const { command, first, shell } = npmCommand();
    const options = [
      "--ignore-scripts",
      "--no-save",
      "--no-audit",
      "--no-fund",
      "--no-package-lock",
      "--loglevel=error",
    ];
    await finished(
      command,
      [...first, "install", ...options, "--prefix", unpacked, `${PACKAGE}@${version}`],
      shell,
    );
    // The packages also carry headers and manuals, a third of their size.
    const inside = join(unpacked, "node_modules", PACKAGE);
    renameSync(join(inside, "bin", BINARY), join(building, BINARY));
    renameSync(join(inside, "LICENSE"), join(building, "LICENSE"));
    rmSync(unpacked, { recursive: true, force: true });
    const ran = spawnSync(join(building, BINARY), ["--version"], { encoding: "utf8" });
    if (ran.stdout?.trim() !== `v${version}`) {
      throw new Error(
        `Node ${version} doesn't run here: ${(ran.stderr || String(ran.error ?? ran.stdout)).trim()}`,
      );
    }
  });
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {boolean} shell
 * @returns {Promise<void>}
 */
function finished(command, args, shell) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", 2, 2], shell });
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`npm could not install ${args.at(-1)} (exit ${code})`));
    });
  });
}
