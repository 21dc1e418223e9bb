/** What a pool worker does: takes tasks from its owner, in order, until it is told to stop. */
import { oneThread } from "../../blas/index.js";
import { MemoryError } from "../../errors.js";
import { atKillPoint } from "../../events/index.js";
import { decode, decodeAsync, encode, needsModules, type Parcel } from "../../portable/index.js";
import type { ParentLink } from "../host/index.js";
import { divideCpus } from "./cpu-share.js";
import { Execution } from "./execution.js";
import {
  DONE,
  FAILED,
  FORGET,
  FUNCTION,
  INITIALIZER,
  MAP,
  Message,
  modeOf,
  PARTIAL,
  RESULT,
  STARMAP,
  STOP,
  STOPPED,
  TASK,
} from "./message.js";
import type { Func } from "./options.js";
import type { WorkerPort } from "./worker-port.js";
import { ProcessPort } from "./worker-port-process.js";
import { ThreadPort } from "./worker-port-thread.js";

/** What a pool tells its workers when they start. */
export interface PoolBoot {
  /** Address of the channel in the shared heap; null for a child process. */
  readonly channel: number | null;
  /** CPUs that this worker may count as its own. */
  readonly cpus: number;
}

/** The event loop turns at least this often, however many tasks wait: timers and connections of the user's code live. */
const TURN_EVERY_MS = 5;

/** Runs until the owner says stop. */
export async function runPoolWorker(link: ParentLink): Promise<void> {
  const boot = link.boot.data as PoolBoot;
  divideCpus(boot.cpus);
  // Arrays, locks, queues: what may arrive is taught to the wire by the modules that define it.
  await import("../index.js");
  const port = boot.channel === null ? new ProcessPort(link) : new ThreadPort(link, boot.channel);
  // The routines of N workers on all CPUs would be N times too many threads.
  const restore = oneThread();
  try {
    await new PoolWorker(port).run();
  } finally {
    restore();
  }
}

/** A function as it arrived: whole, or why it can't be called. */
interface Arrived {
  readonly fn?: Func;
  readonly error?: unknown;
}

export class PoolWorker {
  readonly #port: WorkerPort;
  readonly #functions = new Map<number, Arrived>();
  readonly #output = watchOutput();
  readonly #answer = new Message();
  #running: Execution | undefined;

  constructor(port: WorkerPort) {
    this.#port = port;
    port.onPoke(() => this.#running?.scope.look());
  }

  async run(): Promise<void> {
    const port = this.#port;
    let turned = performance.now();
    for (;;) {
      if (port.next()) {
        if (port.message.kind === STOP) {
          port.done();
          return;
        }
        const pending = this.#take();
        if (pending !== undefined) await pending;
      } else {
        await port.idle();
      }
      if (performance.now() - turned > TURN_EVERY_MS) {
        await port.turn();
        turned = performance.now();
      }
    }
  }

  /** Deals with the message at hand. The promise is there only if something had to be waited for. */
  #take(): Promise<void> | undefined {
    const port = this.#port;
    const { kind, id } = port.message;
    switch (kind) {
      case FUNCTION:
        return this.#learn(id);
      case FORGET:
        this.#functions.delete(id);
        port.done();
        return undefined;
      case TASK:
        return this.#task();
      default:
        port.done();
        return undefined;
    }
  }

  #learn(id: number): Promise<void> | undefined {
    const port = this.#port;
    return this.#open((fn, error, failed) => {
      this.#functions.set(id, failed ? { error } : { fn: fn as Func });
      atKillPoint?.("pool.learned");
      port.done();
    });
  }

  /** Decodes the payload at hand and hands it on, at once unless modules have to be loaded first. */
  #open(
    then: (value: unknown, error: unknown, failed: boolean) => Promise<void> | undefined | void,
  ): Promise<void> | undefined {
    const port = this.#port;
    let value: unknown;
    try {
      const bytes = port.payload();
      if (needsModules(bytes)) {
        return decodeAsync(bytes, port.road).then(
          (decoded) => then(decoded, undefined, false) ?? undefined,
          (error: unknown) => then(undefined, error, true) ?? undefined,
        );
      }
      value = decode(bytes, port.road);
    } catch (error) {
      return then(undefined, error, true) ?? undefined;
    }
    return then(value, undefined, false) ?? undefined;
  }

  #task(): Promise<void> | undefined {
    const port = this.#port;
    const { ticket, id, mode } = port.message;
    atKillPoint?.("pool.start");
    if (!port.start(ticket)) {
      port.done();
      return undefined;
    }
    atKillPoint?.("pool.started");
    const began = performance.now();
    return this.#open((items, error, failed) => {
      atKillPoint?.("pool.opened");
      port.done();
      const arrived = this.#functions.get(id);
      const fn = arrived?.fn;
      if (failed || fn === undefined) {
        const why = failed ? error : arrived === undefined ? lost(id) : arrived.error;
        this.#fail(ticket, why, 0, null, began);
        return undefined;
      }
      const execution = new Execution(fn, mode, items as readonly unknown[], ticket, port);
      this.#running = execution;
      const pending = execution.run();
      if (pending === undefined) {
        this.#finish(execution, ticket, mode, began);
        return undefined;
      }
      return pending.then(() => this.#finish(execution, ticket, mode, began));
    });
  }

  #finish(execution: Execution, ticket: number, mode: number, began: number): void {
    this.#running = undefined;
    atKillPoint?.("pool.ran");
    if (execution.ending === "stopped") {
      this.#send(RESULT, ticket, STOPPED, execution.at, began, null);
      return;
    }
    if (execution.ending === "failed") {
      const values = (mode & PARTIAL) !== 0 && execution.at > 0 && isList(mode) ? execution.values : null;
      this.#fail(ticket, execution.error, execution.at, values, began);
      return;
    }
    // The initializer's result is of no interest and may be anything.
    const value = (mode & INITIALIZER) !== 0 ? undefined : execution.result;
    let parcel: Parcel;
    try {
      parcel = encode(value, this.#port.road, isList(mode) ? "result #" : "result");
    } catch (error) {
      this.#fail(ticket, error, 0, null, began);
      return;
    }
    this.#send(RESULT, ticket, DONE, execution.at, began, parcel);
  }

  /** Tells what a task failed with, as much of it as can travel. */
  #fail(
    ticket: number,
    error: unknown,
    done: number,
    values: readonly unknown[] | null,
    began: number,
  ): void {
    const { road } = this.#port;
    trimStack(error);
    let parcel: Parcel;
    let count = done;
    try {
      parcel = encode({ error, values }, road, "error");
    } catch {
      count = values === null ? done : 0;
      parcel = encode({ error: plainError(error), values: null }, road, "error");
    }
    this.#send(RESULT, ticket, FAILED, count, began, parcel);
  }

  #send(
    kind: number,
    ticket: number,
    status: number,
    count: number,
    began: number,
    parcel: Parcel | null,
  ): void {
    const message = this.#answer.set(kind, ticket, status, 0, count, performance.now() - began);
    const ordered = this.#output.wrote();
    atKillPoint?.("pool.answer");
    try {
      this.#port.answer(message, parcel, ordered);
    } catch (error) {
      if (!(error instanceof MemoryError)) throw error;
      const text = encode({ error: plainError(error), values: null }, this.#port.road, "error");
      this.#port.answer(message.set(kind, ticket, FAILED, 0, 0, 0), text, ordered);
    }
    atKillPoint?.("pool.answered");
  }
}

/** Whether a task's result is a list, an element an item. */
function isList(mode: number): boolean {
  return modeOf(mode) === MAP || modeOf(mode) === STARMAP;
}

/** Leaves out the frames below the call of the user's function: they are the same for every error. */
function trimStack(error: unknown): void {
  try {
    if (!(error instanceof Error) || typeof error.stack !== "string") return;
    const lines = error.stack.split("\n");
    const ours = lines.findIndex((line) => OURS.test(line));
    if (ours > 0) error.stack = lines.slice(0, ours).join("\n");
  } catch {
    // A frozen error keeps them, and one may throw at a look.
  }
}

/** The source as a source map names it, or the chunk that it is built into. */
const OURS = /(pool[\\/]execution\.ts|chunks[\\/]multiprocessing\.js)[:)]/;

/** Name, message and stack of an error whose own fields can't travel, or of what was thrown instead of one. */
function plainError(thrown: unknown): Error {
  if (!(thrown instanceof Error)) return new Error(`a value that can't travel was thrown: ${String(thrown)}`);
  if (thrown instanceof MemoryError) return new MemoryError(thrown.message);
  const plain = new Error(thrown.message);
  plain.name = thrown.name;
  if (thrown.stack !== undefined) plain.stack = thrown.stack;
  return plain;
}

function lost(id: number): Error {
  return new Error(`manycore: function ${id} was used after the pool had said that it wouldn't be`);
}

/**
 * Notices writing to stdout and stderr: the result of a task that wrote takes the same way as what it wrote, so that it comes after.
 * In a child process everything does.
 */
function watchOutput(): { wrote(): boolean } {
  let wrote = false;
  if (typeof process === "object" && process.stdout !== undefined) {
    for (const stream of [process.stdout, process.stderr]) {
      const write = stream.write.bind(stream);
      stream.write = ((...args: Parameters<typeof write>) => {
        wrote = true;
        return write(...args);
      }) as typeof stream.write;
    }
  } else {
    const methods = console as unknown as Record<string, (...values: unknown[]) => void>;
    for (const name of ["debug", "error", "info", "log", "trace", "warn"]) {
      const print = methods[name]!;
      methods[name] = (...values) => {
        wrote = true;
        print(...values);
      };
    }
  }
  return {
    wrote() {
      const before = wrote;
      wrote = false;
      return before;
    },
  };
}
