/** Writes functions and classes. read-function.ts is the inverse. */
import type { AnyFunction, Captured, CapturedValue, Closure, ImportedBinding } from "../../capture/index.js";
import { NotPortableError } from "../../errors.js";
import type { Encoder } from "../wire/encoder.js";
import { writeOwnFields } from "../wire/fields.js";
import { Refusal, through } from "../wire/refusal.js";
import { FUNCTION, MODULE_EXPORT, TASK } from "../wire/tags.js";
import { writeOrigin } from "../wire/write-origin.js";
import { type ClassText, classText } from "./class-text.js";
import { closureOf } from "./closure-of.js";
import { idOf } from "./identity.js";
import { listed, requestFor } from "./modules.js";
import { replacedMembers } from "./replaced-members.js";
import { revivedOf } from "./revived.js";
import { sourceMapOf } from "./source-map.js";
import { taskOf } from "./tasks.js";

/** Flags of a function's record. */
export const STRICT = 1;
export const HAS_THIS = 2;
export const STABLE = 4;
export const HAS_OWN_FIELDS = 8;
export const HAS_PROTOTYPE = 16;
export const HAS_REPLACED = 32;

/** How a variable gets its value. */
export const BY_VALUE = 0;
/** A module's own variable, which other functions of the parcel share; its value follows. */
export const SHARED = 1;
/** One whose value came with an earlier function. */
export const SHARED_BEFORE = 2;
export const BY_IMPORT = 3;
export const BY_REQUIRE = 4;
export const BY_DYNAMIC_IMPORT = 5;
/** Added to the first three: the variable is needed while the function is made, so its value comes before. */
export const EAGER = 8;

/** A function in a function takes so many times the stack of an object in an object. */
const FRAMES_OF_FUNCTION = 3;

/** Writes a function that wasn't met before. @throws Refusal */
export function writeFunction(encoder: Encoder, fn: AnyFunction): void {
  const { sink } = encoder;
  const task = taskOf(fn);
  if (task !== undefined) {
    encoder.modules.add(listed({ specifier: task.url, from: "" }));
    sink.byte(TASK);
    sink.string(task.url);
    sink.string(task.name);
    encoder.enlist(fn);
    return;
  }
  const closure = read(fn);
  if (closure.export !== null) {
    const request = requestFor(closure.export, encoder.road);
    if (request !== null) encoder.modules.add(listed(request));
    sink.byte(MODULE_EXPORT);
    for (const part of [closure.export.url, closure.export.name, closure.export.by]) sink.string(part);
    encoder.enlist(fn);
    return;
  }
  const text = closure.kind === "class" ? classText(closure.source) : undefined;
  if (!encoder.opened.has(fn)) {
    encoder.opened.add(fn);
    const needed = valuesBefore(closure, text?.eager);
    for (const [piece, value] of needed) {
      if (isPrimitive(value) || encoder.has(value)) continue;
      try {
        encoder.before(value);
      } catch (error) {
        through(error, piece);
      }
    }
    encoder.opened.delete(fn);
    // It may itself have been among what they lead to.
    if (encoder.known(fn)) return;
  }
  writeRecord(encoder, fn, closure, text ?? { source: closure.source, eager: NONE, hidden: [] });
}

const NONE: ReadonlySet<string> = new Set();

function read(fn: AnyFunction): Closure {
  try {
    return closureOf(fn);
  } catch (error) {
    if (!(error instanceof NotPortableError)) throw error;
    // Its path starts with the function's own name, which ours has already.
    const [, ...rest] = error.path.split(" › ");
    const refusal = Refusal.from(error);
    refusal.trail.push(...rest.reverse());
    throw refusal;
  }
}

/** What has to be complete before the function can be made: an arrow's `this`, what a class extends. */
function valuesBefore(closure: Closure, eager: ReadonlySet<string> | undefined): [string, unknown][] {
  const before: [string, unknown][] = [];
  if (closure.thisValue !== null) before.push(["this", closure.thisValue.value]);
  if (eager === undefined) return before;
  for (const variable of closure.variables)
    if ("value" in variable && eager.has(variable.name))
      before.push([captured(variable.name), variable.value]);
  return before;
}

function writeRecord(encoder: Encoder, fn: AnyFunction, closure: Closure, text: ClassText): void {
  const { sink } = encoder;
  const extras = extrasOf(fn, closure);
  if (!closure.stable || extras.own !== undefined || extras.prototype !== undefined) encoder.steady = false;
  if (extras.replaced !== undefined) encoder.steady = false;
  const id = idOf(fn);
  sink.byte(FUNCTION);
  sink.double(id.owner);
  sink.count(id.number);
  sink.byte(
    (closure.strict ? STRICT : 0) |
      (closure.thisValue === null ? 0 : HAS_THIS) |
      (closure.stable ? STABLE : 0) |
      (extras.own === undefined ? 0 : HAS_OWN_FIELDS) |
      (extras.prototype === undefined ? 0 : HAS_PROTOTYPE) |
      (extras.replaced === undefined ? 0 : HAS_REPLACED),
  );
  for (const part of [closure.kind, closure.name, closure.url, text.source]) sink.string(part);
  sink.count(closure.line);
  sink.count(closure.column);
  sink.string(encoder.road === "bundle" ? "" : (revivedOf(fn)?.sourceMap ?? sourceMapOf(closure)));
  // Functions last: when one is called while a class is defined, what it needs is there.
  const variables = closure.variables.toSorted((a, b) => rank(a) - rank(b));
  sink.count(variables.length);
  const before: CapturedValue[] = [];
  const values: CapturedValue[] = [];
  for (const variable of variables) {
    sink.string(variable.name);
    const eager = text.eager.has(variable.name);
    if (writeVariable(encoder, closure, variable, eager ? EAGER : 0))
      (eager ? before : values).push(variable as CapturedValue);
  }
  for (const { value } of before) encoder.value(value);
  if (closure.thisValue !== null) encoder.value(closure.thisValue.value);
  encoder.enlist(fn);
  encoder.nested(() => {
    for (const { name, value } of values) {
      try {
        writeCaptured(encoder, value);
      } catch (error) {
        through(error, captured(name));
      }
    }
    if (extras.own !== undefined) writeOwnFields(encoder, extras.own);
    if (extras.prototype !== undefined) {
      encoder.value(extras.parent);
      writeOwnFields(encoder, extras.prototype);
    }
    for (const members of extras.replaced ?? []) writeOwnFields(encoder, members);
  }, FRAMES_OF_FUNCTION);
}

/** Writes a variable's value. Modules of Node's look like plain objects, which aren't asked for their names elsewhere. */
function writeCaptured(encoder: Encoder, value: unknown): void {
  const plain = typeof value === "object" && value !== null && !encoder.has(value);
  if (!plain || Object.getPrototypeOf(value) !== Object.prototype || !writeOrigin(encoder, value))
    encoder.value(value);
}

/** Says how a variable gets its value. Returns whether the value is to follow. */
function writeVariable(encoder: Encoder, closure: Closure, variable: Captured, eager: number): boolean {
  const { sink } = encoder;
  if ("value" in variable) {
    if (variable.binding !== "module") {
      if (variable.binding !== undefined) refuseShared(encoder, closure, variable);
      sink.byte(BY_VALUE + eager);
      return true;
    }
    const key = `${closure.url}\n${variable.name}`;
    const known = encoder.bindings.has(key);
    encoder.bindings.add(key);
    sink.byte((known ? SHARED_BEFORE : SHARED) + eager);
    return !known;
  }
  if ("import" in variable) {
    sink.byte(BY_IMPORT);
    writeImport(encoder, variable.import);
  } else if (encoder.road === "bundle") {
    refuseAtRunTime("require" in variable ? "`require`" : "`import()`", variable.name);
  } else if ("require" in variable) {
    sink.byte(BY_REQUIRE);
    sink.string(variable.require);
  } else {
    sink.byte(BY_DYNAMIC_IMPORT);
    sink.string(variable.dynamicImport);
  }
  return false;
}

/**
 * Two functions made by one call of a function share its variables, and nobody can tell whether they were made by one call
 * or by two. If one of them assigns to the variable, copies would go apart: that is refused.
 */
function refuseShared(
  encoder: Encoder,
  closure: Closure,
  { name, binding, value, assigned }: CapturedValue,
): void {
  const key = `${closure.url}\n${name}\n${binding}`;
  const place = `${closure.line}:${closure.column}`;
  const others = encoder.captured.get(key) ?? [];
  for (const other of others) {
    if (other.place === place || !Object.is(other.value, value) || !(assigned || other.assigned)) continue;
    const refusal = new Refusal(
      `a variable that ${closure.name} and ${other.by} share and one of them assigns to`,
      "Keep it in an object (`const state = { count: 0 }`), which travels with both.",
    );
    refusal.trail.push(captured(name));
    throw refusal;
  }
  others.push({ by: closure.name, place, value, assigned });
  encoder.captured.set(key, others);
}

/** Where there is no checkout, nothing is found that a bundler didn't see. */
function refuseAtRunTime(what: string, name: string): never {
  const refusal = new Refusal(
    `${what}, by which modules are found at run time`,
    "Import the module at the top of the file: imports are bundled.",
  );
  if (what === "`require`") refusal.trail.push(captured(name));
  throw refusal;
}

function writeImport(encoder: Encoder, binding: ImportedBinding): void {
  const request = requestFor(binding, encoder.road);
  if (request !== null) encoder.modules.add(listed(request));
  const { specifier, from, url, name, by } = binding;
  for (const part of [specifier, from, url ?? "", name, by]) encoder.sink.string(part);
}

/** What was put on a function or its prototype after it was made. */
interface Extras {
  readonly own: AnyFunction | undefined;
  readonly prototype: object | undefined;
  /** The constructor that a function's prototype inherits from; null for none. */
  readonly parent: unknown;
  /** Of a class and of its prototype: replaced-members.ts. */
  readonly replaced: readonly [object, object] | undefined;
}

function extrasOf(fn: AnyFunction, closure: Closure): Extras {
  const own = Object.keys(fn).length > 0 ? fn : undefined;
  const prototype = Object.getOwnPropertyDescriptor(fn, "prototype")?.value as object | undefined;
  const constructs = closure.kind === "class" || closure.kind === "function";
  if (!constructs || prototype === undefined || !Object.hasOwn(prototype, "constructor"))
    return { own, prototype: undefined, parent: null, replaced: undefined };
  const above = Object.getPrototypeOf(prototype) as object | null;
  // A class says itself what it extends.
  const inherits = closure.kind === "function" && above !== Object.prototype && above !== null;
  const parent = inherits ? (above as { constructor?: unknown }).constructor : null;
  return {
    own,
    prototype: inherits || Object.keys(prototype).length > 0 ? prototype : undefined,
    parent,
    replaced: closure.kind === "class" ? replacedIn(fn, prototype) : undefined,
  };
}

function replacedIn(type: AnyFunction, prototype: object): readonly [object, object] | undefined {
  const [own, methods] = [replacedMembers(type, type), replacedMembers(type, prototype)];
  return own === undefined && methods === undefined ? undefined : [own ?? {}, methods ?? {}];
}

function rank(variable: Captured): number {
  if (!("value" in variable)) return 0;
  if (typeof variable.value !== "function") return 1;
  return /^class\b/.test(Function.prototype.toString.call(variable.value)) ? 3 : 2;
}

function isPrimitive(
  value: unknown,
): value is string | number | boolean | bigint | symbol | null | undefined {
  return (typeof value !== "object" && typeof value !== "function") || value === null;
}

function captured(name: string): string {
  return `captured ${JSON.stringify(name)}`;
}
