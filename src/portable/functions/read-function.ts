/** Makes functions and classes again: the inverse of write-function.ts. */
import type { AnyFunction, Captured, Closure, ClosureKind, ImportedBinding } from "../../capture/index.js";
import { ManycoreError, ValueError } from "../../errors.js";
import type { Decoder } from "../wire/decoder.js";
import { corrupt } from "../wire/source.js";
import { MODULE_EXPORT, TASK } from "../wire/tags.js";
import { classText } from "./class-text.js";
import { type FunctionId, functionWithId, isOwnId, remember } from "./identity.js";
import { importedValue, importFrom, requireFrom } from "./modules.js";
import { noteRevived, revivedOf } from "./revived.js";
import { makeScope, type Scope } from "./scope.js";
import { taskNamed } from "./tasks.js";
import {
  BY_DYNAMIC_IMPORT,
  BY_IMPORT,
  BY_REQUIRE,
  BY_VALUE,
  EAGER,
  HAS_OWN_FIELDS,
  HAS_PROTOTYPE,
  HAS_REPLACED,
  HAS_THIS,
  SHARED,
  SHARED_BEFORE,
  STABLE,
  STRICT,
} from "./write-function.js";

/** Reads what `tag` starts. */
export function readFunction(decoder: Decoder, tag: number): unknown {
  if (tag === TASK) return decoder.enlist(taskNamed(decoder.string(), decoder.string()));
  if (tag === MODULE_EXPORT) return decoder.enlist(readExport(decoder));
  return readRecord(decoder);
}

function readExport(decoder: Decoder): unknown {
  const exported = { url: decoder.string(), name: decoder.string(), by: readBy(decoder) };
  const value = importedValue(exported, decoder.road);
  if (typeof value !== "function")
    throw new ValueError(
      `${exported.url} has no function ${JSON.stringify(exported.name)} here: both sides need the same version of the file`,
    );
  return value;
}

/** A variable whose value comes with the record. */
interface Awaited {
  readonly name: string;
  readonly how: number;
  /** The value comes before the function is made. */
  readonly eager: boolean;
}

function readRecord(decoder: Decoder): AnyFunction {
  const { source } = decoder;
  const id: FunctionId = { owner: source.double(), number: source.count() };
  const flags = source.byte();
  const kind = decoder.string() as ClosureKind;
  const name = decoder.string();
  const url = decoder.string();
  const text = decoder.string();
  const line = source.count();
  const column = source.count();
  const sourceMap = decoder.string();
  const awaited: Awaited[] = [];
  const ready: [string, unknown][] = [];
  const variables: Captured[] = [];
  for (let i = source.countOf(2); i > 0; i--) {
    const variable = decoder.string();
    const code = source.byte();
    const how = code & ~EAGER;
    if (how <= SHARED_BEFORE) awaited.push({ name: variable, how, eager: code !== how });
    variables.push(readVariable(decoder, variable, how, ready));
  }
  const given = awaited.filter(({ eager, how }) => eager && how !== SHARED_BEFORE);
  const values = given.map(({ name: variable }) => [variable, decoder.value()] as const);
  const thisValue = flags & HAS_THIS ? { value: decoder.value() } : null;
  const strict = (flags & STRICT) !== 0;

  const isType = kind === "class" || (flags & HAS_PROTOTYPE) !== 0;
  // An arrow function in a field belongs to its instance, and instances are copied.
  const owned = typeof thisValue?.value === "object" && thisValue.value !== null;
  const before = owned ? undefined : knownFunction(id, isType || awaited.length === 0);
  const scope =
    before === undefined
      ? scopeFor(decoder, url, strict, awaited, ready)
      : (revivedOf(before)?.scope ?? null);
  for (const [variable, value] of values) scope?.assign(variable, value);
  const fn =
    before ??
    evaluate(scope as Scope, placed({ text, url, line, column, sourceMap }), thisValue?.value, name);
  if (typeof fn !== "function") throw corrupt("a function's text gives none");
  if (before === undefined) {
    if (!owned || !isOwnId(id)) remember(fn, id);
    const closure: Closure = {
      source: text,
      kind,
      name,
      strict,
      url,
      line,
      column,
      export: null,
      variables,
      thisValue,
      stable: (flags & STABLE) !== 0,
      sourceError: null,
      // Only read to send the class on, and a bundle has no parser.
      get privateNames() {
        return kind === "class" ? classText(text).hidden : [];
      },
    };
    noteRevived(fn, { closure, scope: scope as Scope, sourceMap });
  }
  decoder.enlist(fn);
  for (const { name: variable, how, eager } of awaited)
    if (how !== SHARED_BEFORE && !eager) {
      const value = decoder.value();
      scope?.assign(variable, value);
    }
  // This thread's own function stays as it is: what came back is a copy of its state of then.
  const target = before !== undefined && scope === null ? undefined : fn;
  if (flags & HAS_OWN_FIELDS) decoder.fields(target ?? {});
  if (flags & HAS_PROTOTYPE) readPrototype(decoder, target);
  if (flags & HAS_REPLACED)
    for (const holder of [target, target?.prototype as object | undefined])
      decoder.fields(holder ?? {}, false);
  return fn;
}

/**
 * The function itself when it comes back to the thread that sent it. Also a class that came before, and what captured
 * no value: `instanceof` and `===` hold across parcels. As in cloudpickle, the known class takes over the variables
 * and static fields that came.
 */
function knownFunction(id: FunctionId, lasting: boolean): AnyFunction | undefined {
  return isOwnId(id) || lasting ? functionWithId(id) : undefined;
}

function readVariable(decoder: Decoder, name: string, how: number, ready: [string, unknown][]): Captured {
  switch (how) {
    case BY_VALUE:
      return { name, value: undefined, assigned: false };
    case SHARED:
    case SHARED_BEFORE:
      return { name, value: undefined, assigned: false, binding: "module" };
    case BY_IMPORT: {
      const binding = readImport(decoder);
      ready.push([name, importedValue(binding, decoder.road)]);
      return { name, import: binding };
    }
    case BY_REQUIRE: {
      const url = decoder.string();
      ready.push([name, requireFrom(url)]);
      return { name, require: url };
    }
    case BY_DYNAMIC_IMPORT: {
      const url = decoder.string();
      ready.push([name, importFrom(url)]);
      return { name, dynamicImport: url };
    }
    default:
      throw corrupt("a variable comes in no known way");
  }
}

function readImport(decoder: Decoder): ImportedBinding {
  const specifier = decoder.string();
  const from = decoder.string();
  const url = decoder.string();
  return { specifier, from, url: url === "" ? null : url, name: decoder.string(), by: readBy(decoder) };
}

function readBy(decoder: Decoder): "import" | "require" {
  return decoder.string() === "require" ? "require" : "import";
}

/**
 * The scope of a function: the module's own variables, which its other functions share, around the function's.
 * A module's scope grows inwards: what an earlier function needed lies outside of what a later one adds.
 */
function scopeFor(
  decoder: Decoder,
  url: string,
  strict: boolean,
  awaited: readonly Awaited[],
  ready: readonly [string, unknown][],
): Scope {
  const shared = awaited.filter(({ how }) => how !== BY_VALUE).map(({ name }) => name);
  const own = [
    ...awaited.filter(({ how }) => how === BY_VALUE).map(({ name }) => name),
    ...ready.map(([name]) => name),
  ];
  const key = `${strict ? "strict" : "sloppy"} ${url}`;
  let scope = decoder.scopes.get(key) ?? null;
  const missing = shared.filter((name) => scope === null || !scope.names.has(name));
  if (missing.length > 0) {
    scope = makeScope(scope, missing, strict);
    decoder.scopes.set(key, scope);
  }
  if (own.length > 0 || scope === null) scope = makeScope(shared.length > 0 ? scope : null, own, strict);
  for (const [name, value] of ready) scope.assign(name, value);
  return scope;
}

/** Defines a class or function. What a class extends may be called meanwhile, which is the user's code. */
function evaluate(scope: Scope, text: string, thisValue: unknown, name: string): unknown {
  try {
    return scope.evaluate(text, thisValue);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ManycoreError(`${name} came here, but can't be made again: ${message}`, { cause });
  }
}

/** The capture room's wrapping of functions without a name of their own: `({["f"]: …})["f"]`. */
const WRAPPING = /^\(\{\s*\["(?:[^"\\]|\\.)*"\](?:: )?/;

interface Placed {
  readonly text: string;
  readonly url: string;
  readonly line: number;
  readonly column: number;
  readonly sourceMap: string;
}

/** Texts with a map so far. */
let mapped = 0;

/** The text at its place in its file, so that stacks and debuggers point there. */
function placed({ text, url, line, column, sourceMap }: Placed): string {
  const before = 1 + (WRAPPING.exec(text)?.[0].length ?? 0);
  const padding = "\n".repeat(Math.max(0, line - 1)) + " ".repeat(Math.max(0, column - 1 - before));
  if (url === "") return `${padding}(${text}\n)`;
  const maps = typeof process === "object" && (process as { sourceMapsEnabled?: boolean }).sourceMapsEnabled;
  if (sourceMap === "" || !maps) return `${padding}(${text}\n)\n//# sourceURL=${url}`;
  // Node keeps one map a URL, and each function has one of its own.
  mapped += 1;
  const bytes = new TextEncoder().encode(sourceMap);
  const data = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const own = `${url}${url.includes("?") ? "&" : "?"}manycore=${mapped}`;
  return `${padding}(${text}\n)\n//# sourceURL=${own}\n//# sourceMappingURL=data:application/json;base64,${data}`;
}

function readPrototype(decoder: Decoder, fn: AnyFunction | undefined): void {
  const parent = decoder.value();
  if (fn === undefined) {
    decoder.fields({});
    return;
  }
  const prototype = fn.prototype as object;
  if (typeof parent === "function") Object.setPrototypeOf(prototype, parent.prototype as object);
  decoder.fields(prototype);
}
