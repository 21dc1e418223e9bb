/** Names for values that are everywhere: the platform's globals and what Node's own modules export. */

import type { Origin } from "./closure.js";
import { STANDARD_GLOBALS } from "./standard-globals.js";

type Known = WeakMap<object, Origin>;

const globals: Known = new WeakMap();
/** Names whose values aren't there yet: Node makes many globals at the first look, and loads a lot for some. */
let pending: string[] = [...STANDARD_GLOBALS].filter(
  (name) => !["globalThis", "global", "self"].includes(name),
);
/** What the builtin modules export that were loaded so far. */
const builtins: Known = new WeakMap();
const indexed = new Set<string>();
/** How many modules Node had loaded when the list was last looked through. */
let loadedThen = -1;

/**
 * Where a function or object is known from, by identity: `Math`, `Array.prototype.map`, `readFileSync` of `node:fs`.
 * `process.env` is none: it holds secrets.
 */
export function originOf(value: object): Origin | null {
  const origin = globals.get(value);
  if (origin !== undefined) return origin;
  // What is made or exported later comes with a module that is loaded for it, and most programs load few.
  const loadList = loadedModules();
  if (loadList.length !== loadedThen) {
    indexGlobals();
    indexBuiltins(new Set(loadList));
    loadedThen = loadList.length;
  }
  return globals.get(value) ?? builtins.get(value) ?? null;
}

/** Node's list of the modules that it has loaded, internal ones included. */
function loadedModules(): readonly string[] {
  if (typeof process === "undefined" || process.getBuiltinModule === undefined) return [];
  return (process as unknown as { moduleLoadList?: readonly string[] }).moduleLoadList ?? [];
}

/** Accessors of Node's that cost nothing. Others open a store, warn, or load half of the platform. */
const CHEAP = new Set(["process", "Buffer", "performance"]);

function indexGlobals(): void {
  add(globals, globalThis, { global: ["globalThis"] });
  pending = pending.filter((name) => {
    const value = CHEAP.has(name)
      ? (globalThis as Record<string, unknown>)[name]
      : ownValue(globalThis, name);
    if (isObject(value)) indexGlobal(name, value);
    return !isObject(value);
  });
}

function indexGlobal(name: string, value: object): void {
  add(globals, value, { global: [name] });
  for (const [member, inner] of members(value)) {
    // The other members of process are the environment, the streams and the like.
    if (name === "process" && typeof inner !== "function") continue;
    add(globals, inner, { global: [name, member] });
    if (member !== "prototype") continue;
    for (const [method, function_] of members(inner))
      add(globals, function_, { global: [name, member, method] });
  }
}

/** Not public, other names of another module, or deprecated with a warning. */
const LEFT_OUT = new Set(["sys", "process", "punycode"]);

/** Takes what is public and new of what Node has loaded. */
function indexBuiltins(loaded: ReadonlySet<string>): void {
  if (loaded.size === 0) return;
  const { builtinModules } = process.getBuiltinModule("node:module");
  const names = builtinModules
    .map((name) => name.replace(/^node:/, ""))
    .filter((name) => !name.startsWith("_") && !LEFT_OUT.has(name) && !indexed.has(name))
    .filter((name) => loaded.has(`NativeModule ${name}`))
    // `fs/promises` before `fs`, whose member `promises` it is.
    .sort((a, b) => Number(b.includes("/")) - Number(a.includes("/")) || (a < b ? -1 : 1));
  const modules = names.flatMap((name): [string, object][] => {
    indexed.add(name);
    const module: unknown = process.getBuiltinModule(`node:${name}`);
    return isObject(module) ? [[`node:${name}`, module]] : [];
  });
  for (const [builtin, module] of modules) add(builtins, module, { builtin, name: "*" });
  for (const [builtin, module] of modules)
    for (const [name, value] of members(module)) add(builtins, value, { builtin, name });
}

function add(known: Known, value: object, origin: Origin): void {
  if (!known.has(value)) known.set(value, origin);
}

/** The functions and objects among an object's own data properties with names. Getters aren't called. */
function members(of: object): [string, object][] {
  return Object.getOwnPropertyNames(of).flatMap((name): [string, object][] => {
    const value = ownValue(of, name);
    // Every prototype has a constructor, which is known by a better name.
    return isObject(value) && name !== "constructor" ? [[name, value]] : [];
  });
}

function ownValue(of: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(of, name)?.value;
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
