/** A module that starts workers when it is imported, and is imported in these workers: without end, if nobody said no. */
import { describe, expect, test } from "vitest";
import { importing as importingModule, type Told } from "../support/importing.js";

const fixture = (name: string): URL => new URL(`./fixtures/at_import/${name}`, import.meta.url);

const importing = (module: string, context: string, preloads?: readonly string[]): Promise<Told> =>
  importingModule(fixture(module), context, preloads);

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
    ["without", [fixture("no_contexts.mjs").href]],
  ])(
    "tasks start workers as they like, also while a module is imported beside them, %s",
    async (_, preloads) => {
      const { result } = await importing("nested_main.mjs", context, preloads);
      expect(result).toEqual([[2, 0], [4, 0], "loading", "slow", [6, 0]]);
    },
  );

  test("without async contexts the first imports of a worker are watched", async () => {
    const { chain, evaluations } = await importing("pool.mjs", context, [fixture("no_contexts.mjs").href]);
    expect(chain?.map(({ name }) => name)).toEqual(["StartedAtImportError"]);
    expect(evaluations).toBeLessThanOrEqual(3);
  });
});
