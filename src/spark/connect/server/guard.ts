/**
 * The process between us and Spark: Spark ends when we do, be it by SIGKILL. It starts Spark, and when its standard input ends (we hold the other end) it ends
 * Spark and removes the folder. A text for `node -e`, so that it starts from wherever a bundler has put this module.
 */
import { type ChildProcess, spawn } from "node:child_process";

/** How long Spark is given to end by itself. */
export const PATIENCE_MILLISECONDS = 10_000;

const PROGRAM = `
const { spawn } = require("node:child_process");
const { rmSync } = require("node:fs");
const [patience, folder, command, ...args] = process.argv.slice(1);
const server = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
let orphaned = false;
const end = () => {
  if (orphaned) return;
  orphaned = true;
  server.kill("SIGTERM");
  setTimeout(() => server.kill("SIGKILL"), Number(patience)).unref();
};
process.stdin.on("end", end).on("error", end).resume();
process.on("SIGTERM", end);
server.on("error", (error) => {
  console.error(error.message);
  process.exit(127);
});
server.on("exit", (code, signal) => {
  try {
    // Spark's workers may be writing there for another moment.
    if (orphaned) rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  } finally {
    process.exit(signal === null ? code : 128);
  }
});
`;

/**
 * @param folder removed at the end, unless Spark ends by itself
 * @param log the file descriptor for what it prints
 */
export function startGuarded(
  command: string,
  args: readonly string[],
  options: {
    readonly folder: string;
    readonly log: number;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly patience?: number;
  },
): ChildProcess {
  const { folder, log, env, patience = PATIENCE_MILLISECONDS } = options;
  const guarding = ["-e", PROGRAM, `${patience}`, folder, command, ...args];
  return spawn(process.execPath, guarding, {
    stdio: ["pipe", log, log],
    // NODE_OPTIONS are our own program's: a debugger or a loader has nothing to do there.
    env: { ...env, NODE_OPTIONS: undefined },
    // Ctrl-C at the terminal is for us; how Spark ends is for us to say.
    detached: true,
    windowsHide: true,
  });
}
