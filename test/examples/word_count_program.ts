import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished } from "vitest";
import { partPath } from "../support/parts.js";

export type Program = "easy" | "advanced";

/** Runs a program to its end, as its README says, without npx's own processes. */
export function run(program: Program, ...args: string[]) {
  return spawnSync(process.execPath, commandOf(program, args), { encoding: "utf8", timeout: 120_000 });
}

function commandOf(program: Program, args: readonly string[]): string[] {
  return ["--import", "tsx", `examples/${program}-parallelization.ts`, ...args];
}

/** What the same program in Python prints. */
export function inPython(folder: string): string {
  const { stdout, stderr, status } = spawnSync(
    partPath("python"),
    ["examples/word-count/easy_parallelization.py", "-w", "1", folder],
    { encoding: "utf8", env: { ...process.env, PYTHONUTF8: "1" } },
  );
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout;
}

/** A program that runs, and is killed with its children when the test ends. */
export class Running {
  readonly child: ChildProcess;
  stdout = "";
  stderr = "";
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;

  constructor(program: Program, ...args: string[]) {
    this.child = spawn(process.execPath, commandOf(program, args), { stdio: ["ignore", "pipe", "pipe"] });
    this.child.stdout?.on("data", (text) => (this.stdout += text));
    this.child.stderr?.on("data", (text) => (this.stderr += text));
    this.ended = new Promise((resolve) => this.child.on("exit", (code, signal) => resolve({ code, signal })));
    onTestFinished(() => {
      for (const pid of [...this.children(), this.pid]) if (isAlive(pid)) process.kill(pid, "SIGKILL");
    });
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** Its child processes, in the order in which they were started (Linux). */
  children(): number[] {
    try {
      return readdirSync(`/proc/${this.pid}/task`)
        .flatMap((thread) => readFileSync(`/proc/${this.pid}/task/${thread}/children`, "utf8").split(" "))
        .filter(Boolean)
        .map(Number)
        .sort((a, b) => a - b);
    } catch {
      return [];
    }
  }
}

/** Whether a process is there and not only waiting for its parent to take note of its end. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** Waits for a condition, for so many seconds at most. */
export async function until(what: string, condition: () => boolean, seconds: number): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await pause(10);
  }
}
