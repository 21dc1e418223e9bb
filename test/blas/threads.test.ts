import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { partPath, skipWithout } from "../support/parts.js";

const script = fileURLToPath(new URL("several_threads.mjs", import.meta.url));

function run(library: string): unknown {
  const env = { ...process.env, MANYCORE_BLAS: library };
  const { stdout, stderr, status } = spawnSync(process.execPath, [script], {
    encoding: "utf8",
    env,
    timeout: 25_000,
  });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

const worker = (kind: string) => ({ kind, right: true });
const allRight = (kind: string) => ({ before: true, told: [1, 2, 3].map(() => worker(kind)), after: true });

describe("several threads that multiply at once", () => {
  it("on the embedded BLAS", () => {
    expect(run("embedded")).toEqual(allRight("embedded"));
  });
});

describe("several threads that multiply at once, on OpenBLAS", () => {
  skipWithout("openblas");
  it("and this one after they have ended", () => {
    expect(run(partPath("openblas"))).toEqual(allRight("openblas"));
  });
});
