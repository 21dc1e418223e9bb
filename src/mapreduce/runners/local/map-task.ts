/** A map task, as a worker runs it: reads its split, calls the mapper, leaves sorted runs, or output where no reducer follows. */
import { MemoryError, NotPortableError, ValueError } from "../../../errors.js";
import { atKillPoint } from "../../../events/index.js";
import { type BadRecordError, fileOf } from "../../input/index.js";
import { type Emit, errorText, type SkippedRecord, type StepRun, skippedLine } from "../../job/index.js";
import { lend, memoryOf, release, releaseLent } from "./lent.js";
import { MapShuffle } from "./map-shuffle.js";
import { type PairPart, PairStore } from "./pair-store.js";
import type { PartWriter } from "./part-writer.js";
import type { Stumbled } from "./phase.js";
import { type RecordBatch, readInput } from "./task-input.js";
import { TaskRun } from "./task-run.js";
import type { MapTaskResult, MapTaskSpec } from "./task-spec.js";

/** Runs in a worker. It travels there by its name. */
export async function runMapTask(spec: MapTaskSpec): Promise<MapTaskResult | Stumbled> {
  releaseLent();
  const task = new MapTask(spec);
  try {
    return await task.run();
  } finally {
    task.close();
    if (spec.input.kind === "pairs") for (const bytes of memoryOf(spec.input.chunks)) release(bytes);
  }
}

class MapTask {
  readonly #spec: MapTaskSpec;
  readonly #task: TaskRun;
  readonly #run: StepRun;
  readonly #isRaw: boolean;
  /** Whether the records are of files, and not of a step before. */
  readonly #readsFiles: boolean;
  /** Undefined in a step without a reducer, as is the other one in all others. */
  readonly #shuffle: MapShuffle | undefined;
  readonly #output: PairStore | PartWriter | undefined;
  readonly #emit: Emit;
  readonly #skipped: SkippedRecord[] = [];
  #skips = 0;
  #nextSkipped: number;
  #unreadable = 0;
  /** Records before the batch that is being mapped. */
  #recordsIn = 0;
  #recordsOut = 0;
  #bytesIn = 0;
  /** Records that failed; after the first one nothing is kept any more. */
  readonly #stumbled: { readonly record: number; readonly error: string }[] = [];
  /** What failed was no record's doing: the combiner, which may have been at others' pairs, or the disk. */
  #ours = false;
  /** A pair is being taken in: a flag, because a `try` for each pair costs more. */
  #isTaking = false;

  constructor(spec: MapTaskSpec) {
    this.#spec = spec;
    const task = new TaskRun(spec);
    this.#task = task;
    this.#run = task.run;
    this.#isRaw = task.run.plan.mapperRaw !== undefined;
    this.#readsFiles = spec.input.kind === "files";
    this.#nextSkipped = spec.skip[0]?.record ?? -1;
    if (spec.shuffle === undefined) {
      const output = task.output(spec.target);
      this.#output = output;
      this.#emit = (key, value) => {
        if (!this.#begins()) return;
        output.write(key, value);
        this.#ends();
      };
    } else {
      const shuffle = new MapShuffle(spec, spec.shuffle, task, () => {
        this.#ours = true;
      });
      this.#shuffle = shuffle;
      const { collector } = shuffle;
      // Its own function, as is the other one: one for both would call `add` through a variable, for each pair.
      this.#emit = (key, value) => {
        if (!this.#begins()) return;
        collector.add(key, value);
        this.#ends();
      };
    }
  }

  async run(): Promise<MapTaskResult | Stumbled> {
    const { input } = this.#spec;
    const { counters, inputProtocol } = this.#task;
    atKillPoint?.("map.begin");
    await this.#task.calling(() => this.#run.mapStart(this.#emit));
    await this.#task.calling(() =>
      this.#run.combineStart((key, value) => this.#shuffle!.collector.add(key, value)),
    );
    const batches = readInput(input, {
      protocol: inputProtocol,
      step: this.#run.plan,
      onBadRecord: this.#spec.mayFail > 0 ? (bad) => this.#leaveOut(bad) : undefined,
      increment: (group, name, count) => counters.increment(group, name, count),
    });
    if (Symbol.iterator in batches) {
      for (const batch of batches) {
        const pending = this.#map(batch);
        if (pending !== undefined) await pending;
      }
    } else {
      for await (const batch of batches) await this.#map(batch);
    }
    if (this.#stumbled.length > 0) return { stumbled: this.#stumbled };
    atKillPoint?.("map.read");
    await this.#task.calling(() => this.#run.mapEnd(this.#emit));
    await this.#task.calling(() => this.#shuffle?.gather());
    await this.#task.calling(() => this.#run.combineEnd((key, value) => this.#shuffle!.addLast(key, value)));
    const result = this.#finish();
    atKillPoint?.("map.end");
    return result;
  }

  close(): void {
    this.#shuffle?.close();
    this.#output?.close();
    this.#task.close();
  }

  /** One batch: without a promise as long as the mapper gives none. */
  #map(batch: RecordBatch): void | Promise<void> {
    atKillPoint?.("map.batch");
    if (this.#readsFiles) this.#run.reading = fileOf(batch);
    for (let i = 0; i < batch.count; i++) {
      const pending = this.#mapOne(batch, i);
      if (pending !== undefined) return this.#mapLater(batch, i, pending);
    }
    this.#done(batch);
  }

  async #mapLater(batch: RecordBatch, from: number, first: Promise<void>): Promise<void> {
    let pending: void | Promise<void> = first;
    for (let i = from; i < batch.count; ) {
      if (pending !== undefined) {
        try {
          await pending;
        } catch (error) {
          this.#failed(this.#recordsIn + i, error);
        }
      }
      i++;
      pending = i < batch.count ? this.#mapOne(batch, i) : undefined;
    }
    this.#done(batch);
  }

  #mapOne(batch: RecordBatch, i: number): void | Promise<void> {
    const record = this.#recordsIn + i;
    if (record === this.#nextSkipped) {
      this.#skip(batch, i);
      return;
    }
    this.#task.progress.enter(record);
    try {
      const pair = batch.record(i);
      if (pair === undefined) return;
      if (this.#isRaw) return this.#run.mapRaw(pair[1] as string, batch.path, this.#emit);
      return this.#run.map(pair[0], pair[1], this.#emit);
    } catch (error) {
      this.#failed(record, error);
    }
  }

  /** One of the mapper's pairs is taken in. False if it isn't wanted any more. */
  #begins(): boolean {
    this.#task.progress.tick();
    this.#isTaking = true;
    return this.#stumbled.length === 0;
  }

  #ends(): void {
    this.#isTaking = false;
    this.#recordsOut++;
  }

  #done(batch: RecordBatch): void {
    const { progress } = this.#task;
    progress.leave();
    this.#run.reading = undefined;
    this.#recordsIn += batch.count;
    this.#bytesIn += batch.bytes;
    progress.done(this.#recordsIn, this.#bytesIn);
  }

  /** @throws the error, unless it is a record's and others may be looked at */
  #failed(record: number, error: unknown): void {
    const { progress } = this.#task;
    progress.failedIn(this.#run.running);
    if (this.#isTaking && this.#stumbled.length === 0 && !isOfTheRecord(error)) this.#ours = true;
    this.#isTaking = false;
    if (this.#ours) {
      progress.leave();
      throw error;
    }
    if (this.#stumbled.length >= this.#spec.mayFail) throw error;
    this.#stumbled.push({ record, error: errorText(error) });
  }

  #skip(batch: RecordBatch, i: number): void {
    const { error } = this.#spec.skip[this.#skips++]!;
    this.#nextSkipped = this.#spec.skip[this.#skips]?.record ?? -1;
    this.#skipped.push({ path: batch.path, offset: batch.offsetOf(i), error });
  }

  #leaveOut(bad: BadRecordError): void {
    if (++this.#unreadable > this.#spec.mayFail) throw bad;
    this.#skipped.push(skippedLine(bad));
  }

  #finish(): MapTaskResult {
    const output = this.#shuffle?.finish();
    let pairs: PairPart | undefined;
    if (this.#output instanceof PairStore) pairs = this.#output.finish();
    else this.#output?.finish();
    lend([...memoryOf(output?.runs), ...memoryOf(pairs?.chunks)]);
    return {
      counters: this.#task.counters.toJSON(),
      recordsIn: this.#recordsIn - this.#skips,
      recordsOut: this.#recordsOut,
      bytesIn: this.#bytesIn,
      spilledBytes: (output?.stats.spilledBytes ?? 0) + (pairs?.fileBytes ?? 0),
      pairs,
      // A file's undecodable lines are found a batch at a time, before its other bad records.
      skipped: this.#skipped.sort((a, b) => (a.path === b.path ? a.offset - b.offset : 0)),
      unreadable: this.#unreadable,
      output,
    };
  }
}

/** What the record itself is to blame for when it is taken in: a key that has no order, a value that can't travel, a pair too large. */
function isOfTheRecord(error: unknown): boolean {
  return error instanceof ValueError || error instanceof NotPortableError || error instanceof MemoryError;
}
