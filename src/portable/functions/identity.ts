import type { AnyFunction } from "../../capture/index.js";

/** Names a function across threads and processes: who made it, and its number there. */
export interface FunctionId {
  /** A random number below 2^53 that stands for the thread. */
  readonly owner: number;
  readonly number: number;
}

/** This thread's part of the ids. Random, as threads and processes start without knowing of each other. */
const self = Math.floor(Math.random() * 2 ** 53);
let last = 0;

const ids = new WeakMap<AnyFunction, FunctionId>();
const known = new Map<string, WeakRef<AnyFunction>>();
const forgetting = new FinalizationRegistry<string>((key) => {
  if (known.get(key)?.deref() === undefined) known.delete(key);
});

const keyOf = ({ owner, number }: FunctionId): string => `${owner}:${number}`;

/** The id of a function that is about to be sent. When it comes back, it is mapped to the function itself. */
export function idOf(fn: AnyFunction): FunctionId {
  let id = ids.get(fn);
  if (id === undefined) {
    last += 1;
    id = { owner: self, number: last };
    remember(fn, id);
  }
  return id;
}

/** Gives a function that came the id under which the other side knows it. */
export function remember(fn: AnyFunction, id: FunctionId): void {
  const key = keyOf(id);
  ids.set(fn, id);
  known.set(key, new WeakRef(fn));
  forgetting.register(fn, key);
}

/** The function of that id, if it was made in this thread or came here before and is still in use. */
export function functionWithId(id: FunctionId): AnyFunction | undefined {
  return known.get(keyOf(id))?.deref();
}

/** Whether this thread made the function that has the id. */
export function isOwnId(id: FunctionId): boolean {
  return id.owner === self;
}
