import type { AnyFunction, Captured, Closure } from "../../capture/index.js";
import type { Scope } from "./scope.js";

/** A function that came from elsewhere, with what is needed to send it on. */
export interface Revived {
  /** As it came; the values of its variables are those of then. */
  readonly closure: Closure;
  /** Where its variables are now. */
  readonly scope: Scope;
  /** source-map.ts */
  readonly sourceMap: string;
}

const revived = new WeakMap<AnyFunction, Revived>();

export function noteRevived(fn: AnyFunction, record: Revived): void {
  revived.set(fn, record);
}

export function revivedOf(fn: AnyFunction): Revived | undefined {
  return revived.get(fn);
}

/** The closure of a function that came from elsewhere, its variables read now; undefined for one of this thread's own. */
export function revivedClosure(fn: AnyFunction): Closure | undefined {
  const record = revived.get(fn);
  if (record === undefined) return undefined;
  const { closure, scope } = record;
  const variables = closure.variables.map(
    (variable): Captured =>
      "value" in variable ? { ...variable, value: scope.read(variable.name) } : variable,
  );
  return { ...closure, variables };
}
