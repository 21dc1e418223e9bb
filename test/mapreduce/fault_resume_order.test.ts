/** A total order that is resumed: the parts of before and after have to be cut at the same keys. */
import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { Seeded } from "../support/seeded.js";
import { child, partsOf, scratch, writeLines } from "./local_support.js";

const { path } = scratch();

test("kill -9 in the second step, whose boundaries were sampled from the first one's output", async () => {
  const random = new Seeded(7);
  const numbers = new Set(Array.from({ length: 60_000 }, () => random.integer(0, 2 ** 31 - 1)));
  const input = writeLines(path("numbers.txt"), [...numbers].map(String));
  const output = path("rising");
  const armed = writeLines(path("armed"), []);
  const options = { armed, part: `${output}/part-00000`, from: 1.5e9 };
  const run = { input, output, workers: 1, reducers: 4, splitSize: 2000, memory: "64MiB", options };
  const ended = await child({ job: "Rising", run });
  expect(ended.signal, `${ended.stdout}${ended.stderr}`).toBe("SIGKILL");
  rmSync(armed);
  const { code, stdout } = await child({ job: "Rising", run: { ...run, resume: true } });
  expect(code, stdout.slice(0, 1000)).toBe(0);
  const parts = partsOf(output);
  const lines = Object.keys(parts)
    .sort()
    .flatMap((name) => parts[name]!);
  expect(lines.map((line) => Number(line.split("\t")[0]))).toEqual([...numbers].sort((a, b) => a - b));
}, 60_000);
