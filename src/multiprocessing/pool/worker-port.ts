/** A pool worker's line to its owner, whether it is a thread of the same heap or a child process. */
import type { Parcel, Road } from "../../portable/index.js";
import type { Watcher } from "./execution.js";
import type { Message } from "./message.js";

export interface WorkerPort extends Watcher {
  readonly road: Road;
  /** The message last read by `next`; overwritten by the next. */
  readonly message: Message;
  /** Reads the oldest message. False when there is none. `done` must follow a true. */
  next(): boolean;
  /** Its payload, valid until `done`. */
  payload(): Uint8Array;
  done(): void;
  /** Takes the task. False when its owner has taken it back: it must not run. */
  start(ticket: number): boolean;
  /**
   * Sends an answer.
   * @param ordered behind what the worker has written to stdout and stderr
   * @throws MemoryError when there is no memory for it; nothing was sent then
   */
  answer(message: Message, parcel: Parcel | null, ordered: boolean): void;
  /** Returns, at once or later, when there may be a message. The event loop lives meanwhile. */
  idle(): Promise<void>;
  /** Lets the event loop turn once. */
  turn(): Promise<void>;
  /** Called when a task may have been asked to stop. */
  onPoke(listener: () => void): void;
}

/** One turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") {
      setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
