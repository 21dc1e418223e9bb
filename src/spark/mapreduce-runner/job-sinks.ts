/** Where the last phase's pairs go. */
import {
  type Emit,
  GroupValues,
  lineWriter,
  Partitioner,
  type StepRun,
  type ValueSource,
} from "../../mapreduce/for-runners.js";
import { ByteSink } from "../rdd/cluster/byte-sink.js";
import { routesTo } from "../rdd/cluster/routing.js";
import type { RowWriter } from "../rdd/cluster/row-writer.js";
import { ROW } from "../rdd/cluster/rows.js";
import { PARTITION_BYTES, PLACE_BYTES } from "../rdd/cluster/stage-output.js";
import { KeyMap } from "../rdd/key-map.js";
import { Random } from "../rdd/random.js";
import { carried } from "./carried.js";
import type { JobOutput } from "./job-program.js";

/** What takes pairs, and is told when there are no more. */
export interface PairSink {
  add: Emit;
  /** The mapper has yielded its last pair. */
  gather(): void;
  /** A pair of `combinerFinal`. */
  addLast: Emit;
  end(): void;
  readonly shuffledRecords: number;
  readonly shuffledBytes: number;
  readonly keys: readonly Uint8Array[];
  readonly keysSeen: number;
}

/** @param run of the phase whose pairs come; @param task its partition */
export function pairSink(
  output: JobOutput,
  rows: RowWriter,
  run: StepRun,
  job: Parameters<typeof lineWriter>[0],
  task: number,
): PairSink {
  switch (output.kind) {
    case "shuffle":
      return run.plan.combiner === undefined
        ? new ShuffleSink(output, rows, run, task)
        : new CombiningSink(output, rows, run, task);
    case "keys":
      return new KeySink(output.most, run, task);
    case "pairs":
      return new OutputSink(rows, task, (sink, key, value) => {
        sink.value(key);
        sink.value(value);
      });
    case "lines": {
      const lineOf = lineWriter(job);
      return new OutputSink(rows, task, (sink, key, value) => {
        const line = lineOf(key, value);
        sink.bytes(typeof line === "string" ? Buffer.from(line, "utf8") : line);
        sink.byte(0x0a);
      });
    }
  }
}

const NO_KEYS: readonly Uint8Array[] = [];

/** A row a pair: sorted, they are in the order of keys, of values if the step says so, and of the mappers. */
class ShuffleSink implements PairSink {
  shuffledRecords = 0;
  shuffledBytes = 0;
  readonly keys = NO_KEYS;
  readonly keysSeen = 0;
  protected readonly run: StepRun;
  readonly #rows: RowWriter;
  readonly #routes: Int32Array;
  readonly #partitioner: Partitioner;
  readonly #task: number;

  constructor(
    { reducers, boundaries }: Extract<JobOutput, { readonly kind: "shuffle" }>,
    rows: RowWriter,
    run: StepRun,
    task: number,
  ) {
    const { partitioner, groupingKey } = run.plan;
    this.run = run;
    this.#rows = rows;
    this.#task = task;
    this.#routes = routesTo(reducers);
    this.#partitioner = new Partitioner({
      partitions: reducers,
      partition: partitioner && ((key) => partitioner(key, reducers)),
      boundaries,
      groupingKey,
    });
  }

  add(key: unknown, value: unknown): void {
    this.send(key, value);
  }

  gather(): void {}

  addLast(key: unknown, value: unknown): void {
    this.send(key, value);
  }

  end(): void {}

  protected send(key: unknown, value: unknown): void {
    const { order, value: values } = this.#rows;
    const start = order.at;
    try {
      order.byte(ROW);
      const at = order.at;
      order.key(key);
      const to = this.#partitioner.of(key, order.u8, at, order.at);
      if (this.run.plan.sortValues) order.key(value);
      else values.value(value);
      order.uint(this.#task, PARTITION_BYTES);
      order.uint(this.shuffledRecords, PLACE_BYTES);
      this.shuffledBytes += order.at - start;
      this.shuffledRecords++;
      this.#rows.end(this.#routes[to]!);
    } catch (error) {
      this.#rows.abandon();
      throw error;
    }
  }
}

/** JavaScript's memory that pairs may take until they are combined. */
const GATHERED_BYTES = 32 * 2 ** 20;

/** Has the combiner join what the mapper yields, piece by piece. */
class CombiningSink extends ShuffleSink {
  readonly #gathered = new KeyMap<unknown[]>();
  #bytes = 0;

  override add(key: unknown, value: unknown): void {
    const copy = carried(value);
    const entry = this.#gathered.find(key) ?? this.#gathered.entry(carried(key).value, () => []);
    entry[1].push(copy.value);
    this.#bytes += copy.bytes + 32;
    if (this.#bytes > GATHERED_BYTES) this.gather();
  }

  override gather(): void {
    for (const [key, values] of this.#gathered.entries()) {
      const source = new ArrayValues(values);
      this.run.combine(key, new GroupValues(source), (combinedKey, combined) =>
        this.send(combinedKey, combined),
      );
      source.close();
    }
    this.#gathered.clear();
    this.#bytes = 0;
  }
}

class ArrayValues implements ValueSource {
  group = 0;
  readonly #values: readonly unknown[];
  #at = 0;

  constructor(values: readonly unknown[]) {
    this.#values = values;
  }

  more(): boolean {
    return this.#at < this.#values.length;
  }

  take(): unknown {
    return this.#values[this.#at++];
  }

  close(): void {
    this.group++;
  }
}

/** A fair choice of keys. J. Vitter, "Random sampling with a reservoir", ACM TOMS 11 (1985), algorithm R. */
class KeySink implements PairSink {
  readonly shuffledRecords = 0;
  readonly shuffledBytes = 0;
  readonly keys: Uint8Array[] = [];
  keysSeen = 0;
  readonly #most: number;
  readonly #run: StepRun;
  readonly #random: Random;
  readonly #sink = new ByteSink(256);

  constructor(most: number, run: StepRun, task: number) {
    this.#most = most;
    this.#run = run;
    this.#random = new Random(most, task);
  }

  add(key: unknown): void {
    this.keysSeen++;
    const at = this.keys.length < this.#most ? this.keys.length : this.#random.below(this.keysSeen);
    if (at >= this.#most) return;
    const { groupingKey } = this.#run.plan;
    this.#sink.at = 0;
    this.#sink.key(groupingKey === undefined ? key : groupingKey(key));
    this.keys[at] = this.#sink.take();
  }

  gather(): void {}

  addLast(key: unknown): void {
    this.add(key);
  }

  end(): void {}
}

/** Bytes of a row for the driver. */
const ROW_BYTES = 2 ** 18;
const COUNT_BYTES = 4;

/** Pairs or lines in rows, each with how many it holds before them. */
class OutputSink implements PairSink {
  readonly shuffledRecords = 0;
  readonly shuffledBytes = 0;
  readonly keys = NO_KEYS;
  readonly keysSeen = 0;
  readonly #rows: RowWriter;
  readonly #task: number;
  readonly #write: (sink: ByteSink, key: unknown, value: unknown) => void;
  readonly #sink = new ByteSink();
  #records = 0;
  #place = 0;

  constructor(rows: RowWriter, task: number, write: (sink: ByteSink, key: unknown, value: unknown) => void) {
    this.#rows = rows;
    this.#task = task;
    this.#write = write;
  }

  add(key: unknown, value: unknown): void {
    const { at } = this.#sink;
    try {
      this.#write(this.#sink, key, value);
    } catch (error) {
      this.#sink.at = at;
      throw error;
    }
    this.#records++;
    if (this.#sink.at >= ROW_BYTES) this.#flush();
  }

  gather(): void {}

  addLast(key: unknown, value: unknown): void {
    this.add(key, value);
  }

  end(): void {
    if (this.#records > 0) this.#flush();
  }

  #flush(): void {
    const { order, value } = this.#rows;
    order.byte(ROW);
    order.uint(this.#place++, PLACE_BYTES);
    value.uint(this.#records, COUNT_BYTES);
    value.bytes(this.#sink.u8.subarray(0, this.#sink.at));
    this.#sink.at = 0;
    this.#records = 0;
    this.#rows.end(this.#task);
  }
}
