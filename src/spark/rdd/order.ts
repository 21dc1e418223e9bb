import { compareKeys } from "../../mapreduce/for-rdds.js";

/** The order of elements: that of mapreduce's keys. https://docs.python.org/3/library/functions.html#sorted, with a `key`. */
export type Order = (a: unknown, b: unknown) => number;

/** @param key what is compared in an element's place */
export function orderBy(key: ((element: never) => unknown) | undefined, descending = false): Order {
  const of = key as ((element: unknown) => unknown) | undefined;
  const ascending: Order = of === undefined ? compareKeys : (a, b) => compareKeys(of(a), of(b));
  return descending ? (a, b) => ascending(b, a) : ascending;
}

/**
 * The `count` first elements in an order, sorted; of equal ones those that came first. A heap whose root is the last of them.
 */
export function firstOf(elements: Iterable<unknown>, count: number, order: Order): unknown[] {
  if (count === 0) return [];
  // Place in the input decides among equal elements, so that the answer is that of a stable sort.
  const heap: [element: unknown, place: number][] = [];
  const isBehind = (a: [unknown, number], b: [unknown, number]): boolean => {
    const compared = order(a[0], b[0]);
    return compared > 0 || (compared === 0 && a[1] > b[1]);
  };
  let place = 0;
  for (const element of elements) {
    const entry: [unknown, number] = [element, place++];
    if (heap.length < count) {
      heap.push(entry);
      rise(heap, isBehind);
    } else if (order(element, heap[0]![0]) < 0) {
      heap[0] = entry;
      sink(heap, isBehind);
    }
  }
  return heap.sort((a, b) => (isBehind(a, b) ? 1 : -1)).map(([element]) => element);
}

function rise<T>(heap: T[], isBehind: (a: T, b: T) => boolean): void {
  for (let at = heap.length - 1; at > 0; ) {
    const parent = (at - 1) >> 1;
    if (!isBehind(heap[at]!, heap[parent]!)) return;
    [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
    at = parent;
  }
}

function sink<T>(heap: T[], isBehind: (a: T, b: T) => boolean): void {
  for (let at = 0; ; ) {
    let last = at;
    for (const child of [2 * at + 1, 2 * at + 2])
      if (child < heap.length && isBehind(heap[child]!, heap[last]!)) last = child;
    if (last === at) return;
    [heap[at], heap[last]] = [heap[last]!, heap[at]!];
    at = last;
  }
}
