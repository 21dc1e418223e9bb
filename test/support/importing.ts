/** Modules that start workers when they are imported, in a program of their own: without end, if nobody said no. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

const PROGRAM = fileURLToPath(new URL("./import_and_tell.mjs", import.meta.url));

export interface Told {
  readonly result?: unknown;
  readonly chain?: readonly { readonly name: string; readonly message: string }[];
  /** How often the module was evaluated, in all threads and processes. */
  readonly evaluations: number;
}

/**
 * @param setting what the module finds in the variable AT_IMPORT
 * @param preloads what `--import` takes
 */
export async function importing(
  module: URL,
  setting: string,
  preloads: readonly string[] = [],
): Promise<Told> {
  const args = [...preloads.flatMap((name) => ["--import", name]), PROGRAM, module.href];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, AT_IMPORT: setting },
    timeout: 20_000,
    killSignal: "SIGKILL",
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (errors += chunk));
  const signal = await new Promise((resolve) => child.on("close", (_, by) => resolve(by)));
  expect(signal, errors.slice(0, 2000)).toBe(null);
  const evaluations = errors.split("\n").filter((line) => line === "evaluated").length;
  return { ...(JSON.parse(output) as object), evaluations };
}
