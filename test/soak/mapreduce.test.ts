/**
 * Random jobs whose threads die at random places: what they give is what inline and a plain reference give, and nothing is left. And jobs that are
 * killed as a whole, at random places, until they are done. `MANYCORE_SOAK_ROUNDS` (200) says how many, `MANYCORE_SOAK_SEED` where the seeds
 * begin: a failure names its seed, and that number with one round repeats it as far as the machine's own chances allow.
 */
import { existsSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { type Round, randomRound } from "../mapreduce/local_random.js";
import {
  child,
  expectFinished,
  partsOf,
  scratch,
  wordLines,
  writeLines,
} from "../mapreduce/local_support.js";
import { leavesNothing } from "../multiprocessing/holdings.js";
import { Seeded } from "../support/seeded.js";

const ROUNDS = Number(process.env.MANYCORE_SOAK_ROUNDS ?? 200);
const FIRST_SEED = Number(process.env.MANYCORE_SOAK_SEED ?? Date.now() % 1_000_000);
const { path, fresh } = scratch();

test(`random jobs, ${ROUNDS} of them from seed ${FIRST_SEED}`, async () => {
  // What is loaded and kept for good comes with the first one.
  await randomRound(new Seeded(FIRST_SEED), fresh("round"), FIRST_SEED);
  const rounds: Round[] = [];
  for (let k = 0; k < ROUNDS; k++) {
    const seed = FIRST_SEED + k;
    try {
      await leavesNothing(async () => {
        rounds.push(await randomRound(new Seeded(seed), fresh("round"), seed));
      });
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
  }
  const died = rounds.filter(({ deaths }) => deaths > 0).length;
  const spilled = rounds.filter(({ spilledBytes }) => spilledBytes > 0).length;
  console.log(`threads died in ${died} jobs, ${spilled} spilled`);
  if (ROUNDS >= 20) expect(Math.min(died, spilled)).toBeGreaterThan(0);
});

/** Of the driver and of tasks; each can be passed several times in a run. */
const PLACES = [
  "manifest.write",
  "manifest.written",
  "task.done",
  "part.written",
  "part.committed",
  "map.phase",
  "reduce.phase",
  "job.done",
  "job.succeeded",
];
const TASK_PLACES = ["map.batch", "map.end", "task.file", "spill.written", "reduce.merged", "reduce.end"];

test(`jobs killed again and again, ${Math.ceil(ROUNDS / 4)} of them from seed ${FIRST_SEED}`, async () => {
  const input = writeLines(path("words.txt"), wordLines(new Seeded(FIRST_SEED), 2000));
  const settings = { input, workers: 2, reducers: 3, splitSize: 8000 };
  const undisturbed = path("undisturbed");
  expect((await child({ job: "WordCount", run: { ...settings, output: undisturbed } })).code).toBe(0);
  const expected = partsOf(undisturbed);
  for (let k = 0; k < ROUNDS / 4; k++) {
    const seed = FIRST_SEED + k;
    const random = new Seeded(seed);
    const output = path(`killed-${k}`);
    const resume = random.next() < 0.5;
    // The same command each time: what a job is can't change between two runs of it.
    const options = {
      place: random.pick(TASK_PLACES),
      pass: random.integer(1, 2),
      process: true,
      marks: fresh("marks"),
    };
    for (let tries = 0; ; tries++) {
      const killAt =
        random.next() < 0.7 ? { point: random.pick(PLACES), pass: random.integer(1, 6) } : undefined;
      const run = { ...settings, output, options, resume: resume || tries > 0 };
      const { code, signal, stdout, stderr } = await child({ job: "Killed", run, killAt });
      for (const [name, part] of existsSync(output) ? Object.entries(partsOf(output)) : []) {
        expect(part, `seed ${seed}, ${name}`).toEqual(expected[name]);
      }
      if (signal === "SIGKILL") continue;
      expect(code, `seed ${seed}: ${stdout}${stderr}`).toBe(0);
      break;
    }
    expectFinished(output, 3);
    expect(partsOf(output), `seed ${seed}`).toEqual(expected);
  }
  expect(readdirSync(path()).filter((name) => name.startsWith("manycore-mapreduce"))).toEqual([]);
});
