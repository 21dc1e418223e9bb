/** What a job gives to its caller. */
import {
  type Counters,
  type JobPlan,
  makeJob,
  type Pair,
  protocolsOf,
  type RunResult,
  readParts,
  type SkippedRecord,
} from "../../job/index.js";
import { type JobStats, summarize } from "../../report/index.js";
import type { Interrupts } from "./interrupts.js";
import type { JobFolder } from "./job-folder.js";
import { memoryOf, release } from "./lent.js";
import type { MemoryShares } from "./memory-shares.js";
import { type Chunk, type PairPart, pairsOf } from "./pair-store.js";

/** A job that is done. */
export interface Ended {
  /** The last step's pairs, where there is no output folder. */
  readonly parts: readonly PairPart[];
  readonly counters: Counters;
  readonly skipped: readonly SkippedRecord[];
  readonly stats: JobStats;
}

/** An array or a stream. Only a stream that reads from temporary files keeps the folder, until it is disposed of or the program ends. */
export function resultOf(
  plan: JobPlan,
  { parts, counters, skipped, stats }: Ended,
  folder: JobFolder,
  { asArray }: MemoryShares,
  interrupts: Interrupts | undefined,
): RunResult {
  const rest = { counters, skipped, stats, summary: summarize(stats) };
  const close = (): void => {
    folder.remove();
    interrupts?.close();
  };
  const nothing = async (): Promise<void> => {};
  if (plan.output !== undefined) {
    close();
    const protocol = protocolsOf(makeJob(plan.Job, plan.options)).output;
    return { ...rest, output: readParts(plan.output, protocol), [Symbol.asyncDispose]: nothing };
  }
  const chunks = parts.flatMap((part) => part.chunks);
  const letGo = (): void => {
    for (const bytes of memoryOf(chunks.splice(0))) release(bytes);
  };
  if (parts.reduce((sum, { bytes }) => sum + bytes, 0) <= asArray) {
    const output = [...pairsOf(chunks)];
    letGo();
    close();
    return { ...rest, output, [Symbol.asyncDispose]: nothing };
  }
  if (chunks.every(({ kind }) => kind === "memory")) close();
  return {
    ...rest,
    output: new PairStream(chunks),
    [Symbol.asyncDispose]: async () => {
      letGo();
      close();
    },
  };
}

/** Pairs that are decoded as they are asked for, from the beginning each time. */
class PairStream implements AsyncIterable<Pair> {
  readonly #chunks: readonly Chunk[];

  constructor(chunks: readonly Chunk[]) {
    this.#chunks = chunks;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Pair, void, undefined> {
    yield* pairsOf(this.#chunks);
  }
}
