/** Ctrl-C (SIGINT), SIGTERM, SIGHUP and `process.exit` while a job runs: its temporary folder doesn't outlive the process. */
import { isMainThread } from "node:worker_threads";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Without a handler of the user's the job is ended, its folder removed, and the signal raised again, so that the process ends by it and a
 * shell sees 130, 143 or 129. With one, that handler decides, and this only waits for `exit`. The pool does the same with its workers
 * (multiprocessing/host/README.md, "Signals"); it sees a handler here and leaves the matter to us.
 */
export class Interrupts {
  readonly #end: () => Promise<void>;
  readonly #removeNow: () => void;
  readonly #handlers = new Map<NodeJS.Signals, () => void>();
  #ending = false;

  /**
   * @param end ends the workers and the job
   * @param removeNow removes the folder at once, while workers may be running
   */
  constructor(end: () => Promise<void>, removeNow: () => void) {
    this.#end = end;
    this.#removeNow = removeNow;
    // Only the main thread gets signals.
    if (isMainThread) {
      for (const name of SIGNALS) {
        const handler = (): void => void this.#interrupt(name);
        this.#handlers.set(name, handler);
        isOurs.add(handler);
        process.on(name, handler);
      }
    }
    process.on("exit", this.#removeNow);
  }

  /** Whether the process is about to end by a signal: nobody is told of the job's end then. */
  get ending(): boolean {
    return this.#ending;
  }

  close(): void {
    for (const [name, handler] of this.#handlers) process.removeListener(name, handler);
    this.#handlers.clear();
    process.removeListener("exit", this.#removeNow);
  }

  async #interrupt(name: NodeJS.Signals): Promise<void> {
    if (this.#ending) return;
    // The pool's own handler is away while this one is called; whoever else is there, is the user's.
    if (process.listeners(name).some((each) => !isOurs.has(each))) return;
    this.#ending = true;
    try {
      await this.#end();
    } finally {
      try {
        // What a job has left that was over already, as for a stream that is being read. In the turn in which the process ends.
        this.#removeNow();
      } finally {
        this.close();
        process.kill(process.pid, name);
      }
    }
  }
}

/** The handlers of this thread's jobs: none of them is the user's. */
const isOurs = new WeakSet<object>();
