/** What reducers mostly do with the values of a key. Each goes through them once. */
import { ValueError } from "../../errors.js";
import { compareKeys } from "../codec/index.js";

/** The sum of numbers; 0 if there are none. */
export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** How many there are. */
export function count(values: Iterable<unknown>): number {
  let n = 0;
  for (const _ of values) n++;
  return n;
}

/**
 * The first of some values. (The rest of a reducer's values needn't be gone through.)
 *
 * @throws ValueError if there are none
 */
export function first<T>(values: Iterable<T>): T {
  for (const value of values) return value;
  throw new ValueError("There is no first value: there are no values.");
}

/**
 * The smallest of some values, in the order of keys: null, booleans, numbers, strings, arrays, objects. Of `[n, name]` the one with the
 * smallest `n`.
 *
 * @throws ValueError if there are none, or one that can't be ordered
 */
export function min<T>(values: Iterable<T>): T {
  return outermost(values, -1);
}

/** The largest of some values, as {@link min} the smallest. Of several that are equal the first. */
export function max<T>(values: Iterable<T>): T {
  return outermost(values, 1);
}

function outermost<T>(values: Iterable<T>, direction: 1 | -1): T {
  let found: { readonly value: T } | undefined;
  for (const value of values) {
    if (found === undefined || compareKeys(value, found.value) * direction > 0) found = { value };
  }
  if (found === undefined) {
    throw new ValueError(`There is no ${direction < 0 ? "smallest" : "largest"} value: there are no values.`);
  }
  return found.value;
}
