import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Probe } from "./probe.js";

const script = fileURLToPath(new URL("./end.mjs", import.meta.url));
const code = Buffer.from(await Probe.code()).toString("base64");

interface End {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs the script; it is killed, which the test sees by the signal, when it doesn't end by itself. */
function run(how: string): Promise<End> {
  const child = spawn(process.execPath, [script, how], {
    env: { ...process.env, PROBE: code, MANYCORE_THREADS: "3" },
    timeout: 15_000,
    killSignal: "SIGKILL",
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (errors += chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode, signal) => resolve({ exitCode, signal, output, errors }));
  });
}

test.each([
  ["while helpers start", 0, "the end of the script\n"],
  ["with helpers asleep", 0, "the end of the script\n"],
  ["by process.exit", 7, ""],
  ["by process.exit while helpers start", 7, ""],
  ["by process.exit while helpers work", 7, "the end of the script\n"],
  ["after an asynchronous job that nothing else keeps alive", 0, "the end of the script\nthe job is done\n"],
])("a program ends by itself: %s", async (how, exitCode, output) => {
  expect(await run(how)).toEqual({ exitCode, signal: null, output, errors: "" });
});

test.each(["by an uncaught exception", "by an uncaught exception while helpers work"])(
  "a program ends by itself: %s",
  async (how) => {
    const { exitCode, signal, errors } = await run(how);
    expect({ exitCode, signal }).toEqual({ exitCode: 1, signal: null });
    expect(errors).toContain("uncaught on purpose");
  },
);
