// @ts-check
/**
 * Brings the missing system parts onto the machine, or says how. Only the set-up of tests calls it.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline/promises";
import { cacheFolder } from "./cache-folder.mjs";
import { missingParts, PARTS } from "./system-parts.mjs";

/** @typedef {import("./system-parts.mjs").PartName} PartName */

/**
 * What may be done about missing parts. As root without a person at the terminal (a container, CI) they are
 * installed; a person is asked; everyone else is told the command.
 *
 * @param {{ apt: boolean, root: boolean, terminal: boolean, ci: boolean }} machine
 * @returns {"install" | "ask" | "tell"}
 */
export function waysToInstall({ apt, root, terminal, ci }) {
  if (!apt) return "tell";
  if (root && (ci || !terminal)) return "install";
  return terminal && !ci ? "ask" : "tell";
}

/**
 * @param {readonly PartName[]} names
 * @returns {string[]} Debian packages, each once
 */
export function debianPackages(names) {
  return [...new Set(names.flatMap((name) => PARTS[name].debian))];
}

/**
 * The command that installs the parts, to be shown to a person.
 *
 * @param {readonly PartName[]} names
 */
export function installCommand(names) {
  return `sudo apt-get update && sudo apt-get install --no-install-recommends ${debianPackages(names).join(" ")}`;
}

/**
 * @param {(text: string) => void} say
 * @param {{ asked: boolean }} options asked: the user wants the set-up, so ask even after an earlier no
 * @throws {Error} with CI set, when a part is still missing at the end
 */
export async function installParts(say, { asked }) {
  const missing = missingParts();
  if (missing.length === 0) return;
  say("tests can use parts of the system that aren't here:");
  for (const name of missing) {
    const { what, neededBy, debian } = PARTS[name];
    say(`  ${what}, for ${neededBy} (Debian: ${debian.join(", ")})`);
  }
  const way = waysToInstall({
    apt: process.platform === "linux" && existsSync("/usr/bin/apt-get"),
    root: process.getuid?.() === 0,
    terminal: Boolean(process.stdin.isTTY && process.stderr.isTTY),
    ci: Boolean(process.env.CI),
  });
  if (way === "install" || (way === "ask" && (await isAllowed(missing, say, asked)))) install(missing, say);
  const left = missingParts();
  if (left.length === 0) return;
  if (process.env.CI) throw new Error(`missing: ${left.join(", ")}. Install with: ${installCommand(left)}`);
  if (way !== "ask") say(`to install: ${installCommand(left)}`);
  say("going on without; the tests that need these parts are skipped");
}

/**
 * Asks at the terminal. A no is remembered for these parts, so that it isn't asked before each test run.
 *
 * @param {readonly PartName[]} missing
 * @param {(text: string) => void} say
 * @param {boolean} asked
 */
async function isAllowed(missing, say, asked) {
  const record = join(cacheFolder(), "declined-parts");
  const key = missing.join(" ");
  if (!asked && existsSync(record) && readFileSync(record, "utf8") === key) {
    say("not asked again; `npm run setup` does");
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  /** @type {string} */
  const answer = await new Promise((resolve) => {
    const no = () => resolve("");
    terminal.on("close", no); // Ctrl-D: newer versions of Node reject the question as well
    terminal.question(`Run \`${installCommand(missing)}\` now? [y/N] `).then(resolve, no);
  });
  terminal.close();
  if (/^y(es)?$/i.test(answer.trim())) return true;
  mkdirSync(dirname(record), { recursive: true });
  writeFileSync(record, key);
  return false;
}

/**
 * @param {readonly PartName[]} missing
 * @param {(text: string) => void} say
 */
function install(missing, say) {
  const packages = debianPackages(missing);
  say(`installing Debian packages ${packages.join(" ")}`);
  const isRoot = process.getuid?.() === 0;
  for (const args of [
    ["update", "-qq"],
    ["install", "-y", "-qq", "--no-install-recommends", ...packages],
  ]) {
    const [command, ...rest] = isRoot ? ["apt-get", ...args] : ["sudo", "apt-get", ...args];
    const result = spawnSync(/** @type {string} */ (command), rest, {
      // apt's questions go to nobody; sudo's password comes from the terminal that was asked at.
      stdio: [isRoot ? "ignore" : "inherit", 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    if (result.status !== 0) {
      say(`\`apt-get ${args.join(" ")}\` failed (exit ${result.status ?? result.error})`);
      return;
    }
  }
}
