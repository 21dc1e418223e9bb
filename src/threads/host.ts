/** What the team needs of the place it runs in. Node and browsers answer differently; nothing else in the room does. */

import type { ControlRegion } from "./control.js";
import { browserHost } from "./host-browser.js";
import { nodeHost } from "./host-node.js";

/** A thread and when it started: ids are used again, the pair isn't. */
export interface ThreadIdentity {
  readonly thread: number;
  readonly born: number;
}

/** What a helper is told when it starts. */
export interface HelperBoot {
  readonly region: ControlRegion;
  readonly helper: number;
  readonly generation: number;
}

/** A helper's thread in the hands of the thread that started it. */
export interface HelperThread {
  /** Stops it wherever it is. Returns before it has stopped. */
  terminate(): void;
}

/** How a helper ended. */
export interface HelperEnd {
  readonly reason: string;
  /** By an error of its own, not because somebody stopped it. */
  readonly failed: boolean;
}

export interface Host {
  /** This thread. */
  readonly self: ThreadIdentity;
  /** Whether this is the thread whose end is the end of the process. */
  readonly primary: boolean;
  /** Whether this thread may lead jobs. */
  readonly mayLead: boolean;
  /** Whether a thread lives; undefined where the system can't say. With `born` exact, else a later one may have its id. */
  isAlive(thread: number, born?: number): boolean | undefined;
  /** CPUs this process may use. */
  cpus(): number;
  /** An environment variable, undefined when unset or empty. */
  variable(name: string): string | undefined;
  /** Starts a helper that doesn't keep the process alive; `ended` is called in an event-loop turn after its end. */
  start(boot: HelperBoot, ended: (end: HelperEnd) => void): HelperThread;
  /** Lets the event loop handle what has arrived. */
  turn(): Promise<void>;
}

let cached: Host | undefined;

/** The host of this thread. */
export function host(): Host {
  cached ??= typeof process === "object" && process.versions?.node !== undefined ? nodeHost() : browserHost();
  return cached;
}

let blocking: boolean | undefined;

/** Whether this thread may sleep in `Atomics.wait`: a browser's main thread may not and has to spin. */
export function mayBlock(words: Int32Array): boolean {
  if (blocking === undefined) {
    try {
      // The word doesn't hold the value, so this returns at once where it is allowed.
      Atomics.wait(words, 0, ~Atomics.load(words, 0), 0);
      blocking = true;
    } catch {
      blocking = false;
    }
  }
  return blocking;
}
