/** The classes of the language and the platform: which of them travel as what, and why the others don't. */
import * as errors from "../../errors.js";

export type BuiltinKind =
  | "object"
  | "array"
  | "map"
  | "set"
  | "date"
  | "regexp"
  | "buffer"
  | "view"
  | "nodeBuffer"
  | "boxed"
  | "error"
  | "url"
  | "searchParams"
  | "refused";

/** A class whose instances have state that isn't in their fields. */
export interface Builtin {
  readonly kind: BuiltinKind;
  readonly name: string;
  readonly type: Constructor;
  /** Only for `refused`. */
  readonly wayOut: string;
}

export type Constructor = new (...args: never[]) => object;

/** Views on memory, in the order of their numbers on the wire. */
export const VIEW_NAMES = [
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
  "DataView",
  "Float16Array",
] as const;

export const BUILTIN_ERRORS = [
  "Error",
  "EvalError",
  "RangeError",
  "ReferenceError",
  "SyntaxError",
  "TypeError",
  "URIError",
  "AggregateError",
] as const;

/** `Symbol.iterator` and the like by name, in no order that matters. */
export const WELL_KNOWN: ReadonlyMap<symbol, string> = new Map(
  Reflect.ownKeys(Symbol)
    .map((name) => [(Symbol as unknown as Record<PropertyKey, unknown>)[name], name])
    .filter(
      (entry): entry is [symbol, string] => typeof entry[0] === "symbol" && typeof entry[1] === "string",
    ),
);

const OPEN_THERE = "Open it inside the function, or once a worker in the pool's initializer.";
const TIED =
  "It is tied to objects of this thread: send the entries themselves, or make it inside the function.";
const REFUSED: Readonly<Record<string, string>> = {
  WeakMap: TIED,
  WeakSet: TIED,
  WeakRef: "Send what it refers to (`ref.deref()`).",
  FinalizationRegistry: TIED,
  Promise: "Await it first and send the result.",
  SharedArrayBuffer:
    "Use SharedMemory or Array of manycore/multiprocessing, which every worker can open; or send a copy (`.slice()`).",
  Atomics: "Use it by name inside the function.",
  MessagePort: "Use a Queue or a Pipe of manycore/multiprocessing.",
  MessageChannel: "Use a Queue or a Pipe of manycore/multiprocessing.",
  BroadcastChannel: "Use a Queue of manycore/multiprocessing.",
  AbortSignal: "Pass it as the option `signal` of the call: the task sees it as `task.signal`.",
  AbortController: "Pass its signal as the option `signal` of the call: the task sees it as `task.signal`.",
  Worker: "Use a Pool inside the function: pools nest.",
};

const table = new Map<object, Builtin>();
const byName = new Map<string, Builtin>();

function add(name: string, kind: BuiltinKind, wayOut = ""): void {
  const type = (globalThis as unknown as Record<string, Constructor | undefined>)[name];
  if (typeof type !== "function") return;
  addType(name, kind, type, wayOut);
}

function addType(name: string, kind: BuiltinKind, type: Constructor, wayOut = ""): void {
  const builtin = { kind, name, type, wayOut };
  table.set(type.prototype as object, builtin);
  byName.set(name, builtin);
}

add("Object", "object");
add("Array", "array");
add("Map", "map");
add("Set", "set");
add("Date", "date");
add("RegExp", "regexp");
add("ArrayBuffer", "buffer");
for (const name of VIEW_NAMES) add(name, "view");
for (const name of ["Number", "String", "Boolean", "Symbol", "BigInt"]) add(name, "boxed");
for (const name of BUILTIN_ERRORS) add(name, "error");
add("DOMException", "error");
add("URL", "url");
add("URLSearchParams", "searchParams");
add("Buffer", "nodeBuffer");
for (const [name, type] of Object.entries(errors)) addType(name, "error", type as Constructor);
for (const [name, wayOut] of Object.entries(REFUSED)) add(name, "refused", wayOut);

/** The class whose prototype that is. */
export function builtinOf(prototype: object): Builtin | undefined {
  return table.get(prototype);
}

/** The class of that name: of a prototype from another realm (a vm context), or of what came over the wire. */
export function builtinNamed(name: string): Builtin | undefined {
  return byName.get(name);
}

/** What to do instead of sending an object that the platform made. */
export function wayOutOf(name: string): string {
  return REFUSED[name] ?? OPEN_THERE;
}

const toSource = Function.prototype.toString;

/** Whether a function is part of the engine or a bound one: there is no source to send. */
export function isNative(fn: object): boolean {
  return /\{\s*\[native code\]\s*\}\s*$/.test(toSource.call(fn));
}
