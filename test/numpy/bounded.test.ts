/** A synchronous loop that makes arrays lives in bounded memory, and keeps its pace. */
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const BUDGET = 512 * 2 ** 20;

const program = `
  import * as np from "manycore/numpy";
  let x = np.zeros(10_000_000);
  let peak = 0;
  for (let k = 1; k <= 150; k++) {
    x = x.add(1);
    if (x.item(5) !== k) throw new Error("step " + k + " gave " + x.item(5));
    peak = Math.max(peak, process.memoryUsage.rss());
  }
  let refused = "";
  const untouched = np.arange(5);
  try {
    np.zeros(200_000_000).add(untouched.sum());
  } catch (error) {
    refused = error.name + ": " + error.message;
  }
  console.log(JSON.stringify({ peak, refused, untouched: untouched.tolist(), reclaims: np.memory().reclaims }));
`;

test("150 arrays of 80 MB in a budget of 512 MiB, and one that doesn't fit", () => {
  const run = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    env: { ...process.env, MANYCORE_MEMORY: String(BUDGET) },
    encoding: "utf8",
    timeout: 120_000,
  });
  expect(run.stderr).toBe("");
  const said = JSON.parse(run.stdout) as {
    peak: number;
    refused: string;
    untouched: number[];
    reclaims: number;
  };
  expect(said.peak).toBeLessThan(BUDGET + 200e6);
  expect(said.reclaims).toBeGreaterThan(0);
  expect(said.refused).toMatch(/^MemoryError: .*1600000000|^MemoryError: .*1\.6|^MemoryError: .*budget/);
  expect(said.untouched).toEqual([0, 1, 2, 3, 4]);
});
