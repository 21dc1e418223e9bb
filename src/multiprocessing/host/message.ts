/** What goes over the line between a worker and its parent, in both directions and both contexts. */

export interface Message {
  /** At most 255 ASCII characters. Those of this folder begin with a colon. */
  readonly kind: string;
  readonly bytes: Uint8Array;
  /** A number beside the bytes (u32): which request. */
  readonly tag: number;
  /** Leases that the bytes name (threads only). */
  readonly leases: readonly number[];
}

/** Worker to parent: the role has begun, is over; an error ended it (tag: 1 for an unhandled rejection); text (tag: 1 or 2, as file descriptors). */
export const BEGUN = ":begun";
export const OVER = ":over";
export const FAILED = ":failed";
export const OUTPUT = ":output";
/** Worker to parent: a request, one that blocks its thread, and one taken back. The tag is the request's number. */
export const ASK = ":ask";
export const ASK_SYNC = ":asksync";
export const WITHDRAW = ":withdraw";
/** Parent to worker: a request's answer, or the error that it gave. The tag is the request's number. */
export const ANSWER = ":answer";
export const REFUSAL = ":refusal";
/** Parent to web worker without shared memory: the tag is the task to be cancelled. */
export const CANCEL = ":cancel";
/** Web worker to parent: the last message. The tag is the exit code. */
export const END = ":end";
/** Parent to process: the first message. */
export const BOOT = ":boot";

const EMPTY = new Uint8Array(0);

export function message(
  kind: string,
  bytes: Uint8Array = EMPTY,
  leases: readonly number[] = [],
  tag = 0,
): Message {
  return { kind, bytes, leases, tag };
}
