import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Address of the built room, for programs that run in a process of their own. */
export const door = fileURLToPath(new URL("../../dist/memory/index.js", import.meta.url));

/** Runs a module in a fresh Node process with `memory` (the room) and `say` (prints JSON, the result) in scope. */
export function runAlone(program: string, env: Record<string, string> = {}): Record<string, number | string> {
  const result = spawnSync(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `import * as memory from ${JSON.stringify(door)};
       const say = (value) => console.log(JSON.stringify(value));
       ${program}`,
    ],
    { encoding: "utf8", env: { ...process.env, ...env } },
  );
  if (result.status !== 0) throw new Error(`the program ended with ${result.status}: ${result.stderr}`);
  return JSON.parse(result.stdout.trim().split("\n").at(-1)!) as Record<string, number | string>;
}

/** A small generator with a seed (mulberry32), so that a failing run can be repeated. */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
