/** Runs the tasks of a phase on the pool: attempts, the watch for progress, bad records. It knows nothing of what the tasks do. */
import { TimeoutError } from "../../../errors.js";
import { atKillPoint } from "../../../events/index.js";
import { errorText, JobFailedError } from "../../job/index.js";
import { type BadRecord, BadRecords, TaskRecords } from "./bad-records.js";
import { fullDiskText, isFullDisk } from "./full-disk.js";
import { ProgressReader, type Whereabouts } from "./progress-words.js";

/** How often tasks are looked at: for the progress line, and whether they move. */
const LOOK_MS = 100;

/** Within this a task has begun, if a thread is to be had. */
const LOADING_MS = 1000;

/** One try of a task. */
export interface Attempt {
  /** From 1 on. */
  readonly number: number;
  readonly progress: ProgressReader;
  readonly signal: AbortSignal;
  /** Records that the task leaves out. */
  readonly skip: readonly BadRecord[];
  /**
   * So many records may fail in this attempt without ending it: it goes on without their output to find the others, and is run again
   * without them. 0: the first that fails ends it.
   */
  readonly mayFail: number;
}

/** Records that failed in an attempt which went on to find them all. */
export interface Stumbled {
  readonly stumbled: readonly BadRecord[];
}

/** What a phase needs to know of a task. */
export interface PhaseTask<R> {
  /** For messages: `map task 3 of 12 (words.txt, bytes 0 to 65536)`. */
  describe(): string;
  /** Hands the attempt to the pool. */
  start(attempt: Attempt): Promise<R | Stumbled>;
  /** Takes the result over. What it throws ends the job. */
  finish(result: R, attempt: Attempt, seconds: number): void;
  /** What the attempt has left goes away. */
  discard(attempt: Attempt): void;
  /** The record that a failed attempt was in, in words, as `the record at byte 345 of words.txt ("…")`. */
  locate(at: Whereabouts, progress: ProgressReader): Promise<string>;
}

/** What the phase tells while it runs. */
export interface PhaseView {
  /** Attempts of this phase so far. */
  readonly attempts: number;
  readonly running: readonly Whereabouts[];
  readonly status: string | undefined;
}

export interface PhaseOptions {
  /** For messages: the job's name, and the step's number if there are several. */
  readonly name: string;
  readonly lanes: number;
  /** Failures of one task that end the job. */
  readonly attempts: number;
  /** Seconds; 0 for none. */
  readonly taskTimeout: number;
  readonly badRecords: BadRecords;
  /** Whether the tasks' records may be left out: those of mappers. */
  readonly skips: boolean;
  readonly signal: AbortSignal;
  readonly onLook: (view: PhaseView) => void;
}

interface Queued<R> {
  readonly task: PhaseTask<R>;
  readonly records: TaskRecords;
  /** Of all its attempts so far. */
  attempts: number;
  readonly failures: unknown[];
}

interface Running {
  readonly progress: ProgressReader;
  readonly controller: AbortController;
  ticks: number;
  /** When it was last seen to move. */
  moved: number;
}

export class Phase<R> {
  readonly #options: PhaseOptions;
  readonly #queue: Queued<R>[];
  readonly #running = new Set<Running>();
  #attempts = 0;
  #over = false;

  constructor(tasks: readonly PhaseTask<R>[], options: PhaseOptions) {
    this.#options = options;
    const badRecords = options.skips ? options.badRecords : new BadRecords(0);
    this.#queue = tasks.map((task) => ({
      task,
      records: new TaskRecords(badRecords),
      attempts: 0,
      failures: [],
    }));
  }

  get attempts(): number {
    return this.#attempts;
  }

  /** Fulfilled when all tasks are done. @throws what ends the job */
  async run(): Promise<void> {
    const { lanes, signal } = this.#options;
    const timer = setInterval(() => this.#look(), LOOK_MS);
    const stop = (): void => void this.#stop(signal.reason);
    signal.addEventListener("abort", stop);
    try {
      signal.throwIfAborted();
      const count = Math.min(lanes, this.#queue.length);
      await Promise.all(Array.from({ length: count }, () => this.#lane()));
      // What was cancelled is nobody's failure, so the lanes just end.
      signal.throwIfAborted();
      this.#look();
    } catch (error) {
      await this.#stop(error);
      throw signal.aborted ? signal.reason : error;
    } finally {
      clearInterval(timer);
      signal.removeEventListener("abort", stop);
    }
  }

  /** Cancels what runs. Idempotent. */
  async #stop(reason: unknown): Promise<void> {
    this.#over = true;
    // A thread that is stopped while it loads modules leaves their files open in this process (Node 20 and 24).
    const until = performance.now() + LOADING_MS;
    while ([...this.#running].some(({ progress }) => !progress.look().begun) && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    for (const { controller } of this.#running) controller.abort(reason);
  }

  async #lane(): Promise<void> {
    for (let next = this.#queue.shift(); next !== undefined && !this.#over; next = this.#queue.shift()) {
      await this.#attempt(next);
    }
  }

  async #attempt(queued: Queued<R>): Promise<void> {
    const { task, records } = queued;
    const controller = new AbortController();
    const progress = new ProgressReader();
    const running: Running = { progress, controller, ticks: -1, moved: 0 };
    queued.attempts++;
    this.#attempts++;
    const attempt: Attempt = {
      number: queued.attempts,
      progress,
      signal: controller.signal,
      skip: records.skipped,
      mayFail: records.mayFail,
    };
    this.#running.add(running);
    const start = performance.now();
    let outcome: { readonly result: R | Stumbled } | { readonly error: unknown };
    try {
      outcome = { result: await task.start(attempt) };
    } catch (error) {
      outcome = { error };
    }
    this.#running.delete(running);
    // What comes after the end is nobody's.
    if (this.#over) {
      task.discard(attempt);
      return;
    }
    if ("error" in outcome) {
      task.discard(attempt);
      await this.#failed(queued, outcome.error, progress);
    } else if (isStumbled(outcome.result)) {
      task.discard(attempt);
      for (const { record, error } of outcome.result.stumbled) records.failed(record, error);
    } else {
      atKillPoint?.("task.done");
      task.finish(outcome.result, attempt, (performance.now() - start) / 1000);
      return;
    }
    // First in the queue: what is going to end the job should do so soon.
    this.#queue.unshift(queued);
  }

  /** Counts the failure. @throws the job's error when it was the last one */
  async #failed(queued: Queued<R>, error: unknown, progress: ProgressReader): Promise<void> {
    const { task, records, failures } = queued;
    const at = progress.look();
    const full = isFullDisk(error);
    // A line will be the same when it is read again.
    const fatal = full || isUnreadable(error);
    if (!fatal && at.inRecord && records.failed(at.record, errorText(error))) {
      // From now on it is left out, so what failed with it isn't held against the task.
      failures.length = 0;
      return;
    }
    failures.push(error);
    if (failures.length < this.#options.attempts && !fatal) return;
    const { name } = this.#options;
    const who = `${name}${at.running === undefined ? "" : `, ${at.running}`}: ${task.describe()}`;
    if (full) throw new JobFailedError(`${who} failed. ${fullDiskText(error)}`, failures);
    const where = at.inRecord ? `, the last time at ${await locate(task, at, progress)}` : "";
    throw new JobFailedError(
      `${who} failed ${failures.length === 1 ? "once" : `${failures.length} times`}${where}: ${errorText(error)}${otherwise(failures)}${this.#skipping(at, error)}`,
      distinct(failures),
    );
  }

  #skipping({ inRecord }: Whereabouts, error: unknown): string {
    if (!this.#options.skips || !(inRecord || isUnreadable(error))) return "";
    const { allowed } = this.#options.badRecords;
    return allowed > 0
      ? `. The ${allowed} bad records that --bad-records allows are used up`
      : ". A record that can't be processed is left out with --bad-records N";
  }

  #look(): void {
    const { taskTimeout, onLook } = this.#options;
    const now = performance.now();
    const places: Whereabouts[] = [];
    let status: string | undefined;
    for (const running of this.#running) {
      const place = running.progress.look();
      places.push(place);
      status = running.progress.status() ?? status;
      if (!place.begun) continue;
      if (place.ticks !== running.ticks) {
        running.ticks = place.ticks;
        running.moved = now;
      } else if (taskTimeout > 0 && now - running.moved > taskTimeout * 1000) {
        const text = `the task made no progress for ${taskTimeout} s: no record, no output, no counter, no status`;
        running.controller.abort(new TimeoutError(text));
      }
    }
    onLook({ attempts: this.#attempts, running: places, status });
  }
}

function isStumbled(result: unknown): result is Stumbled {
  return typeof result === "object" && result !== null && "stumbled" in result;
}

async function locate<R>(task: PhaseTask<R>, at: Whereabouts, progress: ProgressReader): Promise<string> {
  try {
    return await task.locate(at, progress);
  } catch {
    // The input itself may be what failed.
    return `record ${at.record + 1}`;
  }
}

/** What else the task failed with. */
function otherwise(failures: readonly unknown[]): string {
  const last = errorText(failures.at(-1));
  const others = [...new Set(failures.map(errorText))].filter((text) => text !== last);
  return others.length === 0 ? "" : `. Before that: ${others.join("; ")}`;
}

/** The errors as far as they differ, the last one last. */
function distinct(failures: readonly unknown[]): unknown[] {
  return failures.filter(
    (error, i) => !failures.slice(i + 1).some((later) => errorText(later) === errorText(error)),
  );
}

function isUnreadable(error: unknown): boolean {
  return error instanceof Error && error.name === "BadRecordError";
}
