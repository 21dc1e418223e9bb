import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Program, program, words } from "./cli_support.js";
import { Words } from "./cli_words.js";

let folder = "";
let input = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "manycore-test-"));
  input = join(folder, "in.txt");
  writeFileSync(input, "b a\na c\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

const COUNTED = '"a"\t2\n"b"\t1\n"c"\t1\n';

// Each program takes a second or two to start, on a machine that has nothing else to do.
describe("a job's command line", { timeout: 120_000 }, () => {
  test("prints the output, and on standard error what was done and counted", async () => {
    const { code, stdout, stderr } = await words([input]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: COUNTED });
    expect(stderr).toMatch(/map .*2 records in/);
    expect(stderr).toContain("counters\n  words\n    lines=2\n");
  });

  test("--quiet: the output and nothing else", async () => {
    expect(await words(["--quiet", input])).toMatchObject({ code: 0, stdout: COUNTED, stderr: "" });
  });

  test("reads standard input for - and where no input is given", async () => {
    expect(await words(["-q"], "b a\na c")).toMatchObject({ code: 0, stdout: COUNTED });
    expect(await words(["-q", "-", input], "z")).toMatchObject({ code: 0, stdout: `${COUNTED}"z"\t1\n` });
  });

  test("-o: a folder, and nothing on standard output unless --cat-output", async () => {
    const out = join(folder, "out");
    expect(await words(["-q", "-o", out, "--reducers=2", input])).toMatchObject({ code: 0, stdout: "" });
    expect(readdirSync(out).sort()).toEqual(["_SUCCESS", "part-00000", "part-00001"]);
    const { code, stderr } = await words(["-q", "-o", out, input]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ValueError: The output folder .* exists/);
    expect(await words(["-q", "--output-dir", out, "--overwrite", "--cat-output", input])).toMatchObject({
      code: 0,
      stdout: COUNTED,
    });
    expect(readFileSync(join(out, "part-00000"), "utf8")).toBe(COUNTED);
    expect(await words(["-q", "--no-output", input])).toMatchObject({ code: 0, stdout: "" });
  });

  test("the job's own options", async () => {
    const args = [
      "-q",
      "-l",
      "2",
      "--stop-words=b",
      "--stop-words",
      "c",
      "--upper-case",
      "--list",
      input,
      input,
    ];
    expect(await words(args)).toMatchObject({ code: 0, stdout: '"A"\t2\n' });
  });

  test("--help tells of them", async () => {
    const { code, stdout, stderr } = await words(["--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^Usage: npx tsx cli_words\.ts \[options\] \[input…\]/);
    expect(stdout).toMatch(/ {2}-l, --least N +words that come up more rarely are left out \(1\)/);
    expect(stdout).toMatch(/--stop-words TEXT +words that aren't counted \(may be given several times\)/);
    expect(stdout).toMatch(/--upper-case, --no-upper-case/);
    expect(stdout).toMatch(
      /-r, --runner NAME +what runs the job: inline \(one thread\), local \(all cores; the default\), spark \(a cluster\)\n/,
    );
    expect(stdout).toContain("-o, --output, --output-dir DIR\n");
    expect(stdout).toContain("--no-output, --no-cat-output");
  });

  test("on all cores, with the class in the program itself", async () => {
    const { code, stdout, stderr } = await new Program(
      program,
      ["-q", "--workers", "2", "--reducers", "1", input],
      "",
    ).ended;
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: COUNTED, stderr: "" });
  });
});

describe("main(import.meta)", { timeout: 120_000 }, () => {
  test("does nothing where the module is imported", async () => {
    // As this test file does, whose arguments are the test runner's.
    const { output } = await new Words({ least: 2 }).sandbox(["a a b"]);
    expect(output).toEqual([["a", 2]]);
    const importing = join(folder, "importing.mts");
    // In the workers too, which import the job's module.
    const run = `await Words.run({ input: ${JSON.stringify(input)}, runner: "local", workers: 1, reducers: 1 })`;
    writeFileSync(
      importing,
      `import { Words } from ${JSON.stringify(program)}; console.log(JSON.stringify((${run}).output));`,
    );
    expect(await new Program(importing, ["--bogus"], "").ended).toMatchObject({
      code: 0,
      stdout: '[["a",2],["b",1],["c",1]]\n',
      stderr: "",
    });
  });

  test("runs where the program is reached by a link", async () => {
    const link = join(folder, "link.ts");
    symlinkSync(program, link);
    expect(await new Program(link, ["-r", "inline", "-q", input], "").ended).toMatchObject({
      code: 0,
      stdout: COUNTED,
    });
  });

  test("leaves no folder behind", () => {
    expect(existsSync(join(folder, "_temporary"))).toBe(false);
  });
});
