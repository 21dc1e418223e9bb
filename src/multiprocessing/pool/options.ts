/** What a pool and its calls can be told, and the checks of it. */
import { DTypeError, ValueError } from "../../errors.js";
import type { WorkerContext } from "../host/index.js";

/** Any function, as the pool calls it. */
export type Func = (...args: readonly unknown[]) => unknown;

export interface PoolOptions<I extends readonly unknown[] = readonly unknown[]> {
  /**
   * Called in each worker before its first task. What it throws ends the pool: all tasks are rejected with it (Python would start workers
   * forever).
   */
  readonly initializer?: (...args: I) => unknown;
  readonly initArgs?: I;
  /** Calls of tasks' functions (items) after which a worker makes room for a fresh one. Unlimited if not given. */
  readonly maxTasksPerChild?: number | undefined;
  /** Where the workers are: `thread` (the default; arrays are shared) or `process` (arrays are copied, a crash stays there). */
  readonly context?: WorkerContext | undefined;
  /** Most bytes of JavaScript heap that a worker may use; a task that needs more is rejected with MemoryError. */
  readonly memoryLimit?: number | undefined;
  /** Gets what the workers write, whole lines at a time, instead of its going to this process's stdout and stderr. */
  readonly onOutput?: ((output: WorkerOutput) => void) | undefined;
}

/** What a worker has written. */
export interface WorkerOutput {
  /** The worker's name, as `PoolWorker-3`. */
  readonly worker: string;
  readonly stream: "stdout" | "stderr";
  /** One or more whole lines. In order, and before the result of the task that wrote them. */
  readonly text: string;
}

/** How far a call has come. */
export interface Progress {
  /** Items whose results are in. */
  readonly completed: number;
  /** Items in all, or null while the input has not ended. */
  readonly total: number | null;
}

/** Every method's last argument. */
export interface CallOptions {
  /** Items that go to a worker at once. Not given: as many as take about 10 ms, fewer at the end, so that all workers finish together. */
  readonly chunkSize?: number | undefined;
  /** Seconds that one call of the function may take, counted from its start in the worker; then TimeoutError. */
  readonly timeout?: number | undefined;
  /** Aborting it rejects the call with the signal's reason; what runs sees `task.signal`. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How often a task that failed is run again, whatever it failed with: its own error, a timeout, its worker's death. Not after
   * cancellation, and not when its result can't travel. 0 if not given: then no task is ever run twice.
   */
  readonly retries?: number | undefined;
  /** Called in this thread as results come in. What it throws rejects the call. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Tasks of a higher priority are started first, whatever was submitted before. 0 if not given. */
  readonly priority?: number | undefined;
}

/** `reduce`'s own. */
export interface ReduceOptions<A> extends CallOptions {
  /** What each chunk's fold begins with: it has to be neutral in `combine`, as 0 is in a sum. */
  readonly initial: A;
  /** Joins the results of two neighbouring chunks, in this thread, from left to right: `(a, b) => a + b` of a sum, also of a sum of squares. */
  readonly combine: (left: A, right: A) => A | Promise<A>;
}

/** Options of a call, checked, with the defaults put in. */
export interface CheckedOptions {
  /** 0: adaptive. */
  readonly chunkSize: number;
  /** Milliseconds; 0: none. */
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
  readonly retries: number;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly priority: number;
}

const DEFAULTS: CheckedOptions = Object.freeze({
  chunkSize: 0,
  timeout: 0,
  signal: undefined,
  retries: 0,
  onProgress: undefined,
  priority: 0,
});

/** @throws ValueError or DTypeError that names the option, what was given and what is allowed */
export function checkCall(options: CallOptions | undefined): CheckedOptions {
  if (options === undefined) return DEFAULTS;
  const { chunkSize, timeout, signal, retries, onProgress, priority } = options;
  if (chunkSize !== undefined) wholeFrom("chunkSize", chunkSize, 1);
  if (retries !== undefined) wholeFrom("retries", retries, 0);
  if (timeout !== undefined && !(typeof timeout === "number" && timeout > 0)) {
    throw new ValueError(`timeout is ${String(timeout)}; it must be a number of seconds > 0, or left out`);
  }
  if (priority !== undefined && !Number.isFinite(priority)) {
    throw new ValueError(`priority is ${String(priority)}; it must be a finite number`);
  }
  if (signal !== undefined && !(typeof signal === "object" && signal !== null && "aborted" in signal)) {
    throw new DTypeError(`signal is ${String(signal)}; it must be an AbortSignal`);
  }
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw new DTypeError(`onProgress is ${String(onProgress)}; it must be a function`);
  }
  return {
    chunkSize: chunkSize ?? 0,
    timeout: timeout === undefined || timeout === Number.POSITIVE_INFINITY ? 0 : timeout * 1000,
    signal,
    retries: retries ?? 0,
    onProgress,
    priority: priority ?? 0,
  };
}

/** @throws ValueError unless `value` is a whole number from `least` on */
export function wholeFrom(name: string, value: number, least: number): void {
  if (!(Number.isSafeInteger(value) && value >= least)) {
    throw new ValueError(`${name} is ${String(value)}; it must be a whole number >= ${least}`);
  }
}

/** @throws DTypeError unless `fn` can be called */
export function checkFunction(method: string, fn: unknown): void {
  if (typeof fn !== "function") {
    throw new DTypeError(`Pool.${method}: ${String(fn)} is not a function`);
  }
}

/** @throws ValueError or DTypeError that names what is wrong */
export function checkPool<I extends readonly unknown[]>(
  processes: number | undefined,
  options: PoolOptions<I>,
): void {
  if (processes !== undefined && !(Number.isSafeInteger(processes) && processes >= 1)) {
    throw new ValueError(`Number of processes must be at least 1, and whole: got ${String(processes)}`);
  }
  const { initializer, initArgs, maxTasksPerChild, context, memoryLimit } = options;
  if (initializer !== undefined && typeof initializer !== "function")
    throw new DTypeError("initializer must be a callable");
  if (initArgs !== undefined && !Array.isArray(initArgs)) {
    throw new DTypeError(
      `initArgs is ${String(initArgs)}; it must be an array of the initializer's arguments`,
    );
  }
  if (maxTasksPerChild !== undefined) wholeFrom("maxTasksPerChild", maxTasksPerChild, 1);
  if (context !== undefined && context !== "thread" && context !== "process") {
    throw new ValueError(`context is ${String(context)}; it must be "thread" or "process"`);
  }
  if (memoryLimit !== undefined && !(Number.isFinite(memoryLimit) && memoryLimit >= 2 ** 20)) {
    throw new ValueError(
      `memoryLimit is ${String(memoryLimit)}; it must be a number of bytes, 1 MiB or more`,
    );
  }
}
