import type { AnyFunction } from "../../capture/index.js";
import { carrierOf } from "../carriers.js";
import { readFunction } from "../functions/read-function.js";
import type { Scope } from "../functions/scope.js";
import type { Road } from "../parcel.js";
import { resolveOrigin } from "./origins.js";
import { readState } from "./read-state.js";
import { corrupt, type Source } from "./source.js";
import {
  ACCESSOR,
  ARRAY,
  BEFORE,
  BIGINT,
  CARRIER,
  DEPTH_LIMIT,
  DERIVED,
  DOUBLE,
  DOUBLE_COLUMN,
  FALSE,
  FUNCTION,
  HOLE,
  INHERITING_OBJECT,
  INSTANCE,
  INT_COLUMN,
  INTEGER,
  LATER,
  LONG_STRING,
  MAP,
  MODULE_EXPORT,
  NULL,
  NULL_OBJECT,
  OBJECT,
  ORIGIN,
  REFERENCE,
  SET,
  SHORT_STRING,
  SHORT_STRING_LIMIT,
  SMALL_INTEGER,
  SPARSE_ARRAY,
  STRING,
  SYMBOL,
  TASK,
  TRUE,
  UNDEFINED,
  WELL_KNOWN_SYMBOL,
  WIDE_STRING,
  WITH_FIELDS,
} from "./tags.js";

type Key = string | symbol;
type Fields = Record<Key, unknown>;

/** `new Array(n)` beyond this makes a dictionary, so longer arrays grow as they are filled. */
const PREALLOCATED = 1 << 25;
/** What an element that isn't there is read as. */
const hole = Symbol("hole");
/** Frames take more here than in the encoder, and the encoder never nests deeper than its own limit and a bit. */
const NESTING = 4 * DEPTH_LIMIT;

/** Reads one parcel. Objects are made empty, numbered, then filled, so that cycles close by themselves. */
export class Decoder {
  readonly source: Source;
  readonly road: Road;
  /** The modules' own variables that functions of this parcel share, by module. */
  readonly scopes = new Map<string, Scope>();
  readonly #objects: unknown[] = [];
  readonly #shapes: (readonly Key[])[] = [];
  readonly #later: { tag: number; into: object }[] = [];
  #depth = 0;

  constructor(source: Source, road: Road) {
    this.source = source;
    this.road = road;
  }

  root(): unknown {
    const value = this.value();
    this.drain(0);
    if (this.source.at !== this.source.end) throw corrupt("there is more than one value");
    return value;
  }

  value(): unknown {
    const { source } = this;
    const tag = source.byte();
    if (tag >= SMALL_INTEGER) return tag - SMALL_INTEGER;
    if (tag >= SHORT_STRING && tag < SHORT_STRING + SHORT_STRING_LIMIT)
      return source.tableString(tag - SHORT_STRING);
    switch (tag) {
      case UNDEFINED:
        return undefined;
      case NULL:
        return null;
      case FALSE:
        return false;
      case TRUE:
        return true;
      case INTEGER: {
        const folded = source.count();
        return (folded >>> 1) ^ -(folded & 1);
      }
      case DOUBLE:
        return source.double();
      case STRING:
        return source.tableString(source.count());
      case LONG_STRING:
        return source.longString();
      case WIDE_STRING:
        return source.wideString();
      case OBJECT:
        return this.#fill(tag, this.enlist({}));
      case ARRAY:
        return this.#fill(tag, this.enlist([]));
      case REFERENCE: {
        const number = source.count();
        if (number >= this.#objects.length) throw corrupt("a reference leads nowhere");
        return this.#objects[number];
      }
      default:
        return this.#nested(tag);
    }
  }

  /** Gives the object the next number. */
  enlist<T>(object: T): T {
    if (this.source.hasReferences) this.#objects.push(object);
    return object;
  }

  /** Reads a value that must be a string. */
  string(): string {
    const value = this.value();
    if (typeof value !== "string") throw corrupt("a name is missing");
    return value;
  }

  /** Reads own properties into an object: the inverse of the encoder's `fields`. */
  fields(into: object, enumerable = true): void {
    const keys = this.#shape();
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      const value = this.value();
      if (value === accessorMark) this.#accessor(into, key, enumerable);
      else if (enumerable && key !== "__proto__") (into as Fields)[key] = value;
      else Object.defineProperty(into, key, { value, enumerable, writable: true, configurable: true });
    }
  }

  /** Reads names and values without an object to put them on. */
  entries(): [Key, unknown][] {
    return this.#shape().map((key) => [key, this.value()]);
  }

  /** Reads contents that were put off, from the queue's entry `first` on. */
  drain(first: number): void {
    const later = this.#later;
    for (let i = first; i < later.length; i++) this.#fill(later[i]!.tag, later[i]!.into);
    later.length = first;
  }

  /** Where the queue of what was put off ends now. */
  get queued(): number {
    return this.#later.length;
  }

  /** Reads a container's contents, here or later. */
  contents<T extends object>(into: T): T {
    const tag = this.source.byte();
    if (tag === LATER) {
      this.#later.push({ tag: this.source.byte(), into });
      return into;
    }
    return this.#fill(tag, into);
  }

  #nested(tag: number): unknown {
    if (++this.#depth > NESTING) throw corrupt("they are nested too deeply");
    const value = this.#other(tag);
    this.#depth--;
    return value;
  }

  #other(tag: number): unknown {
    const { source } = this;
    switch (tag) {
      case BIGINT:
        return this.#bigint();
      case SYMBOL:
        return Symbol.for(this.string());
      case WELL_KNOWN_SYMBOL: {
        const symbol: unknown = (Symbol as unknown as Fields)[this.string()];
        if (typeof symbol !== "symbol") throw corrupt("a symbol is unknown");
        return symbol;
      }
      case HOLE:
        return hole;
      case ACCESSOR:
        return accessorMark;
      case NULL_OBJECT:
        return this.contents(this.enlist(Object.create(null) as object));
      case INHERITING_OBJECT:
        return this.contents(this.enlist(Object.create(this.#object()) as object));
      case INSTANCE:
        return this.contents(this.enlist(Object.create(this.#type().prototype as object) as object));
      case INT_COLUMN:
        return this.enlist(this.#column(4, Int32Array));
      case DOUBLE_COLUMN:
        return this.enlist(this.#column(8, Float64Array));
      case SPARSE_ARRAY:
        return this.#sparse();
      case LATER: {
        const kind = source.byte();
        const into = this.enlist(emptyOf(kind));
        this.#later.push({ tag: kind, into });
        return into;
      }
      case BEFORE: {
        const first = this.queued;
        this.value();
        this.drain(first);
        return this.value();
      }
      case WITH_FIELDS: {
        const value = this.#object();
        this.fields(value);
        return value;
      }
      case DERIVED: {
        const type = this.#type();
        return readState(this, source.byte(), type);
      }
      case CARRIER: {
        const carrier = carrierOf(this.string());
        const first = this.queued;
        const packed = this.value();
        this.drain(first);
        return this.enlist(carrier.unpack(packed, this.road));
      }
      case ORIGIN: {
        const builtin = source.count() === 1;
        const names = Array.from({ length: builtin ? 2 : source.countOf(1) }, () => this.string());
        return this.enlist(resolveOrigin(builtin, names));
      }
      case FUNCTION:
      case TASK:
      case MODULE_EXPORT:
        return readFunction(this, tag);
      default:
        return readState(this, tag, undefined);
    }
  }

  #fill<T extends object>(tag: number, into: T): T {
    if (++this.#depth > NESTING) throw corrupt("they are nested too deeply");
    const { source } = this;
    if (tag === OBJECT) {
      this.fields(into);
    } else if (tag === ARRAY) {
      const count = source.countOf(1);
      const array = into as unknown as unknown[];
      for (let i = 0; i < count; i++) {
        const value = this.value();
        if (value === hole) array.length++;
        else array.push(value);
      }
    } else if (tag === MAP) {
      const count = source.countOf(2);
      const map = into as unknown as Map<unknown, unknown>;
      for (let i = 0; i < count; i++) {
        const key = this.value();
        Map.prototype.set.call(map, key, this.value());
      }
    } else if (tag === SET) {
      const count = source.countOf(1);
      for (let i = 0; i < count; i++) Set.prototype.add.call(into as unknown as Set<unknown>, this.value());
    } else {
      throw corrupt("a container is of no known kind");
    }
    this.#depth--;
    return into;
  }

  #shape(): readonly Key[] {
    const { source } = this;
    const number = source.count();
    if (number === 0) return noKeys;
    if (number > 1) {
      const shape = this.#shapes[number - 2];
      if (shape === undefined) throw corrupt("the names of an object's properties are missing");
      return shape;
    }
    const count = source.countOf(1);
    const keys: Key[] = [];
    for (let i = 0; i < count; i++) {
      const key = this.value();
      if (typeof key !== "string" && typeof key !== "symbol") throw corrupt("a property has no name");
      keys.push(key);
    }
    this.#shapes.push(keys);
    return keys;
  }

  #accessor(into: object, key: Key, enumerable: boolean): void {
    const get = this.value() as (() => unknown) | undefined;
    const set = this.value() as ((value: unknown) => void) | undefined;
    Object.defineProperty(into, key, { get, set, enumerable, configurable: true });
  }

  #object(): object {
    const value = this.value();
    if ((typeof value !== "object" && typeof value !== "function") || value === null)
      throw corrupt("an object is missing");
    return value;
  }

  #type(): AnyFunction {
    const value = this.value();
    if (typeof value !== "function" || typeof value.prototype !== "object")
      throw corrupt("the class of an instance is missing");
    return value;
  }

  #bigint(): bigint {
    const { source } = this;
    const header = source.count();
    const count = Math.floor(header / 2);
    if (count > source.end - source.at) throw corrupt("a bigint is missing");
    let digits = "0x0";
    for (let i = count - 1; i >= 0; i--) digits += source.bytes[source.at + i]!.toString(16).padStart(2, "0");
    source.at += count;
    return header % 2 === 1 ? -BigInt(digits) : BigInt(digits);
  }

  #column(
    width: number,
    Column: typeof Int32Array<ArrayBuffer> | typeof Float64Array<ArrayBuffer>,
  ): number[] {
    const { source } = this;
    const length = source.count();
    source.align();
    if (length * width > source.end - source.at) throw corrupt("a column is missing");
    const start = source.bytes.byteOffset + source.at;
    const buffer = source.bytes.buffer as ArrayBuffer;
    const column =
      start % width === 0 ? new Column(buffer, start, length) : new Column(source.peek(length * width));
    source.at += length * width;
    if (length > PREALLOCATED) {
      const array: number[] = [];
      for (let i = 0; i < length; i++) array.push(column[i]!);
      return array;
    }
    const array = new Array<number>(length);
    for (let i = 0; i < length; i++) array[i] = column[i]!;
    return array;
  }

  #sparse(): unknown[] {
    const { source } = this;
    const length = source.count();
    if (length > 0xffff_ffff) throw corrupt("an array is too long");
    const count = source.countOf(2);
    const array = this.enlist<unknown[]>([]);
    array.length = length;
    for (let i = 0; i < count; i++) {
      const index = source.count();
      if (index >= length) throw corrupt("an element lies outside of its array");
      array[index] = this.value();
    }
    return array;
  }
}

const noKeys: readonly Key[] = [];
/** Stands for a value when a getter and a setter follow. */
const accessorMark = Symbol("accessor");

function emptyOf(tag: number): object {
  if (tag === OBJECT) return {};
  if (tag === ARRAY) return [];
  if (tag === MAP) return new Map();
  if (tag === SET) return new Set();
  throw corrupt("a container is of no known kind");
}
