/** What threads and child processes do differently, for the worker's parent. */
import type { OutputStream, WorkerContext, WorkerOptions } from "./hosted-worker.js";
import type { Message } from "./message.js";

export interface Wire {
  readonly context: WorkerContext;
  readonly pid: number;
  readonly threadId: number | null;
  /** Ordered. Nothing happens when the worker is gone. */
  send(message: Message): void;
  /** To a worker that is blocked in `requestSync`. */
  answerSync(message: Message): void;
  signal(name: "SIGTERM" | "SIGKILL"): void;
  cancel(task: number): void;
  ref(): void;
  unref(): void;
}

/** How it ended, as far as the system tells. */
export interface WireEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It could not be started, or the system had an error to report. */
  readonly error?: unknown;
  readonly outOfMemory: boolean;
}

/** What the wire reports. `ended` is the last call, when everything that the worker sent has been reported. */
export interface WireEvents {
  message(message: Message): void;
  /** Text that did not come as a message: written by native code, or before the worker's stdout was ours. */
  output(stream: OutputStream, text: string): void;
  ended(end: WireEnd): void;
}

/** @throws what the system throws when it allows no worker */
export type StartWire = (options: WorkerOptions, participant: number, events: WireEvents) => Wire;
