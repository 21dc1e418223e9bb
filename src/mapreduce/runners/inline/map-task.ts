import { setImmediate as turn } from "node:timers/promises";
import { type BadRecordError, type Batch, fileOf } from "../../input/index.js";
import {
  type Emit,
  errorText,
  JobFailedError,
  type Pair,
  type SkippedRecord,
  type StepRun,
  skippedLine,
} from "../../job/index.js";
import { shown } from "../../protocols/index.js";
import type { PhaseStats } from "../../report/index.js";
import { type Item, into } from "./items.js";
import { RecordCounters } from "./record-counters.js";
import { called, failure, type StepContext, taskRun } from "./task.js";

/** A record, and where it was found. */
interface Found {
  readonly path: string;
  readonly offset: number;
  readonly text: string;
}

export interface Mapped {
  readonly items: Item[];
  readonly stats: Omit<PhaseStats, "seconds" | "busySeconds" | "recordsOut">;
}

/** The only map task of a step: reads all that comes in. */
export class MapTask {
  readonly #context: StepContext;
  readonly #run: StepRun;
  readonly #items: Item[] = [];
  readonly #emit: Emit;
  /** Since the last record that was mapped. */
  readonly #counters = new RecordCounters();
  #records = 0;
  #skips = 0;
  #bytes = 0;

  constructor(context: StepContext) {
    this.#context = context;
    this.#run = taskRun(context, this.#counters);
    const step = this.#run.plan;
    this.#emit = into(this.#items, step.reducer && step);
  }

  /** @param bytes how many there are, to tell how much is done */
  async overBatches(batches: Iterable<Batch> | AsyncIterable<Batch>, bytes: number): Promise<Mapped> {
    await this.#called(() => this.#run.mapStart(this.#emit));
    for await (const batch of batches) {
      const before = this.#records;
      this.#run.reading = fileOf(batch);
      for (let i = 0; i < batch.count; i++) {
        const record = this.#record(batch, i);
        // A bad record, which the reading has told of.
        if (record === undefined) continue;
        const found = () => ({ path: batch.path, offset: batch.offsetOf(i), text: shown(batch.line(i)) });
        const later = this.#map(record[0], record[1], found);
        if (later !== undefined) await later;
      }
      this.#run.reading = undefined;
      this.#bytes += batch.bytes;
      await this.#nextTurn(bytes === 0 ? 1 : this.#bytes / bytes, this.#records - before);
    }
    return this.#end();
  }

  async overPairs(pairs: readonly Pair[]): Promise<Mapped> {
    await this.#called(() => this.#run.mapStart(this.#emit));
    const path = `the output of step ${this.#context.index}`;
    for (const [i, [key, value]] of pairs.entries()) {
      const found = () => ({ path, offset: -1, text: shown([key, value]) });
      const later = this.#map(key, value, found);
      if (later !== undefined) await later;
      if ((i + 1) % PAIRS_A_TURN === 0) await this.#nextTurn((i + 1) / pairs.length, PAIRS_A_TURN);
    }
    await this.#nextTurn(1, pairs.length % PAIRS_A_TURN);
    return this.#end();
  }

  /** A line that can't be read. */
  leaveOut(bad: BadRecordError): void {
    this.#skip(skippedLine(bad), bad, this.unread(bad));
  }

  /** What ends the job when its input can't be read. */
  unread(error: unknown): unknown {
    const { signal } = this.#context.plan;
    if (error instanceof JobFailedError || (signal?.aborted && error === signal.reason)) return error;
    return failure(this.#context, "reading", "", error);
  }

  #record(batch: Batch, i: number): ReturnType<Batch["record"]> {
    try {
      return batch.record(i);
    } catch (error) {
      throw this.unread(error);
    }
  }

  #map(key: unknown, value: unknown, found: () => Found): void | Promise<void> {
    this.#records++;
    const kept = this.#items.length;
    const failed = (error: unknown) => {
      // What a record yielded and counted before it failed goes with it.
      this.#items.length = kept;
      this.#counters.drop();
      this.#failed(found(), error);
    };
    try {
      const run = this.#run;
      const later =
        run.plan.mapperRaw === undefined
          ? run.map(key, value, this.#emit)
          : run.mapRaw(String(value), found().path, this.#emit);
      if (later !== undefined) return later.then(() => this.#keep(), failed);
      this.#keep();
    } catch (error) {
      failed(error);
    }
  }

  #failed({ path, offset, text }: Found, error: unknown): void {
    const where = offset < 0 ? `${path}, record ${text}` : `byte ${offset} of ${path}, record ${text}`;
    const failed = failure(this.#context, this.#run.running, where, error);
    this.#skip({ path, offset, error: errorText(error) }, error, failed);
  }

  #keep(): void {
    this.#counters.keep(this.#context.counters);
  }

  /** @throws `failed` when no record may be left out, and in its words when no more may be */
  #skip(record: SkippedRecord, error: unknown, failed: unknown): void {
    const { plan, skipped } = this.#context;
    if (plan.badRecords === 0) throw failed;
    this.#skips++;
    skipped.push(record);
    if (skipped.length <= plan.badRecords) return;
    throw new JobFailedError(
      `${plan.name} has more bad records than the ${plan.badRecords} that --bad-records allows; the last one: ${(failed as Error).message}`,
      [error],
    );
  }

  async #end(): Promise<Mapped> {
    await this.#called(() => this.#run.mapEnd(this.#emit));
    return {
      items: this.#items,
      stats: {
        tasks: 1,
        attempts: 1,
        recordsIn: this.#records,
        bytesIn: this.#bytes,
        spilledBytes: 0,
        skippedRecords: this.#skips,
      },
    };
  }

  async #called(call: () => void | Promise<void>): Promise<void> {
    await called(this.#context, this.#run, call);
    this.#keep();
  }

  /** Lets timers and signals in. */
  async #nextTurn(map: number, records: number): Promise<void> {
    this.#context.onProgress({ map: Math.min(1, map), records });
    await turn();
    this.#context.plan.signal?.throwIfAborted();
  }
}

const PAIRS_A_TURN = 10_000;
