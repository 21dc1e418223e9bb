/** A task of a job, as an executor runs it: one partition through the phases of a stage. */
import {
  type BadRecordError,
  type Batch,
  Counters,
  Cursor,
  decodeValue,
  type Emit,
  errorText,
  fileOf,
  GroupValues,
  makeJob,
  planSteps,
  protocolsOf,
  RecordCounters,
  readRecords,
  type SkippedRecord,
  type Split,
  StepRun,
  shown,
  skippedLine,
} from "../../mapreduce/for-runners.js";
import type { PartitionRows } from "../rdd/cluster/partition-rows.js";
import type { RowWriter } from "../rdd/cluster/row-writer.js";
import { writeNote } from "../rdd/cluster/task-note.js";
import { carried } from "./carried.js";
import { received } from "./job-input.js";
import type { JobProgram, Phase, PhaseNote } from "./job-program.js";
import { type PairSink, pairSink } from "./job-sinks.js";
import { SortedGroups } from "./sorted-groups.js";
import { placed, tooMany } from "./task-error.js";

/** What comes behind a phase. */
interface Next {
  add(key: unknown, value: unknown): void | Promise<void>;
  /** The phase before is over. */
  end(): Promise<void>;
}

/** One phase: its calls of the job's functions, and what it counts. */
abstract class PhaseRun {
  readonly run: StepRun;
  protected readonly counters = new Counters();
  /** Since the last record that was mapped. */
  protected readonly recent = new RecordCounters();
  protected readonly skipped: SkippedRecord[] = [];
  protected recordsIn = 0;
  protected recordsOut = 0;
  protected bytesIn = 0;
  readonly #program: JobProgram;
  readonly #phase: Phase;
  readonly #task: number;
  readonly #start = performance.now();
  #next: Next | undefined;
  #sink: PairSink | undefined;
  /** What can't be taken on yet, since a function behind is async. */
  #pending: Promise<void> | undefined;
  readonly #waiting: [unknown, unknown][] = [];

  constructor(program: JobProgram, phase: Phase, task: number) {
    this.#program = program;
    this.#phase = phase;
    this.#task = task;
    const job = makeJob(program.Job, program.options);
    this.run = new StepRun(job, planSteps(job)[phase.step]!, { counters: this.recent });
  }

  /** @param behind the next phase, or where the pairs go in the end */
  connect(behind: Next | undefined, rows: RowWriter): void {
    this.#next = behind;
    if (behind !== undefined) return;
    const job = makeJob(this.#program.Job, this.#program.options);
    this.#sink = pairSink(this.#program.output, rows, this.run, job, this.#task);
  }

  protected readonly emit: Emit = (key, value) => {
    this.recordsOut++;
    if (this.#sink !== undefined) {
      this.#sink.add(key, value);
      return;
    }
    // Another function gets it: what the one here does to it later is nothing to that one.
    const own: [unknown, unknown] = [carried(key).value, carried(value).value];
    if (this.#pending !== undefined) {
      this.#waiting.push(own);
      return;
    }
    this.#pending = later(this.#next!.add(...own));
  };

  protected get isPending(): boolean {
    return this.#pending !== undefined;
  }

  protected get sink(): PairSink | undefined {
    return this.#sink;
  }

  /** Calls one of the step's functions, and waits until what it has yielded is taken in. */
  protected async called(call: () => void | Promise<void>, where: () => string = () => ""): Promise<void> {
    try {
      const pending = call();
      if (pending !== undefined) await pending;
      if (this.#pending !== undefined) await this.drained();
    } catch (error) {
      throw placed(this.run, this.run.running, where(), error);
    }
    this.recent.keep(this.counters);
  }

  protected async drained(): Promise<void> {
    while (this.#pending !== undefined) {
      await this.#pending;
      this.#pending = undefined;
      while (this.#waiting.length > 0 && this.#pending === undefined)
        this.#pending = later(this.#next!.add(...this.#waiting.shift()!));
    }
  }

  protected async finish(hottest: PhaseNote["hottest"], rows: RowWriter): Promise<void> {
    const sink = this.#sink;
    sink?.end();
    await this.#next?.end();
    const note: PhaseNote = {
      ...this.#phase,
      task: this.#task,
      counters: this.counters.toJSON(),
      seconds: (performance.now() - this.#start) / 1000,
      recordsIn: this.recordsIn,
      recordsOut: this.recordsOut,
      bytesIn: this.bytesIn,
      skipped: this.skipped,
      shuffledRecords: sink?.shuffledRecords ?? 0,
      shuffledBytes: sink?.shuffledBytes ?? 0,
      hottest,
      keys: sink?.keys ?? [],
      keysSeen: sink?.keysSeen ?? 0,
    };
    writeNote(rows, false, note);
  }
}

function later(done: void | Promise<void>): Promise<void> | undefined {
  // It is waited for when the function that yields is done.
  if (done !== undefined) done.catch(() => {});
  return done ?? undefined;
}

class MapPhase extends PhaseRun implements Next {
  readonly #rows: RowWriter;
  readonly #mayFail: number;
  readonly #path: string;

  constructor(program: JobProgram, phase: Phase, task: number, rows: RowWriter) {
    super(program, phase, task);
    this.#rows = rows;
    this.#mayFail = program.badRecords;
    this.#path = `the output of step ${phase.step}`;
  }

  async begin(): Promise<void> {
    await this.called(() => this.run.mapStart(this.emit));
    await this.called(() => this.run.combineStart((key, value) => this.sink!.add(key, value)));
  }

  /** Records of files. */
  async read(split: Split, program: JobProgram): Promise<void> {
    const { input, Job, options } = program;
    if (input.kind !== "files") return;
    const batches = readRecords(split, {
      protocol: protocolsOf(makeJob(Job, options)).input,
      encoding: input.encoding,
      ...(input.maxRecordBytes === undefined ? {} : { maxRecordBytes: input.maxRecordBytes }),
      preFilter: this.run.plan.mapperPreFilter,
      onBadRecord: this.#mayFail > 0 ? (bad) => this.#leaveOut(bad) : undefined,
      increment: (group, name, count) => this.counters.increment(group, name, count),
    });
    const iterator =
      Symbol.iterator in batches ? batches[Symbol.iterator]() : batches[Symbol.asyncIterator]();
    try {
      for (;;) {
        const step = await this.#reading(async () => iterator.next());
        if (step.done === true) break;
        await this.#batch(step.value);
      }
    } finally {
      await iterator.return?.();
    }
  }

  add(key: unknown, value: unknown): void | Promise<void> {
    return this.#map(key, value, () => ({ path: this.#path, offset: -1, text: shown([key, value]) }));
  }

  async end(): Promise<void> {
    await this.called(() => this.run.mapEnd(this.emit));
    await this.called(() => this.sink?.gather());
    await this.called(() => this.run.combineEnd((key, value) => this.sink!.addLast(key, value)));
    await this.finish([], this.#rows);
  }

  async #batch(batch: Batch): Promise<void> {
    this.run.reading = fileOf(batch);
    for (let i = 0; i < batch.count; i++) {
      const record = this.#record(batch, i);
      // A bad record, which the reading has told of.
      if (record === undefined) continue;
      const pending = this.#map(record[0], record[1], () => ({
        path: batch.path,
        offset: batch.offsetOf(i),
        text: shown(batch.line(i)),
      }));
      if (pending !== undefined) await pending;
    }
    this.run.reading = undefined;
    this.bytesIn += batch.bytes;
  }

  #record(batch: Batch, i: number): ReturnType<Batch["record"]> {
    try {
      return batch.record(i);
    } catch (error) {
      throw placed(this.run, "reading", "", error);
    }
  }

  async #reading<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      throw placed(this.run, "reading", "", error);
    }
  }

  #map(key: unknown, value: unknown, found: () => Found): void | Promise<void> {
    this.recordsIn++;
    const held: [unknown, unknown][] = [];
    // What a record has yielded before it failed goes with it.
    const emit: Emit =
      this.#mayFail === 0
        ? this.emit
        : (emitted, its) => void held.push([carried(emitted).value, carried(its).value]);
    const failed = (error: unknown): void => {
      this.recent.drop();
      this.#failed(found(), error);
    };
    try {
      const { run } = this;
      const pending =
        run.plan.mapperRaw === undefined
          ? run.map(key, value, emit)
          : run.mapRaw(String(value), found().path, emit);
      if (pending !== undefined) return pending.then(() => this.#keep(held), failed);
      return this.#keep(held);
    } catch (error) {
      failed(error);
    }
  }

  #keep(held: readonly (readonly [unknown, unknown])[]): void | Promise<void> {
    for (const [key, value] of held) this.emit(key, value);
    this.recent.keep(this.counters);
    return this.isPending ? this.drained() : undefined;
  }

  #failed({ path, offset, text }: Found, error: unknown): void {
    const where = offset < 0 ? `${path}, record ${text}` : `byte ${offset} of ${path}, record ${text}`;
    const failure = placed(this.run, this.run.running, where, error);
    this.#skip({ path, offset, error: errorText(error) }, failure);
  }

  #leaveOut(bad: BadRecordError): void {
    this.#skip(skippedLine(bad), placed(this.run, "reading", "", bad));
  }

  #skip(record: SkippedRecord, failure: Error): void {
    if (this.skipped.length >= this.#mayFail) throw this.#mayFail === 0 ? failure : tooMany(failure);
    this.skipped.push(record);
  }
}

/** A record, and where it was found. */
interface Found {
  readonly path: string;
  readonly offset: number;
  readonly text: string;
}

class ReducePhase extends PhaseRun {
  readonly #rows: RowWriter;

  constructor(program: JobProgram, phase: Phase, task: number, rows: RowWriter) {
    super(program, phase, task);
    this.#rows = rows;
  }

  async reduce(rows: PartitionRows): Promise<void> {
    const { run } = this;
    await this.called(() => run.reduceStart(this.emit));
    const groups = new SortedGroups(rows, run.plan);
    while (groups.next()) {
      const values = new GroupValues(groups);
      const { key } = groups;
      await this.called(
        () => run.reduce(key, values, this.emit),
        () => `key ${shown(key)}`,
      );
    }
    this.recordsIn = groups.records;
    this.bytesIn = groups.bytes;
    await this.called(() => run.reduceEnd(this.emit));
    await this.finish(groups.hottest, this.#rows);
  }
}

/** Takes a partition through all phases. */
export async function runJobTask(program: JobProgram, rows: PartitionRows, writer: RowWriter): Promise<void> {
  const [first, ...others] = program.phases;
  let behind: MapPhase | undefined;
  for (const phase of [...others].reverse()) {
    const map = new MapPhase(program, phase, rows.partition, writer);
    map.connect(behind, writer);
    await map.begin();
    behind = map;
  }
  if (first!.kind === "reduce") {
    const reduce = new ReducePhase(program, first!, rows.partition, writer);
    reduce.connect(behind, writer);
    await reduce.reduce(rows);
    return;
  }
  const map = new MapPhase(program, first!, rows.partition, writer);
  map.connect(behind, writer);
  await map.begin();
  while (rows.next())
    await map.read(received(decodeValue(rows.row.v, new Cursor(rows.row.vAt)) as Split), program);
  await map.end();
}
