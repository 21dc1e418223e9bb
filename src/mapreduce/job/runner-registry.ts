import { NotSupportedError, ValueError } from "../../errors.js";
import type { Runner } from "./runner.js";

const loaders = new Map<string, () => Promise<Runner>>();

/** Runners that other parts of the package bring: subpaths whose `runner` is one. They lie above this room, which therefore knows but their names. */
const ELSEWHERE: Readonly<Record<string, string>> = { spark: "manycore/spark/mapreduce-runner" };

/**
 * Adds a runner, for `-r name` and `run({ runner: name })`.
 *
 * @param load called when a job is run with it for the first time, so that a runner which isn't used isn't loaded
 */
export function registerRunner(name: string, load: () => Promise<Runner>): void {
  loaders.set(name, load);
}

/** @returns the names of the runners that can be asked for */
export function runnerNames(): string[] {
  return [...new Set([...loaders.keys(), ...Object.keys(ELSEWHERE)])];
}

/**
 * @throws NotSupportedError for a runner of a part of the package that isn't there; ValueError for a name that nobody has
 */
export async function loadRunner(name: string): Promise<Runner> {
  const load = loaders.get(name);
  if (load !== undefined) return load();
  const elsewhere = Object.hasOwn(ELSEWHERE, name) ? ELSEWHERE[name] : undefined;
  if (elsewhere === undefined)
    throw new ValueError(
      `There is no runner ${JSON.stringify(name)}; there are: ${runnerNames().join(", ")}.`,
    );
  const { runner } = await imported(elsewhere, name);
  registerRunner(name, async () => runner);
  return runner;
}

/** A bundler that sees what is imported would bundle all of it into programs that never ask for it. */
async function imported(specifier: string, name: string): Promise<{ readonly runner: Runner }> {
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ specifier)) as {
      readonly runner: Runner;
    };
  } catch (cause) {
    const { code } = cause as { readonly code?: unknown };
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw cause;
    const error = new NotSupportedError(
      `The runner ${name}`,
      "a program without manycore/spark",
      `Take one of: ${[...loaders.keys()].join(", ")}. Others are added by registerRunner.`,
    );
    error.cause = cause;
    throw error;
  }
}
