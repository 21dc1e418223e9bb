/** A worker of a pool dies at each place of its protocol, and so does a pool's owner: nothing is lost, run twice, or left behind. */
import { Pool } from "manycore/multiprocessing";
import { beforeAll, describe, expect, test } from "vitest";
import * as targets from "./fault-targets.mjs";
import { ownerDiesAt, ownerPoints, workerDiesAt, workerPoints } from "./faults.js";
import { leavesNothing } from "./holdings.js";

const contexts = ["thread", "process"] as const;

beforeAll(async () => {
  // What is made once a process.
  for (const context of contexts) {
    const pool = new Pool(1, { context });
    expect(await pool.apply(targets.square, [3])).toBe(9);
    await pool.terminate();
  }
});

describe.runIf(process.platform === "linux").each(contexts)("a worker dies, context %s", (context) => {
  const points = workerPoints.filter((each) => each.contexts.includes(context));
  test.each(points)("at $point", async ({ point }) => {
    await leavesNothing(() => workerDiesAt(context, point, 3));
  });
});

describe.runIf(process.platform === "linux").each(contexts)(
  "the owner of a pool dies, itself a %s",
  (context) => {
    test.each(ownerPoints)("at %s", async (point) => {
      await leavesNothing(() => ownerDiesAt(context, point, 4));
    });
  },
);
