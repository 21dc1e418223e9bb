/** Steps that make one element of a partition, or none: what an action merges. */
import { inspect } from "node:util";
import { ValueError } from "../../../errors.js";
import { compareKeys } from "../../../mapreduce/for-rdds.js";
import { copyOf } from "../copy.js";
import { KeyMap } from "../key-map.js";
import { firstOf, orderBy } from "../order.js";
import { StatCounter } from "../stat-counter.js";
import type { Transform } from "./context.js";
import { pairOf } from "./element-steps.js";
import { folding, partitionwise } from "./partition-steps.js";
import { atOnce } from "./refuse-promise.js";

type Merge = (a: unknown, b: unknown) => unknown;
type Key = ((element: never) => unknown) | undefined;

export const foldSteps = {
  /** Nothing of an empty partition. */
  reduce: (f: Merge): Transform =>
    partitionwise("reduce", (_, elements) => {
      let merged: unknown;
      let isFirst = true;
      for (const element of elements) {
        merged = isFirst ? element : atOnce(f(merged, element), "reduce");
        isFirst = false;
      }
      return isFirst ? [] : [merged];
    }),

  fold: (zero: unknown, f: Merge, method: string): Transform =>
    folding(method, (elements) => {
      // A function may change what it begins with.
      let merged = copyOf(zero);
      for (const element of elements) merged = atOnce(f(merged, element), method);
      return merged;
    }),

  count: (): Transform =>
    folding("count", (elements) => {
      let count = 0;
      for (const _ of elements) count++;
      return count;
    }),

  sum: (): Transform =>
    folding("sum", (elements) => {
      let sum: number | bigint = 0;
      for (const element of elements) sum = added(sum, element, "sum");
      return sum;
    }),

  stats: (): Transform =>
    folding("stats", (elements) => {
      const stats = new StatCounter();
      for (const element of elements) stats.merge(numberOf(element, "stats"));
      return stats.packed();
    }),

  /** The first in an order, if there is one. */
  takeOrdered: (count: number, key: Key, descending: boolean): Transform =>
    folding("takeOrdered", (elements) => firstOf(elements, count, orderBy(key, descending))),

  countByKey: (): Transform => counting("countByKey", (element) => pairOf(element, "countByKey")[0]),

  countByValue: (): Transform => counting("countByValue", (element) => element),

  /** How many are in each of the buckets between the ascending bounds; the last one has its upper bound. */
  histogram: (bounds: readonly unknown[]): Transform =>
    folding("histogram", (elements) => {
      const counts = new Array<number>(bounds.length - 1).fill(0);
      for (const element of elements) {
        // As Python's histogram, which leaves them out.
        if (element === null || element === undefined || Number.isNaN(element)) continue;
        const at = bucketOf(bounds, element);
        if (at >= 0) counts[at]!++;
      }
      return counts;
    }),

  /** The least and the greatest number. */
  bounds: (): Transform =>
    folding("histogram", (elements) => {
      const stats = new StatCounter();
      for (const element of elements) stats.merge(numberOf(element, "histogram"));
      return [stats.min(), stats.max()];
    }),
};

function counting(method: string, keyOf: (element: unknown) => unknown): Transform {
  return folding(method, (elements) => {
    const counts = new KeyMap<number>();
    for (const element of elements) counts.entry(keyOf(element), () => 0)[1]++;
    return [...counts.entries()];
  });
}

/** @throws ValueError for what is no number */
export function added(sum: number | bigint, element: unknown, method: string): number | bigint {
  if (typeof element === "bigint") {
    if (typeof sum === "bigint") return sum + element;
    if (sum === 0) return element;
  } else if (typeof element === "number" && typeof sum === "number") return sum + element;
  else if (element === 0 && typeof sum === "bigint") return sum;
  throw new ValueError(
    `${method}() is for numbers, or for bigints alone, and an element is ${inspect(element, { depth: 0 })}`,
  );
}

function numberOf(element: unknown, method: string): number {
  if (typeof element === "number") return element;
  throw new ValueError(`${method}() is for numbers, and an element is ${inspect(element, { depth: 0 })}`);
}

function bucketOf(bounds: readonly unknown[], element: unknown): number {
  const last = bounds.length - 1;
  if (compareKeys(element, bounds[0]) < 0 || compareKeys(element, bounds[last]) > 0) return -1;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (compareKeys(element, bounds[middle]) < 0) high = middle;
    else low = middle;
  }
  return low;
}
