// @ts-check
/**
 * The npm packages of a checkout: whether `node_modules` holds what `package-lock.json` asks for, and the
 * installation when it doesn't. Node's built-ins only, because it runs before anything is installed.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * @typedef {{ version?: string, link?: boolean, optional?: boolean, devOptional?: boolean, os?: string[], cpu?: string[] }} LockEntry
 * @typedef {{ packages?: Record<string, LockEntry> }} LockFile
 */

/**
 * Why the installed packages aren't the locked ones, or `undefined` when they are.
 *
 * npm keeps a copy of the lock of what it installed in `node_modules/.package-lock.json`, so comparing two small
 * files answers the question. A package that is optional (the binaries of other platforms) may be absent; one that
 * is there for another platform means that the folder was copied or mounted from another machine.
 *
 * @param {string} root the folder of package.json
 * @param {{ platform: string, arch: string }} [machine]
 * @returns {string | undefined}
 */
export function whyPackagesAreStale(root, machine = process) {
  const locked = readLock(join(root, "package-lock.json"));
  if (!locked) return "there is no package-lock.json";
  const installed = readLock(join(root, "node_modules", ".package-lock.json"));
  if (!installed) return "no packages are installed";
  const mismatch = whyLockDisagrees(root, locked);
  if (mismatch) return mismatch;
  for (const [path, wanted] of Object.entries(locked)) {
    if (path === "" || wanted.link) continue;
    const found = installed[path];
    if (!found) {
      if (wanted.optional || wanted.devOptional) continue;
      return `${path} is missing`;
    }
    if (!fits(found.os, machine.platform) || !fits(found.cpu, machine.arch)) {
      return `${path} is for another kind of machine than this (${machine.platform} ${machine.arch})`;
    }
    if (found.version !== wanted.version) {
      return `${path} is ${found.version}, package-lock.json says ${wanted.version}`;
    }
    if (!existsSync(join(root, path, "package.json"))) return `${path} was removed`;
  }
  return undefined;
}

/**
 * Installs the locked packages when they are missing or out of date. Their install scripts are not run: every
 * package that has one (koffi, webgpu, esbuild) ships its binary in the package and works without it.
 *
 * @param {string} root
 * @param {(text: string) => void} say
 * @throws {Error} when npm fails; the message says what to do
 */
export function installPackages(root, say) {
  const reason = whyPackagesAreStale(root);
  if (!reason) return;
  say(`installing npm packages (${reason})`);
  const disagrees = whyLockDisagrees(root, readLock(join(root, "package-lock.json")) ?? {});
  const lockIsUsable = existsSync(join(root, "package-lock.json")) && !disagrees;
  if (!lockIsUsable && process.env.CI) {
    throw new Error(
      `package-lock.json doesn't fit package.json (${disagrees ?? "it is missing"}). ` +
        "Run `npm install` and commit both.",
    );
  }
  // `npm ci` takes exactly what is locked. Someone who has just edited package.json wants the lock to follow.
  const status = npm(root, [lockIsUsable ? "ci" : "install", "--ignore-scripts", "--no-audit", "--no-fund"]);
  if (status !== 0) {
    throw new Error(
      `npm could not install the packages (exit ${status}; its own message is above). Without a network the ` +
        "packages must be in npm's cache; behind a proxy set npm's `proxy` and `https-proxy`. Then run the command again.",
    );
  }
  const still = whyPackagesAreStale(root);
  if (still)
    throw new Error(`npm reported success, but ${still}. Remove node_modules and run the command again.`);
}

/**
 * Runs npm: the one that started us when there is one, else the one on the path.
 *
 * @param {string} cwd
 * @param {string[]} args
 * @returns {number} its exit status
 */
export function npm(cwd, args) {
  const { command, first, shell } = npmCommand();
  const result = spawnSync(command, [...first, ...args], { cwd, stdio: ["ignore", 2, 2], shell });
  return result.status ?? 1;
}

/** @returns {{ command: string, first: string[], shell: boolean }} */
export function npmCommand() {
  const started = process.env.npm_execpath ?? "";
  if (/npm-cli\.[cm]?js$/.test(started)) return { command: process.execPath, first: [started], shell: false };
  // npm.cmd is a batch file: only a shell runs it.
  return { command: "npm", first: [], shell: process.platform === "win32" };
}

/**
 * The first package whose range in package.json differs from the one the lock was made for.
 *
 * @param {string} root
 * @param {Record<string, LockEntry>} locked
 */
function whyLockDisagrees(root, locked) {
  const wanted = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const lockedRoot = /** @type {Record<string, Record<string, string>>} */ (locked[""] ?? {});
  for (const kind of ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"]) {
    const ranges = { ...lockedRoot[kind], ...wanted[kind] };
    for (const name of Object.keys(ranges)) {
      const now = wanted[kind]?.[name];
      const then = lockedRoot[kind]?.[name];
      if (now !== then)
        return `package.json says ${name} ${now ?? "is not needed"}, package-lock.json ${then ?? "lacks it"}`;
    }
  }
  return undefined;
}

/**
 * @param {string} path
 * @returns {Record<string, LockEntry> | undefined}
 */
function readLock(path) {
  if (!existsSync(path)) return undefined;
  return /** @type {LockFile} */ (JSON.parse(readFileSync(path, "utf8"))).packages ?? {};
}

/**
 * npm's rule for `os` and `cpu`: a list of names allowed, or of `!names` refused.
 *
 * @param {string[] | undefined} names
 * @param {string} here
 */
function fits(names, here) {
  if (!names || names.length === 0) return true;
  if (names.includes(`!${here}`)) return false;
  const allowed = names.filter((name) => !name.startsWith("!"));
  return allowed.length === 0 || allowed.includes(here) || allowed.includes("any");
}
