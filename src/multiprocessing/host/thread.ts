/** The parent's end of a worker thread. */
import { heap, leaveUnsettled } from "../../memory/index.js";
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
  /** The words of the threads that this one was started in, nearest first. */
  readonly above: readonly Int32Array<SharedArrayBuffer>[];
}

/**
 * Indices in the words that a thread and its parent share: the task to be cancelled; a counter of answers, to sleep on; how far it is;
 * how many threads that were started in it, or in those, haven't begun.
 */
export const CANCELLED = 0;
export const ANSWERED = 1;
export const PHASE = 2;
export const LOADING = 3;
export const WORDS = 4;

/** Values of `PHASE`. The thread leaves STARTING for BEGUN, or its parent leaves it for UNWANTED: then the thread ends by itself. */
export const STARTING = 0;
export const STARTED = 1;
export const UNWANTED = 2;

/**
 * A thread that is stopped while it loads its modules leaves their files open in this process (Node 20 and 24): it gets so long to find out that
 * it isn't wanted, and a thread whose own threads are loading, which end with it, so long until they have loaded. None of the user's tasks runs before it has, so that nothing but a hanging preload (`--import`) makes use of all of it.
 */
const START_MILLISECONDS = 5000;
const LOOK_MILLISECONDS = 5;

/** Threads of this thread that haven't ended. As they write to blocks of its, it can't give those back while there are any. */
let open = 0;
let told = false;

/** Under this key of `workerData`, so that no other worker's data are taken for ours. */
export const BOOT_KEY = "manycore.multiprocessing.boot";

/** Not where it is used: bundlers would take it for a file of the page. */
const ENTRY = "./worker-main.js";

/** Tells the threads above that one more, or one less, of those below them is loading its modules. */
export function countLoading(above: ThreadBoot["above"], more: 1 | -1): void {
  for (const words of above) Atomics.add(words, LOADING, more);
}

/** Starts a worker thread. It finds the heap of this one, which is made if there is none yet. */
export function startThread(options: WorkerOptions, participant: number, events: WireEvents): Wire {
  const threads = process.getBuiltinModule("node:worker_threads");
  const { MessageChannel, receiveMessageOnPort, Worker } = threads;
  heap();
  const { port1: port, port2: far } = new MessageChannel();
  const { port1: answers, port2: farAnswers } = new MessageChannel();
  const words = new Int32Array(new SharedArrayBuffer(4 * WORDS));
  const here = (threads.workerData as { [BOOT_KEY]?: ThreadBoot } | null)?.[BOOT_KEY];
  const above = here === undefined ? [] : [here.words, ...here.above];
  const boot: ThreadBoot = {
    boot: options.boot,
    participant,
    parent: selfInfo(),
    port: far,
    answers: farAnswers,
    words,
    above,
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
  open++;
  countLoading(above, 1);
  if (!told) {
    told = true;
    leaveUnsettled(() => open > 0);
  }
  let late: ReturnType<typeof setTimeout> | undefined;
  let failure: unknown;
  let outOfMemory = false;
  port.on("message", (received: Message) => events.message(received));
  worker.on("error", (error: unknown) => {
    failure = error;
    outOfMemory = (error as { code?: unknown } | null)?.code === "ERR_WORKER_OUT_OF_MEMORY";
  });
  worker.on("exit", (code) => {
    open--;
    clearTimeout(late);
    if (Atomics.load(words, PHASE) !== STARTED) countLoading(above, -1);
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
      if (late !== undefined) return;
      const starts = Atomics.compareExchange(words, PHASE, STARTING, UNWANTED) === STARTING;
      const until = performance.now() + START_MILLISECONDS;
      const stop = (): void => {
        const loads = starts || Atomics.load(words, LOADING) > 0;
        if (loads && performance.now() < until) late = setTimeout(stop, LOOK_MILLISECONDS);
        else void worker.terminate();
      };
      stop();
    },
    cancel(task) {
      Atomics.store(words, CANCELLED, task);
    },
    ref: () => worker.ref(),
    unref: () => worker.unref(),
  };
}
