/** What `wait` can wait for: processes, sentinels, readers of queues and connections. */

/** The method's name, the same in every copy of the package. */
export const READY: unique symbol = Symbol.for("manycore.ready") as never;

export interface Waitable {
  /**
   * Fulfilled when there is something: a process has ended, a message can be read. Takes nothing out. When the signal aborts,
   * nobody listens any more, and the promise may do what it likes.
   */
  [READY](signal: AbortSignal): Promise<void>;
}
