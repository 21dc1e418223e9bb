/**
 * Ctrl-C (SIGINT), SIGTERM and SIGHUP while workers are open. README.md, "Signals", has the reasons.
 *
 * Without a handler of the user's: all workers are ended, then the signal is raised again with nobody handling it, so that the process
 * ends by it and a shell sees 130, 143 or 129. With one, that handler decides: nothing is ended here. The handlers are there only
 * while a worker is open.
 */
import { inNode } from "./context-here.js";
import type { HostedWorker } from "./hosted-worker.js";
import { parentLink } from "./parent-link.js";

type Interrupt = "SIGINT" | "SIGTERM" | "SIGHUP";

class Interrupts {
  readonly open = new Set<HostedWorker>();
  readonly #handlers = new Map<Interrupt, () => void>();
  #installed = false;
  /** The signal by which this process is about to end. */
  #ending: Interrupt | undefined;

  constructor() {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      this.#handlers.set(name, () => this.#interrupt(name));
    }
  }

  opened(worker: HostedWorker): void {
    this.open.add(worker);
    if (this.#installed || !mayHandle()) return;
    this.#installed = true;
    for (const [name, handler] of this.#handlers) process.prependListener(name, handler);
    process.on("exit", this.#killProcesses);
  }

  closed(worker: HostedWorker): boolean {
    this.open.delete(worker);
    if (this.open.size > 0) return this.#ending !== undefined;
    if (this.#installed) {
      this.#installed = false;
      for (const [name, handler] of this.#handlers) process.removeListener(name, handler);
      process.removeListener("exit", this.#killProcesses);
    }
    if (this.#ending === undefined) return false;
    process.kill(process.pid, this.#ending);
    return true;
  }

  #interrupt(name: Interrupt): void {
    if (this.#ending !== undefined) return;
    const handler = this.#handlers.get(name)!;
    // Away while the others run: some (npm's signal-exit) raise the signal again only where there is no handler but theirs.
    process.removeListener(name, handler);
    if (process.listenerCount(name) > 0) {
      setImmediate(() => {
        if (this.#installed) process.prependListener(name, handler);
      });
      return;
    }
    // Back, or the next signal would end this process before its workers have ended.
    process.prependListener(name, handler);
    this.#ending = name;
    for (const worker of this.open) void worker.terminate();
  }

  /** At process.exit() and uncaught errors. Children would see the end of their line and go; this is only sooner. */
  readonly #killProcesses = (): void => {
    for (const worker of this.open) if (worker.context === "process") worker.signal("SIGKILL");
  };
}

const KEY = Symbol.for("manycore.multiprocessing.interrupts");

/** One a thread, however often the package is loaded. */
function interrupts(): Interrupts {
  const holder = globalThis as { [KEY]?: Interrupts };
  holder[KEY] ??= new Interrupts();
  return holder[KEY];
}

/** Only the main thread gets signals, and a worker process leaves them to its parent: it ends with it in any case. */
function mayHandle(): boolean {
  return inNode() && process.getBuiltinModule("node:worker_threads").isMainThread && parentLink() === null;
}

/** A worker was started: from the first one on, signals are handled. */
export function workerOpened(worker: HostedWorker): void {
  interrupts().opened(worker);
}

/**
 * A worker is gone: after the last one nothing is left of the handlers.
 * @returns whether this process is about to end by a signal: then nobody is told of the worker's end, for an error that nobody
 *   catches would end the process sooner and with another code
 */
export function workerClosed(worker: HostedWorker): boolean {
  return interrupts().closed(worker);
}

/** Ends all workers of this thread; fulfilled when they are gone. */
export async function endWorkers(): Promise<void> {
  await Promise.all([...interrupts().open].map((worker) => worker.terminate()));
}

/** How many workers of this thread are open. */
export function openWorkers(): number {
  return interrupts().open.size;
}
