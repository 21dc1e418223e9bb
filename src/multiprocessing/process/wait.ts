import { DTypeError } from "../../errors.js";
import { READY, type Waitable } from "./ready.js";

/**
 * Waits until one or more of the objects are ready: a Process or its `sentinel` when it has ended, a queue's or pipe's end when
 * something can be read from it (or nothing ever will).
 *
 * @param timeout seconds; 0 only looks; without it waits as long as it takes
 * @returns those that are ready, in the order given; empty when the time is over
 * @throws DTypeError for an object that can't be waited for
 * @example for (const ended of await wait(processes)) console.log(ended.name);
 * @see https://docs.python.org/3/library/multiprocessing.html#multiprocessing.connection.wait
 */
export async function wait<T extends Waitable>(objects: Iterable<T>, timeout?: number): Promise<T[]> {
  const all = [...objects];
  for (const object of all) {
    if (typeof object?.[READY] !== "function") {
      throw new DTypeError(
        `wait() was given ${String(object)}; it takes Process objects, their sentinels, and readable ends of queues and pipes.`,
      );
    }
  }
  const ready = new Set<T>();
  const over = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      for (const object of all) {
        object[READY](over.signal).then(
          () => {
            if (over.signal.aborted) return;
            ready.add(object);
            resolve();
          },
          (error: unknown) => {
            if (!over.signal.aborted) reject(error);
          },
        );
      }
      if (timeout !== undefined) timer = setTimeout(resolve, Math.max(0, timeout) * 1000);
      else if (all.length === 0) resolve();
    });
    // One turn more: the others that are ready already have their say.
    await new Promise((resolve) => setTimeout(resolve, 0));
  } finally {
    clearTimeout(timer);
    over.abort();
  }
  return all.filter((object) => ready.has(object));
}
