/**
 * The faults that no other test has in this context, and all of them amid other work, one round each; `npm run soak` runs fifty with random
 * seeds. After each round nothing is left of it: no thread, process, descriptor, socket, timer, listener, lease or block.
 *
 * | fault | thread | process |
 * | --- | --- | --- |
 * | process.exit, SIGKILL, out of memory, an unserialisable result, a throwing initializer | pool_faults, here | pool_faults, here |
 * | a task that never ends, 10,000 cancelled at once | pool_cancel, here | pool_cancel, here |
 * | death while holding a lock | sync_lock, sync_contexts, here | sync_contexts, here |
 * | death in a queue write | queue_deaths, here | here |
 * | a dead producer | queue_workers, here | queue_workers, here |
 * | terminate during everything | pool_lifecycle, here | pool_lifecycle, here |
 * | death at each place of the pool's protocol: of a worker, of the owner | faults_pool | faults_pool |
 * | … of the ring's, of the locks', of the names' | queue_deaths, sync_*, faults_sync | faults_sync |
 */
import { Pool } from "manycore/multiprocessing";
import { beforeAll, describe, expect, test } from "vitest";
import { Seeded } from "../support/seeded.js";
import * as targets from "./fault-targets.mjs";
import { faults } from "./faults.js";
import { leavesNothing } from "./holdings.js";

describe.runIf(process.platform === "linux").each(["thread", "process"] as const)(
  "amid other work, context %s",
  (context) => {
    beforeAll(async () => {
      // What is made once a process, and the slabs that stay for the next ones.
      const pool = new Pool(1, { context });
      expect(await pool.apply(targets.square, [3])).toBe(9);
      await pool.terminate();
      await faults["death in a queue write"]!(context, new Seeded(1));
    });

    test.each(Object.entries(faults))("%s", async (_name, fault) => {
      await leavesNothing(() => fault(context, new Seeded(1)));
    });
  },
);
