/**
 * The advanced program: file names go through a queue to counting processes, their counts through another to a merging
 * process, and its answer through a third back here.
 *
 *     npx tsx examples/advanced-parallelization.ts -w WORKERS -b BATCH PATH
 */
import { Process, Queue, ShutDown, WorkerDiedError, wait } from "manycore/multiprocessing";
import { answerOf } from "./word-count/answer.js";
import type { CommandLine } from "./word-count/command_line.js";
import { type Found, runProgram } from "./word-count/program.js";
import { addTally, countInto, emptyTally, type Tally } from "./word-count/tally.js";
import { textFiles } from "./word-count/text_files.js";

/** Counts batch after batch; the queue of names ends when the main process has closed it. */
async function countBatches(names: Queue<string[]>, counts: Queue<Tally>): Promise<void> {
  for await (const batch of names) await counts.put(batch.reduce(countInto, emptyTally()));
}

/** Adds up what the counting processes found; their queue ends when the last of them has ended. */
async function mergeCounts(counts: Queue<Tally>, output: Queue<Found>): Promise<void> {
  const total = emptyTally();
  for await (const tally of counts) addTally(total, tally);
  await output.put({ answer: answerOf(total.counts), problems: total.problems });
}

async function count({ path, workers, batch, context }: CommandLine): Promise<Found> {
  const { paths, problems } = textFiles(path);
  // Bounded: whoever can't keep up holds back those before it, instead of what they make filling the memory.
  const names = new Queue<string[]>(2 * workers);
  const counts = new Queue<Tally>(2 * workers);
  const output = new Queue<Found>(1);
  const merger = new Process({ target: mergeCounts, args: [counts, output], name: "merger", context });
  const counters = Array.from({ length: workers }, (_, index) => {
    return new Process({
      target: countBatches,
      args: [names, counts],
      name: `counter-${index + 1}`,
      context,
    });
  });
  const processes = [...counters, merger];
  try {
    for (const process of processes) process.start();
    const [found] = await Promise.all([first(output), feed(names, paths, batch), allSucceed(processes)]);
    return { answer: found.answer, problems: [...problems, ...found.problems] };
  } finally {
    // After an error: those that it didn't reach.
    const running = processes.filter((process) => process.isAlive());
    for (const process of running) process.kill();
    await Promise.all(running.map((process) => process.join()));
  }
}

async function feed(names: Queue<string[]>, paths: readonly string[], batch: number): Promise<void> {
  for (let begin = 0; begin < paths.length; begin += batch)
    await names.put(paths.slice(begin, begin + batch));
  names.close();
}

/**
 * The one message of a queue. Without one its producer has died: then this never settles, because `allSucceed` says who died
 * and of what.
 */
async function first<T>(queue: Queue<T>): Promise<T> {
  try {
    return await queue.get();
  } catch (error) {
    if (!(error instanceof WorkerDiedError) && !(error instanceof ShutDown)) throw error;
    return new Promise(() => {});
  }
}

/** @throws the error of the first process that fails */
async function allSucceed(processes: readonly Process<never>[]): Promise<void> {
  let running = [...processes];
  while (running.length > 0) {
    const ended = await wait(running);
    for (const process of ended) if (process.exitCode !== 0) throw process.error;
    running = running.filter((process) => !ended.includes(process));
  }
}

await runProgram("advanced", count);
