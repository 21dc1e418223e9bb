/** Runs V8's collector now, within a synchronous job, so that dead WeakRefs show. Undefined where the runtime has no such way. */
export type Collect = () => void;

let known: { readonly collect: Collect | undefined } | undefined;

/** The runtime's forced collection, or undefined. Made on first use: it switches V8's `--expose-gc` on. */
export function collector(): Collect | undefined {
  known ??= { collect: makeCollector() };
  return known.collect;
}

/**
 * A WeakRef keeps its target alive until the job ends that made or read it, so a collection alone frees nothing in a loop. V8 forgets
 * those targets when a microtask checkpoint has run; a context with its own microtask queue (`microtaskMode: "afterEvaluate"`)
 * has a checkpoint of its own after each evaluation, which leaves the program's promises alone. Works in workers, too.
 * https://nodejs.org/api/vm.html (microtaskMode), https://tc39.es/ecma262/#sec-clear-kept-objects
 */
function makeCollector(): Collect | undefined {
  const getBuiltin = typeof process === "undefined" ? undefined : process.getBuiltinModule;
  if (getBuiltin === undefined) return undefined;
  try {
    const vm = getBuiltin("node:vm");
    getBuiltin("node:v8").setFlagsFromString("--expose-gc");
    const gc: unknown = vm.runInNewContext("gc");
    if (typeof gc !== "function") return undefined;
    const context = vm.createContext({}, { microtaskMode: "afterEvaluate" });
    const checkpoint = new vm.Script("Promise.resolve().then(() => 0); 0");
    return () => {
      checkpoint.runInContext(context);
      gc();
    };
  } catch {
    // A runtime that imitates Node without these parts.
    return undefined;
  }
}
