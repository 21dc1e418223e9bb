/** Of a worker: runs a program over the batches of a task. */
import type { RecordBatch } from "apache-arrow";
import * as np from "../../../numpy/index.js";
import { decode, decodeAsync, needsModules } from "../../../portable/index.js";
import { runnerOf } from "../../own-functions/runner/runner.js";
import type { FunctionSpec, Runner } from "../../own-functions/runner/spec.js";
import { type ArrowModule, arrow as loadArrow } from "../../types/arrow.js";
import { batchOf } from "../../types/columns-to-arrow.js";
import { StructField, StructType } from "../../types/nested-types.js";
import { structFromJson } from "../../types/type-json.js";
import { Answers } from "./answers.js";
import {
  IDLE,
  type OwnTask,
  type Program,
  type SentProgram,
  type SentSpec,
  type WholeTask,
  WORDS,
} from "./program.js";
import { release } from "./release.js";

type Step = (index: number) => void;
type Run = (batches: Iterable<RecordBatch>, step: Step) => Generator<RecordBatch, void, undefined>;

interface Ready {
  readonly run: Run;
  readonly output: StructType;
  readonly timeZone: string;
}

/** Programs that a worker remembers. */
const REMEMBERED = 16;

const known = new Map<number, Ready>();

/** @returns streams of Arrow's, one after the other */
export async function runOwnTask(task: OwnTask): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  await runTask(task, task.batches, (streams) => all.push(...streams));
  return all;
}

/** As {@link runOwnTask}, with rows that come and go as it works. */
export async function runWholeTask(task: WholeTask): Promise<void> {
  const { given, made, words, slot } = task;
  const place = slot * WORDS + 1;
  /** Waits for the other side; that isn't the function's time. */
  const waiting = <T>(wait: () => T): T => {
    const index = Atomics.exchange(words.data, place, IDLE);
    const got = wait();
    Atomics.store(words.data, place, index);
    Atomics.add(words.data, place - 1, 1);
    return got;
  };
  const streams = function* () {
    for (;;) {
      const stream = waiting(() => given.getSync());
      if (stream.length === 0) return;
      yield stream;
    }
  };
  using _given = given;
  using _made = made;
  await runTask(task, streams(), (answers) => {
    for (const stream of answers) waiting(() => made.putSync(stream));
  });
  made.putSync(new Uint8Array());
}

/** @param give is told what there is, more and more */
async function runTask(
  { program, words, slot, most }: Omit<OwnTask, "batches">,
  streams: Iterable<Uint8Array>,
  give: (streams: readonly Uint8Array[]) => void,
): Promise<void> {
  const arrow = await loadArrow();
  const counts = words.data;
  const step: Step = (index) => {
    Atomics.store(counts, slot * WORDS + 1, index);
    Atomics.add(counts, slot * WORDS, 1);
  };
  try {
    const { run, output, timeZone } = await readyProgram(arrow, program);
    step(0);
    const answers = new Answers(arrow, output, timeZone);
    for (const batch of run(batchesOf(arrow, streams), step)) {
      step(Atomics.load(counts, slot * WORDS + 1));
      answers.add(batch);
      give(answers.taken());
      if (answers.rows >= most) break;
    }
    give(answers.rest());
  } finally {
    step(IDLE);
    release(words);
  }
}

function* batchesOf(arrow: ArrowModule, streams: Iterable<Uint8Array>): Generator<RecordBatch> {
  for (const stream of streams) yield* arrow.RecordBatchReader.from(stream) as Iterable<RecordBatch>;
}

async function readyProgram(arrow: ArrowModule, { id, bytes, length }: SentProgram): Promise<Ready> {
  try {
    const before = known.get(id);
    if (before !== undefined) return before;
    const value = await decoded(bytes.data.subarray(0, length));
    const made = await readied(arrow, value as Program);
    const [oldest] = known.keys();
    if (known.size === REMEMBERED) known.delete(oldest!);
    known.set(id, made);
    return made;
  } finally {
    release(bytes);
  }
}

async function decoded(parcel: Uint8Array): Promise<unknown> {
  return needsModules(parcel) ? decodeAsync(parcel, "process") : decode(parcel, "process");
}

async function readied(arrow: ArrowModule, program: Program): Promise<Ready> {
  if (program.kind === "chain") {
    const specs = await Promise.all(program.specs.map(received));
    const runs = specs.map((spec) => runnerOf({ arrow, empty: np.empty }, spec));
    const last = specs.at(-1)!;
    return { run: chained(runs), output: last.output, timeZone: last.timeZone ?? "UTC" };
  }
  const calls = await Promise.all(
    program.calls.map(async ({ spec, args }) => {
      const whole = await received(spec);
      return { spec: whole, args, run: runnerOf({ arrow, empty: np.empty }, whole) };
    }),
  );
  const output = new StructType(
    program.asked.map((place, i) => new StructField(`c${i}`, calls[place]!.spec.output.fields[0]!.dataType)),
  );
  const timeZone = calls[0]!.spec.timeZone ?? "UTC";
  const run: Run = function* (batches, step) {
    for (const batch of batches) {
      const answers: RecordBatch["data"]["children"] = [];
      for (const [i, { spec, args, run: call }] of calls.entries()) {
        step(i);
        const given = args.map(({ kind, place }) =>
          kind === "column" ? batch.data.children[place]! : answers[place]!,
        );
        const [answer] = call([batchOf(arrow, spec.input, given, batch.numRows, spec.timeZone)]);
        answers.push(answer!.data.children[0]!);
      }
      const asked = program.asked.map((place) => answers[place]!);
      yield batchOf(arrow, output, asked, batch.numRows, timeZone);
    }
  };
  return { run, output, timeZone };
}

/** Each function is given what the one before it gives; the step says which one works when nobody else does. */
function chained(runs: readonly Runner[]): Run {
  return (batches, step) => {
    const watched = function* (from: Iterable<RecordBatch>, index: number): Generator<RecordBatch> {
      for (const batch of from) {
        step(index);
        yield batch;
        step(Math.max(0, index - 1));
      }
      step(index);
    };
    return runs.reduce<Iterable<RecordBatch>>((from, run, i) => run(watched(from, i)), batches) as Generator<
      RecordBatch,
      void,
      undefined
    >;
  };
}

async function received({ input, output, body, ...rest }: SentSpec): Promise<FunctionSpec> {
  return {
    ...rest,
    body: body instanceof Uint8Array ? ((await decoded(body)) as FunctionSpec["body"]) : body,
    input: structFromJson(JSON.parse(input)),
    output: structFromJson(JSON.parse(output)),
  };
}
