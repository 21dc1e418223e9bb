import { NotSupportedError, ValueError } from "../../errors.js";
import type { Runner } from "./runner.js";

const loaders = new Map<string, () => Promise<Runner>>();

/** Names that mrjob's runners have, so that who asks for one is told more than that the name isn't known. */
const MISSING: readonly string[] = ["spark"];

/**
 * Adds a runner, for `-r name` and `run({ runner: name })`.
 *
 * @param load called when a job is run with it for the first time, so that a runner which isn't used isn't loaded
 */
export function registerRunner(name: string, load: () => Promise<Runner>): void {
  loaders.set(name, load);
}

/** @returns the names of the runners that there are */
export function runnerNames(): string[] {
  return [...loaders.keys()];
}

/**
 * @throws NotSupportedError for a runner that isn't there yet; ValueError for a name that nobody has
 */
export async function loadRunner(name: string): Promise<Runner> {
  const load = loaders.get(name);
  if (load !== undefined) return load();
  const names = runnerNames().join(", ");
  if (MISSING.includes(name)) {
    throw new NotSupportedError(
      `The runner ${name}`,
      "this version of manycore",
      `Take one of: ${names}. Others are added by registerRunner.`,
    );
  }
  throw new ValueError(`There is no runner ${JSON.stringify(name)}; there are: ${names}.`);
}
