/** A worker's way through a stage: from the partition that is asked for down to what the task was given. */

import type { ProgressWriter, SpillFolder } from "../../../mapreduce/for-rdds.js";
import { task } from "../../../multiprocessing/index.js";
import { SparkException } from "../../errors/index.js";
import { type Chunk, type Chunks, chunked, eachChunk } from "../chunks.js";
import { coalesced } from "../coalescing.js";
import { numbers, textLines, wholeFiles } from "../leaf-chunks.js";
import { type StepContext, transformOf } from "../steps/index.js";
import { type Block, BlockWriter, decodeChunks, dropBlock, heldBytes, readBlock } from "./block.js";
import { readShuffle } from "./shuffle-read.js";
import { type Input, inputKey, type Part, type Program, type StageNode } from "./task-spec.js";

export interface ReaderOptions {
  readonly program: Program;
  readonly inputs: Readonly<Record<string, Input>>;
  readonly progress: ProgressWriter;
  readonly folder: SpillFolder;
  /** Bytes for merging, for what is gathered before it is written, and for what may stay in memory. */
  readonly work: number;
  readonly buffers: number;
  readonly keep: number;
  /** Elements of a chunk. */
  readonly size: number;
}

export class PartitionReader {
  /** Partitions that are to be kept; the caller's from the end of the task on. */
  readonly stored: { readonly id: number; readonly partition: number; readonly block: Block }[] = [];
  /** Files of the attempt are numbered. */
  files = 0;
  readonly #options: ReaderOptions;
  /** Bytes for each of the shuffles that may be read at once. */
  readonly #mergeBytes: number;
  readonly #ends: (() => void)[] = [];
  #kept = 0;

  constructor(options: ReaderOptions) {
    this.#options = options;
    const merges = Math.max(1, Object.keys(options.program.reads).length);
    this.#mergeBytes = Math.floor(options.work / merges);
  }

  /** The elements of a partition of the stage's last node. */
  chunks(partition: number): Chunks {
    return this.#chunks(this.#options.program.nodes.length - 1, partition);
  }

  /** Closes whatever is open. Idempotent. */
  close(): void {
    for (const end of this.#ends.splice(0).reverse()) end();
  }

  /** A writer that is given up at the end unless its block is taken. */
  writer(name: string): BlockWriter {
    const { buffers, folder, keep } = this.#options;
    return new BlockWriter(Math.max(0, keep - this.#kept), buffers, folder, `${name}-${this.files++}`);
  }

  #chunks(number: number, partition: number): Chunks {
    const node = this.#options.program.nodes[number]!;
    const key = inputKey(node.id, partition);
    if (!node.isStored) return this.#computed(node, partition);
    const input = this.#options.inputs[`stored ${key}`];
    if (input?.kind === "block") return readBlock(input.block, this.#options.size);
    return this.#storing(node, partition);
  }

  /** Computes all of a partition, keeps it, and then reads it. */
  async *#storing(node: StageNode, partition: number): AsyncGenerator<Chunk> {
    let block = this.stored.find((each) => each.id === node.id && each.partition === partition)?.block;
    if (block === undefined) {
      block = await this.#written(this.#computed(node, partition), "stored");
      this.#kept += heldBytes(block.pieces);
      this.stored.push({ id: node.id, partition, block });
    }
    yield* readBlock(block, this.#options.size);
  }

  async #written(chunks: Chunks, name: string): Promise<Block> {
    const writer = this.writer(name);
    try {
      for await (const chunk of chunks) {
        task.signal.throwIfAborted();
        writer.writeAll(chunk);
      }
      return writer.finish();
    } catch (error) {
      writer.drop();
      throw error;
    }
  }

  #computed(node: StageNode, partition: number): Chunks {
    const { program } = this.#options;
    switch (node.op) {
      case "input":
        return this.#input(node, partition);
      case "steps": {
        const at = this.#context(partition, node.partitions);
        return node.steps.reduce(
          (chunks, { name, at: place }) => transformOf({ name, args: program.args[place]! })(chunks, at),
          this.#chunks(node.from, partition),
        );
      }
      case "numbered": {
        const number = transformOf({ name: "number", args: [node.starts[partition]!] });
        return number(this.#chunks(node.from, partition), this.#context(partition, node.starts.length));
      }
      case "union":
        return this.#chunks(...partOf(node.parents, partition));
      case "coalesce":
        return this.#several(
          coalesced(partition, node.from.partitions, node.partitions).map((each) => [node.from.node, each]),
        );
      case "zip":
        return zipped(
          this.#chunks(node.left, partition),
          this.#chunks(node.right, partition),
          this.#options.size,
        );
      case "cartesian": {
        const right = node.right.partitions;
        return this.#crossed(
          this.#chunks(node.left, Math.floor(partition / right)),
          this.#chunks(node.right.node, partition % right),
        );
      }
    }
  }

  #input(node: StageNode, partition: number): Chunks {
    const { inputs, program, size, folder, progress } = this.#options;
    const input = inputs[inputKey(node.id, partition)]!;
    switch (input.kind) {
      case "values":
        return decodeChunks(input.bytes, input.records, size);
      case "span":
        return chunked(numbers(input), size) as Iterable<Chunk>;
      case "block":
        return readBlock(input.block, size);
      case "split":
        return input.split.whole ? wholeFiles(input.split) : textLines(input.split, size);
      case "runs": {
        const { chunks, close } = readShuffle(input.runs, program.reads[node.id]!, {
          memory: this.#mergeBytes,
          folder,
          size,
          onRead: () => progress.tick(),
        });
        this.#ends.push(close);
        return chunks;
      }
    }
  }

  #context(partition: number, partitions: number): StepContext {
    const { progress, size } = this.#options;
    return {
      partition,
      partitions,
      size,
      tick: () => progress.tick(),
      spool: async (chunks) => readBlock(await this.#spooled(chunks), size),
      onEnd: (end) => void this.#ends.push(end),
    };
  }

  /** What is read again, or in step. It goes with the task. */
  async #spooled(chunks: Chunks): Promise<Block> {
    const block = await this.#written(chunks, "spool");
    const held = heldBytes(block.pieces);
    this.#kept += held;
    this.#ends.push(() => {
      this.#kept -= held;
      dropBlock(block);
    });
    return block;
  }

  async *#crossed(left: Chunks, right: Chunks): AsyncGenerator<Chunk> {
    const { size } = this.#options;
    const block = await this.#spooled(right);
    const rows = eachChunk(left, function* (chunk) {
      for (const one of chunk) {
        for (const others of readBlock(block, size)) yield others.map((other) => [one, other]);
      }
    });
    yield* rows as Iterable<Chunk>;
  }

  #several(parts: readonly (readonly [node: number, partition: number])[]): Chunks {
    return inTurn(parts, (part) => this.#chunks(...part));
  }
}

/** Each is opened when the one before is read. */
async function* inTurn<P>(parts: readonly P[], chunksOf: (part: P) => Chunks): AsyncGenerator<Chunk> {
  for (const part of parts) yield* chunksOf(part) as Iterable<Chunk>;
}

/** The parent that a partition of a union is of, and which of its partitions it is. */
export function partOf(parents: readonly Part[], partition: number): [node: number, partition: number] {
  for (const { node, partitions } of parents) {
    if (partition < partitions) return [node, partition];
    partition -= partitions;
  }
  throw new RangeError("a union has as many partitions as its parents");
}

async function* zipped(left: Chunks, right: Chunks, size: number): AsyncGenerator<Chunk> {
  const one = pulling(left);
  const other = pulling(right);
  try {
    for (let pairs: unknown[] = []; ; ) {
      const [a, b] = [await one.next(), await other.next()];
      if (a.done !== b.done)
        throw new SparkException(
          "Can only zip RDDs that have the same number of elements in each partition, and of two partitions one has more",
        );
      if (!a.done && !b.done) pairs.push([a.value, b.value]);
      if (pairs.length === size || (a.done === true && pairs.length > 0)) {
        yield pairs;
        pairs = [];
      }
      if (a.done) return;
    }
  } finally {
    await one.return(undefined);
    await other.return(undefined);
  }
}

async function* pulling(chunks: Chunks): AsyncGenerator<unknown, void, undefined> {
  for await (const chunk of chunks) yield* chunk;
}
