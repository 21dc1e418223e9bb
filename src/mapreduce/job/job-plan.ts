import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { ValueError } from "../../errors.js";
import { cpuCount, type Pool } from "../../multiprocessing/index.js";
import { ENCODINGS, type Encoding, MOST_RECORD_BYTES } from "../input/index.js";
import type { Progress } from "../report/index.js";
import type { AnyJobClass } from "./job-class.js";
import { checkFiles } from "./option-values.js";
import { RUN_FIELDS, type RunOptions } from "./run-options.js";
import { parseSize } from "./size.js";
import { planSteps, protocolsOf, type StepPlan } from "./step-plan.js";

export type { Encoding } from "../input/index.js";

/** Bytes, or text, which becomes UTF-8; cut anywhere. */
export type StandardInput = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/** Everything that a runner has to know of a run. All of it is checked, paths are absolute, defaults are filled in. */
export interface JobPlan {
  readonly Job: AnyJobClass;
  /** The job's name in messages: that of its class. */
  readonly name: string;
  /** Complete, for `new Job(options)`. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Of a job made here; a worker makes its own by `planSteps(new Job(options))`. */
  readonly steps: readonly StepPlan[];
  /** Paths, folders, patterns and "-", as given. */
  readonly input: readonly string[];
  /** What "-" reads; `process.stdin` if it isn't given. */
  readonly stdin?: Readable;
  readonly output?: string;
  readonly overwrite: boolean;
  readonly resume: boolean;
  readonly workers: number;
  /** The caller's, to be left open; left out, the runner starts its own. */
  readonly pool?: Pool;
  /** Asked for by the caller; left out, it is the runner's choice. A step's own number goes before it. */
  readonly reducers?: number;
  /** Bytes a worker. */
  readonly memory: number;
  /** How many bad records may be left out. */
  readonly badRecords: number;
  /** Seconds without progress after which a task is ended; 0 for never. */
  readonly taskTimeout: number;
  /** The folder under which temporary data lie if there is no output folder. */
  readonly temp: string;
  readonly encoding: Encoding;
  /** Bytes; left out, it follows from the input. */
  readonly splitSize?: number;
  /** Bytes; a longer record is a bad one. */
  readonly maxRecordBytes?: number;
  /** How often a task is tried. */
  readonly attempts: number;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** Hadoop's `mapreduce.map.maxattempts` and `mapreduce.task.timeout`. */
const ATTEMPTS = 4;
const TASK_TIMEOUT = 600;
const MEMORY = 256e6;
/** Below this a sort buffer is smaller than what is read at once, and every task would spill after a few batches of records. */
export const LEAST_MEMORY = 16 * 2 ** 20;

/**
 * Checks how a job shall be run, before anything is read or written.
 *
 * @param called what messages call an option of the run
 * @throws ValueError that names the option, what it is and what it takes
 */
export function planJob(
  Job: AnyJobClass,
  run: RunOptions,
  called: (field: keyof RunOptions) => string = (field) => field,
): JobPlan {
  const { name } = Job;
  checkFields(Job, run);
  const job = makeJob(Job, run.options);
  const options = job.options as Readonly<Record<string, unknown>>;
  checkFiles(name, Job.options, options);
  protocolsOf(job);
  const { overwrite = false, resume = false, temp = tmpdir(), encoding = Job.inputEncoding } = run;
  if (resume && run.output === undefined) {
    throw new ValueError(
      `${called("resume")} is given without an output: what is finished is found in the output folder.`,
    );
  }
  if (run.output === "") throw new ValueError(`${called("output")} is ""; it takes the path of a folder.`);
  if (!ENCODINGS.includes(encoding)) {
    throw new ValueError(
      `${called("encoding")} is ${JSON.stringify(encoding)}; it takes one of ${ENCODINGS.join(", ")}.`,
    );
  }
  const size = (field: "memory" | "splitSize" | "maxRecordBytes") => {
    const given = run[field];
    return given === undefined ? undefined : parseSize(called(field), given);
  };
  const memory = size("memory") ?? MEMORY;
  if (memory < LEAST_MEMORY) {
    const given = String(run.memory) === String(memory) ? memory : `${run.memory}, that is ${memory}`;
    throw new ValueError(
      `${called("memory")} is ${given} bytes a worker; the least is ${LEAST_MEMORY} (16MiB).`,
    );
  }
  const maxRecordBytes = size("maxRecordBytes");
  if (maxRecordBytes !== undefined && maxRecordBytes > MOST_RECORD_BYTES) {
    throw new ValueError(
      `${called("maxRecordBytes")} is ${run.maxRecordBytes}; the longest record that can be read has ${MOST_RECORD_BYTES} bytes.`,
    );
  }
  return {
    Job,
    name,
    options,
    steps: planSteps(job),
    input: typeof run.input === "string" ? [run.input] : [...(run.input ?? (run.stdin ? ["-"] : []))],
    // A string would be taken letter by letter.
    stdin: run.stdin && readable(run.stdin),
    output: run.output === undefined ? undefined : resolve(run.output),
    overwrite,
    resume,
    workers: wholeNumber(called("workers"), run.workers ?? run.pool?.processes ?? cpuCount(), 1),
    pool: run.pool,
    reducers: run.reducers === undefined ? undefined : wholeNumber(called("reducers"), run.reducers, 1),
    memory,
    badRecords: wholeNumber(called("badRecords"), run.badRecords ?? 0, 0),
    taskTimeout: seconds(called("taskTimeout"), run.taskTimeout ?? TASK_TIMEOUT),
    temp: resolve(temp),
    encoding,
    splitSize: size("splitSize"),
    maxRecordBytes,
    attempts: wholeNumber(called("attempts"), run.attempts ?? ATTEMPTS, 1),
    onProgress: run.onProgress,
    signal: run.signal,
  };
}

/** A word that isn't known is mostly one that is misspelt, and would be missed without a sound. */
function checkFields({ name, options }: AnyJobClass, run: RunOptions): void {
  for (const field of Object.keys(run)) {
    if (RUN_FIELDS.includes(field)) continue;
    const own = Object.hasOwn(options, field)
      ? ` The job's own options go into options: { ${field}: … }.`
      : "";
    throw new ValueError(`A run of ${name} takes no ${field}; it takes ${RUN_FIELDS.join(", ")}.${own}`);
  }
}

/** A job of its own, as each task has one. */
export function makeJob(Job: AnyJobClass, options: object | undefined): InstanceType<AnyJobClass> {
  return new (Job as new (options?: object) => InstanceType<AnyJobClass>)(options);
}

/** A stream stays itself, so that one which has been read to its end is known again. */
function readable(stdin: StandardInput): Readable {
  if (stdin instanceof Readable) return stdin;
  return Readable.from(typeof stdin === "string" ? [stdin] : stdin);
}

function wholeNumber(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new ValueError(`${name} is ${String(value)}; it takes a whole number from ${least} on.`);
}

function seconds(name: string, value: number): number {
  if (value >= 0 && value <= Number.MAX_SAFE_INTEGER) return value;
  throw new ValueError(`${name} is ${String(value)}; it takes seconds from 0 on, where 0 is for ever.`);
}
