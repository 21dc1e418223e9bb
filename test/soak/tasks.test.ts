/**
 * Every fault that task programs must survive, again and again with random circumstances, and deaths at every place of the protocols of the
 * pool, the queue and the locks. `MANYCORE_SOAK_ROUNDS` (50) says how often, `MANYCORE_SOAK_SEED` where the seeds begin: a failure names
 * its seed, and that number with one round repeats it as far as the machine's own chances allow.
 */
import { Event, Lock, Pool } from "manycore/multiprocessing";
import { beforeAll, describe, expect, test } from "vitest";
import * as targets from "../multiprocessing/fault-targets.mjs";
import {
  type Context,
  faults,
  ownerDiesAt,
  ownerPoints,
  workerDiesAt,
  workerPoints,
} from "../multiprocessing/faults.js";
import { holdings, leavesNothing, SLACK_BYTES } from "../multiprocessing/holdings.js";
import { consumerDies, getPoints, producerDies, putPoints } from "../multiprocessing/queue_kills.js";
import { killAt } from "../multiprocessing/sync-threads.js";
import { Seeded } from "../support/seeded.js";

const ROUNDS = Number(process.env.MANYCORE_SOAK_ROUNDS ?? 50);
const FIRST_SEED = Number(process.env.MANYCORE_SOAK_SEED ?? Date.now() % 1_000_000);
const contexts: readonly Context[] = ["thread", "process"];

/** Runs the rounds one after the other; nothing may be left after each, and nothing may grow over all of them. */
async function rounds(what: string, round: (random: Seeded) => Promise<void>): Promise<void> {
  console.log(`${what}: ${ROUNDS} rounds from seed ${FIRST_SEED}`);
  // The slabs and pages of the first one stay for those after it.
  await round(new Seeded(FIRST_SEED));
  let start: ReturnType<typeof holdings> | undefined;
  for (let k = 0; k < ROUNDS; k++) {
    const seed = FIRST_SEED + k;
    try {
      await leavesNothing(() => round(new Seeded(seed)));
    } catch (error) {
      throw new Error(`${what}, seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
    start ??= holdings();
  }
  const end = holdings();
  expect(end.bytes - start!.bytes, `bytes after ${what}`).toBeLessThanOrEqual(SLACK_BYTES);
  expect(end.leases, `leases after ${what}`).toBeLessThanOrEqual(start!.leases);
}

beforeAll(async () => {
  for (const context of contexts) {
    const pool = new Pool(1, { context });
    expect(await pool.apply(targets.square, [3])).toBe(9);
    await pool.terminate();
  }
});

describe.each(contexts)("faults, context %s", (context) => {
  test.each(Object.entries(faults))("%s", async (name, fault) => {
    await rounds(`${name}, ${context}`, (random) => fault(context, random));
  });
});

describe.each(contexts)("the pool's protocol, context %s", (context) => {
  const points = workerPoints.filter((each) => each.contexts.includes(context));
  test.each(points)("a worker dies at $point", async ({ point }) => {
    await rounds(`${point}, ${context}`, (random) => workerDiesAt(context, point, random.integer(1, 40)));
  });

  test.each(ownerPoints)("an owner dies at %s", async (point) => {
    await rounds(`owner, ${point}, ${context}`, (random) =>
      ownerDiesAt(context, point, random.integer(1, 30)),
    );
  });
});

describe("the queue's protocol", () => {
  // A segment is added, or let go, once in so many items: the victim comes there a few times only.
  const most = (point: string): number => (/^(grow|retire)/.test(point) ? 3 : 12);

  test.each(putPoints)("a producer dies at %s", async (point) => {
    await rounds(point, (random) => producerDies(point, random.integer(1, most(point))));
  });

  test.each(getPoints)("a consumer dies at %s", async (point) => {
    await rounds(point, (random) => consumerDies(point, random.integer(1, most(point))));
  });
});

describe("the locks' protocol", () => {
  test.each(["lock.acquire", "lock.acquired", "lock.release", "lock.released"])(
    "a thread dies at %s",
    async (place) => {
      await rounds(place, async (random) => {
        const lock = new Lock();
        await killAt({ place, pass: random.integer(1, 50) }, "acquireRelease", { lock }, 50);
        const held = place === "lock.acquired" || place === "lock.release";
        const taking = lock.acquire({ timeout: 5 });
        if (held) await expect(taking).rejects.toMatchObject({ name: "PoisonedError" });
        else expect(await taking).toBe(true);
        if (held) expect(await lock.acquire({ recover: true, timeout: 5 })).toBe(true);
        await lock.release();
      });
    },
  );

  test.each(["event.change", "event.changed"])("a thread dies at %s", async (place) => {
    await rounds(place, async () => {
      const event = new Event();
      const waiting = event.wait(20);
      await killAt({ place, pass: 1 }, "call", { object: event }, "set");
      expect(await event.isSet()).toBe(place === "event.changed");
      await event.set();
      expect(await waiting).toBe(true);
    });
  });
});
