import { spawnSync } from "node:child_process";

/** Every program gives the same whoever runs it. */
export const RUNNERS = ["inline", "local"] as const;

/** Runs a program of `examples/mapreduce/` to its end, as its first lines say, without npx's own processes. */
export function runProgram(name: string, args: readonly string[], input = "") {
  return spawnSync(process.execPath, ["--import", "tsx", `examples/mapreduce/${name}.ts`, ...args], {
    encoding: "utf8",
    timeout: 120_000,
    input,
  });
}

/** The pairs of a program's output, lines `key\tvalue` in JSON. */
export function pairsOf(stdout: string): [key: unknown, value: unknown][] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const tab = line.indexOf("\t");
      return [JSON.parse(line.slice(0, tab)), JSON.parse(line.slice(tab + 1))];
    });
}

/** All of an output, whether it is a list or a stream. */
export async function all<T>(output: Iterable<T> | AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of output) items.push(item);
  return items;
}

/** By Unicode code point, as the keys of a job are sorted. */
export function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
