/** What the names around a function mean now, and where it stands, for those who compile it here and don't send it. */
import type { AnyFunction } from "./closure.js";
import { readFunction, readScript } from "./inspector.js";

/**
 * Looks up names in the scopes around a function, imports of its module included.
 * @returns null for a name that no scope has; V8 keeps only those variables that some function inside uses
 */
export function capturedValues(fn: AnyFunction): (name: string) => { readonly value: unknown } | null {
  const scopes = (readFunction(fn)?.scopes ?? []).filter(({ kind }) => kind !== "global" && kind !== "with");
  return (name) => {
    const scope = scopes.find(({ variables }) => Object.hasOwn(variables, name));
    return scope === undefined ? null : { value: scope.variables[name] };
  };
}

/** File or URL, line and column (from 1) where the function's text begins in what the engine runs; null for native code. */
export function locationOf(
  fn: AnyFunction,
): { readonly url: string; readonly line: number; readonly column: number } | null {
  const reading = readFunction(fn);
  const script = reading === null ? null : readScript(reading.scriptId);
  if (reading === null || script === null || script.url === "") return null;
  return { url: script.url, line: reading.line + 1, column: reading.column + 1 };
}
