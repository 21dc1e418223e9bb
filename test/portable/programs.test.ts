/** Programs whose functions must do in a worker what they do at home: as ESM, CommonJS and TypeScript. */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("./fixtures/", import.meta.url));
const tsx = createRequire(import.meta.url).resolve("tsx");

async function run(args: string[]): Promise<void> {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    // Vitest's own settings are none of the program's.
    env: { ...process.env, VITEST: undefined, NODE_OPTIONS: "", NODE_V8_COVERAGE: undefined },
    timeout: 25_000,
    killSignal: "SIGKILL",
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect({ code, output }).toEqual({ code: 0, output: "all as here\n" });
}

test("an ESM program", () => run(["program.mjs"]));
test("a CommonJS program", () => run(["program.cjs"]));
test("a TypeScript program under tsx", () => run(["--import", tsx, "program.ts"]));
test("an ESM program with source maps switched on", () => run(["--enable-source-maps", "program.mjs"]));
