/** What a worker takes over of how this process was started. */
import { megabytes } from "./memory-limit.js";

/** Options of Node that are this process's alone, and how many arguments follow each when it is written without `=`. */
const OWN_OPTIONS: Record<string, number> = {
  "-e": 1,
  "--eval": 1,
  "-p": 1,
  "--print": 1,
  "-pe": 1,
  "-c": 0,
  "--check": 0,
  "-i": 0,
  "--interactive": 0,
  "--input-type": 1,
  "--watch": 0,
  "--watch-path": 1,
  "--watch-preserve-output": 0,
  "--test": 0,
  "--test-only": 0,
  "--test-name-pattern": 1,
  "--test-reporter": 1,
  "--test-reporter-destination": 1,
  "--test-concurrency": 1,
};

/** Options that a thread may be given (it refuses those of the process), and how many arguments follow. */
const THREAD_OPTIONS: Record<string, number> = {
  "--import": 1,
  "--require": 1,
  "-r": 1,
  "--loader": 1,
  "--experimental-loader": 1,
  "--conditions": 1,
  "-C": 1,
  "--experimental-strip-types": 0,
  "--experimental-transform-types": 0,
  "--enable-source-maps": 0,
  "--preserve-symlinks": 0,
  "--no-warnings": 0,
  "--disable-warning": 1,
};

/** A debugger's port is taken by this process already; `--inspect-brk` would have the child wait for a second one. */
const DEBUGGER = /^--(inspect|debug)/;

/**
 * The options that this Node was started with, its loaders (`--import`, `--require`, `--experimental-strip-types`), conditions and
 * permissions among them, without those that concern this process only.
 */
export function inheritedArguments(memoryLimit: number | undefined): string[] {
  const kept: string[] = [];
  const given = process.execArgv;
  for (let i = 0; i < given.length; i++) {
    const argument = given[i]!;
    const follow = OWN_OPTIONS[argument.split("=", 1)[0]!];
    if (follow !== undefined) {
      if (!argument.includes("=")) i += follow;
      continue;
    }
    if (!DEBUGGER.test(argument)) kept.push(argument);
  }
  if (memoryLimit !== undefined) kept.push(`--max-old-space-size=${megabytes(memoryLimit)}`);
  return kept;
}

/**
 * The options of a worker thread; undefined means all of this thread's, which is right but for one: with `--input-type` (a program
 * given by `--eval` or on stdin) Node refuses to run a file, ours too.
 */
export function threadArguments(): string[] | undefined {
  const given = process.execArgv;
  if (!given.some((argument) => argument.startsWith("--input-type"))) return undefined;
  const kept: string[] = [];
  for (let i = 0; i < given.length; i++) {
    const argument = given[i]!;
    const follow = THREAD_OPTIONS[argument.split("=", 1)[0]!];
    if (follow === undefined) continue;
    kept.push(argument);
    if (follow === 1 && !argument.includes("=") && i + 1 < given.length) kept.push(given[++i]!);
  }
  return kept;
}

/** The environment, in which a debugger's port may stand too. */
export function inheritedEnvironment(): NodeJS.ProcessEnv {
  const options = process.env.NODE_OPTIONS;
  if (options === undefined || !options.includes("--inspect")) return process.env;
  const kept = options.split(/\s+/).filter((option) => !DEBUGGER.test(option));
  return { ...process.env, NODE_OPTIONS: kept.join(" ") };
}
