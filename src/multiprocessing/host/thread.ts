/** The parent's end of a worker thread. */
import { heap } from "../../memory/index.js";
import type { WorkerOptions } from "./hosted-worker.js";
import { threadArguments } from "./inherited.js";
import { megabytes } from "./memory-limit.js";
import type { Message } from "./message.js";
import { type ParentInfo, selfInfo } from "./parent-link.js";
import type { Wire, WireEvents } from "./wire.js";

/** What a thread is started with. */
export interface ThreadBoot {
  readonly boot: WorkerOptions["boot"];
  readonly participant: number;
  readonly parent: ParentInfo;
  /** Messages in both directions. A channel of its own: the user's code in the worker may use `parentPort`. */
  readonly port: import("node:worker_threads").MessagePort;
  /** Answers to requests that block the thread. */
  readonly answers: import("node:worker_threads").MessagePort;
  readonly words: Int32Array<SharedArrayBuffer>;
}

/** Indices in the words that a thread and its parent share: the task to be cancelled; a counter of answers, to sleep on. */
export const CANCELLED = 0;
export const ANSWERED = 1;
export const WORDS = 2;

/** Under this key of `workerData`, so that no other worker's data are taken for ours. */
export const BOOT_KEY = "manycore.multiprocessing.boot";

/** Not where it is used: bundlers would take it for a file of the page. */
const ENTRY = "./worker-main.js";

/** Starts a worker thread. It finds the heap of this one, which is made if there is none yet. */
export function startThread(options: WorkerOptions, participant: number, events: WireEvents): Wire {
  const { MessageChannel, receiveMessageOnPort, Worker } = process.getBuiltinModule("node:worker_threads");
  heap();
  const { port1: port, port2: far } = new MessageChannel();
  const { port1: answers, port2: farAnswers } = new MessageChannel();
  const words = new Int32Array(new SharedArrayBuffer(4 * WORDS));
  const boot: ThreadBoot = {
    boot: options.boot,
    participant,
    parent: selfInfo(),
    port: far,
    answers: farAnswers,
    words,
  };
  const execArgv = threadArguments();
  let worker: import("node:worker_threads").Worker;
  try {
    worker = new Worker(new URL(ENTRY, import.meta.url), {
      workerData: { [BOOT_KEY]: boot },
      transferList: [far, farAnswers],
      name: options.boot.name,
      argv: process.argv.slice(2),
      // Our process.stdout in the worker sends messages. Node's own, which `stdout: true` would let us read, would keep this
      // thread alive as long as the worker lives, whatever unref() says.
      stdin: false,
      ...(execArgv === undefined ? {} : { execArgv }),
      ...(options.memoryLimit === undefined
        ? {}
        : { resourceLimits: { maxOldGenerationSizeMb: megabytes(options.memoryLimit) } }),
    });
  } catch (error) {
    port.close();
    answers.close();
    throw error;
  }
  const { threadId } = worker;
  let failure: unknown;
  let outOfMemory = false;
  port.on("message", (received: Message) => events.message(received));
  worker.on("error", (error: unknown) => {
    failure = error;
    outOfMemory = (error as { code?: unknown } | null)?.code === "ERR_WORKER_OUT_OF_MEMORY";
  });
  worker.on("exit", (code) => {
    // Sent before its end, but not delivered yet.
    for (let left = receiveMessageOnPort(port); left !== undefined; left = receiveMessageOnPort(port)) {
      events.message(left.message as Message);
    }
    port.close();
    answers.close();
    events.ended({ code, signal: null, error: failure, outOfMemory });
  });
  // The worker's handle decides alone whether this thread goes on.
  port.unref();
  return {
    context: "thread",
    pid: process.pid,
    threadId,
    send: (sent) => port.postMessage(sent),
    answerSync(answer) {
      answers.postMessage(answer);
      Atomics.add(words, ANSWERED, 1);
      Atomics.notify(words, ANSWERED);
    },
    signal() {
      void worker.terminate();
    },
    cancel(task) {
      Atomics.store(words, CANCELLED, task);
    },
    ref: () => worker.ref(),
    unref: () => worker.unref(),
  };
}
