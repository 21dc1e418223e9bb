/** What np's and cp's `arange` have in common: who is who among the arguments, and how many values there are. */
import { ValueError } from "../errors.js";

/** `count` values from `start` on, `step` apart. */
export interface Range<O> {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly count: number;
  readonly options: O | undefined;
}

/**
 * Reads `arange(stop, options?)` and `arange(start, stop, step?, options?)`.
 * @throws ValueError for a step of 0, or a length that is no number
 */
export function rangeOf<O extends object>(
  first: number,
  second: number | O | undefined,
  third: number | undefined,
  fourth: O | undefined,
): Range<O> {
  const options = typeof second === "object" ? second : fourth;
  const [start, stop] = typeof second === "number" ? [first, second] : [0, first];
  const step = third ?? 1;
  if (step === 0) throw new ValueError("arange: the step is 0, so the stop is never reached");
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (!Number.isFinite(count))
    throw new ValueError(`arange: cannot compute length of arange(${start}, ${stop}, ${step})`);
  return { start, stop, step, count, options };
}
