import { TimeoutError, ValueError } from "../../errors.js";

/** How long an action may take, and what else ends it. */
export interface ActionOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; then the query is interrupted and a TimeoutError thrown. Default: none. */
  readonly timeout?: number | undefined;
}

/** A signal for both. `clear` must be called when the action is over. @throws ValueError for a timeout that isn't one */
export function deadline({ signal, timeout }: ActionOptions): {
  signal: AbortSignal | undefined;
  clear: () => void;
} {
  if (timeout === undefined) return { signal, clear: () => {} };
  if (!(timeout > 0)) throw new ValueError(`timeout is ${timeout}; it is a number of milliseconds above 0`);
  const expired = new AbortController();
  const timer = setTimeout(() => {
    expired.abort(new TimeoutError(`the query took longer than its timeout of ${timeout / 1000} s`));
  }, timeout);
  return {
    signal: signal === undefined ? expired.signal : AbortSignal.any([signal, expired.signal]),
    clear: () => clearTimeout(timer),
  };
}
