/** A module that starts workers when it is imported, and is imported in these workers: without end, if nobody said no. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const fixture = (name: string): string =>
  fileURLToPath(new URL(`./fixtures/at_import/${name}`, import.meta.url));

interface Told {
  readonly result?: unknown;
  readonly chain?: readonly { readonly name: string; readonly message: string }[];
  /** How often the module was evaluated, in all threads and processes. */
  readonly evaluations: number;
}

async function importing(module: string, context: string, preloads: readonly string[] = []): Promise<Told> {
  const args = [...preloads.flatMap((name) => ["--import", name]), fixture("main.mjs"), `./${module}`];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, AT_IMPORT: context },
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

describe.each(["thread", "process"])("workers of context %s", (context) => {
  test.each([
    ["pool.mjs", "new Pool()", "pool.mjs", []],
    ["pool.cjs", "new Pool()", "pool.cjs", []],
    ["pool.ts", "new Pool()", "pool.ts", ["tsx"]],
    ["tasks.mjs", "new Pool()", "tasks.mjs", []],
    ["outer.mjs", "new Pool()", "inner.mjs", []],
    ["swallowed.mjs", "new Pool()", "swallowed.mjs", []],
    ["process.mjs", "start() of a Process", "process.mjs", []],
  ] as const)(
    "%s: %s is refused, and whoever sent the function is told",
    async (module, what, place, preloads) => {
      const { chain, evaluations } = await importing(module, context, preloads);
      expect(chain).toEqual([{ name: "StartedAtImportError", message: expect.any(String) }]);
      const message = chain?.[0]?.message ?? "";
      expect(message.startsWith(`${what} (`)).toBe(true);
      expect(message).toMatch(
        new RegExp(`^[^ ].*/at_import/${place}:\\d+:\\d+\\) runs when file:.*/${module} is imported`),
      );
      expect(message).toContain("parentProcess() === null");
      // Once in the program, and at most once in each worker of the first generation.
      expect(evaluations).toBeGreaterThan(1);
      expect(evaluations).toBeLessThanOrEqual(3);
    },
  );

  test("what a module begins and doesn't await is refused too, and ends the pool", async () => {
    const { chain, evaluations } = await importing("unawaited.mjs", context);
    expect(chain?.map(({ name }) => name)).toEqual([
      "WorkerDiedError",
      "WorkerDiedError",
      "StartedAtImportError",
    ]);
    expect(evaluations).toBe(2);
  });

  test("behind `if (parentProcess() === null)` it is allowed", async () => {
    expect(await importing("guarded.mjs", context)).toEqual({ result: [2], evaluations: 2 });
  });

  test.each([
    ["with async contexts", []],
    ["without", [fixture("no_contexts.mjs")]],
  ])(
    "tasks start workers as they like, also while a module is imported beside them, %s",
    async (_, preloads) => {
      const { result } = await importing("nested_main.mjs", context, preloads);
      expect(result).toEqual([[2, 0], [4, 0], "loading", "slow", [6, 0]]);
    },
  );

  test("without async contexts the first imports of a worker are watched", async () => {
    const { chain, evaluations } = await importing("pool.mjs", context, [fixture("no_contexts.mjs")]);
    expect(chain?.map(({ name }) => name)).toEqual(["StartedAtImportError"]);
    expect(evaluations).toBeLessThanOrEqual(3);
  });
});
