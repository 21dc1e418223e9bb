/** What the tests of the local runner share: inputs, outputs read in the plainest way, folders that are looked at afterwards. */
import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Pair, RunResult } from "manycore/mapreduce";
import { afterAll, beforeAll, expect } from "vitest";
import type { Seeded } from "../support/seeded.js";

/**
 * The jobs as Node itself loads them, not as the test runner rewrites them: only so is a job the same one in a process of its own, which
 * `--resume` asks for.
 */
export const jobs = createRequire(import.meta.url)("./local_jobs.mjs") as typeof import("./local_jobs.mjs");

/** A folder of a test file's own, gone afterwards. */
export function scratch(): { path: (...names: string[]) => string; fresh: (name: string) => string } {
  let root = "";
  let count = 0;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "manycore-test-"));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return {
    path: (...names) => join(root, ...names),
    fresh: (name) => {
      const path = join(root, `${name}.${count++}`);
      mkdirSync(path);
      return path;
    },
  };
}

/** Lines of words, some frequent and some rare. */
export function wordLines(random: Seeded, lines: number): string[] {
  return Array.from({ length: lines }, () =>
    Array.from({ length: random.integer(0, 9) }, () => `w${Math.floor(random.next() ** 3 * 500)}`).join(" "),
  );
}

export function writeLines(path: string, lines: readonly string[]): string {
  writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
  return path;
}

/** Words and how often they occur, in the plainest way, sorted by word. */
export function countWords(lines: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const word of lines.flatMap((line) => line.split(" "))) counts.set(word, (counts.get(word) ?? 0) + 1);
  counts.delete("");
  return sorted([...counts]);
}

/** Pairs in an order of their own: by their JSON. */
export function sorted<P extends Pair>(pairs: Iterable<P>): P[] {
  return [...pairs]
    .map((pair) => [JSON.stringify(pair), pair] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, pair]) => pair);
}

export async function outputOf<P extends Pair>(result: RunResult<P>): Promise<P[]> {
  const pairs: P[] = [];
  for await (const pair of result.output) pairs.push(pair);
  return pairs;
}

/** The lines of all parts of an output folder, each part by its name. */
export function partsOf(folder: string): Record<string, string[]> {
  const names = readdirSync(folder).filter((name) => name.startsWith("part-"));
  return Object.fromEntries(
    names.sort().map((name) => [name, readFileSync(join(folder, name), "utf8").split("\n").slice(0, -1)]),
  );
}

/** What a finished job leaves in its output folder. */
export function expectFinished(folder: string, parts: number): void {
  const names = Array.from({ length: parts }, (_, k) => `part-${String(k).padStart(5, "0")}`);
  expect(readdirSync(folder).sort()).toEqual(["_SUCCESS", ...names]);
}

export function expectEmpty(folder: string): void {
  if (existsSync(folder)) expect(readdirSync(folder)).toEqual([]);
}

/** What a promise is rejected with. */
export async function failure(
  promise: Promise<unknown>,
): Promise<Error & { readonly cause?: unknown; readonly errors?: readonly unknown[] }> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!("error" in outcome)) throw new Error("it went well");
  return outcome.error as Error;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ChildOptions {
  /** Aborting it sends the signal that is its reason. */
  readonly signal?: AbortSignal;
  /** Arguments of Node's own. */
  readonly node?: readonly string[];
  /** Commands before it, in the same shell. */
  readonly shell?: string;
  /** A script that runs it, in a namespace where one may mount. */
  readonly unshare?: string;
}

/** Runs `local_child.mjs` in a process of its own. */
export function child(
  settings: object,
  { signal, node = [], shell, unshare }: ChildOptions = {},
): Promise<Ended> {
  const script = fileURLToPath(new URL("local_child.mjs", import.meta.url));
  const args = [...node, script, JSON.stringify(settings)];
  const started =
    unshare !== undefined
      ? spawn("unshare", ["-rm", "/bin/sh", "-c", unshare, process.execPath, ...args])
      : shell !== undefined
        ? spawn("/bin/sh", ["-c", `${shell}; exec "$0" "$@"`, process.execPath, ...args])
        : spawn(process.execPath, args);
  // Some jobs read it.
  started.stdin.end("a w1\n");
  signal?.addEventListener("abort", () => started.kill(signal.reason as NodeJS.Signals));
  let stdout = "";
  let stderr = "";
  started.stdout.on("data", (text) => {
    stdout += text;
  });
  started.stderr.on("data", (text) => {
    stderr += text;
  });
  return new Promise((resolve) => {
    started.on("close", (code, how) => resolve({ code, signal: how, stdout, stderr }));
  });
}
