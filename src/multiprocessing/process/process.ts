import { ValueError } from "../../errors.js";
import { dropLease } from "../../memory/index.js";
import { encode, encodeFunction, refuseAtImport } from "../../portable/index.js";
import { carryArrays } from "../carriers.js";
import { contextHere, type HostedWorker, startWorker, type WorkerExit } from "../host/index.js";
import { ARGUMENTS, ERROR, TARGET } from "./child-messages.js";
import { currentProcess, nextIdentity, type ProcessData } from "./current.js";
import { readError } from "./read-error.js";
import { READY, type Waitable } from "./ready.js";

/** What a `Process` is made of. */
export interface ProcessOptions<A extends readonly unknown[]> {
  /** The function that the process runs. It travels with what it captured. */
  readonly target?: ((...args: A) => unknown) | undefined;
  /** The target's arguments. Without a copy for ndarrays when the context is `thread`. */
  readonly args?: A | undefined;
  /** `Process-1`, `Process-2` …, unless given; a child's child is `Process-1:1`. */
  readonly name?: string | undefined;
  /** Whether it ends with its parent instead of keeping it alive. As the current process's, unless given. */
  readonly daemon?: boolean | undefined;
  /** `thread` (the default): a worker thread, 25 ms, one heap. `process`: a child process, 80 ms, nothing shared but its own to lose. */
  readonly context?: "thread" | "process" | undefined;
  /** Most bytes of JavaScript heap; beyond, `error` is a MemoryError. */
  readonly memoryLimit?: number | undefined;
}

/** Settles when the process has ended; something for `wait` too. */
export type Sentinel = Promise<void> & Waitable;

const active = new Set<Process<readonly unknown[]>>();

/**
 * Runs a function in a thread or process of its own.
 *
 * ```ts
 * const child = new Process({ target: (name: string) => console.log(`hello ${name}`), args: ["bob"] });
 * child.start();
 * await child.join();
 * ```
 *
 * The process is over when the target's promise settles; timers and sockets that the target left open don't prolong it, children that aren't
 * daemons do. An uncaught error is printed to stderr with the process's name, makes `exitCode` 1 and is found in `error`.
 * A child never survives its parent, however that ended.
 *
 * Deviations from Python: `start` may be called in any module (the main module isn't run again), the target's keyword arguments are an object
 * among `args`, `run` can't be overridden, daemons may have children, and `terminate` of a thread stops it without a handler's being asked.
 * @see https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Process
 */
export class Process<const A extends readonly unknown[] = readonly []> implements Waitable, AsyncDisposable {
  // Without the type of the arguments: a list of processes with different targets is a list of processes.
  readonly #target: ((...args: never) => unknown) | undefined;
  readonly #args: readonly unknown[];
  readonly #context: "thread" | "process";
  readonly #memoryLimit: number | undefined;
  readonly #identity: readonly number[];
  #name: string;
  #daemon: boolean;
  #worker: HostedWorker | undefined;
  #ended: Promise<void> | undefined;
  #exitCode: number | null = null;
  #error: unknown = null;
  #waiting = 0;
  #closed = false;

  /** @throws ValueError for a context that doesn't exist */
  constructor(options: ProcessOptions<A> = {}) {
    const { context = "thread" } = options;
    if (context !== "thread" && context !== "process") {
      throw new ValueError(`context is ${JSON.stringify(context)}; it must be "thread" or "process".`);
    }
    carryArrays();
    this.#identity = nextIdentity();
    this.#target = options.target;
    this.#args = options.args ?? [];
    this.#name = options.name ?? `Process-${this.#identity.join(":")}`;
    this.#daemon = options.daemon ?? currentProcess().daemon;
    this.#context = contextHere(context);
    this.#memoryLimit = options.memoryLimit;
  }

  /** For people; two may have the same. */
  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    this.#name = name;
  }

  /** @throws ValueError when it is set after the start */
  get daemon(): boolean {
    this.#check();
    return this.#daemon;
  }

  set daemon(daemon: boolean) {
    this.#check();
    if (this.#worker !== undefined) throw new ValueError(`${this.#name} has started; set daemon before.`);
    this.#daemon = daemon;
  }

  /** The operating system's process id, null before the start. A thread's is this process's: don't kill by it. */
  get pid(): number | null {
    this.#check();
    return this.#worker?.pid ?? null;
  }

  /** What tells it from the others: the pid, or for a thread its `threadId`; null before the start. */
  get ident(): number | null {
    this.#check();
    return this.#worker?.threadId ?? this.pid;
  }

  /** Null until it has ended. 0: the target is done; 1: an uncaught error; n: `process.exit(n)`; −n: signal n ended it (−15 `terminate`, −9 `kill`). */
  get exitCode(): number | null {
    this.#check();
    return this.#exitCode;
  }

  /** Why `exitCode` isn't 0: the target's error, or a MemoryError or WorkerDiedError. Null otherwise. */
  get error(): unknown {
    this.#check();
    return this.#error;
  }

  /** Awaitable, and something to `wait` for. Other than `join`, it doesn't keep this process alive. */
  get sentinel(): Sentinel {
    this.#check();
    const ended = this.#started("sentinel").then(() => undefined);
    return Object.assign(ended, { [READY]: (signal: AbortSignal) => this[READY](signal) });
  }

  /**
   * Sends the target and its arguments on their way and returns.
   * @throws NotPortableError when the target or an argument can't travel: the message names the variable
   * @throws ValueError when it has been started already
   * @throws StartedAtImportError in a worker, when a module does this as it is imported there
   */
  start(): void {
    refuseAtImport("start() of a Process", this.start);
    this.#check();
    if (this.#worker !== undefined)
      throw new ValueError(`${this.#name} has been started already; make another one.`);
    const context = this.#context;
    const target = this.#target === undefined ? null : encodeFunction(this.#target, context);
    let args: ReturnType<typeof encode>;
    let worker: HostedWorker;
    const leases = [...(target?.leases ?? [])];
    try {
      args = encode([...this.#args], context, "args");
      leases.push(...args.leases);
      const data: ProcessData = { identity: this.#identity, daemon: this.#daemon };
      worker = startWorker({
        context,
        boot: { role: "process", name: this.#name, data },
        daemon: this.#daemon,
        memoryLimit: this.#memoryLimit,
      });
    } catch (error) {
      for (const lease of leases) dropLease(lease);
      throw error;
    }
    const started = new Error("started here");
    let failure: Uint8Array | undefined;
    worker.receive(ERROR, (bytes) => {
      failure = bytes;
    });
    worker.post(TARGET, target);
    worker.post(ARGUMENTS, args);
    this.#worker = worker;
    active.add(this);
    this.#ended = worker.exit.then(async (exit) => {
      this.#exitCode = exitCodeOf(exit);
      active.delete(this);
      if (failure !== undefined) this.#error = await readError(failure, context, this.#name, started);
      else if (this.#exitCode !== 0) this.#error = exit.error;
    });
  }

  /**
   * Waits until the process has ended, or until `timeout` seconds are over: see `exitCode` for which. Never rejects because of what the
   * process did: see `error`.
   * @throws ValueError before the start
   */
  async join(timeout?: number): Promise<void> {
    this.#check();
    this.#started("join()");
    if (timeout === undefined) return this.#hold(new AbortController().signal);
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(), Math.max(0, timeout) * 1000);
    try {
      await this.#hold(over.signal);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whether it has been started and hasn't ended. That it has is known after a turn of the event loop. */
  isAlive(): boolean {
    this.#check();
    return this.#worker !== undefined && this.#exitCode === null;
  }

  /** Asks it to end (SIGTERM; a thread is stopped). @throws ValueError before the start */
  terminate(): void {
    this.#check();
    this.#started("terminate()");
    this.#worker?.signal("SIGTERM");
  }

  /** Ends it at once (SIGKILL; a thread is stopped). @throws ValueError before the start */
  kill(): void {
    this.#check();
    this.#started("kill()");
    this.#worker?.signal("SIGKILL");
  }

  /** Lets go of it; then nothing but `name` can be asked. @throws ValueError while it runs */
  close(): void {
    if (this.#closed) return;
    if (this.isAlive())
      throw new ValueError(`${this.#name} is running: join() or terminate() it before close().`);
    this.#closed = true;
  }

  /** Ends it if it runs, waits, and closes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    if (this.#worker !== undefined) {
      await this.#worker.terminate();
      await this.#ended;
    }
    this.close();
  }

  /** @internal For `wait`. */
  async [READY](signal: AbortSignal): Promise<void> {
    this.#check();
    this.#started("wait()");
    return this.#hold(signal);
  }

  /** Fulfilled at the end or when the signal aborts; keeps the event loop turning meanwhile, also for a daemon. */
  async #hold(signal: AbortSignal): Promise<void> {
    this.#waiting += 1;
    if (this.#exitCode === null) this.#worker?.ref();
    let stop = (): void => undefined;
    const aborted = new Promise<void>((resolve) => {
      stop = resolve;
    });
    signal.addEventListener("abort", stop);
    try {
      if (!signal.aborted) await Promise.race([this.#ended, aborted]);
    } finally {
      signal.removeEventListener("abort", stop);
      this.#waiting -= 1;
      if (this.#waiting === 0 && this.#daemon) this.#worker?.unref();
    }
  }

  #check(): void {
    if (this.#closed) throw new ValueError(`${this.#name} is closed.`);
  }

  #started(what: string): Promise<void> {
    if (this.#ended === undefined)
      throw new ValueError(`${what} of ${this.#name}, which hasn't been started: call start() first.`);
    return this.#ended;
  }
}

/**
 * The `Process`es of this thread that run.
 * @see https://docs.python.org/3/library/multiprocessing.html#multiprocessing.active_children
 */
export function activeChildren(): Process<readonly unknown[]>[] {
  return [...active];
}

function exitCodeOf({ code, signal }: WorkerExit): number {
  if (signal === null) return code ?? 1;
  // A page has no signals but the two that terminate() and kill() stand for.
  if (typeof process !== "object") return signal === "SIGKILL" ? -9 : -15;
  return -(process.getBuiltinModule("node:os").constants.signals[signal] ?? 1);
}
