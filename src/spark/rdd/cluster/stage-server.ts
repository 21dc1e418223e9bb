/**
 * How `node` serves stages on an executor, in the place of ../../own-functions/executor/serve.ts: the same pipes and frames, but one run after the other, whose functions
 * may wait.
 */
import { readFileSync } from "node:fs";
import type { RecordBatch } from "apache-arrow";
import { decode, encode } from "../../../portable/index.js";
import { BatchReader, BatchWriter } from "../../own-functions/executor/batches.js";
import { FrameKind, Pipes } from "../../own-functions/executor/frames.js";
import type { FailureText } from "../../own-functions/executor/open-run.js";
import { watchParent } from "../../own-functions/executor/watch-parent.js";
import { type ArrowModule, arrowSchema, parseSchema } from "../../types/index.js";
import { hasBroadcast, keepBroadcasts, putBroadcast } from "../in-task.js";
import { ROW_COLUMNS } from "./rows.js";
import { ERROR_PARCEL, type OpenStage } from "./stage-file.js";

/** Programs are small; a Python worker serves few stages at a time. */
const PROGRAMS = 16;

/** What a program works with. */
export interface StageRun {
  /** Rows of some partitions. */
  readonly batches: Iterable<RecordBatch>;
  /** The one that the batches are of. */
  readonly arrow: ArrowModule;
  /** Gets the rows that it makes. */
  readonly write: (batch: RecordBatch) => void;
}

/** Serves until the other side is gone. @param input, output descriptors of the pipes */
export async function serve<P>(
  arrow: ArrowModule,
  input: number,
  output: number,
  run: (program: P, how: StageRun) => Promise<void>,
): Promise<void> {
  // On Linux the worker has asked the system for it.
  if (process.platform !== "linux") watchParent();
  // Programs that bring what they import have a map in them.
  process.setSourceMapsEnabled(true);
  await new StageServer(arrow, new Pipes(input, output), run).serve();
  process.exit(0);
}

class StageServer<P> {
  readonly #arrow: ArrowModule;
  readonly #pipes: Pipes;
  readonly #writer: BatchWriter;
  readonly #programs = new Map<string, P>();
  readonly #runProgram: (program: P, how: StageRun) => Promise<void>;
  #reader: BatchReader | undefined;

  constructor(arrow: ArrowModule, pipes: Pipes, run: (program: P, how: StageRun) => Promise<void>) {
    this.#arrow = arrow;
    this.#pipes = pipes;
    this.#runProgram = run;
    this.#writer = new BatchWriter(arrow, arrowSchema(arrow, parseSchema(ROW_COLUMNS)));
  }

  async serve(): Promise<void> {
    for (let frame = this.#pipes.read(); frame !== undefined; frame = this.#pipes.read()) {
      // Of a run that is over, more may come than it took.
      if (frame.kind !== FrameKind.Open) continue;
      const { run } = frame;
      const open = JSON.parse(Buffer.from(frame.bytes).toString("utf8")) as OpenStage;
      try {
        await this.#run(run, open);
        this.#pipes.write(FrameKind.End, run);
      } catch (error) {
        this.#pipes.write(FrameKind.Failed, run, Buffer.from(JSON.stringify(failureOf(open.name, error))));
      }
    }
  }

  async #run(run: number, { file, broadcasts }: OpenStage): Promise<void> {
    keepBroadcasts(broadcasts.map(({ id, version }) => [id, version]));
    for (const each of broadcasts) {
      if (hasBroadcast(each.id, each.version)) continue;
      const value = decode(readFileSync(new URL(each.file, import.meta.url)), "bundle");
      putBroadcast(each.id, each.version, value);
    }
    const program = await this.#program(file);
    this.#pipes.write(FrameKind.Schema, run, this.#writer.stream);
    this.#reader = undefined;
    const write = (batch: RecordBatch): void =>
      this.#pipes.write(FrameKind.Batch, run, ...this.#writer.message(batch));
    await this.#runProgram(program, { batches: this.#batches(run), arrow: this.#arrow, write });
  }

  *#batches(run: number): Generator<RecordBatch, void, undefined> {
    for (;;) {
      const frame = this.#pipes.read();
      if (frame === undefined) process.exit(0);
      if (frame.run !== run) continue;
      if (frame.kind === FrameKind.End) return;
      if (frame.kind === FrameKind.Schema) this.#reader = new BatchReader(this.#arrow, frame.bytes);
      else yield this.#reader!.batch(frame.bytes);
    }
  }

  async #program(file: string): Promise<P> {
    const known = this.#programs.get(file);
    if (known !== undefined) return known;
    const place = new URL(file, import.meta.url);
    const program = file.endsWith(".bin")
      ? decode(readFileSync(place), "bundle")
      : ((await import(place.href)) as { readonly default: () => unknown }).default();
    const [oldest] = this.#programs.keys();
    if (this.#programs.size === PROGRAMS) this.#programs.delete(oldest!);
    this.#programs.set(file, program as P);
    return program as P;
  }
}

function failureOf(name: string, error: unknown): FailureText {
  const { name: kind, message, stack } = error instanceof Error ? error : new Error(String(error));
  return {
    message: `the function ${name} threw ${kind}: ${message}`,
    cause: { name: kind, message, code: parcelOf(error), ...(stack !== undefined && { stack }) },
  };
}

/** What can't travel as it is goes in words. */
function parcelOf(error: unknown): string {
  try {
    return ERROR_PARCEL + Buffer.from(encode(error, "process", "the error").bytes).toString("base64");
  } catch {
    return "";
  }
}
