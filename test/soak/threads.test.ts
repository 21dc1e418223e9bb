/** The team under load for minutes: jobs of all kinds while helpers are killed, and callers in several threads. */
import { Worker } from "node:worker_threads";
import { afterAll, expect, test } from "vitest";
import { shutdownTeam } from "../../dist/threads/index.js";
import { Probe } from "../threads/probe.js";
import { randomDeaths } from "../threads/random-deaths.js";

process.env.MANYCORE_THREADS = "4";
const MINUTES = Number(process.env.MANYCORE_SOAK_MINUTES ?? 2);
const ITEMS = 3000;
const probe = await Probe.make(ITEMS, "soaked");

afterAll(() => shutdownTeam());

test("helpers killed at random, for minutes: an error or the right result, never a hang", async () => {
  const seed = Date.now() % 1_000_000;
  const { jobs, errors, kills } = await randomDeaths(probe, ITEMS, MINUTES * 60_000, seed);
  console.log(`seed ${seed}: ${jobs} jobs, ${kills} helpers killed, ${errors} jobs told of it`);
  expect(kills).toBeGreaterThan(100);
  expect(errors).toBeGreaterThan(0);
});

test("the same while two other threads lead jobs, and are terminated and replaced", async () => {
  const code = await Probe.code();
  const mistakes: string[] = [];
  let going = true;
  let leaders = 0;
  const replace = async (lifetime: number): Promise<void> => {
    while (going) {
      leaders++;
      const worker = new Worker(new URL("../threads/caller.mjs", import.meta.url), {
        workerData: { code, jobs: 100_000_000 },
      });
      worker.on("message", (mistake: string) => mistakes.push(mistake));
      // A helper of the team that is killed in such a leader's job is an error there, and its end.
      worker.on("error", (error) => {
        if (error.constructor.name !== "WorkerDiedError" && !/died/.test(error.message))
          mistakes.push(error.message);
      });
      const ended = new Promise((resolve) => worker.on("exit", resolve));
      await new Promise((resolve) => setTimeout(resolve, lifetime));
      await worker.terminate();
      await ended;
    }
  };
  const others = [replace(700), replace(1100)];
  const seed = Date.now() % 1_000_000;
  const { jobs, errors, kills } = await randomDeaths(probe, ITEMS, MINUTES * 60_000, seed);
  going = false;
  await Promise.all(others);
  console.log(
    `seed ${seed}: ${jobs} jobs, ${leaders} other leaders, ${kills} helpers killed, ${errors} told of it`,
  );
  expect(mistakes).toEqual([]);
});
