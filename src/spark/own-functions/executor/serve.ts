/**
 * The program that `node` runs on an executor, for one of Python's workers. It is one file with apache-arrow in it, which users' functions import from it
 * too: artifacts.ts makes it.
 */
import type { RecordBatch } from "apache-arrow";
import { FunctionException } from "../../errors/spark-exception.js";
import type { ArrowModule } from "../../types/arrow.js";
import { schemaOfArrow } from "../../types/arrow-tables.js";
import { StructField, StructType } from "../../types/nested-types.js";
import type { MakeArray } from "../../types/to-numpy.js";
import { structFromJson } from "../../types/type-json.js";
import { BatchMaker } from "../runner/batch-maker.js";
import { type RunnerModules, runnerOf } from "../runner/runner.js";
import type { FunctionSpec, Runner } from "../runner/spec.js";
import { BatchReader, BatchWriter } from "./batches.js";
import { type Frame, FrameKind, Pipes } from "./frames.js";
import type { FailureText, OpenRun, StageText } from "./open-run.js";
import { watchParent } from "./watch-parent.js";

const OLDEST_NODE = 20;

/** Serves until the other side is gone. @param input, output descriptors of the pipes */
export async function serveFunctions(arrow: ArrowModule, input: number, output: number): Promise<void> {
  // On Linux the worker has asked the system for it.
  if (process.platform !== "linux") watchParent();
  await new Server(arrow, new Pipes(input, output)).serve();
  process.exit(0);
}

class Server {
  readonly #arrow: ArrowModule;
  readonly #pipes: Pipes;
  readonly #runs = new Map<number, Run>();

  constructor(arrow: ArrowModule, pipes: Pipes) {
    this.#arrow = arrow;
    this.#pipes = pipes;
  }

  async serve(): Promise<void> {
    for (;;) {
      const frame = this.#pipes.read();
      if (frame === undefined) return;
      // Of a run that is over, more may come than it took.
      const run = frame.kind === FrameKind.Open ? undefined : this.#runs.get(frame.run);
      try {
        if (frame.kind === FrameKind.Open) this.#runs.set(frame.run, await opened(this.#arrow, frame));
        else if (run !== undefined) this.#step(run, frame);
      } catch (error) {
        this.#runs.delete(frame.run);
        this.#pipes.write(FrameKind.Failed, frame.run, Buffer.from(JSON.stringify(failureOf(error))));
      }
    }
  }

  #step(run: Run, { kind, run: number, bytes }: Frame): void {
    if (kind === FrameKind.Schema) {
      run.reader = new BatchReader(this.#arrow, bytes);
      this.#pipes.write(FrameKind.Schema, number, run.writer.stream);
      if (run.isStream) this.#stream(run, number, this.#batches(run, number));
    } else if (kind === FrameKind.Batch) {
      const [batch] = run.answers([run.reader!.batch(bytes)]);
      this.#pipes.write(FrameKind.Batch, number, ...run.writer.message(batch!));
    } else if (kind === FrameKind.End) {
      // A partition without rows.
      this.#pipes.write(FrameKind.Schema, number, run.writer.stream);
      this.#stream(run, number, []);
    } else if (kind === FrameKind.Close) {
      this.#runs.delete(number);
    }
  }

  #stream(run: Run, number: number, batches: Iterable<RecordBatch>): void {
    for (const batch of run.answers(batches)) {
      if (batch.numRows > 0) this.#pipes.write(FrameKind.Batch, number, ...run.writer.message(batch));
    }
    this.#runs.delete(number);
    this.#pipes.write(FrameKind.End, number);
  }

  *#batches(run: Run, number: number): Generator<RecordBatch, void, undefined> {
    for (;;) {
      const frame = this.#pipes.read();
      if (frame === undefined) process.exit(0);
      if (frame.run !== number) continue;
      if (frame.kind === FrameKind.End) return;
      yield run.reader!.batch(frame.bytes);
    }
  }
}

/** The functions of a run, one behind the other. */
class Run {
  readonly isStream: boolean;
  readonly writer: BatchWriter;
  reader: BatchReader | undefined;
  readonly #specs: readonly Omit<FunctionSpec, "input">[];
  readonly #stages: readonly StageText[];
  readonly #modules: RunnerModules;
  #runners: readonly Runner[] | undefined;

  constructor(
    modules: RunnerModules,
    specs: readonly Omit<FunctionSpec, "input">[],
    stages: readonly StageText[],
    timeZone: string,
  ) {
    const { arrow } = modules;
    const { kind, output } = specs.at(-1)!;
    this.isStream = kind !== "udf" && kind !== "vectorised udf";
    this.writer = new BatchWriter(arrow, new BatchMaker(arrow, output, timeZone).arrowSchema);
    this.#specs = specs;
    this.#stages = stages;
    this.#modules = modules;
  }

  answers(batches: Iterable<RecordBatch>): Iterable<RecordBatch> {
    this.#runners ??= this.#specs.map((spec, i) => {
      const input = i === 0 ? this.#input() : this.#specs[i - 1]!.output;
      return runnerOf(this.#modules, { ...spec, input });
    });
    return this.#runners.reduce<Iterable<RecordBatch>>((rows, runner) => runner(rows), batches);
  }

  /** What comes, as the plan calls it. */
  #input(): StructType {
    const fields = this.reader === undefined ? [] : schemaOfArrow(this.reader.schema).fields;
    const { names, arity = fields.length } = this.#stages[0]!;
    return new StructType(
      fields.slice(0, arity).map((field, i) => new StructField(names?.[i] ?? field.name, field.dataType)),
    );
  }
}

async function opened(arrow: ArrowModule, { bytes }: Frame): Promise<Run> {
  const { stages, timeZone } = JSON.parse(Buffer.from(bytes).toString("utf8")) as OpenRun;
  const [version = ""] = process.versions.node.split(".", 1);
  if (Number(version) < OLDEST_NODE) {
    throw new FunctionException(
      `the executor has Node ${process.versions.node} at ${process.execPath}, and functions of one's own need ${OLDEST_NODE}.19 or later`,
    );
  }
  let empty: MakeArray | undefined;
  const specs: Omit<FunctionSpec, "input">[] = [];
  for (const { kind, name, file, bigint, output, groups, numpy } of stages) {
    if (numpy !== undefined) ({ empty } = (await imported(numpy)) as { empty: MakeArray });
    const { default: body } = (await imported(file)) as { default: FunctionSpec["body"] };
    specs.push({
      kind,
      name,
      body,
      bigint,
      output: structFromJson(output),
      timeZone,
      ...(groups && { groups }),
    });
  }
  return new Run({ arrow, ...(empty && { empty }) }, specs, stages, timeZone);
}

/** A file that lies beside this one. */
function imported(file: string): Promise<unknown> {
  return import(new URL(file, import.meta.url).href);
}

function failureOf(error: unknown): FailureText {
  if (!(error instanceof FunctionException)) {
    return {
      message: `node failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    };
  }
  const { message, cause } = error;
  if (!(cause instanceof Error))
    return cause === undefined ? { message } : { message, cause: { name: "", message: String(cause) } };
  const { code } = cause as { code?: unknown };
  return {
    message,
    cause: {
      name: cause.name,
      message: cause.message,
      ...(cause.stack !== undefined && { stack: ownStack(cause.stack) }),
      ...(typeof code === "string" && { code }),
    },
  };
}

/** Without the lines of this program, which say nothing to the function's author. */
function ownStack(stack: string): string {
  return stack
    .split("\n")
    .filter((line) => !line.includes(import.meta.url))
    .join("\n");
}
