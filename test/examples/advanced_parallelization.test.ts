import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../setup/scratch-folder.js";
import { skipWithout } from "../support/parts.js";
import { inPython, isAlive, Running, run, until } from "./word_count_program.js";
import { seededTexts } from "./word_count_seeded.js";

describe.each(["thread", "process"])(
  "the advanced program, --context %s",
  { timeout: 180_000 },
  (context) => {
    skipWithout("python");

    it.each([
      [1, 1],
      [2, 7],
      [3, 1000],
    ])("prints what Python prints with %i workers and batches of %i", (workers, batch) => {
      const folder = scratchFolder();
      const [bad] = seededTexts(folder, 20 + workers, 30);
      const options = ["-w", `${workers}`, "-b", `${batch}`, "--context", context];
      const { status, stdout, stderr } = run("advanced", ...options, folder);
      expect(stderr).toBe(`${bad}: not counted, not UTF-8\n`);
      expect(stdout).toBe(inPython(folder));
      expect(status).toBe(0);
    });

    it("is right with an empty folder, and with fewer than ten words", () => {
      const folder = scratchFolder();
      expect(run("advanced", "-w", "2", "--context", context, folder)).toMatchObject({
        status: 0,
        stdout: "Checksum: 0\n",
        stderr: "",
      });
      const few = scratchFolder({ "a.txt": "b a b", "deep/er/b.txt": "b ccc" });
      expect(run("advanced", "-w", "2", "--context", context, few)).toMatchObject({
        status: 0,
        stdout: "Checksum: 7\nb 3\na 1\nccc 1\n",
        stderr: "",
      });
    });
  },
);

/** Half a minute of work for two workers, in a megabyte: many names of one text. */
function muchWork(): string {
  const folder = scratchFolder();
  writeFileSync(join(folder, "text"), "one two three four five six seven eight nine ten\n".repeat(20_000));
  for (let index = 0; index < 1000; index++) symlinkSync("text", join(folder, `${index}.txt`));
  return folder;
}

describe.runIf(process.platform === "linux")(
  "kill -9 within the advanced program",
  { timeout: 180_000 },
  () => {
    it.each([
      ["a counting process", 0, /counter-1.*SIGKILL/],
      ["the merging process", -1, /merger.*SIGKILL/],
    ])("of %s ends in an error that names it", async (_, which, message) => {
      const program = new Running("advanced", "-w", "2", "-b", "2", "--context", "process", muchWork());
      await until("three child processes", () => program.children().length === 3, 20);
      const children = program.children();
      const killed = performance.now();
      process.kill(children.at(which) as number, "SIGKILL");
      const { code } = await program.ended;
      expect(performance.now() - killed).toBeLessThan(3000);
      expect(code).toBe(1);
      expect(program.stderr).toMatch(message);
      expect(program.stderr.trimEnd().split("\n")).toHaveLength(1);
      expect(program.stdout).toBe("");
      expect(children.filter(isAlive)).toEqual([]);
    });

    it("of its main process leaves nothing running", async () => {
      const program = new Running("advanced", "-w", "2", "-b", "2", "--context", "process", muchWork());
      await until("three child processes", () => program.children().length === 3, 20);
      const children = program.children();
      process.kill(program.pid, "SIGKILL");
      await program.ended;
      await until("its children's end", () => !children.some(isAlive), 10);
      expect(program.stdout).toBe("");
    });

    it("leaves as little running as Ctrl-C does", async () => {
      const program = new Running("advanced", "-w", "2", "-b", "2", "--context", "process", muchWork());
      await until("three child processes", () => program.children().length === 3, 20);
      const children = program.children();
      process.kill(program.pid, "SIGINT");
      const { code, signal } = await program.ended;
      // It ends by the signal, of which a shell says 130.
      expect(signal ?? code).toBe("SIGINT");
      await until("its children's end", () => !children.some(isAlive), 10);
    });
  },
);
