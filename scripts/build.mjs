// @ts-check
/**
 * Builds `dist/` from `src/` when the sources have changed since the last build.
 *
 * Contents are compared, not times: a `git checkout` changes times without changing a file, and it takes
 * milliseconds to hash sources of this size.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const STAMP = ".built";
const CONFIGURATION = [
  "tsconfig.json",
  "tsconfig.build.json",
  "node_modules/typescript/package.json",
  "node_modules/rolldown/package.json",
];
const BUNDLE = fileURLToPath(new URL("./bundle.mjs", import.meta.url));

/**
 * A digest of everything that decides what tsc and Rolldown write.
 *
 * @param {string} root
 * @returns {string} hexadecimal SHA-256
 */
export function sourceDigest(root) {
  const hash = createHash("sha256").update(readFileSync(BUNDLE));
  for (const path of [...CONFIGURATION.filter((path) => existsSync(join(root, path))), ...sources(root)]) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update("\0");
  }
  return hash.digest("hex");
}

/**
 * Why `dist/` is not what `src/` would give, or `undefined` when it is.
 *
 * @param {string} root
 * @returns {string | undefined}
 */
export function whyBuildIsStale(root) {
  const stamp = join(root, "dist", STAMP);
  if (!existsSync(stamp)) return "never built here";
  const [digest, ...outputs] = readFileSync(stamp, "utf8").split("\n");
  if (digest !== sourceDigest(root)) return "sources changed";
  const missing = outputs.find((path) => !existsSync(join(root, path)));
  return missing && `${missing} was removed`;
}

/**
 * Makes `dist/` when needed, and removes what sources that are gone once gave: the JavaScript by Rolldown (`bundle.mjs`), the types
 * by tsc. The JavaScript is there then even if tsc finds mistakes.
 *
 * @param {string} root
 * @param {(text: string) => void} say
 * @throws {Error} when one of them finds mistakes
 */
export function build(root, say) {
  const reason = whyBuildIsStale(root);
  if (!reason) return;
  say(`building dist (${reason})`);
  const digest = sourceDigest(root);
  rmSync(join(root, "dist", STAMP), { force: true });
  run(root, BUNDLE);
  removeOrphans(root);
  // tsc trusts its own record of what it wrote, so a file that was removed needs the record to go too.
  if (reason.endsWith("removed")) rmSync(join(root, "dist", ".tsbuildinfo"), { force: true });
  run(root, join(root, "node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.build.json");
  const outputs = filesUnder(root, "dist").filter((path) => /\.(js|d\.ts)$/.test(path));
  writeFileSync(join(root, "dist", STAMP), [digest, ...outputs].join("\n"));
}

/**
 * @param {string} root
 * @param {string} script
 * @param {...string} args
 */
function run(root, script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) throw new Error("src/ can't be built (see above). Mend it and run the command again.");
}

/** @param {string} root */
function removeOrphans(root) {
  const wanted = new Set(
    sources(root).map((path) => path.replace(/^src\//, "dist/").replace(/\.ts$/, ".d.ts")),
  );
  for (const path of filesUnder(root, "dist")) {
    if (/\.d\.ts(\.map)?$/.test(path) && !wanted.has(path.replace(/\.map$/, ""))) rmSync(join(root, path));
  }
}

/** @param {string} root */
function sources(root) {
  return filesUnder(root, "src").filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"));
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {string[]} sorted paths with `/`, from root
 */
function filesUnder(root, folder) {
  const top = join(root, folder);
  if (!existsSync(top)) return [];
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      relative(root, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join("/"),
    )
    .sort();
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    build(dirname(dirname(fileURLToPath(import.meta.url))), (text) => console.error(`manycore: ${text}`));
  } catch (error) {
    console.error(`manycore: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
