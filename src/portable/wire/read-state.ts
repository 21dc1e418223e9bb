/** Reads what the builtin classes hold beside their fields: the inverse of state.ts. */
import type { AnyFunction } from "../../capture/index.js";
import { type Constructor, VIEW_NAMES } from "./builtins.js";
import type { Decoder } from "./decoder.js";
import { readErrorState } from "./read-error.js";
import { corrupt } from "./source.js";
import {
  ARRAY,
  BOXED,
  BUFFER,
  DATE,
  DOUBLE_COLUMN,
  ERROR,
  INT_COLUMN,
  LATER,
  MAP,
  NODE_BUFFER,
  REGEXP,
  SET,
  SPARSE_ARRAY,
  URL_SEARCH_PARAMS,
  URL_TAG,
  VIEW,
} from "./tags.js";

/**
 * The object whose state starts with that tag.
 * @param type the user's class that is derived from the builtin: no constructor of the user's runs
 */
export function readState(decoder: Decoder, tag: number, type: AnyFunction | undefined): unknown {
  const { source } = decoder;
  switch (tag) {
    case MAP:
    case SET:
      source.at--;
      return decoder.contents(decoder.enlist(make(tag === MAP ? Map : Set, [], type)));
    case LATER:
      source.at--;
      return decoder.contents(decoder.enlist(make(laterType(source.bytes[source.at + 1]), [], type)));
    case ARRAY:
      source.at--;
      return decoder.contents(decoder.enlist(make(Array, [], type)));
    case INT_COLUMN:
    case DOUBLE_COLUMN:
    case SPARSE_ARRAY: {
      source.at--;
      const array = decoder.value() as unknown[];
      Object.setPrototypeOf(array, (type ?? Array).prototype as object);
      return array;
    }
    case DATE:
      return decoder.enlist(make(Date, [source.double()], type));
    case REGEXP: {
      const pattern = make(RegExp, [decoder.string(), decoder.string()], type) as RegExp;
      pattern.lastIndex = source.count();
      return decoder.enlist(pattern);
    }
    case BUFFER:
      return readBuffer(decoder, type);
    case VIEW:
      return readView(decoder, type);
    case NODE_BUFFER: {
      const bytes = source.copy(source.count());
      return decoder.enlist(typeof Buffer === "function" ? Buffer.from(bytes) : new Uint8Array(bytes));
    }
    case BOXED: {
      const value = decoder.value();
      return decoder.enlist(type === undefined ? Object(value) : boxed(value, type));
    }
    case URL_TAG:
      return decoder.enlist(make(URL, [decoder.string()], type));
    case URL_SEARCH_PARAMS:
      return decoder.enlist(make(URLSearchParams, [decoder.string()], type));
    case ERROR:
      return readErrorState(decoder, type);
    default:
      throw corrupt(`${tag} says no kind of value`);
  }
}

/** `new Builtin(...args)` with the prototype of the user's class. */
export function make(builtin: unknown, args: readonly unknown[], type: AnyFunction | undefined): object {
  return Reflect.construct(builtin as Constructor, args, type ?? (builtin as Constructor)) as object;
}

function laterType(tag: number | undefined): unknown {
  if (tag === MAP) return Map;
  if (tag === SET) return Set;
  if (tag === ARRAY) return Array;
  throw corrupt("a container is of no known kind");
}

function boxed(value: unknown, type: AnyFunction): object {
  return make((Object(value) as object).constructor, [value], type);
}

function readBuffer(decoder: Decoder, type: AnyFunction | undefined): object {
  const { source } = decoder;
  const maximum = source.count();
  const bytes = source.copy(source.count());
  if (maximum === 0 && type === undefined) return decoder.enlist(bytes);
  const options = maximum === 0 ? [] : [{ maxByteLength: maximum - 1 }];
  if (maximum - 1 > 2 ** 33) throw corrupt("a buffer is too large");
  const buffer = make(ArrayBuffer, [bytes.byteLength, ...options], type) as ArrayBuffer;
  new Uint8Array(buffer).set(new Uint8Array(bytes));
  return decoder.enlist(buffer);
}

function readView(decoder: Decoder, type: AnyFunction | undefined): object {
  const { source } = decoder;
  const name = VIEW_NAMES[source.byte()];
  const view = name === undefined ? undefined : (globalThis as Record<string, unknown>)[name];
  if (typeof view !== "function") throw corrupt(`${name ?? "a view"} is unknown here`);
  if (source.byte() === 0) return decoder.enlist(make(view, [source.copy(source.count())], type));
  const buffer = decoder.value();
  if (!(buffer instanceof ArrayBuffer)) throw corrupt("a buffer is missing");
  const offset = source.count();
  return decoder.enlist(make(view, [buffer, offset, source.count()], type));
}
