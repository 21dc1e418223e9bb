/** How pairs come to reducers, said in the simplest way: arrays, sorted and cut. */
import { compareKeys, encodeKey, hashBytes } from "../../codec/index.js";
import type { StepPlan } from "../../job/index.js";
import type { ValueSource } from "../../shuffle/index.js";
import type { Item } from "./items.js";

/** What one call of a reducer or combiner gets. */
export interface Group {
  readonly key: unknown;
  readonly items: readonly Item[];
}

/** A group's values, which are there during the call only, as where they are read from a file. */
export class ItemValues implements ValueSource {
  group = 0;
  readonly #items: readonly Item[];
  #at = 0;

  constructor(items: readonly Item[]) {
    this.#items = items;
  }

  more(): boolean {
    return this.#at < this.#items.length;
  }

  take(): unknown {
    return this.#items[this.#at++]!.value;
  }

  close(): void {
    this.group++;
  }
}

/** In the order of keys, and of values if the step says so; else values stay in the order in which they came. */
export function sorted(items: readonly Item[], step: StepPlan): Item[] {
  return [...items].sort((a, b) => {
    const order = compareKeys(a.key, b.key);
    return order !== 0 || !step.sortValues ? order : compareKeys(a.value, b.value);
  });
}

/** Runs of sorted items whose keys are equal, or their grouping keys. */
export function* groupsOf(items: readonly Item[], groupingKey: (key: unknown) => unknown): Generator<Group> {
  let start = 0;
  for (let end = 1; end <= items.length; end++) {
    const { key } = items[start] as Item;
    const isSame =
      end < items.length && compareKeys(groupingKey(key), groupingKey((items[end] as Item).key)) === 0;
    if (isSame) continue;
    yield { key, items: items.slice(start, end) };
    start = end;
  }
}

export function same(key: unknown): unknown {
  return key;
}

/** The items of each reducer. */
export function partitioned(items: readonly Item[], step: StepPlan, reducers: number): Item[][] {
  const parts: Item[][] = Array.from({ length: reducers }, () => []);
  const groupingKey = step.groupingKey ?? same;
  const boundaries = step.totalOrder ? boundariesOf(items, groupingKey, reducers) : [];
  for (const item of items) {
    const part = step.partitioner
      ? step.partitioner(item.key, reducers)
      : step.totalOrder
        ? boundaries.filter((boundary) => compareKeys(boundary, groupingKey(item.key)) <= 0).length
        : hashOf(groupingKey(item.key)) % reducers;
    parts[part]?.push(item);
  }
  return parts;
}

/** Keys that cut all the sorted keys into parts of about the same size: the first of each part but the first. */
function boundariesOf(
  items: readonly Item[],
  groupingKey: (key: unknown) => unknown,
  reducers: number,
): unknown[] {
  const keys = items.map(({ key }) => groupingKey(key)).sort(compareKeys);
  if (keys.length === 0) return [];
  return Array.from({ length: reducers - 1 }, (_, i) => keys[Math.floor(((i + 1) * keys.length) / reducers)]);
}

let scratch = new Uint8Array(256);

/** The same as in runners that have keys as bytes, so that a key goes to the reducer of the same number. */
function hashOf(key: unknown): number {
  for (;;) {
    const end = encodeKey(scratch, 0, scratch.length, key);
    if (end >= 0) return hashBytes(scratch, 0, end);
    scratch = new Uint8Array(scratch.length * 2);
  }
}
