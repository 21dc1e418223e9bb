import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { NODE_VERSIONS, nodeBinary } from "../../scripts/node-versions.mjs";

/** What a fixture tells of one function: how it was captured, what it gives and what its copy gives. */
interface Line {
  readonly name: string;
  readonly original?: unknown;
  readonly copy?: unknown;
  readonly error?: string;
  readonly stable?: boolean;
  readonly strict?: boolean;
  readonly variables?: readonly string[];
  readonly of?: readonly unknown[];
}

const folder = fileURLToPath(new URL("./fixtures/", import.meta.url));
const tsx = createRequire(import.meta.url).resolve("tsx/cli");

/** Runs a fixture and gives its lines by name. */
async function run(
  command: string,
  args: string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Map<string, Line>> {
  const child = spawn(command, args, {
    cwd: folder,
    // Vitest's own settings are none of the fixture's.
    env: { ...process.env, VITEST: undefined, NODE_OPTIONS: "", NODE_V8_COVERAGE: undefined, ...environment },
    timeout: 25_000,
    killSignal: "SIGKILL",
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (errors += chunk));
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
  const lines = output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
  return new Map(lines.map((line) => [line.name, line]));
}

/** Each function and its copy gave the same, and as many did as the fixture has. */
function expectSame(lines: Map<string, Line>, count: number): void {
  const subjects = [...lines.values()].filter(({ of }) => of === undefined);
  expect(subjects.map(({ name, copy, error }) => ({ name, value: error ?? copy }))).toEqual(
    subjects.map(({ name, original }) => ({ name, value: original })),
  );
  expect(subjects.length).toBe(count);
}

const library = pathToFileURL(join(folder, "lib.ts")).href;
const TYPESCRIPT_FUNCTIONS = 13;

/** Type stripping is there from Node 22 on, by default from 24. */
const strippers = NODE_VERSIONS.map((version) => {
  const options = version.startsWith("22.") ? ["--experimental-strip-types"] : [];
  return { name: `Node ${version}'s type stripping`, binary: nodeBinary(version), options };
});

describe.each([{ name: "tsx", binary: process.execPath, options: [tsx] }, ...strippers])(
  "a TypeScript program under $name",
  ({ name, binary, options }) => {
    test("makes each function again", async ({ skip }) => {
      if (binary === undefined) return skip(`${name} isn't here: npm run setup`);
      const lines = await run(binary, [...options, "program.ts"]);
      expectSame(lines, TYPESCRIPT_FUNCTIONS);
      // Imports are named, not copied; a variable that was assigned to again isn't constant.
      expect(lines.get("imports")).toMatchObject({
        stable: true,
        variables: ["double", "unit", "lib", "changing"],
      });
      expect(lines.get("reassigned")).toMatchObject({ stable: false, variables: ["level"] });
      expect(lines.get("loop")).toMatchObject({ stable: true, variables: ["k", "offset"] });
      // The module can be imported by the same loader elsewhere; the main module can't be run again.
      expect(lines.get("exports")?.of).toEqual([
        { url: library, name: "twice", by: "import" },
        { url: library, name: "exportedUnderThisName", by: "import" },
        { url: library, name: "default", by: "import" },
        null,
      ]);
    });
  },
);

describe.each([
  { name: "the installed Node", binary: process.execPath },
  ...NODE_VERSIONS.map((version) => ({ name: `Node ${version}`, binary: nodeBinary(version) })),
])("a sloppy CommonJS program under $name", ({ name, binary }) => {
  test("makes each function again", async ({ skip }) => {
    if (binary === undefined) return skip(`${name} isn't here: npm run setup`);
    const lines = await run(binary, ["program.cjs"]);
    expectSame(lines, 15);
    expect(lines.get("sloppy")).toMatchObject({ original: "object", strict: false });
    expect(lines.get("wholeModule")?.variables).toEqual(["lib (module)", "fs (module)"]);
    expect(lines.get("requireInside")?.variables).toEqual(["require (module)"]);
    expect(lines.get("exportsMember")?.variables).toEqual(["__manycore_member_exports_exported"]);
    const url = (file: string): string => pathToFileURL(join(folder, file)).href;
    expect(lines.get("exports")?.of).toEqual([
      { url: url("lib.cjs"), name: "addSecret", by: "require" },
      { url: url("whole.cjs"), name: "*", by: "require" },
      null,
      null,
    ]);
  });
});

test("TypeScript that becomes CommonJS, with the compiler's helpers around `require`", async () => {
  const lines = await run(process.execPath, [tsx, "program.cts"]);
  expectSame(lines, 5);
  expect(lines.get("named")?.variables).toEqual([
    "__manycore_member_import_lib_addSecret (module)",
    "__manycore_member_import_lib_unit (module)",
    "scale",
  ]);
  expect(lines.get("moduleFunction")?.variables).toEqual(["__manycore_member_import_whole_default (module)"]);
});

test("under V8's coverage", async () => {
  const coverage = mkdtempSync(join(tmpdir(), "manycore-coverage-"));
  try {
    expectSame(await run(process.execPath, ["program.cjs"], { NODE_V8_COVERAGE: coverage }), 15);
  } finally {
    rmSync(coverage, { recursive: true, force: true });
  }
});

test("under Istanbul's coverage the counters stay behind", async () => {
  const lines = await run(process.execPath, ["counted.cjs"]);
  expectSame(lines, 2);
  expect(lines.get("branch")?.variables).toEqual(["scale"]);
  expect(lines.get("nested")?.variables).toEqual(["scale"]);
});

test("with a debugger's port open", async () => {
  const lines = await run(process.execPath, ["--inspect=127.0.0.1:0", "program.cjs"]);
  // To read a `this`, V8 has to stop in the function, and the user's debugger would stop with it.
  expect(lines.get("moduleThis")?.error).toMatch(/while a debugger may be attached.* `const self = this`/);
  lines.delete("moduleThis");
  expectSame(lines, 14);
});

test("with other inspector sessions at work, whose state stays as it was", async () => {
  expectSame(await run(process.execPath, ["debugged.mjs"]), 1);
});

test("in a worker thread, whose own file and whose parent's are both entry modules", async () => {
  const lines = await run(process.execPath, ["threads.mjs"]);
  expectSame(lines, 1);
  expect(lines.get("entries")?.of).toEqual(["threads-worker.mjs", "threads.mjs"]);
});

test("a console that is used while functions are captured keeps nothing", async () => {
  expectSame(await run(process.execPath, ["--expose-gc", "console.mjs"]), 1);
});

const permissive = nodeBinary(NODE_VERSIONS[1]);

test("where Node's permissions forbid the inspector", async ({ skip }) => {
  if (permissive === undefined) return skip(`Node ${NODE_VERSIONS[1]} isn't here: npm run setup`);
  const lines = await run(permissive, ["--permission", "--allow-fs-read=*", "permission.mjs"]);
  expectSame(lines, 1);
  expect(lines.get("refused")?.of).toEqual([
    expect.stringMatching(/uses "scale" from around it.*defineTasks/),
  ]);
});

test("a module that imports the main module isn't imported again: what it exports travels by value", async () => {
  const lines = await run(process.execPath, ["cycle-main.mjs"]);
  expectSame(lines, 1);
  expect(lines.get("cycle")?.variables).toEqual(["ofMain"]);
  expect(lines.get("export")?.of).toEqual([null, [{ name: "value", value: 5, assigned: false }]]);
});
