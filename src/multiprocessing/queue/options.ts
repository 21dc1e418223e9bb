import { ValueError } from "../../errors.js";

/** How long an operation may wait. */
export interface BlockingOptions {
  /** false: not at all. Python's `block`. */
  readonly block?: boolean;
  /** Seconds; without it for ever. Negative: not at all, as in Python. */
  readonly timeout?: number | undefined;
}

/** The same for what is awaited. */
export interface AwaitingOptions extends BlockingOptions {
  /** Ends the wait; the promise is rejected with its reason. Nothing was put or taken then. */
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds to wait: Infinity for ever. @throws ValueError for a timeout that isn't a number */
export function timeoutMsOf(options: BlockingOptions | undefined): number {
  if (options === undefined) return Number.POSITIVE_INFINITY;
  if (options.block === false) return 0;
  return secondsToMs(options.timeout);
}

/** @throws ValueError for what isn't a number */
export function secondsToMs(timeout: number | undefined): number {
  if (timeout === undefined || timeout === null) return Number.POSITIVE_INFINITY;
  if (typeof timeout !== "number" || Number.isNaN(timeout)) {
    throw new ValueError(
      `timeout is ${String(timeout)}; it is a number of seconds, or undefined to wait for ever`,
    );
  }
  return timeout * 1000;
}

/** The maxsize that is kept: 0 for no bound. @throws ValueError for what isn't an integer below 2^31 */
export function maxsizeOf(maxsize: number): number {
  if (!Number.isInteger(maxsize) || maxsize >= 2 ** 31) {
    throw new ValueError(
      `maxsize is ${String(maxsize)}; it is an integer below 2^31, the most items that the queue holds, or 0 for no bound`,
    );
  }
  return Math.max(0, maxsize);
}
