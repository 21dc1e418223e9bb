/** A loader of TypeScript makes modules of its own of what is required: Arrow's types must come from one. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

test("a table of Arrow's can be read in a program that tsx runs", { timeout: 60_000 }, () => {
  const program = join(import.meta.dirname, "with_loader.mts");
  const printed = execFileSync(process.execPath, ["--import", "tsx", program], { encoding: "utf8" });
  expect(printed).toBe('[{"n":"1n","words":["a"]}]\n{"n": 1, "words": ["a"]}\n');
});
