import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../setup/scratch-folder.js";
import { skipWithoutSpark, sparkServer } from "../support/spark.js";

const GUIDE = readFileSync("docs/spark.md", "utf8");

interface Snippet {
  readonly title: string;
  readonly text: string;
  /** What the lines that are comments say that it prints. */
  readonly printed: readonly string[];
}

/** The programs of the guide: each is whole, and what it prints stands in comments below. */
const SNIPPETS: Snippet[] = [...GUIDE.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(
  ({ 1: text = "", index }) => ({
    title:
      GUIDE.slice(0, index)
        .match(/^## .*$/gm)
        ?.at(-1) ?? "",
    text,
    printed: [...text.matchAll(/^\/\/ (.*)$/gm)].map(([, line = ""]) => line),
  }),
);

/**
 * Runs the programs one after the other in one process. `console.log` gives JSON, so that what it prints doesn't depend on the width
 * of Node's own lines.
 */
const RUN_ALL = `
const [, , count, remote] = process.argv;
for (let index = 0; index < Number(count); index++) {
  const printed = [];
  console.log = (...values) =>
    printed.push(...values.map((value) => (typeof value === "string" ? value : JSON.stringify(value))).join(" ").split("\\n"));
  if (remote) process.env.SPARK_REMOTE = remote;
  else delete process.env.SPARK_REMOTE;
  try {
    await import(\`./\${index}.ts\`);
  } catch (error) {
    printed.push(String(error?.stack));
  }
  process.stdout.write(JSON.stringify(printed.filter((line) => line !== "")) + "\\n");
}
`;

/** A folder in which the package is installed, as its users have it. */
function writePrograms(snippets: readonly Snippet[]): string {
  const programs = snippets.map(({ text }, index): [string, string] => [`${index}.ts`, text]);
  const folder = scratchFolder({
    "package.json": '{ "type": "module" }',
    "run-all.mjs": RUN_ALL,
    ...Object.fromEntries(programs),
  });
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(resolve("."), join(folder, "node_modules", "manycore"), "dir");
  for (const name of ["@types", "apache-arrow"])
    symlinkSync(resolve("node_modules", name), join(folder, "node_modules", name), "dir");
  return folder;
}

const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

function expectPrinted(snippets: readonly Snippet[], ...remote: readonly string[]): void {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", TSX, "run-all.mjs", `${snippets.length}`, ...remote],
    { cwd: writePrograms(snippets), encoding: "utf8", timeout: 400_000 },
  );
  expect(stderr).toBe("");
  const found = stdout.split("\n").filter((line) => line !== "");
  for (const [index, { title, printed }] of snippets.entries())
    expect({ title, printed: JSON.parse(found[index] ?? "[]") }).toEqual({ title, printed });
}

describe("the guide to Spark", { timeout: 500_000 }, () => {
  it("has a program for each part, which prints something", () => {
    expect(SNIPPETS.length).toBeGreaterThan(8);
    expect(SNIPPETS.filter(({ printed }) => printed.length === 0)).toEqual([]);
  });

  it("shows programs that print what it says", () => expectPrinted(SNIPPETS));

  it("shows programs that strict TypeScript takes", () => {
    const folder = writePrograms(SNIPPETS);
    const files = SNIPPETS.map((_, index) => join(folder, `${index}.ts`));
    const tsc = resolve("node_modules", "typescript", "bin", "tsc");
    const options = ["--strict", "--noEmit", "--noImplicitOverride", "--skipLibCheck", "--types", "node"];
    const target = [
      "--target",
      "es2022",
      "--module",
      "nodenext",
      "--lib",
      "es2023,esnext.disposable,es2024.sharedmemory,dom",
    ];
    const { stdout } = spawnSync(process.execPath, [tsc, ...options, ...target, ...files], {
      cwd: folder,
      encoding: "utf8",
      timeout: 300_000,
    });
    expect(stdout).toBe("");
  });

  describe("on Spark", () => {
    skipWithoutSpark();

    it("prints the same", async () => {
      // The server in the place of the embedded engine; it is on this machine, and reads its files.
      const onSpark = SNIPPETS.map(({ text, ...rest }) => ({
        ...rest,
        text: text.replace("SparkSession.builder", "SparkSession.builder.remote(process.env.SPARK_REMOTE!)"),
      }));
      expectPrinted(onSpark, (await sparkServer()).url);
    });
  });
});
