/** Runs the tasks of a phase on the pool: attempts, the watch for progress, bad records. It knows nothing of what the tasks do. */
import { TimeoutError } from "../../../errors.js";
import { atKillPoint } from "../../../events/index.js";
import { errorText, JobFailedError, stopOf, thrownText } from "../../job/index.js";
import { countOf } from "../../report/index.js";
import { type BadRecord, BadRecords, TaskRecords } from "./bad-records.js";
import { distinct, isOfTheMachine, isUnreadable, namedFor, withoutName } from "./failures.js";
import { fullDiskText, isFullDisk } from "./full-disk.js";
import { ProgressReader, type Whereabouts } from "./progress-words.js";

/** How often tasks are looked at: for the progress line, and whether they move. */
const LOOK_MS = 100;

/** Within this a task has begun, if a thread is to be had. */
const LOADING_MS = 1000;

/** So much longer than without progress a task may be without a beginning: a worker starts meanwhile, perhaps on a busy machine. */
const STARTING_SECONDS = 30;

/** A pool ends a worker that goes on with a cancelled task a quarter of a second later; on a busy machine that may take a while. */
const ENDING_MS = 1500;

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
  /** Whether other calls may use the workers, so that a task may wait for one for as long as they like. */
  readonly isPoolShared: boolean;
  /** Whether the tasks' records may be left out: those of mappers. */
  readonly skips: boolean;
  readonly signal: AbortSignal;
  /** Whether what is finished stays when the job fails, for `--resume`. */
  readonly keeps: boolean;
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
  /** When it was last seen to move, or was handed to the pool. */
  moved: number;
}

/** An attempt whose worker may go on for a moment, and write. */
interface Cancelled {
  readonly progress: ProgressReader;
  readonly since: number;
}

export class Phase<R> {
  readonly #options: PhaseOptions;
  readonly #queue: Queued<R>[];
  readonly #running = new Set<Running>();
  readonly #cancelled: Cancelled[] = [];
  #attempts = 0;
  #over = false;

  constructor(tasks: readonly PhaseTask<R>[], options: PhaseOptions) {
    this.#options = options;
    const badRecords = options.skips ? options.badRecords : new BadRecords(options.name, 0);
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
      if (this.#options.isPoolShared) await this.#quiet();
    }
  }

  /** Fulfilled when no worker writes any more for what was cancelled. In a pool of the job's own its end does that. */
  async #quiet(): Promise<void> {
    const writes = ({ progress, since }: Cancelled): boolean =>
      !progress.look().over && performance.now() < since + ENDING_MS;
    while (this.#cancelled.some(writes)) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** Cancels what runs. Idempotent. */
  async #stop(reason: unknown): Promise<void> {
    this.#over = true;
    // A thread that is stopped while it loads modules leaves their files open in this process (Node 20 and 24).
    const until = performance.now() + LOADING_MS;
    while ([...this.#running].some(({ progress }) => !progress.look().begun) && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    for (const running of this.#running) this.#cancel(running, reason);
  }

  #cancel({ progress, controller }: Running, reason: unknown): void {
    if (controller.signal.aborted) return;
    this.#cancelled.push({ progress, since: performance.now() });
    controller.abort(reason);
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
    const running: Running = { progress, controller, ticks: -1, moved: performance.now() };
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
      outcome = { error: namedFor(task.describe(), error) };
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
    const unloaded = !at.begun && !isOfTheMachine(error);
    // A line will be the same when it is read again, and so will the module that a class is in.
    const fatal = full || unloaded || isUnreadable(error);
    if (!fatal && at.inRecord && records.failed(at.record, withoutName(task.describe(), errorText(error)))) {
      // From now on it is left out, so what failed with it isn't held against the task.
      failures.length = 0;
      return;
    }
    failures.push(error);
    if (failures.length < this.#options.attempts && !fatal) return;
    const { name } = this.#options;
    const described = task.describe();
    const who = `${name}${at.running === undefined ? "" : `, ${at.running}`}: ${described}`;
    if (full)
      throw new JobFailedError(
        `${who} failed. ${fullDiskText(error, this.#options.keeps ? "kept" : "removed")}`,
        failures,
      );
    if (unloaded) {
      const text = `${name}: the job couldn't be brought to a worker: ${thrownText(error)}${stopOf(error)}`;
      throw new JobFailedError(text, distinct(failures));
    }
    const where = at.inRecord ? `, the last time at ${await locate(task, at, progress)}` : "";
    const times = failures.length === 1 ? "once" : `${failures.length} times`;
    const errors = distinct(failures);
    const before = errors.slice(0, -1).map((each) => withoutName(described, thrownText(each)));
    const more = [
      before.length === 0 ? "" : `Before that: ${before.join("; ")}`,
      this.#skipping(at, error),
    ].filter((sentence) => sentence !== "");
    const first = `${who} failed ${times}${where}: ${withoutName(described, thrownText(error))}`;
    const text = more.length === 0 ? first + stopOf(error) : `${[first, ...more].join(". ")}.`;
    throw new JobFailedError(text, errors);
  }

  #skipping({ inRecord }: Whereabouts, error: unknown): string {
    if (!this.#options.skips || !(inRecord || isUnreadable(error))) return "";
    const { allowed } = this.#options.badRecords;
    if (allowed > 0)
      return `The ${countOf(allowed, "bad record")} that --bad-records allows ${allowed === 1 ? "is" : "are"} used up`;
    // Those of lines name it among other ways out.
    const told = errorText(error).includes("--bad-records");
    return told ? "" : "A record that can't be processed is left out with --bad-records N";
  }

  #look(): void {
    const { taskTimeout, isPoolShared, onLook } = this.#options;
    const now = performance.now();
    const places: Whereabouts[] = [];
    let status: string | undefined;
    for (const running of this.#running) {
      const place = running.progress.look();
      places.push(place);
      status = running.progress.status() ?? status;
      if (!place.begun && isPoolShared) continue;
      if (place.begun && place.ticks !== running.ticks) {
        running.ticks = place.ticks;
        running.moved = now;
        continue;
      }
      const limit = place.begun ? taskTimeout : taskTimeout + STARTING_SECONDS;
      if (taskTimeout > 0 && now - running.moved > limit * 1000) {
        const text = place.begun
          ? `the task made no progress for ${limit} s: no record, no output, no counter, no status`
          : `the task didn't begin within ${limit} s: a module that the job needs may wait for something while it is loaded`;
        this.#cancel(running, new TimeoutError(text));
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
