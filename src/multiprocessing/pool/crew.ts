/** A pool's workers: started, replaced when they die, and ended. */
import { MemoryError, WorkerDiedError } from "../../errors.js";
import { isStartedAtImport } from "../../portable/index.js";
import { contextHere, type HostedWorker, startWorker, type WorkerExit } from "../host/index.js";
import { ownCpus, shareOf } from "./cpu-share.js";
import { Lane } from "./lane.js";
import type { PoolOptions } from "./options.js";
import type { OwnerPort } from "./owner-port.js";
import { ProcessOwnerPort } from "./owner-port-process.js";
import { ThreadOwnerPort } from "./owner-port-thread.js";
import type { PoolBoot } from "./worker.js";

/** Workers that end before they have done anything are started again so often in a row, and then no more. */
const STRIKES = 3;
/** Before the second try; doubled with each. */
const BACKOFF_MS = 100;

/** Within this a thread has begun, where it isn't kept from the CPU. */
const START_MS = 500;

export interface CrewEvents {
  /** A worker is there and gets its first task. */
  hired(lane: Lane): void;
  /** Answers of the worker have come. */
  told(lane: Lane): void;
  /** A worker is gone; what it had is still in its lane. */
  gone(lane: Lane, exit: WorkerExit): void;
  /** Workers can't be started. */
  hopeless(error: unknown): void;
}

/** Numbers the workers of all pools of this thread, as Python does. */
let count = 0;

export class Crew {
  readonly lanes: Lane[] = [];
  readonly #size: number;
  readonly #options: PoolOptions;
  readonly #events: CrewEvents;
  readonly #cpus: number;
  /** Exits that are to come. */
  readonly #exits = new Set<Promise<unknown>>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  /** Workers that get no more tasks and haven't ended. */
  readonly #leaving = new Set<Lane>();
  #strikes = 0;
  #ending = false;
  #referenced = false;

  constructor(size: number, options: PoolOptions, events: CrewEvents) {
    this.#size = size;
    this.#options = options;
    this.#events = events;
    this.#cpus = shareOf(ownCpus(), size);
  }

  /** Starts workers until there are enough. @throws MemoryError when the heap has no room for their channels */
  fill(): void {
    while (!this.#ending && this.lanes.length + this.#timers.size < this.#size) this.#hire();
  }

  /** Whether the workers keep this thread alive. */
  set referenced(wanted: boolean) {
    if (wanted === this.#referenced) return;
    this.#referenced = wanted;
    for (const lane of [...this.lanes, ...this.#leaving]) setReferenced(lane.worker, wanted);
  }

  /** Lets a worker end when it has done what it has; another takes its place. */
  retire(lane: Lane): void {
    lane.close();
    this.#leave(lane);
    this.#leaving.add(lane);
    this.#fillOrTell();
  }

  /** Ends a worker at once; another takes its place when it is gone. */
  replace(lane: Lane): void {
    lane.closed = true;
    lane.replaced = true;
    void lane.worker.kill();
  }

  /** All workers end when they have done what they have. */
  close(): void {
    this.#ending = true;
    this.#stopTimers();
    for (const lane of this.lanes) lane.close();
  }

  /** All workers end at once. */
  terminate(): void {
    this.#ending = true;
    this.#stopTimers();
    for (const lane of [...this.lanes, ...this.#leaving]) {
      lane.closed = true;
      if (lane.port.begun) void lane.worker.terminate();
      else this.#endSoon(lane);
    }
  }

  /**
   * Ends a thread that hasn't begun. A thread that is stopped while it loads its modules leaves their files open in this process
   * (Node 20 and 24), so it gets a moment to find that there is nothing to do.
   */
  #endSoon(lane: Lane): void {
    while (lane.takeBack() !== undefined);
    lane.close();
    const timer = setTimeout(() => void lane.worker.terminate(), START_MS);
    void lane.worker.exit.then(() => clearTimeout(timer));
  }

  /** Fulfilled when the last worker is gone. */
  async gone(): Promise<void> {
    while (this.#exits.size > 0) await Promise.all(this.#exits);
  }

  #hire(): void {
    const { memoryLimit, maxTasksPerChild = Number.POSITIVE_INFINITY } = this.#options;
    const context = contextHere(this.#options.context);
    const thread = context === "thread" ? new ThreadOwnerPort() : undefined;
    const boot: PoolBoot = { channel: thread?.address ?? null, cpus: this.#cpus };
    const name = `PoolWorker-${++count}`;
    const worker = startWorker({
      context,
      memoryLimit,
      boot: { role: "pool", name, data: boot },
      daemon: true,
    });
    if (this.#referenced) worker.ref();
    const told = (): void => this.#events.told(lane);
    let port: OwnerPort;
    if (thread === undefined) {
      port = new ProcessOwnerPort(worker, told);
    } else {
      thread.connect(worker, told);
      port = thread;
    }
    const lane = new Lane(worker, port, maxTasksPerChild);
    const { onOutput } = this.#options;
    if (onOutput !== undefined) worker.onOutput((stream, text) => onOutput({ worker: name, stream, text }));
    this.lanes.push(lane);
    const exit = worker.exit.then((how) => {
      this.#exits.delete(exit);
      this.#ended(lane, how);
    });
    this.#exits.add(exit);
    this.#events.hired(lane);
  }

  #ended(lane: Lane, exit: WorkerExit): void {
    const before = lane.closed;
    lane.closed = true;
    this.#leave(lane);
    this.#leaving.delete(lane);
    this.#events.gone(lane, exit);
    lane.port.release();
    if (this.#ending || before) {
      this.#fillOrTell();
      return;
    }
    // Whoever was killed by its task, or worked before, shows that workers can be started.
    const useful = lane.answers > 0 || lane.begunTasks > 0;
    // A module that starts workers would do so in each one that took the place.
    if (isStartedAtImport(exit.error.cause)) {
      this.#events.hopeless(exit.error);
      return;
    }
    this.#strikes = useful ? 0 : this.#strikes + 1;
    if (this.#strikes >= STRIKES) {
      this.#events.hopeless(neverBegan(exit));
    } else if (useful) {
      this.#fillOrTell();
    } else {
      const timer = setTimeout(
        () => {
          this.#timers.delete(timer);
          this.#fillOrTell();
        },
        BACKOFF_MS * 2 ** (this.#strikes - 1),
      );
      this.#timers.add(timer);
    }
  }

  #fillOrTell(): void {
    try {
      this.fill();
    } catch (error) {
      this.#events.hopeless(error);
    }
  }

  #leave(lane: Lane): void {
    const at = this.lanes.indexOf(lane);
    if (at >= 0) this.lanes.splice(at, 1);
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}

function neverBegan({ error }: WorkerExit): Error {
  if (error instanceof MemoryError) return error;
  return new WorkerDiedError(
    `${STRIKES} workers of the pool in a row ended before their first task (in its initializer, if it has one): ${error.message}`,
    { cause: error },
  );
}

function setReferenced(worker: HostedWorker, wanted: boolean): void {
  if (wanted) worker.ref();
  else worker.unref();
}
