/** A debugger stops in a kernel's own lines, in the simulator. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const PROGRAM = new URL("breakpoint_program.ts", import.meta.url);

it("a `debugger` statement stops at its line of the file, with the kernel's variables in sight", () => {
  const { stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", fileURLToPath(PROGRAM)], {
    encoding: "utf8",
    timeout: 60_000,
  });
  expect(stderr).toBe("");
  const line = readFileSync(PROGRAM, "utf8").split("\n").indexOf("    debugger;") + 1;
  const { stops, out } = JSON.parse(stdout);
  expect(out).toEqual([0, 2, 4, 6]);
  expect(stops).toHaveLength(1);
  expect(stops[0]).toMatchObject({ source: PROGRAM.href, line });
  expect(stops[0].locals).toContain("mine");
});
