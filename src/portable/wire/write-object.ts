/** How an object or function goes: which of all the ways to write one is its. */
import type { AnyFunction } from "../../capture/index.js";
import { CARRIER, type Carrier } from "../carriers.js";
import { writeFunction } from "../functions/write-function.js";
import { writeArray } from "./columns.js";
import type { Encoder } from "./encoder.js";
import { enumerableSymbols, writeFields } from "./fields.js";
import { type Plan, planOf } from "./plan.js";
import { Refusal, through } from "./refusal.js";
import { writeState } from "./state.js";
import {
  CARRIER as CARRIER_TAG,
  DERIVED,
  INHERITING_OBJECT,
  INSTANCE,
  NULL_OBJECT,
  OBJECT,
  WITH_FIELDS,
} from "./tags.js";
import { writeOrigin } from "./write-origin.js";

/** Arrays up to this length are asked whether they have names beside their elements: it takes 10 ns an element. */
const NAMED_ARRAY_LIMIT = 32;

const nodeTypes = typeof process === "object" ? process.getBuiltinModule?.("node:util")?.types : undefined;
const isProxy: (value: object) => boolean = nodeTypes?.isProxy ?? (() => false);
const isNamespace: (value: object) => boolean = nodeTypes?.isModuleNamespaceObject ?? (() => false);

/** Writes an object: a reference to one that was met before, or what it is. @throws Refusal */
export function writeObject(encoder: Encoder, object: object): void {
  if (isProxy(object)) throw new Refusal("a Proxy", "Send the object behind it, or a copy (`{...value}`).");
  if (encoder.known(object)) return;
  encoder.steady = false;
  if (Array.isArray(object) && Object.getPrototypeOf(object) === Array.prototype) {
    writePlainArray(encoder, object);
    return;
  }
  const prototype = Object.getPrototypeOf(object) as object | null;
  if (prototype === Object.prototype) {
    if (
      (object as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag] !== undefined &&
      writeOrigin(encoder, object)
    )
      return;
    refuseEnvironment(object);
    encoder.enlist(object);
    encoder.contents(OBJECT, object);
    return;
  }
  if (prototype === null) {
    writeNullObject(encoder, object);
    return;
  }
  const carrier = (object as { [CARRIER]?: Carrier })[CARRIER];
  if (carrier !== undefined) {
    writeCarried(encoder, object, carrier);
    return;
  }
  if (writeOrigin(encoder, object)) return;
  refuseEnvironment(object);
  writePlanned(encoder, object, prototype);
}

function writePlainArray(encoder: Encoder, array: readonly unknown[]): void {
  const { length } = array;
  if (length <= NAMED_ARRAY_LIMIT && Object.keys(array).length > length) {
    encoder.sink.byte(WITH_FIELDS);
    encoder.enlist(array);
    writeArray(encoder, array);
    writeFields(encoder, array, namesOf(array));
    return;
  }
  encoder.enlist(array);
  writeArray(encoder, array);
}

function writeNullObject(encoder: Encoder, object: object): void {
  if (isNamespace(object)) {
    if (writeOrigin(encoder, object)) return;
    throw new Refusal(
      "a module's namespace",
      "Send a function that uses the import, or the exports that are needed.",
    );
  }
  encoder.sink.byte(NULL_OBJECT);
  encoder.enlist(object);
  encoder.contents(OBJECT, object);
}

function writeCarried(encoder: Encoder, object: object, carrier: Carrier): void {
  if (encoder.opened.has(object))
    throw new Refusal(`a ${carrier.type.name} that contains itself`, "Carriers can't travel in cycles.");
  encoder.opened.add(object);
  const packed = carrier.pack(object, encoder.road, encoder.takeLease);
  encoder.sink.byte(CARRIER_TAG);
  encoder.sink.string(carrier.tag);
  encoder.complete(packed);
  encoder.opened.delete(object);
  encoder.enlist(object);
}

function writePlanned(encoder: Encoder, object: object, prototype: object): void {
  const plan = planOf(prototype);
  const { type, inherits, builtin } = plan;
  const base = type ?? inherits;
  if (base !== undefined && !encoder.has(base)) {
    try {
      encoder.before(base);
    } catch (error) {
      through(error, type === undefined ? "its prototype" : `class ${type.name}`);
    }
    // What it leads to, a static field say, may have held the object itself.
    if (encoder.known(object)) return;
  }
  if (inherits !== undefined) {
    encoder.sink.byte(INHERITING_OBJECT);
    encoder.value(inherits);
    encoder.enlist(object);
    encoder.contents(OBJECT, object);
  } else if (builtin.kind === "object") {
    if (type === undefined) {
      // A plain object of another realm.
      encoder.enlist(object);
      encoder.contents(OBJECT, object);
      return;
    }
    encoder.sink.byte(INSTANCE);
    encoder.value(type);
    encoder.enlist(object);
    encoder.contents(OBJECT, object);
  } else {
    writeBuiltin(encoder, object, plan);
  }
}

function writeBuiltin(encoder: Encoder, object: object, { builtin, type }: Plan): void {
  const { sink } = encoder;
  const { kind } = builtin;
  // Of views and strings every element is a key; an error's fields are part of its state.
  const counted = kind === "view" || kind === "nodeBuffer" || kind === "boxed" || kind === "array";
  const named =
    kind !== "error" &&
    (counted ? hasNames(object) : Object.keys(object).length > 0 || enumerableSymbols(object).length > 0);
  if (named) sink.byte(WITH_FIELDS);
  if (type !== undefined) {
    sink.byte(DERIVED);
    encoder.value(type);
  }
  try {
    writeState(encoder, object, builtin);
  } catch (error) {
    if (error instanceof TypeError)
      throw new Refusal(
        `an object that isn't the ${builtin.name} which its prototype says`,
        "Send plain data.",
      );
    throw error;
  }
  if (named) writeFields(encoder, object, counted ? namesOf(object) : Object.keys(object));
}

/** Writes a function: by reference, by its carrier, by name, or itself. @throws Refusal */
export function writeFunctionValue(encoder: Encoder, fn: AnyFunction): void {
  if (encoder.known(fn)) return;
  const carrier = (fn as { [CARRIER]?: Carrier })[CARRIER];
  if (carrier !== undefined) {
    writeCarried(encoder, fn, carrier);
    return;
  }
  if (isProxy(fn)) throw new Refusal("a Proxy of a function", "Send the function behind it.");
  if (writeOrigin(encoder, fn)) return;
  writeFunction(encoder, fn);
}

function refuseEnvironment(object: object): void {
  if (typeof process !== "object" || object !== process.env) return;
  throw new Refusal(
    "process.env",
    "It may hold secrets. Read the variables that the function needs before, or inside it: workers have the environment too.",
  );
}

/** Names beside the elements, looked for in short objects only. */
function hasNames(object: object): boolean {
  const { length } = object as { length?: number };
  return (length ?? 0) <= NAMED_ARRAY_LIMIT && namesOf(object).length > 0;
}

function namesOf(object: object): string[] {
  return Object.keys(object).filter((key) => !/^(?:0|[1-9]\d{0,9})$/.test(key));
}
