/** The parent's end of a web worker. */
import { heap } from "../../memory/index.js";
import type { WorkerContext, WorkerOptions } from "./hosted-worker.js";
import { CANCEL, END, type Message, message } from "./message.js";
import { type ParentInfo, parentLink, selfInfo } from "./parent-link.js";
import { lifeName, lifeOver } from "./web-life.js";
import type { Wire, WireEnd, WireEvents } from "./wire.js";

/** What a web worker is started with. */
export interface WebBoot {
  readonly context: WorkerContext;
  readonly boot: WorkerOptions["boot"];
  readonly participant: number;
  readonly parent: ParentInfo;
  /** Messages in both directions. A channel of its own: the user's code in the worker may use the worker's own messages. */
  readonly port: MessagePort;
  /** The name of the lock that it holds as long as it lives. */
  readonly life: string;
  /** What a thread shares with its parent; null for one that shares nothing. */
  readonly shared: SharedWithWorker | null;
}

interface SharedWithWorker {
  readonly memory: WebAssembly.Memory;
  /** The id under which the parent is known to the heap. */
  readonly parent: number;
  /** The one word is the task to be cancelled. */
  readonly words: Int32Array<SharedArrayBuffer>;
}

/** Starts a web worker: with this page's heap for the context `thread`, else with nothing shared. */
export function startWebWorker(options: WorkerOptions, participant: number, events: WireEvents): Wire {
  const { boot, context } = options;
  const shared: SharedWithWorker | null =
    context === "thread"
      ? { memory: heap().memory, parent: ownThread(), words: new Int32Array(new SharedArrayBuffer(4)) }
      : null;
  const { port1: port, port2: far } = new MessageChannel();
  const life = lifeName();
  // Bundlers find a worker's file by this very expression.
  const worker = new Worker(new URL("./worker-main-browser.js", import.meta.url), { type: "module" });
  let over = false;
  const end = async (how: WireEnd): Promise<void> => {
    if (over) return;
    over = true;
    worker.terminate();
    await lifeOver(life);
    // What it had sent before comes first.
    await new Promise((resolve) => setTimeout(resolve, 0));
    port.close();
    events.ended(how);
  };
  port.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.kind === END) void end({ code: data.tag, signal: null, outOfMemory: false });
    else events.message(data);
  };
  // Its file isn't there, or doesn't compile. What fails later it says itself.
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    const error = new Error(
      event.message || `${NO_FILE} (${new URL("./worker-main-browser.js", import.meta.url).href})`,
    );
    void end({ code: 1, signal: null, error, outOfMemory: false });
  });
  const start: WebBoot = { context, boot, participant, parent: selfInfo(), port: far, life, shared };
  worker.postMessage(start, [far]);
  return {
    context,
    pid: 0,
    threadId: shared === null ? null : participant,
    send: (sent) => port.postMessage(sent),
    answerSync: (answer) => port.postMessage(answer),
    signal(name) {
      void end({ code: null, signal: name, outOfMemory: false });
    },
    cancel(task) {
      if (shared === null) port.postMessage(message(CANCEL, undefined, [], task));
      else Atomics.store(shared.words, 0, task);
    },
    // Nothing keeps a page open.
    ref() {},
    unref() {},
  };
}

/** This thread as its heap knows it. */
function ownThread(): number {
  const link = parentLink();
  return link?.context === "thread" ? link.participant : 0;
}

const NO_FILE =
  "the worker's file couldn't be loaded: it has to lie beside the bundle, and in a cross-origin isolated page it needs the page's headers";
