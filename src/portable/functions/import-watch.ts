/**
 * Knows, in a worker, whether the running code belongs to a module that is being imported for a function that came. Workers that are
 * started there would import the module too, and start workers of their own: Python refuses that as well
 * (https://github.com/python/cpython/blob/3.13/Lib/multiprocessing/spawn.py, `_check_not_importing_main`).
 *
 * Where it can be had, an AsyncLocalStorage follows the import through top-level awaits, into the modules that it imports in turn and into what
 * they begin and don't await. So a task that starts workers while some module is imported beside it isn't taken for the module.
 */
import { StartedAtImportError } from "../../errors.js";
import { isOwnFrame } from "../own-frames.js";

interface ImportWatch {
  /** What `load` begins belongs to the import of `module`. */
  run<T>(module: string, load: () => T): T;
  /** That import is over. */
  ended(): void;
  /** The module whose import the running code belongs to. */
  current(): string | undefined;
  /** What was thrown while a module was imported: also if the module caught it, or didn't await it. */
  readonly refusals: Map<string, StartedAtImportError>;
}

const KEY = Symbol.for("manycore.portable.imports");

/** One a thread, however often the package is loaded: the module may bring a copy of its own. None where imports do no harm. */
type Holder = { [KEY]?: ImportWatch };

/**
 * What a module has begun and not awaited is still told from a task's code for so long after its import: before Node 24 a
 * storage in use costs each promise of the thread 40 to 100 ns.
 */
const LINGER_MS = 2000;

/** Called once in each worker, before it imports anything of the user's. */
export function watchImports(): void {
  const hooks = typeof process === "object" ? process.getBuiltinModule?.("node:async_hooks") : undefined;
  (globalThis as Holder)[KEY] ??=
    hooks?.AsyncLocalStorage === undefined ? firstImports() : byContext(hooks.AsyncLocalStorage);
}

/** Imports a module for a function. @throws what `load` does; StartedAtImportError when the module has started workers */
export async function watchedImport<T>(module: string, load: () => Promise<T>): Promise<T> {
  const watch = (globalThis as Holder)[KEY];
  if (watch === undefined) return load();
  try {
    const namespace = await watch.run(module, load);
    throwRefusal(watch, module);
    return namespace;
  } finally {
    watch.ended();
  }
}

/** As `watchedImport`, for `require`. */
export function watchedRequire<T>(module: string, load: () => T): T {
  const watch = (globalThis as Holder)[KEY];
  if (watch === undefined) return load();
  try {
    const exports = watch.run(module, load);
    throwRefusal(watch, module);
    return exports;
  } finally {
    watch.ended();
  }
}

/**
 * To be called by whatever starts workers, before it does.
 *
 * @param what that is, as `new Pool()`
 * @param method the method that the user called: stacks begin below it
 * @param wayOut how else than behind a condition it can be kept from running when its module is imported
 * @throws StartedAtImportError in a worker, while a module is imported for a function that came
 */
export function refuseAtImport(
  what: string,
  method: (...args: never[]) => unknown,
  wayOut = "Put it into a function that the program calls",
): void {
  const watch = (globalThis as Holder)[KEY];
  const module = watch?.current();
  if (watch === undefined || module === undefined) return;
  const site = new Error();
  // Firefox and Safari have it only lately.
  Error.captureStackTrace?.(site, method);
  const error = new StartedAtImportError(what, placeOf(site.stack ?? ""), module, wayOut);
  Error.captureStackTrace?.(error, method);
  watch.refusals.set(module, error);
  throw error;
}

/** By name: the module may have a copy of manycore of its own. */
export function isStartedAtImport(error: unknown): boolean {
  return error instanceof Error && error.name === "StartedAtImportError";
}

function throwRefusal({ refusals }: ImportWatch, module: string): void {
  const refusal = refusals.get(module);
  if (refusal !== undefined) throw refusal;
}

function byContext(AsyncLocalStorage: typeof import("node:async_hooks").AsyncLocalStorage): ImportWatch {
  const storage = new AsyncLocalStorage<string>();
  let underWay = 0;
  let lingering: NodeJS.Timeout | undefined;
  return {
    refusals: new Map(),
    run(module, load) {
      underWay++;
      clearTimeout(lingering);
      return storage.run(module, load);
    },
    ended() {
      underWay--;
      if (underWay > 0) return;
      lingering = setTimeout(() => storage.disable(), LINGER_MS);
      lingering.unref();
    },
    current: () => storage.getStore(),
  };
}

/**
 * Without contexts: until the first imports of a worker are over, no code of the user's runs but theirs. What a later import starts
 * is refused in the workers that are started by it, for which it is the first.
 */
function firstImports(): ImportWatch {
  const underWay: string[] = [];
  let isFirst = true;
  return {
    refusals: new Map(),
    run(module, load) {
      underWay.push(module);
      return load();
    },
    ended() {
      underWay.pop();
      if (underWay.length === 0) isFirst = false;
    },
    current: () => (isFirst ? underWay[0] : undefined),
  };
}

/** The first frame that isn't manycore's: `file:///app/words.ts:4:20`. */
function placeOf(stack: string): string | undefined {
  for (const [, place = ""] of stack.matchAll(/((?:\w+:\/\/|\/|[A-Z]:\\)[^\s()]*:\d+:\d+)\)?$/gm)) {
    if (!isOwnFrame(place)) return place;
  }
  return undefined;
}
