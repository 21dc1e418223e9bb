import { readFileSync } from "node:fs";
import { Pool } from "manycore/multiprocessing";
import * as np from "manycore/numpy";
import { answerOf } from "../../examples/word-count/answer.js";
import { addTally, countFile, countInto, emptyTally } from "../../examples/word-count/tally.js";
import { textFiles } from "../../examples/word-count/text_files.js";
import { type Job, serve, timed } from "../harness/serve.js";
import { queueRun } from "./queue_run.js";
import { roundTrips } from "./round_trips.js";
import { identity, increment, spin } from "./tasks.mjs";
import type { Work } from "./work.js";

const context = process.argv[2] === "process" ? "process" : "thread";
const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

function make(work: Work): Job {
  const { n, trips = 1, workers, durations = [], folder = "" } = work;
  let pool: Pool | undefined;
  // Started by the first run, as a user's program would start it.
  const started = () => (pool ??= new Pool(workers, { context }));
  const close = async () => {
    await pool?.terminate();
  };
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  switch (work.id) {
    case "apply": {
      const all = async () => {
        const waiting = Array.from({ length: n }, (_, index) => started().apply(increment, [index]));
        return sum(await Promise.all(waiting));
      };
      return { run: () => timed(all), close };
    }
    case "round trip":
      return { run: () => roundTrips(trips, (index) => started().apply(increment, [index])), close };
    case "map": {
      const items = Array.from({ length: n }, (_, index) => index);
      return { run: () => timed(async () => sum(await started().map(increment, items))), close };
    }
    case "queue 1→1":
    case "queue 4→4":
    case "queue 4→4, short":
      return { run: () => queueRun(n, workers, context), close };
    case "array": {
      const array = np.ones([n]);
      // Computed once, before the time is taken.
      array.item(0);
      const trip = async () => (await started().apply(identity<typeof array>, [array])).item(n - 1);
      return { run: () => roundTrips(trips, trip), close };
    }
    case "uneven":
      return { run: () => timed(async () => sum(await started().map(spin, durations))), close };
    case "words by reduce": {
      const paths = textFiles(folder).paths.slice(0, n);
      const count = async () => {
        const { counts } = await started().reduce(countInto, paths, {
          initial: emptyTally(),
          combine: addTally,
        });
        return answerOf(counts).checksum;
      };
      return { run: () => timed(count), close };
    }
    case "words by map": {
      const paths = textFiles(folder).paths.slice(0, n);
      const count = async () => {
        const tallies = await started().map(countFile, paths);
        return answerOf(tallies.reduce(addTally, emptyTally()).counts).checksum;
      };
      return { run: () => timed(count), close };
    }
  }
}

await serve({ version: `manycore ${version}, Node ${process.versions.node}`, make });
