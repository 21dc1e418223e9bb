// @ts-check
/**
 * What tests and benchmarks need beside npm packages (a Python environment, other Node versions) is made once a
 * user and version, in the user's cache folder, so that every checkout shares it.
 */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, isAbsolute, join } from "node:path";

/**
 * `$XDG_CACHE_HOME/manycore`, else the platform's usual place.
 * The XDG specification has relative values of the variable ignored.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 * @returns {string}
 */
export function cacheFolder() {
  const xdg = process.env.XDG_CACHE_HOME;
  if (xdg && isAbsolute(xdg)) return join(xdg, "manycore");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "manycore");
  if (process.platform === "win32" && process.env.LOCALAPPDATA)
    return join(process.env.LOCALAPPDATA, "manycore", "Cache");
  return join(homedir(), ".cache", "manycore");
}

/**
 * Makes a folder that is either whole or absent: it is built under another name beside its place and renamed at
 * the end. Two processes that make the same one both succeed, and the first one's folder stays.
 *
 * @param {string} folder
 * @param {(building: string) => void | Promise<void>} make fills the folder that it is given
 */
export async function makeFolderOnce(folder, make) {
  if (existsSync(folder)) return;
  mkdirSync(dirname(folder), { recursive: true });
  const building = mkdtempSync(join(dirname(folder), `.${basename(folder)}-`));
  try {
    await make(building);
    try {
      renameSync(building, folder);
    } catch (error) {
      if (!existsSync(folder)) throw error;
    }
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}
