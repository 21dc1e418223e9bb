/**
 * The easy program: a Pool counts the words of every .txt under a folder, one file a task.
 *
 *     npx tsx examples/easy-parallelization.ts -w WORKERS PATH
 */
import { Pool } from "manycore/multiprocessing";
import { answerOf } from "./word-count/answer.js";
import type { CommandLine } from "./word-count/command_line.js";
import { type Found, runProgram } from "./word-count/program.js";
import { addTally, countFile, emptyTally } from "./word-count/tally.js";
import { textFiles } from "./word-count/text_files.js";

async function count({ path, workers, context }: CommandLine): Promise<Found> {
  const { paths, problems } = textFiles(path);
  await using pool = new Pool(workers, { context });
  const tallies = await pool.map(countFile, paths);
  const total = tallies.reduce(addTally, emptyTally());
  return { answer: answerOf(total.counts), problems: [...problems, ...total.problems] };
}

await runProgram("easy", count);
