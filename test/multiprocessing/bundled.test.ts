/** A program with tasks, bundled by esbuild and minified, runs where there is neither this checkout nor node_modules. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { buildApp } from "./fixtures/bundled/build.js";

const folder = mkdtempSync(join(tmpdir(), "manycore-bundled-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function runApp(outdir: string, context: string): Promise<unknown> {
  const call = `import("./app.js").then(async ({ main }) => console.log(JSON.stringify(await main("${context}"))))`;
  const child = spawn(process.execPath, ["-e", call], {
    cwd: outdir,
    timeout: 25_000,
    env: { PATH: process.env.PATH },
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (errors += chunk));
  const code = await new Promise((resolve) => child.on("close", resolve));
  // The Process's error is printed.
  expect({ code, errors }).toEqual({ code: 0, errors: expect.stringContaining("RangeError: not 6") });
  return JSON.parse(output);
}

test.each([
  ["the tasks in a file of their own", true],
  ["all in one file", false],
])("%s", async (name, split) => {
  const outdir = join(folder, split ? "split" : "one");
  expect(await buildApp(outdir, "node", split), name).toEqual([]);
  for (const context of ["thread", "process"]) {
    expect(await runApp(outdir, context)).toEqual([
      [1, 4, 9],
      context === "thread" ? 999_000 : 499_500,
      [0, 1, 2, 3],
      "RangeError: not 5",
      false,
      expect.stringMatching(
        /^function is a function without a name to travel by.* only those of defineTasks travel/,
      ),
      1,
      "RangeError: not 6",
    ]);
  }
});
