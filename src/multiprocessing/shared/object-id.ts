/** Names for objects that live in one thread and are called from others. */

/** An object's name: which thread keeps it, and its number there. Structured-cloneable. */
export interface ObjectId {
  readonly owner: string;
  readonly id: number;
}

const KEY = Symbol.for("manycore.multiprocessing.place");

/**
 * This thread's name among all threads of all processes that may call each other: process, thread, and a random part, because
 * process ids are used again.
 */
export function placeName(): string {
  const holder = globalThis as { [KEY]?: string };
  holder[KEY] ??= inventName();
  return holder[KEY];
}

function inventName(): string {
  const random = Math.floor(Math.random() * 2 ** 48).toString(36);
  if (typeof process !== "object" || process.getBuiltinModule === undefined) return `page/${random}`;
  const { threadId } = process.getBuiltinModule("node:worker_threads");
  return `${process.pid}/${threadId}/${random}`;
}
