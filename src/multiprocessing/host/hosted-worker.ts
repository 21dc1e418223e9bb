/** A worker as the thread that started it sees it. Thread or child process: one interface, so that pools needn't know. */
import type { Parcel } from "../../portable/index.js";

/** Where a worker runs. Threads share the heap; child processes share nothing and are copied to. */
export type WorkerContext = "thread" | "process";

/** What a worker is for, and what it is told when it starts. */
export interface WorkerBoot {
  readonly role: "pool" | "process";
  /** As it appears in messages: `pool worker 3`, `Process-1`. */
  readonly name: string;
  /** Structured-cloneable; without shared memory when the context is `process`. */
  readonly data: unknown;
}

export interface WorkerOptions {
  readonly context: WorkerContext;
  readonly boot: WorkerBoot;
  /** Most bytes of JavaScript heap (not of arrays: those have the budget of `MANYCORE_MEMORY`). */
  readonly memoryLimit?: number | undefined;
  /** Doesn't keep this process (thread) alive; the same as `unref()`. */
  readonly daemon?: boolean | undefined;
}

/**
 * What ended a worker:
 * - `ended`: its role was over
 * - `exit`: something in it called `process.exit()`
 * - `terminated`: `terminate()`, `kill()` or `signal()` here
 * - `killed`: a signal from elsewhere (`kill -9`, the kernel's out-of-memory killer, a crash)
 * - `uncaught`: an uncaught exception or an unhandled rejection
 * - `memory`: it ran out of memory
 * - `boot`: it could not be started, or failed before its role began
 */
export type EndReason = "ended" | "exit" | "terminated" | "killed" | "uncaught" | "memory" | "boot";

export interface WorkerExit {
  readonly reason: EndReason;
  /** The exit code, or null when a signal ended it. */
  readonly code: number | null;
  /** The signal that ended a process (for a thread: that `terminate()` or `kill()` stands for), or null. */
  readonly signal: NodeJS.Signals | null;
  /**
   * What whoever waits for a result is told: MemoryError, or WorkerDiedError that says what happened, with the worker's own
   * error as its `cause`. There is one even after `ended`, for then a result that is owed never comes.
   */
  readonly error: Error;
}

export interface HostedWorker {
  readonly context: WorkerContext;
  readonly name: string;
  /** The process it runs in: for a thread this one; 0 when a process could not be started. */
  readonly pid: number;
  /** `worker_threads`' id (in a browser, the participant's), or null for a process. */
  readonly threadId: number | null;
  /** Its id in this process's table of participants (`threads/`). */
  readonly participant: number;
  /**
   * Sends a message; ordered. Its leases are dropped if the worker ends without having received them. After the worker's end
   * a message is dropped silently: `exit` tells.
   */
  post(kind: string, parcel: Parcel | null): void;
  /** Called for each message of that kind; one listener a kind. `bytes` is the listener's to keep. */
  receive(kind: string, listener: (bytes: Uint8Array) => void): void;
  /**
   * Whole lines that the worker wrote, instead of their going to this process's stdout and stderr. In order, and before the
   * result of the task that wrote them; a last line without an end comes when the worker ends.
   */
  onOutput(listener: (stream: OutputStream, text: string) => void): void;
  /** Fulfilled, never rejected, once the worker is gone, its messages are in, and its participant and its heap are put in order. */
  readonly exit: Promise<WorkerExit>;
  /** Asks a process by SIGTERM and kills it when it stays; stops a thread wherever it is. */
  terminate(): Promise<WorkerExit>;
  /** Ends it at once. */
  kill(): Promise<WorkerExit>;
  /** Sends a signal to a process, and no more; any signal that ends things stops a thread. */
  signal(name: "SIGTERM" | "SIGKILL"): void;
  /** `link.cancelled()` in the worker is this number from now on, also in the middle of a loop. */
  cancel(task: number): void;
  /** Keeps this process alive as long as the worker lives (so it is at first, unless it is a daemon). */
  ref(): void;
  unref(): void;
}

export type OutputStream = "stdout" | "stderr";
