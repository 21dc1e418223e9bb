/** Looks at some of what the mappers yield, so that a total order can be cut into parts of about equal size. Hadoop's `InputSampler`. */
import { encodeKey } from "../../codec/index.js";
import { fileOf, sampleRecords } from "../../input/index.js";
import type { Emit } from "../../job/index.js";
import { memoryOf, release, releaseLent } from "./lent.js";
import { type RecordBatch, readInput } from "./task-input.js";
import { TaskRun } from "./task-run.js";
import type { SampleResult, TaskInput, TaskSpec } from "./task-spec.js";

/** A partition's bounds are known to a few percent with so many keys a partition (Hadoop's RandomSampler looks at 10,000 in all). */
const KEYS_A_PARTITION = 500;
const LEAST_KEYS = 10_000;

export interface SampleTaskSpec extends TaskSpec {
  readonly inputs: readonly TaskInput[];
  readonly partitions: number;
}

/**
 * Runs in a worker: mappers on windows of the input (of pairs: on chunks at even distances). What fails is left out, since it is met again; counters
 * and output go nowhere.
 */
export async function runSampleTask(spec: SampleTaskSpec): Promise<SampleResult> {
  releaseLent();
  const task = new TaskRun(spec);
  const { run } = task;
  const { groupingKey } = run.plan;
  const isRaw = run.plan.mapperRaw !== undefined;
  const keys = new Reservoir(Math.max(LEAST_KEYS, KEYS_A_PARTITION * spec.partitions));
  const emit: Emit = (key) => {
    task.progress.tick();
    keys.add(groupingKey === undefined ? key : groupingKey(key));
  };
  try {
    await run.mapStart(emit);
    let number = 0;
    const readsFiles = spec.inputs[0]?.kind === "files";
    for await (const batch of sampleBatches(spec, task)) {
      if (readsFiles) run.reading = fileOf(batch);
      for (let i = 0; i < batch.count; i++) {
        task.progress.enter(number++);
        try {
          const pair = batch.record(i);
          if (pair === undefined) continue;
          if (isRaw) await run.mapRaw(pair[1] as string, batch.path, emit);
          else await run.map(pair[0], pair[1], emit);
        } catch {
          // The map task that reads it will say so.
        }
      }
      run.reading = undefined;
    }
  } finally {
    task.close();
    for (const input of spec.inputs) {
      if (input.kind === "pairs") for (const bytes of memoryOf(input.chunks)) release(bytes);
    }
  }
  return { keys: keys.encoded() };
}

async function* sampleBatches(
  spec: SampleTaskSpec,
  task: TaskRun,
): AsyncGenerator<Pick<RecordBatch, "path" | "count" | "record">> {
  const [first] = spec.inputs;
  if (first?.kind === "files") {
    const splits = spec.inputs.flatMap((input) => (input.kind === "files" ? [input.split] : []));
    yield* sampleRecords(splits, {
      protocol: task.inputProtocol,
      encoding: first.encoding,
      preFilter: task.run.plan.mapperPreFilter,
      maxRecordBytes: first.maxRecordBytes,
    });
    return;
  }
  for (const input of spec.inputs) {
    yield* readInput(input, {
      protocol: task.inputProtocol,
      step: task.run.plan,
      onBadRecord: undefined,
      increment: () => {},
    });
  }
}

/** A fair choice of things that come one by one. J. Vitter, "Random sampling with a reservoir", ACM TOMS 11 (1985), algorithm R. */
class Reservoir {
  readonly #size: number;
  readonly #keys: Uint8Array[] = [];
  #seen = 0;
  #state = 0x9e3779b9;
  #scratch = new Uint8Array(1024);

  constructor(size: number) {
    this.#size = size;
  }

  add(key: unknown): void {
    this.#seen++;
    const at = this.#keys.length < this.#size ? this.#keys.length : Math.floor(this.#random() * this.#seen);
    if (at < this.#size) this.#keys[at] = this.#encode(key);
  }

  encoded(): Uint8Array {
    return Buffer.concat(this.#keys);
  }

  #encode(key: unknown): Uint8Array {
    for (;;) {
      const end = encodeKey(this.#scratch, 0, this.#scratch.length, key);
      if (end >= 0) return this.#scratch.slice(0, end);
      this.#scratch = new Uint8Array(2 * this.#scratch.length);
    }
  }

  /** Always the same numbers: the same input is cut alike. G. Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8 (2003), 14. */
  #random(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) / 2 ** 32;
  }
}
