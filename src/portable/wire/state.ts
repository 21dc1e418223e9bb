/** Writes what the builtin classes hold beside their fields. read-state.ts is the inverse. */
import { type Builtin, VIEW_NAMES, wayOutOf } from "./builtins.js";
import { writeArray } from "./columns.js";
import { type Encoder, Restart } from "./encoder.js";
import { writeErrorState } from "./error-state.js";
import { Refusal } from "./refusal.js";
import {
  BOXED,
  BUFFER,
  DATE,
  MAP,
  NODE_BUFFER,
  REGEXP,
  SET,
  URL_SEARCH_PARAMS,
  URL_TAG,
  VIEW,
} from "./tags.js";

const viewNumbers = new Map<string, number>(VIEW_NAMES.map((name, number) => [name, number]));

/** Where the memory room keeps the heap; asked for here without making one. */
const HEAP = Symbol.for("manycore.heap");

// Called on any object: they throw a TypeError where it isn't what its prototype says.
const timeOf = Date.prototype.getTime;
const sizeOfMap = accessor(Map.prototype, "size");
const sizeOfSet = accessor(Set.prototype, "size");
const sourceOf = accessor(RegExp.prototype, "source");
const lengthOfBuffer = accessor(ArrayBuffer.prototype, "byteLength");

function accessor(prototype: object, name: string): (this: object) => unknown {
  return Object.getOwnPropertyDescriptor(prototype, name)!.get!;
}

/**
 * Writes the state of an object and enlists it.
 * @throws TypeError when the object only has the builtin's prototype
 */
export function writeState(encoder: Encoder, object: object, builtin: Builtin): void {
  const { sink } = encoder;
  switch (builtin.kind) {
    case "map":
      sizeOfMap.call(object);
      encoder.enlist(object);
      encoder.contents(MAP, object);
      return;
    case "set":
      sizeOfSet.call(object);
      encoder.enlist(object);
      encoder.contents(SET, object);
      return;
    case "array":
      if (!Array.isArray(object)) throw new TypeError("not an array");
      encoder.enlist(object);
      writeArray(encoder, object);
      return;
    case "date":
      sink.byte(DATE);
      sink.double(timeOf.call(object as Date));
      encoder.enlist(object);
      return;
    case "regexp":
      sourceOf.call(object);
      sink.byte(REGEXP);
      sink.string((object as RegExp).source);
      sink.string((object as RegExp).flags);
      sink.count((object as RegExp).lastIndex);
      encoder.enlist(object);
      return;
    case "buffer":
      lengthOfBuffer.call(object);
      writeBuffer(encoder, object as ArrayBuffer);
      return;
    case "view":
      writeView(encoder, object as ArrayBufferView, builtin.name);
      return;
    case "nodeBuffer":
      if (!ArrayBuffer.isView(object)) throw new TypeError("not a Buffer");
      refuseShared(object.buffer);
      sink.byte(NODE_BUFFER);
      writeBytes(encoder, object);
      encoder.enlist(object);
      return;
    case "boxed": {
      const value: unknown = (object as { valueOf(): unknown }).valueOf();
      if (typeof value === "object") throw new TypeError("not a boxed primitive");
      sink.byte(BOXED);
      encoder.value(value);
      encoder.enlist(object);
      return;
    }
    case "url":
      sink.byte(URL_TAG);
      sink.string((object as URL).href);
      encoder.enlist(object);
      return;
    case "searchParams":
      sink.byte(URL_SEARCH_PARAMS);
      sink.string((object as URLSearchParams).toString());
      encoder.enlist(object);
      return;
    case "error":
      writeErrorState(encoder, object as Error, builtin);
      return;
    default:
      throw new TypeError("unknown");
  }
}

/** Has its own kind of length where it can grow: `new ArrayBuffer(8, { maxByteLength: 64 })`. */
interface Resizable {
  readonly resizable?: boolean;
  readonly maxByteLength?: number;
}

function writeBuffer(encoder: Encoder, buffer: ArrayBuffer): void {
  const { sink } = encoder;
  if (encoder.partBuffers.has(buffer) && !encoder.wholeBuffers.has(buffer)) {
    encoder.wholeBuffers.add(buffer);
    throw new Restart();
  }
  const { resizable, maxByteLength } = buffer as Resizable;
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(buffer);
  } catch {
    throw new Refusal("a detached ArrayBuffer", "It was transferred to somebody else before: send a copy.");
  }
  sink.byte(BUFFER);
  sink.count(resizable === true ? maxByteLength! + 1 : 0);
  writeBytes(encoder, bytes);
  encoder.enlist(buffer);
}

/**
 * A view that covers its buffer brings the buffer, which other such views then share. One that shows a part brings
 * only that part, unless there are several on the buffer. Views on shared memory are copied when it's the heap's.
 */
function writeView(encoder: Encoder, view: ArrayBufferView, name: string): void {
  if (!ArrayBuffer.isView(view)) throw new TypeError("not a view");
  const { sink } = encoder;
  const { buffer } = view;
  const number = viewNumbers.get(name)!;
  const length = "length" in view ? (view.length as number) : view.byteLength;
  const shared = refuseShared(buffer);
  const whole =
    !shared &&
    (view.byteLength === buffer.byteLength || encoder.wholeBuffers.has(buffer) || encoder.has(buffer));
  if (!whole && !shared) {
    if (encoder.partBuffers.has(buffer)) {
      encoder.wholeBuffers.add(buffer);
      throw new Restart();
    }
    encoder.partBuffers.add(buffer);
  }
  sink.byte(VIEW);
  sink.byte(number);
  if (whole) {
    sink.byte(1);
    encoder.value(buffer);
    sink.count(view.byteOffset);
    sink.count(length);
  } else {
    sink.byte(0);
    writeBytes(encoder, view);
  }
  encoder.enlist(view);
}

function writeBytes(encoder: Encoder, view: ArrayBufferView): void {
  const { sink } = encoder;
  sink.count(view.byteLength);
  sink.bytes(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
}

/**
 * Whether the memory is the heap, of which views are copied.
 * @throws Refusal for shared memory of the user's: a copy would no longer be shared
 */
function refuseShared(buffer: ArrayBufferLike): boolean {
  if (typeof SharedArrayBuffer !== "function" || !(buffer instanceof SharedArrayBuffer)) return false;
  const heap = (globalThis as { [HEAP]?: { memory: WebAssembly.Memory } })[HEAP];
  if ((heap?.memory.buffer as ArrayBufferLike | undefined) === buffer) return true;
  throw new Refusal("a view on a SharedArrayBuffer", wayOutOf("SharedArrayBuffer"));
}
