/** `captureClosure`: from a function to everything that makes it again elsewhere. */

import type { Identifier } from "acorn";
import { NotPortableError, ValueError } from "../errors.js";
import type { AnyFunction, Captured, Closure, ExportedAs } from "./closure.js";
import { type ComputedKey, computedName, keysUsing } from "./computed-keys.js";
import { type FunctionText, OUTER_ARGUMENTS, SUPER_CLASS } from "./function-text.js";
import { commonJsExport } from "./importable.js";
import { hasInspector, readFunction, type ScopeReading } from "./inspector.js";
import { outerThis } from "./outer-this.js";
import { hasParser } from "./parser.js";
import { bodyOf, type Site, siteOf, sourceOf, textOf } from "./site.js";
import { readVariable, type VariablePlan, type VariableReading } from "./variables.js";

const known = new WeakMap<AnyFunction, Closure>();

/**
 * Reads a function: its source as an expression, and what its free variables hold now.
 *
 * The result is kept for the function. When one of its bindings may be reassigned, the values are read again at the
 * next call, and the same object comes back as long as all are the same.
 *
 * @param path how the function was reached, for messages: its name if it is what is sent
 * @throws {NotPortableError} for a function that can't be made again elsewhere: native, bound, of another context,
 * one that uses `super`, a private name, `eval`, the `this` of a function around it or a variable that isn't
 * initialised; in browsers and bundles any (use `defineTasks`)
 * @throws {ValueError} for what isn't a function
 */
export function captureClosure(fn: AnyFunction, path?: string): Closure {
  if (typeof fn !== "function") throw new ValueError(`captureClosure needs a function, not ${typeof fn}`);
  const before = known.get(fn);
  if (before?.stable === true) return before;
  const label = path ?? nameOf(fn);
  refuseForeign(fn, label);
  if (!hasParser()) throw unparsed(label);
  const now = hasInspector() ? captureInNode(fn, label) : captureFromText(fn, label);
  if (before !== undefined && isSame(before, now)) return before;
  known.set(fn, now);
  return now;
}

function captureInNode(fn: AnyFunction, path: string): Closure {
  const reading = readFunction(fn);
  if (reading === null) throw nativeFunction(fn, path);
  const site = siteOf(reading, fn);
  const { script } = site.facts;
  const exported = site.exported ?? exportedByCommonJs(fn, site);
  const where = {
    name: nameOf(fn),
    url: script.url,
    line: reading.line - script.line + 1,
    column: reading.column + 1,
    export: exported,
  };
  try {
    return { ...where, ...captureBody(fn, site, reading.scopes, path), sourceError: null };
  } catch (error) {
    if (exported === null || !(error instanceof NotPortableError)) throw error;
    return { ...where, ...NO_SOURCE, sourceError: error };
  }
}

type Body = Pick<
  Closure,
  "source" | "kind" | "strict" | "variables" | "thisValue" | "stable" | "privateNames"
>;

/** Of a function that can only be imported. */
const NO_SOURCE: Body = {
  source: "",
  kind: "function",
  strict: true,
  variables: [],
  thisValue: null,
  stable: true,
  privateNames: [],
};

function captureBody(fn: AnyFunction, site: Site, scopes: readonly ScopeReading[], path: string): Body {
  const { text, strict, fixed, plans, flattened, renamed } = bodyOf(site, fn, path);
  if (scopes.some(({ kind }) => kind === "with")) {
    throw new NotPortableError(
      "a function inside of a `with` statement",
      path,
      "Write the object's name before its properties instead.",
    );
  }
  const variables: Captured[] = [...fixed, ...superClass(text, fn)];
  const members = [...flattened];
  const keys = new Set<ComputedKey>();
  let stable = true;
  for (const plan of plans) {
    const computed = isKept(plan, scopes) ? [] : keysUsing(text.computedKeys, usesOf(text, plan.name));
    if (computed.length > 0) {
      for (const key of computed) keys.add(key);
      continue;
    }
    // The engine keeps no variable that only `extends` names, as no function uses it; the class knows what it extends.
    const extended = plan.name === text.superName ? [superScope(plan.name, fn), ...scopes] : scopes;
    let reading = readVariable(plan, extended, path);
    if (isNamespace(reading)) {
      // A module that was imported at run time: what is used of it travels, as of an import.
      const used = text.members(plan.name);
      if (used !== null) {
        members.push(plan.name);
        reading = readVariable({ ...plan, members: used }, extended, path);
      }
    }
    variables.push(...reading.captured);
    stable &&= reading.constant;
  }
  for (const key of keys) variables.push(readKey(fn, key, path));
  return {
    source: text.expression(inferredName(fn), members, renamed, [...keys]),
    kind: text.kind,
    strict,
    variables,
    thisValue: text.outerThis ? { value: site.place?.moduleThis ? undefined : outerThis(fn, path) } : null,
    stable,
    privateNames: text.privateNames,
  };
}

/** Whether the engine has the variable, or it is a global one. */
function isKept({ name, binding, standard }: VariablePlan, scopes: readonly ScopeReading[]): boolean {
  if (binding === null && (standard || Object.hasOwn(globalThis, name))) return true;
  return scopes.some(({ kind, variables }) => kind !== "global" && Object.hasOwn(variables, name));
}

function usesOf(text: FunctionText, name: string): readonly Identifier[] {
  return text.free.find((uses) => uses.name === name)?.identifiers ?? [];
}

function readKey(fn: AnyFunction, key: ComputedKey, path: string): Captured {
  const name = computedName(fn, key);
  if (name !== undefined) return { name: key.variable, value: name, assigned: false };
  throw new NotPortableError(
    "a class with a method whose computed name can't be found any more",
    path,
    "Use the variable of the name in a method too, or export the class from a module of its own.",
  );
}

/** A module's namespace, or what Vite has in its place. */
function isNamespace({ captured }: VariableReading): boolean {
  const [only] = captured;
  if (only === undefined || !("value" in only)) return false;
  const { value } = only;
  if (typeof value !== "object" || value === null) return false;
  return Object.getOwnPropertyDescriptor(value, Symbol.toStringTag)?.value === "Module";
}

/** What `extends f()` gave: calling it again would make another class. */
function superClass({ extendsResult }: FunctionText, type: AnyFunction): Captured[] {
  if (!extendsResult) return [];
  const above = Object.getPrototypeOf(type) as unknown;
  return [{ name: SUPER_CLASS, value: above === Function.prototype ? null : above, assigned: false }];
}

function superScope(name: string, type: AnyFunction): ScopeReading {
  return { kind: "closure", variables: { [name]: Object.getPrototypeOf(type) as unknown } };
}

/** Without an inspector only the text is known, which is enough for a function that uses nothing from around it. */
function captureFromText(fn: AnyFunction, path: string): Closure {
  const text = textOf(sourceOf(fn), path);
  const variables: Captured[] = superClass(text, fn);
  let stable = true;
  for (const { name, standard, onlyTypeof, assigned } of text.free) {
    if (standard) continue;
    if (Object.hasOwn(globalThis, name)) {
      variables.push({ name, value: (globalThis as Record<string, unknown>)[name], assigned });
      stable = false;
    } else if (!onlyTypeof) throw unreadable(`a function that uses "${name}" from around it`, path);
  }
  if (text.meta.size > 0 || text.dynamicImport)
    throw unreadable("a function that refers to its module", path);
  if (text.outerThis) throw unreadable("a function that uses the `this` around it", path);
  return {
    source: text.expression(inferredName(fn), [], false),
    kind: text.kind,
    name: nameOf(fn),
    strict: !text.sloppy,
    url: "",
    line: 0,
    column: 0,
    export: null,
    variables,
    thisValue: null,
    stable,
    privateNames: text.privateNames,
    sourceError: null,
  };
}

function unreadable(what: string, path: string): NotPortableError {
  return new NotPortableError(
    `${what}, and captured variables can't be read here: there is no node:inspector`,
    path,
    "Use defineTasks(import.meta, { … }) for the functions that you send, or pass the values as arguments.",
  );
}

/** In browsers and bundles. */
function unparsed(path: string): NotPortableError {
  return new NotPortableError(
    "a function without a name to travel by",
    path,
    "In browsers, and in bundles without acorn and eslint-scope beside them, only those of defineTasks travel: " +
      "`const tasks = defineTasks(import.meta, { f })` in a module of its own, then send `tasks.f`.",
  );
}

/** Only functions that our own `Function` made behave as their source says: each context has globals of its own. */
function refuseForeign(fn: AnyFunction, path: string): void {
  const source = sourceOf(fn);
  if (source.endsWith("{ [native code] }")) throw nativeFunction(fn, path);
  if (fn instanceof Function) return;
  throw new NotPortableError(
    "a function of another vm context",
    path,
    "Make the function in the context that imports manycore.",
  );
}

function nativeFunction(fn: AnyFunction, path: string): NotPortableError {
  const name = nameOf(fn);
  if (name.startsWith("bound ")) {
    return new NotPortableError(
      `a bound function ("${name}")`,
      path,
      "Send an arrow function that calls it with its object: `(x) => object.method(x)`.",
    );
  }
  return new NotPortableError(
    "a native function or a Proxy, without source",
    path,
    "Send a function of your own that calls it.",
  );
}

function nameOf(fn: AnyFunction): string {
  const name: unknown = Object.getOwnPropertyDescriptor(fn, "name")?.value;
  return typeof name === "string" && name !== "" ? name : "(anonymous)";
}

/** The name that the engine gave the function, not a static member of a class that is called `name`. */
function inferredName(fn: AnyFunction): string {
  const property = Object.getOwnPropertyDescriptor(fn, "name");
  return typeof property?.value === "string" && property.writable === false ? property.value : "";
}

function exportedByCommonJs(fn: AnyFunction, { facts, place, url }: Site): ExportedAs | null {
  if (facts.script.module || url === "") return null;
  // What a function inside of another function made isn't looked for: closures are made by the thousand.
  if (place !== null && (place.outer.block.type as string) !== "Program") return null;
  return commonJsExport(fn, url, facts.script.text);
}

/** Whether two readings of one function found the same. */
function isSame(a: Closure, b: Closure): boolean {
  return (
    a.source === b.source &&
    a.variables.length === b.variables.length &&
    Object.is(a.thisValue?.value, b.thisValue?.value) &&
    a.variables.every((one, k) => isSameVariable(one, b.variables[k]))
  );
}

function isSameVariable(a: Captured, b: Captured): boolean {
  if (a.name !== b.name) return false;
  if (!("value" in a) || !("value" in b)) return "value" in a === "value" in b;
  if (a.name !== OUTER_ARGUMENTS) return Object.is(a.value, b.value);
  // Each reading copies them.
  const [one, other] = [a.value as unknown[], b.value as unknown[]];
  return one.length === other.length && one.every((item, k) => Object.is(item, other[k]));
}
