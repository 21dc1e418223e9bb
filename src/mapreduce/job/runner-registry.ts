import { NotSupportedError, ValueError } from "../../errors.js";
import type { Runner } from "./runner.js";

const loaders = new Map<string, () => Promise<Runner>>();

/** Runners that are part of manycore, but in rooms of their own: where each comes from. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([["spark", "manycore/spark"]]);

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
 * @throws NotSupportedError for a runner of a room that isn't imported; ValueError for a name that nobody has
 */
export async function loadRunner(name: string): Promise<Runner> {
  const load = loaders.get(name);
  if (load !== undefined) return load();
  const names = runnerNames().join(", ");
  const room = ELSEWHERE.get(name);
  if (room !== undefined) {
    throw new NotSupportedError(
      `The runner ${name}`,
      "manycore/mapreduce alone",
      `Import ${room}, which adds it, or take one of: ${names}.`,
    );
  }
  throw new ValueError(`There is no runner ${JSON.stringify(name)}; there are: ${names}.`);
}
