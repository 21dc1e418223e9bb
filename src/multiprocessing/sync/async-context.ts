/**
 * Which async context holds an RLock.
 *
 * In a program of promises the owner of a reentrant lock isn't the thread but the task: the code after its own `await lock.acquire()`, with
 * whatever that code calls and awaits. `AsyncLocalStorage.enterWith` in `acquire()` would give the lock to the caller's caller too,
 * since an async function runs in its caller's context until its first await: a second task started beside the first one would take
 * itself for the owner. So the mark is set on the continuation: a promise whose parent (its trigger, in the words of
 * https://nodejs.org/docs/latest-v20.x/api/async_hooks.html) is the promise that `acquire` returned starts in the new context, and whatever
 * is created in a context starts in it as well. Promise hooks cost time, so they are on only while this thread has such a lock or waits for one.
 */
import { NotSupportedError } from "../../errors.js";

/** A task that asked for an RLock. */
export class AsyncContext {
  readonly id: number;
  readonly parent: AsyncContext | undefined;
  /** RLocks that it holds or waits for; at 0 it plays no role any more. */
  locks = 0;
  /** Async ids of the promises whose continuations run in it. */
  readonly doors: number[] = [];

  constructor(id: number, parent: AsyncContext | undefined) {
    this.id = id;
    this.parent = parent;
  }
}

type Marked = { [MARK]?: AsyncContext };

const MARK = Symbol.for("manycore.multiprocessing.asyncContext");
const KEY = Symbol.for("manycore.multiprocessing.asyncContexts");

/** One a thread, however often the package is loaded. */
interface Contexts {
  readonly hooks: typeof import("node:async_hooks");
  readonly hook: import("node:async_hooks").AsyncHook;
  readonly doors: Map<number, AsyncContext>;
  /** The context whose door the promise that is being made is. */
  making: AsyncContext | undefined;
  next: number;
  active: number;
}

function contexts(): Contexts {
  const holder = globalThis as { [KEY]?: Contexts };
  holder[KEY] ??= open();
  return holder[KEY];
}

function open(): Contexts {
  const hooks = typeof process === "object" ? process.getBuiltinModule?.("node:async_hooks") : undefined;
  if (hooks?.createHook === undefined) throw withoutHooks();
  const { executionAsyncResource, createHook } = hooks;
  const doors = new Map<number, AsyncContext>();
  const hook = createHook({
    init(asyncId, type, triggerAsyncId, resource) {
      const { making } = own;
      if (making !== undefined && type === "PROMISE") {
        own.making = undefined;
        making.doors.push(asyncId);
        doors.set(asyncId, making);
        return;
      }
      const context = doors.get(triggerAsyncId) ?? (executionAsyncResource() as Marked)[MARK];
      if (context !== undefined) (resource as Marked)[MARK] = context;
    },
  });
  const own: Contexts = { hooks, hook, doors, making: undefined, next: 1, active: 0 };
  probe(own);
  return own;
}

/** Some runtimes offer `createHook` and never call it; a lock on top of that would let everybody in, or nobody. */
function probe(own: Contexts): void {
  own.hook.enable();
  const context = new AsyncContext(0, undefined);
  own.making = context;
  let resolve = () => {};
  const door = new Promise<void>((done) => {
    resolve = done;
  });
  const behind = door.then(() => {}) as Promise<void> & Marked;
  resolve();
  own.hook.disable();
  own.making = undefined;
  own.doors.clear();
  if (context.doors.length !== 1 || behind[MARK] !== context) throw withoutHooks();
}

function withoutHooks(): NotSupportedError {
  return new NotSupportedError(
    "RLock",
    "this runtime",
    "An RLock is owned by an async context, which takes Node's async_hooks: use Lock here.",
  );
}

/** The context of the code that runs now, if it holds or awaits an RLock. */
function currentContext(): AsyncContext | undefined {
  const own = contexts();
  if (own.active === 0) return undefined;
  return living((own.hooks.executionAsyncResource() as Marked)[MARK]);
}

/** Contexts that hold nothing any more are skipped, so that a loop of acquire and release makes no chain. */
function living(context: AsyncContext | undefined): AsyncContext | undefined {
  while (context !== undefined && context.locks === 0) context = context.parent;
  return context;
}

/** The numbers of the contexts that the running code lies in, innermost first. */
export function contextChain(): number[] {
  const chain: number[] = [];
  for (let at = currentContext(); at !== undefined; at = living(at.parent)) chain.push(at.id);
  return chain;
}

/** A context inside the current one, for an `acquire`; `leaveContext` ends it. */
export function newContext(): AsyncContext {
  const own = contexts();
  const context = new AsyncContext(own.next++, currentContext());
  context.locks = 1;
  opened.set(context.id, context);
  if (own.active++ === 0) own.hook.enable();
  return context;
}

const opened = new Map<number, AsyncContext>();

/** Inverse of `newContext`: the lock that it stood for was released, or not got. */
export function leaveContext(id: number): void {
  const context = opened.get(id);
  if (context === undefined) return;
  opened.delete(id);
  context.locks = 0;
  const own = contexts();
  for (const door of context.doors) own.doors.delete(door);
  if (--own.active === 0) own.hook.disable();
}

/** A promise like `work`, whose continuations run in `context`. */
export function doorTo<T>(context: AsyncContext, work: Promise<T>): Promise<T> {
  const own = contexts();
  own.making = context;
  const door = new Promise<T>((resolve, reject) => {
    work.then(resolve, reject);
  });
  own.making = undefined;
  return door;
}

/** Puts the running code itself into `context`, for `acquireSync`, which has no continuation. */
export function enterContext(context: AsyncContext): void {
  (contexts().hooks.executionAsyncResource() as Marked)[MARK] = context;
}
