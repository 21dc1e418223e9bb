/** A module that runs its job when it is imported, and is imported in the job's workers: without end, if nobody said no. */
import { expect, test } from "vitest";
import { importing as importingModule, type Told } from "../support/importing.js";

const importing = (module: string, setting: string): Promise<Told> =>
  importingModule(
    new URL(`./fixtures/at_import/${module}`, import.meta.url),
    setting,
    module.endsWith(".ts") ? ["tsx"] : [],
  );

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
