import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** Processes (zombies aside) with that text in their environment: a program's and all of its children's. proc(5). */
export function family(mark: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && hasMark(name, mark))
    .map(Number);
}

function hasMark(pid: string, mark: string): boolean {
  try {
    if (!readFileSync(`/proc/${pid}/environ`, "latin1").includes(mark)) return false;
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    // It ended meanwhile.
    return false;
  }
}

/** Waits until a condition holds; throws when it doesn't within ten seconds. */
export async function eventually(condition: () => boolean, what: string): Promise<void> {
  const until = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > until) throw new Error(`${what} didn't come true within 10 s`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export interface RunningProgram {
  readonly pid: number;
  readonly mark: string;
  /** Everything written so far, both streams. */
  output(): string;
  /** Resolves when the output holds the text. */
  says(text: string): Promise<void>;
  signal(name: NodeJS.Signals): void;
  readonly end: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

let programs = 0;

/** Starts a program of this folder in a Node of its own. */
export function startProgram(file: string, args: string[], options: string[] = []): RunningProgram {
  programs += 1;
  const mark = `manycore-test-${process.pid}-${programs}-${Date.now()}`;
  const path = new URL(file, import.meta.url).pathname;
  const child = spawn(process.execPath, [...options, path, ...args], {
    env: { ...process.env, MANYCORE_TEST_MARK: mark },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const end = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
  return {
    pid: child.pid!,
    mark,
    output: () => output,
    says: (text) => eventually(() => output.includes(text), `"${text}" in: ${output}`),
    signal: (name) => void child.kill(name),
    end,
  };
}
