/** A program for Node is compiled without the browser's types, and may check its libraries' declarations. */
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scratchFolder } from "../setup/scratch-folder.js";

const ROOMS = ["mapreduce", "multiprocessing", "numpy", "blas", "cupy", "portable"];

test("our declarations compile without the browser's types", { timeout: 120_000 }, () => {
  const folder = scratchFolder({
    "package.json": '{ "type": "module" }',
    "rooms.ts": ROOMS.map((room) => `export * as ${room} from "manycore/${room}";\n`).join(""),
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        target: "es2022",
        lib: ["es2022"],
        types: ["node"],
        typeRoots: [join(process.cwd(), "node_modules/@types")],
        module: "nodenext",
        strict: true,
        noEmit: true,
        skipLibCheck: false,
      },
      files: ["rooms.ts"],
    }),
  });
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(process.cwd(), join(folder, "node_modules/manycore"));
  const compiler = join(createRequire(import.meta.url).resolve("typescript/package.json"), "../bin/tsc");
  const { stdout } = spawnSync(process.execPath, [compiler, "-p", folder], { encoding: "utf8" });
  expect(stdout).toBe("");
});
