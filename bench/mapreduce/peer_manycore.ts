import { createHash } from "node:crypto";
import { createReadStream, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { JobStats, Pair, RunOptions, RunResult } from "manycore/mapreduce";
import { Pool } from "manycore/multiprocessing";
import type { Ran } from "../harness/protocol.js";
import { type Job, serve } from "../harness/serve.js";
import { answerOf, mappedBytes } from "./answer.js";
import {
  SortLines,
  WordCount,
  WordCountByYield,
  WordCountInMapper,
  WordCountWithoutCombiner,
} from "./jobs.js";
import type { Work } from "./work.js";

/** What this peer does otherwise than the row says. */
const variant = process.argv[2] ?? "";
/** By its name, because this file also runs compiled, from another folder. */
const { version } = createRequire(import.meta.url)("manycore/package.json");

function make(work: Work): Job {
  const { input, workers, temp } = work;
  const memory = variant === "2 GB" ? "2GB" : work.megabytes && (work.megabytes * 1e6) / workers;
  let pool: Pool | undefined;
  // Started by the first run, and kept as PySpark's and Python's Pool keep their workers.
  const options = (): RunOptions => ({
    input: [input.path],
    runner: "local",
    pool: (pool ??= new Pool(workers)),
    temp,
    ...(memory === undefined ? {} : { memory }),
  });
  const run = work.task === "sort" ? () => sort(options(), temp) : () => count(options(), counting(work));
  return { run, close: async () => pool?.terminate() };
}

/** The job that counts in this row. */
function counting({ id }: Work): (options: RunOptions) => Promise<RunResult<Pair<string, number>>> {
  if (variant === "by yield") return (options) => WordCountByYield.run(options);
  if (variant === "Map in mapper") return (options) => WordCountInMapper.run(options);
  if (variant === "no combiner" || id.includes("no combiner"))
    return (options) => WordCountWithoutCombiner.run(options);
  return (options) => WordCount.run(options);
}

async function count(options: RunOptions, run: ReturnType<typeof counting>): Promise<Ran> {
  const begin = performance.now();
  await using result = await run(options);
  const value = await answerOf(result.output);
  const milliseconds = performance.now() - begin;
  return { milliseconds, value, mappedBytes: await mappedBytes(result.output), ...moved(result.stats) };
}

async function sort(options: RunOptions, temp: string): Promise<Ran> {
  const folder = mkdtempSync(join(temp, "manycore-"));
  try {
    const output = join(folder, "sorted");
    const begin = performance.now();
    await using result = await SortLines.run({ ...options, output });
    const milliseconds = performance.now() - begin;
    return { milliseconds, value: await digestOf(output), ...moved(result.stats) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function moved({ steps, spilledBytes }: JobStats): Pick<Ran, "shuffledBytes" | "spilledBytes"> {
  return { shuffledBytes: steps.reduce((sum, step) => sum + step.shuffledBytes, 0), spilledBytes };
}

/** Of the parts, one after the other; peer_gnu_sort.py takes that of its one file. */
async function digestOf(folder: string): Promise<string> {
  const digest = createHash("sha256");
  const parts = readdirSync(folder).filter((name) => name.startsWith("part-"));
  for (const part of parts.sort()) {
    for await (const piece of createReadStream(join(folder, part))) digest.update(piece);
  }
  return digest.digest("hex");
}

await serve({ version: `manycore ${version}, Node ${process.versions.node}`, make });
