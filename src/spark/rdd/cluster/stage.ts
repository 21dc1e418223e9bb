/** A stage, as an executor runs it: rows of some partitions in, rows out. */
import { CHUNK, type Chunk, type Chunks } from "../chunks.js";
import { additionsOf, beginAdditions } from "../in-task.js";
import { type StepContext, transformOf } from "../steps/index.js";
import { readChunk } from "./chunk-bytes.js";
import { leafChunks } from "./leaf.js";
import { crossedChunks, zippedChunks } from "./paired-chunks.js";
import { PartitionRows } from "./partition-rows.js";
import { RowWriter } from "./row-writer.js";
import { NOWHERE, RowCursor } from "./rows.js";
import { sortedPairs } from "./sorted-pairs.js";
import { Spool } from "./spool.js";
import { elementWriter } from "./stage-output.js";
import type { ElementsInput, StageProgram } from "./stage-program.js";
import type { StageRun } from "./stage-server.js";
import { writeNote } from "./task-note.js";
import { gatherText } from "./text-rows.js";

/** All is synchronous as long as the steps are. */
export async function runStage(program: StageProgram, run: StageRun): Promise<void> {
  const { input, output } = program;
  if (input.kind === "text") {
    gatherText(input, run);
    return;
  }
  const { batches, arrow, write } = run;
  beginAdditions();
  const writer = new RowWriter(arrow, write);
  const elements = elementWriter(output, writer);
  const limit = output.kind === "elements" ? output.limit : undefined;
  // Where only the first elements are wanted, none behind them shall be computed.
  const size = limit === undefined ? CHUNK : 1;
  const routed = "routed" in input ? input.routed : undefined;
  const rows = new PartitionRows(new RowCursor(batches), routed, (note) => {
    // It goes on to the driver as it is.
    writer.order.bytes(note.o.subarray(note.oAt, note.oEnd));
    writer.value.bytes(note.v.subarray(note.vAt, note.vEnd));
    writer.end(NOWHERE);
  });
  while (rows.begin()) {
    const ends: (() => void)[] = [];
    const partition = new Partition(program, input, rows, size, (end) => void ends.push(end));
    try {
      elements.begin(partition.number);
      let left = limit ?? Number.POSITIVE_INFINITY;
      if (left > 0) {
        for await (const chunk of partition.chunks()) {
          elements.write(chunk.length <= left ? chunk : chunk.slice(0, left));
          left -= chunk.length;
          if (left <= 0) break;
        }
      }
      elements.end();
    } finally {
      for (const end of ends.reverse()) end();
    }
  }
  const added = additionsOf();
  if (added.length > 0) writeNote(writer, program.isKept, added);
  writer.flush();
}

/** One partition's way through the stage. */
class Partition {
  readonly #program: StageProgram;
  readonly #input: ElementsInput;
  readonly #rows: PartitionRows;
  readonly #size: number;
  readonly #onEnd: (end: () => void) => void;

  constructor(
    program: StageProgram,
    input: ElementsInput,
    rows: PartitionRows,
    size: number,
    onEnd: (end: () => void) => void,
  ) {
    this.#program = program;
    this.#input = input;
    this.#rows = rows;
    this.#size = size;
    this.#onEnd = onEnd;
  }

  /** In the RDD that the stage makes. */
  get number(): number {
    let { partition } = this.#rows;
    for (const op of this.#program.ops) if (op.kind === "shift") partition += op.by;
    return partition;
  }

  chunks(): Chunks {
    let { partition } = this.#rows;
    let chunks = this.#given();
    for (const op of this.#program.ops) {
      if (op.kind === "shift") {
        partition += op.by;
      } else if (op.kind === "number") {
        const at = this.#context(partition, op.starts.length);
        chunks = transformOf({ name: "number", args: [op.starts[partition]!] })(chunks, at);
      } else {
        const at = this.#context(partition, op.partitions);
        for (const step of op.steps) chunks = transformOf(step)(chunks, at);
      }
    }
    return chunks;
  }

  #given(): Chunks {
    const input = this.#input;
    const rows = this.#rows;
    switch (input.kind) {
      case "leaf":
        return leafOf(rows, this.#size);
      case "chunks":
        return chunksOf(rows, this.#size);
      case "zip":
        return zippedChunks(rows);
      case "cartesian":
        return crossedChunks(rows, this.#onEnd);
      case "pairs":
        return sortedPairs(rows, input, this.#size);
    }
  }

  #context(partition: number, partitions: number): StepContext {
    return {
      partition,
      partitions,
      size: this.#size,
      // Spark watches over its tasks.
      tick: () => {},
      spool: async (chunks) => {
        const spool = new Spool();
        this.#onEnd(() => spool.close());
        await spool.addAll(chunks);
        return spool.chunks();
      },
      onEnd: this.#onEnd,
    };
  }
}

function leafOf(rows: PartitionRows, size: number): Chunks {
  return rows.next() ? leafChunks(rows.row.v, rows.row.vAt, size) : [];
}

function* chunksOf(rows: PartitionRows, size: number): Generator<Chunk> {
  while (rows.next()) {
    const chunk = readChunk(rows.row.v, rows.row.vAt);
    if (size > 1) yield chunk;
    else for (const element of chunk) yield [element];
  }
}
