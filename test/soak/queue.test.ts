/** Threads killed at random steps of puts and gets, many times over: items are put and taken once, and nothing is left in the heap. */
import { expect, test } from "vitest";
import { localQueues } from "../../dist/multiprocessing/queue/local-queues.js";
import {
  consumerDies,
  expectNothingLeft,
  getPoints,
  producerDies,
  putPoints,
  settled,
} from "../multiprocessing/queue_kills.js";
import { Seeded } from "../support/seeded.js";

const TIMES = 50;

test.each([
  { who: "a producer", die: producerDies, points: putPoints },
  { who: "a consumer", die: consumerDies, points: getPoints },
])(`${TIMES} times $who dies somewhere`, async ({ die, points }) => {
  const seed = Date.now() % 1_000_000;
  console.log(`seed ${seed}`);
  const random = new Seeded(seed);
  await die(points[0]!, 1);
  const before = await settled();
  for (let k = 0; k < TIMES; k++) {
    const point = random.pick(points);
    await die(point, random.integer(1, point.startsWith("retire") ? 2 : 7));
  }
  await expectNothingLeft(before);
  expect(localQueues()).toBe(0);
});
