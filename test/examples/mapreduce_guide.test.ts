import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../setup/scratch-folder.js";

const GUIDE = readFileSync("docs/mapreduce.md", "utf8");

interface Snippet {
  readonly name: string;
  readonly text: string;
  /** What its comments say that it prints: values, as JavaScript writes them. */
  readonly printed: readonly unknown[];
}

/** The programs of the guide: each is whole, and what it prints stands in comments below. */
const SNIPPETS: Snippet[] = [...GUIDE.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => ({
  name: /class (\w+) extends/.exec(text)?.[1] ?? "none",
  text,
  printed: [...text.matchAll(/^\/\/ (?!words\.ts)(.*)$/gm)].map(([, value = ""]) => readValue(value)),
}));

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Runs the programs one after the other in one process. `console.log` gives JSON, so that what it prints doesn't depend on the width
 * of Node's own lines.
 */
const RUN_ALL = `
const [, , count] = process.argv;
for (let index = 0; index < Number(count); index++) {
  const printed = [];
  console.log = (...values) =>
    printed.push(values.map((value) => (typeof value === "string" ? value : JSON.stringify(value))).join(" "));
  try {
    await import(\`./\${index}.ts\`);
  } catch (error) {
    printed.push(String(error?.stack));
  }
  process.stdout.write(JSON.stringify(printed) + "\\n");
}
`;

/** A folder in which the package is installed, as its users have it. */
function writePrograms(): string {
  const programs = SNIPPETS.map(({ text }, index): [string, string] => [`${index}.ts`, text]);
  const folder = scratchFolder({
    "package.json": '{ "type": "module" }',
    "run-all.mjs": RUN_ALL,
    ...Object.fromEntries(programs),
  });
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(resolve("."), join(folder, "node_modules", "manycore"), "dir");
  symlinkSync(resolve("node_modules", "@types"), join(folder, "node_modules", "@types"), "dir");
  return folder;
}

const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

function run(folder: string, ...args: string[]) {
  return spawnSync(process.execPath, ["--import", TSX, ...args], {
    cwd: folder,
    encoding: "utf8",
    timeout: 120_000,
    input: "a word\n",
  });
}

describe("the guide to MapReduce", { timeout: 180_000 }, () => {
  it("has a program for each feature", () => {
    expect(SNIPPETS.length).toBeGreaterThan(12);
    expect(SNIPPETS.filter(({ printed }) => printed.length === 0).map(({ name }) => name)).toEqual(["Words"]);
  });

  it("shows programs that print what it says", () => {
    const { stdout, stderr } = run(writePrograms(), "run-all.mjs", `${SNIPPETS.length}`);
    expect(stderr).toBe("");
    const printed = stdout.split("\n").filter((line) => line !== "");
    for (const [index, { name, printed: expected }] of SNIPPETS.entries()) {
      const lines: string[] = JSON.parse(printed[index] ?? "[]");
      expect({ name, printed: lines.map(readValue) }).toEqual({ name, printed: expected });
    }
  });

  it("begins with a program of its own command line", () => {
    const { stdout, stderr, status } = run(writePrograms(), "0.ts", "--quiet");
    expect(stderr).toBe("");
    expect(status).toBe(0);
    expect(stdout).toBe('"a"\t1\n"word"\t1\n');
  });

  it("shows programs that strict TypeScript takes", () => {
    const folder = writePrograms();
    const files = SNIPPETS.map((_, index) => join(folder, `${index}.ts`));
    const tsc = resolve("node_modules", "typescript", "bin", "tsc");
    const options = ["--strict", "--noEmit", "--noImplicitOverride", "--skipLibCheck", "--types", "node"];
    const target = ["--target", "es2022", "--module", "nodenext", "--lib", "es2023,es2024.sharedmemory,dom"];
    const { stdout } = spawnSync(process.execPath, [tsc, ...options, ...target, ...files], {
      cwd: folder,
      encoding: "utf8",
      timeout: 120_000,
    });
    expect(stdout).toBe("");
  });
});
