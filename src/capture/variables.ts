/** Finds the value of a free variable in the scopes around a function. */

import { NotPortableError } from "../errors.js";
import type { Captured } from "./closure.js";
import { memberVariable, OUTER_ARGUMENTS } from "./function-text.js";
import { resolveImport } from "./importable.js";
import type { ScopeReading } from "./inspector.js";
import { originOf } from "./origin.js";
import type { Binding, ImportText } from "./script-facts.js";

/** A free variable whose value has to be read. */
export interface VariablePlan {
  readonly name: string;
  readonly assigned: boolean;
  readonly onlyTypeof: boolean;
  readonly standard: boolean;
  /** Its declaration; null when the script has none: a global, or of a wrapper around the script. */
  readonly binding: Binding | null;
  /** The script could be looked through, so that `binding` means something. */
  readonly analysed: boolean;
  /** The members to take instead of the whole. */
  readonly members: readonly string[] | null;
  /** The module's URL, or "". */
  readonly url: string;
}

export interface VariableReading {
  readonly captured: readonly Captured[];
  /** The variable can't get another value. */
  readonly constant: boolean;
}

const NOTHING: VariableReading = { captured: [], constant: true };

/**
 * @param path the function's path, for errors
 * @throws {NotPortableError} naming the variable, when it isn't initialised or the engine doesn't have it
 */
export function readVariable(
  plan: VariablePlan,
  scopes: readonly ScopeReading[],
  path: string,
): VariableReading {
  const { name, binding } = plan;
  const scope = scopes.find(({ kind, variables }) => kind !== "global" && Object.hasOwn(variables, name));
  if (scope === undefined) {
    if (binding !== null) throw unavailable(name, path);
    if (plan.standard) return NOTHING;
    if (Object.hasOwn(globalThis, name))
      return read(plan, (globalThis as Record<string, unknown>)[name], false);
    // Undeclared here as well: the function fails there as it would here. Somebody may declare it later.
    return { captured: [], constant: plan.onlyTypeof };
  }
  let value: unknown;
  try {
    value = scope.variables[name];
  } catch {
    throw uninitialised(name, path);
  }
  // Before Node 22, V8 gives `undefined` for a variable that isn't initialised yet.
  if (value === undefined && binding?.defined) throw uninitialised(name, path);
  if (name === "arguments")
    return {
      captured: [{ name: OUTER_ARGUMENTS, value: Array.from(value as ArrayLike<unknown>), assigned: false }],
      constant: true,
    };
  if (isRequire(value) && plan.url !== "") return { captured: [{ name, require: plan.url }], constant: true };
  const constant = scope.kind === "closure" && isConstant(plan) && value !== undefined;
  return read(plan, value, constant);
}

function bindingOf({ binding }: VariablePlan, constant: boolean): { binding?: string } {
  return binding === null || constant || binding.constant ? {} : { binding: binding.declared };
}

function isConstant({ name, binding, analysed }: VariablePlan): boolean {
  if (binding !== null) return binding.constant;
  return analysed && (name === "__filename" || name === "__dirname");
}

function read(plan: VariablePlan, value: unknown, constant: boolean): VariableReading {
  const { name, assigned, members } = plan;
  if (members === null || value === null || value === undefined)
    return { captured: [{ name, value, assigned, ...bindingOf(plan, constant) }], constant };
  const of = value as Record<string, unknown>;
  const captured = members.map((member): Captured => {
    const imported =
      importedMember(plan.binding?.imported ?? null, member, of, plan.url) ??
      builtinMember(member, of, plan.url);
    const variable = memberVariable(name, member);
    return imported === null
      ? { name: variable, value: of[member], assigned: false }
      : { name: variable, import: imported };
  });
  // The members of a module are live bindings.
  return { captured, constant: constant && captured.every((one) => "import" in one) };
}

/** What a compiler's helper made of a CommonJS module, as an import of that module. */
function importedMember(
  text: ImportText | null,
  member: string,
  object: Record<string, unknown>,
  url: string,
) {
  if (text?.interop == null) return null;
  const compiled = object.__esModule === true && !text.interop.nodeMode;
  const name = member === "default" && !compiled ? "*" : member;
  return resolveImport(text.specifier, name, text.by, url);
}

/**
 * A member of one of Node's modules, as Vite's import objects hold it. By value a primitive would be this thread's: `isMainThread`, `pid`.
 */
function builtinMember(member: string, object: Record<string, unknown>, url: string) {
  const module = Object.hasOwn(object, "default") ? object.default : object;
  if (typeof module !== "object" || module === null) return null;
  const origin = originOf(module);
  if (origin === null || !("builtin" in origin) || origin.name !== "*") return null;
  if (!Object.is(object[member], (module as Record<string, unknown>)[member])) return null;
  return resolveImport(origin.builtin, member, "import", url);
}

function isRequire(value: unknown): boolean {
  if (typeof value !== "function" || !("resolve" in value) || !("cache" in value)) return false;
  return value.cache === process.getBuiltinModule("node:module").createRequire(import.meta.url).cache;
}

function uninitialised(name: string, path: string): NotPortableError {
  return new NotPortableError(
    "a variable that isn't initialised yet",
    `${path} › captured "${name}"`,
    "Send the function after the line that declares the variable has run.",
  );
}

function unavailable(name: string, path: string): NotPortableError {
  return new NotPortableError(
    "a variable whose value the engine doesn't give",
    `${path} › captured "${name}"`,
    "Pass it as an argument.",
  );
}
