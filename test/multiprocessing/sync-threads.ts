/** Threads for the tests of shared objects, without the pool: nothing but the objects between them. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { adoptThread } from "../../dist/memory/index.js";
import { encode } from "../../dist/portable/index.js";

/** Where a thread stops for good. */
export interface Stop {
  readonly place: string;
  readonly pass: number;
}

export class SyncThread {
  readonly worker: Worker;
  /** Fulfilled when it has stopped where it was told to (or holds what it was told to hold). */
  readonly stopped: Promise<string>;
  /** What its program gave, or its error. */
  readonly result: Promise<unknown>;

  constructor(program: string, shared: object, args: readonly unknown[] = [], stop?: Stop) {
    this.worker = new Worker(new URL("./sync-worker.mjs", import.meta.url), {
      workerData: { bytes: encode(shared, "thread").bytes, program, args, stop },
    });
    this.stopped = this.#message("stopped") as Promise<string>;
    this.result = this.#message("result");
    this.stopped.catch(() => undefined);
    this.result.catch(() => undefined);
  }

  /** Ends it wherever it is. */
  async kill(): Promise<void> {
    const { threadId } = this.worker;
    await this.worker.terminate();
    // What the host does for the workers that it starts; one that has ended has no number any more.
    if (threadId > 0) adoptThread(threadId);
  }

  #message(kind: "stopped" | "result"): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.worker.on("message", (message: { error?: Error; stopped?: string; result?: unknown }) => {
        if (message.error !== undefined) {
          reject(Object.assign(new Error(message.error.message), message.error));
        } else if (kind in message) resolve(message[kind]);
      });
      this.worker.on("error", reject);
      void once(this.worker, "exit").then(() =>
        reject(new Error(`the thread ended before it gave "${kind}"`)),
      );
    });
  }
}

/** Runs a program in a thread to its end. */
export async function inThread(program: string, shared: object, ...args: unknown[]): Promise<unknown> {
  const thread = new SyncThread(program, shared, args);
  try {
    return await thread.result;
  } finally {
    await thread.kill();
  }
}

/** Runs a program until it stops at a place, and ends the thread there. */
export async function killAt(stop: Stop, program: string, shared: object, ...args: unknown[]): Promise<void> {
  const thread = new SyncThread(program, shared, args, stop);
  await thread.stopped;
  await thread.kill();
}

/** Waits until something holds, looking again and again; the deadline is generous and only ends a failing test. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`still not so after 10 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
