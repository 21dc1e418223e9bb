import { cpuCount } from "manycore/multiprocessing";
import { describe, expect, it } from "vitest";
import { BadCommandLine, readCommandLine } from "../../examples/word-count/command_line.js";
import { scratchFolder } from "../setup/scratch-folder.js";
import { skipWithout } from "../support/parts.js";
import { inPython, run } from "./word_count_program.js";
import { seededTexts } from "./word_count_seeded.js";

describe.each(["thread", "process"])("the easy program, --context %s", { timeout: 180_000 }, (context) => {
  skipWithout("python");

  it("prints what Python prints, and names the file that isn't UTF-8", () => {
    const folder = scratchFolder();
    const [bad] = seededTexts(folder, 11, 30);
    const { status, stdout, stderr } = run("easy", "-w", "2", "--context", context, folder);
    expect(stderr).toBe(`${bad}: not counted, not UTF-8\n`);
    expect(stdout).toBe(inPython(folder));
    expect(status).toBe(0);
  });

  it("is right with an empty folder, and with fewer than ten words", () => {
    const folder = scratchFolder();
    expect(run("easy", "--workers", "2", "--context", context, folder)).toMatchObject({
      status: 0,
      stdout: "Checksum: 0\n",
      stderr: "",
    });
    const few = scratchFolder({ "a.txt": "b a b", "deep/er/b.txt": "b ccc" });
    expect(run("easy", "--workers", "2", "--context", context, few)).toMatchObject({
      status: 0,
      stdout: "Checksum: 7\nb 3\na 1\nccc 1\n",
      stderr: "",
    });
  });
});

describe("the programs' command line", { timeout: 180_000 }, () => {
  it.each([
    ["easy", [], /^no folder is given; it takes one\.\n\n.*Usage: npx tsx/s],
    ["easy", [""], /^PATH is empty; it takes one\./],
    ["easy", ["a", "b"], /^2 folders are given; it takes one\./],
    ["easy", ["-w", "0", "a"], /^--workers is "0"; it takes a whole number from 1 on\.$/],
    ["easy", ["-w", "two", "a"], /^--workers is "two"/],
    ["easy", ["--context", "fork", "a"], /^--context is "fork"; it is thread or process\.$/],
    ["easy", ["-b", "3", "a"], /^Unknown option '-b'.*Usage/s],
    ["advanced", ["-b", "1.5", "a"], /^--batch is "1\.5"; it takes a whole number from 1 on\.$/],
  ] as const)("of the %s one refuses %j", (program, args, message) => {
    expect(() => readCommandLine(program, args)).toThrow(BadCommandLine);
    expect(() => readCommandLine(program, args)).toThrow(message);
  });

  it("has defaults", () => {
    expect(readCommandLine("advanced", ["folder"])).toEqual({
      help: false,
      workers: cpuCount(),
      batch: 32,
      context: "thread",
      path: "folder",
    });
  });

  it("that is refused ends them with 2, and --help with 0", () => {
    const refused = run("easy", "-w", "0", "a");
    expect(refused.stderr).toBe('BadCommandLine: --workers is "0"; it takes a whole number from 1 on.\n');
    expect(refused.stdout).toBe("");
    expect(refused.status).toBe(2);
    const help = run("advanced", "--help");
    expect(help.stdout).toMatch(/Usage: npx tsx examples\/advanced-parallelization\.ts \[options\] PATH/);
    expect(help.status).toBe(0);
  });

  it("with a folder that isn't there ends them with 1 and one line", () => {
    const { status, stdout, stderr } = run("easy", "no such folder");
    expect(stderr).toBe(
      "FolderNotReadable: no such folder can't be read as a folder (ENOENT); give one that can\n",
    );
    expect(stdout).toBe("");
    expect(status).toBe(1);
  });
});
