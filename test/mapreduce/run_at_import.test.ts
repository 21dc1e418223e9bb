/** A module that runs its job when it is imported, and is imported in the job's workers: without end, if nobody said no. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const program = fileURLToPath(new URL("./fixtures/at_import/main.mjs", import.meta.url));

interface Told {
  readonly result?: unknown;
  readonly chain?: readonly { readonly name: string; readonly message: string }[];
  /** How often the module was evaluated, in all threads and processes. */
  readonly evaluations: number;
}

async function importing(module: string, setting: string): Promise<Told> {
  const loader = module.endsWith(".ts") ? ["--import", "tsx"] : [];
  const child = spawn(process.execPath, [...loader, program, `./${module}`], {
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

test.each(["job.mjs", "job.ts", "job.cjs"])(
  "%s: the run in the worker is refused, and the job fails at the first attempt",
  async (module) => {
    const { chain, evaluations } = await importing(module, "local");
    expect(chain?.map(({ name }) => name)).toEqual(["JobFailedError", "StartedAtImportError"]);
    const message = chain?.[1]?.message ?? "";
    expect(message).toMatch(
      new RegExp(`^A run of Lines \\(\\S*/at_import/${module}:\\d+:\\d+\\) runs when file:`),
    );
    expect(message).toContain("await Job.main(import.meta)");
    expect(chain?.[0]?.message).toContain("Lines: the job couldn't be brought to a worker");
    expect(evaluations).toBe(2);
  },
);

test.each(["job.mjs", "job.cjs"])("%s: run inline, it starts no workers", async (module) => {
  expect(await importing(module, "inline")).toEqual({ result: [["a", 1]], evaluations: 1 });
});

test.each(["thread", "process"])("a task runs a job, in a worker of context %s", async (context) => {
  const { result, evaluations } = await importing("pooled.mjs", context);
  expect(result).toEqual([["a", 1]]);
  expect(evaluations).toBe(3);
});
