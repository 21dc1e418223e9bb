/** A task, as a worker runs it: computes one partition of a stage, and keeps it, shuffles it or writes it. */
import { atKillPoint } from "../../../events/index.js";
import {
  lend,
  memoryOf,
  ProgressWriter,
  type Run,
  release,
  releaseLent,
  SpillFolder,
} from "../../../mapreduce/for-rdds.js";
import { task } from "../../../multiprocessing/index.js";
import { CHUNK, type Chunk, type Chunks } from "../chunks.js";
import { additionsOf, beginAdditions } from "../in-task.js";
import type { Block } from "./block.js";
import { PartitionReader } from "./partition-reader.js";
import { programOf } from "./program-store.js";
import { shuffleWriter } from "./shuffle-write.js";
import type { Input, Program, RddTaskResult, RddTaskSpec } from "./task-spec.js";
import { TextPart } from "./text-part.js";

/** Runs in a worker. It travels there by its name. */
export async function runRddTask(spec: RddTaskSpec): Promise<RddTaskResult> {
  releaseLent();
  try {
    // Before the task says that it has begun: what can't be loaded needs no second attempt.
    const program = await programOf(spec);
    const progress = new ProgressWriter(spec.words);
    try {
      return await run(spec, program, progress);
    } finally {
      progress.close();
    }
  } finally {
    for (const input of Object.values(spec.inputs)) for (const bytes of arraysOf(input)) release(bytes);
  }
}

async function run(spec: RddTaskSpec, program: Program, progress: ProgressWriter): Promise<RddTaskResult> {
  atKillPoint?.("rdd.begin");
  beginAdditions();
  const { target, partition, buffers, keep } = spec;
  const folder = new SpillFolder(spec.root, spec.folder, true);
  // Where only the first elements are wanted, none behind them shall be computed.
  const size = target.kind === "elements" && target.limit !== undefined ? 1 : CHUNK;
  // Half for what is read, half for what is written.
  const work = Math.floor(spec.work / 2);
  const reader = new PartitionReader({
    program,
    inputs: spec.inputs,
    progress,
    folder,
    work,
    buffers,
    keep: Math.floor(keep / 2),
    size,
  });
  try {
    const chunks = reader.chunks(partition);
    let block: Block | undefined;
    let runs: readonly Run[] = [];
    if (target.kind === "elements") {
      block = await elements(chunks, reader, target.limit);
    } else if (target.kind === "text") {
      await text(chunks, new TextPart(target.path, target.compression));
    } else {
      const writer = shuffleWriter(program.writes!, { memory: work, keep: Math.floor(keep / 2), folder });
      try {
        await consumed(chunks, (chunk) => writer.writeAll(chunk));
        runs = writer.finish();
      } finally {
        writer.close();
      }
    }
    const { stored } = reader;
    lend([
      ...memoryOf(runs),
      ...memoryOf(block?.pieces),
      ...stored.flatMap((each) => memoryOf(each.block.pieces)),
    ]);
    atKillPoint?.("rdd.end");
    return { block, runs, stored, added: additionsOf() };
  } catch (error) {
    for (const each of reader.stored) for (const bytes of memoryOf(each.block.pieces)) release(bytes);
    throw error;
  } finally {
    reader.close();
  }
}

async function consumed(chunks: Chunks, take: (chunk: Chunk) => void): Promise<void> {
  for await (const chunk of chunks) {
    task.signal.throwIfAborted();
    take(chunk);
    atKillPoint?.("rdd.chunk");
  }
}

async function elements(chunks: Chunks, reader: PartitionReader, limit: number | undefined): Promise<Block> {
  const writer = reader.writer("elements");
  try {
    let left = limit ?? Number.POSITIVE_INFINITY;
    if (left > 0) {
      for await (const chunk of chunks) {
        task.signal.throwIfAborted();
        atKillPoint?.("rdd.chunk");
        writer.writeAll(chunk.length <= left ? chunk : chunk.slice(0, left));
        left -= chunk.length;
        if (left <= 0) break;
      }
    }
    return writer.finish();
  } catch (error) {
    writer.drop();
    throw error;
  }
}

async function text(chunks: Chunks, part: TextPart): Promise<void> {
  try {
    await consumed(chunks, (chunk) => part.writeAll(chunk));
    part.finish();
  } finally {
    part.close();
  }
}

/** What came on the shared heap. */
function arraysOf(input: Input): ReturnType<typeof memoryOf> {
  if (input.kind === "block") return memoryOf(input.block.pieces);
  return input.kind === "runs" ? memoryOf(input.runs) : [];
}
