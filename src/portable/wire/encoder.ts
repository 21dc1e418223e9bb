import { ValueError } from "../../errors.js";
import { type Block, dropLease, lease } from "../../memory/index.js";
import type { Parcel, Road } from "../parcel.js";
import { WELL_KNOWN } from "./builtins.js";
import { type ContainerTag, writeContents } from "./contents.js";
import { ObjectNumbers } from "./object-numbers.js";
import { Refusal, through } from "./refusal.js";
import { Sink, type SinkMark } from "./sink.js";
import {
  BEFORE,
  BIGINT,
  DEPTH_LIMIT,
  DOUBLE,
  FALSE,
  FORMAT_VERSION,
  HAS_MODULES,
  HAS_REFERENCES,
  INLINE_DEPTH,
  INTEGER,
  LATER,
  MAGIC,
  NULL,
  REFERENCE,
  SMALL_INTEGER,
  SMALL_INTEGER_LIMIT,
  SYMBOL,
  TRUE,
  UNDEFINED,
  WELL_KNOWN_SYMBOL,
} from "./tags.js";
import { writeFunctionValue, writeObject } from "./write-object.js";

/** Thrown when a second view of a buffer turns up: the buffer is then sent whole, once. */
export class Restart extends Error {}

/** Where the encoder can go back to when a part turned out not to be portable. */
interface Mark {
  readonly sink: SinkMark;
  readonly objects: number;
  readonly shapes: number;
  readonly later: number;
  readonly bindings: ReadonlySet<string>;
  readonly modules: ReadonlySet<string>;
  readonly opened: ReadonlySet<object>;
  readonly leases: number;
}

/** A function that captured a variable before, in the same parcel. */
interface CapturedBefore {
  readonly by: string;
  readonly place: string;
  readonly value: unknown;
  readonly assigned: boolean;
}

const NO_LEASES: readonly number[] = [];

/** Writes one parcel at a time. Not re-entrant: see encode.ts. */
export class Encoder {
  readonly sink = new Sink();
  road: Road = "thread";
  /** Modules that must be imported before the parcel can be read, and how (modules.ts). */
  readonly modules = new Set<string>();
  /** Buffers that go whole, since several views share them. */
  readonly wholeBuffers = new Set<ArrayBufferLike>();
  /** Buffers of which a part was copied for one view. */
  readonly partBuffers = new Set<ArrayBufferLike>();
  /** Bindings of modules whose values have been written: functions of this parcel share them. */
  readonly bindings = new Set<string>();
  /** Variables of calls that functions of this parcel captured and that are assigned to: see write-function.ts. */
  readonly captured = new Map<string, CapturedBefore[]>();
  /** Functions whose class or `this` is being written before them. */
  readonly opened = new Set<object>();
  /** Everything written so far is constant: see encodeFunction. */
  steady = true;
  /** The names of the properties of objects met so far: fields.ts. */
  shapes: (readonly string[])[] = [];
  leases: number[] = [];
  /** Given to carriers. */
  readonly takeLease = (block: Block): number => {
    // Nobody in another process can receive it; open, it tells the sender that the message may still arrive (queues count handles so).
    if (this.road === "bundle") throw new ValueError("A lease is only for this machine: look at the road");
    const id = lease(block);
    this.leases.push(id);
    return id;
  };
  readonly #numbers = new ObjectNumbers();
  #later: { tag: ContainerTag; value: object }[] = [];
  #referenced = false;
  #depth = 0;

  /** Empties everything for the next parcel. */
  reset(): void {
    this.sink.reset();
    if (this.modules.size > 0) this.modules.clear();
    if (this.partBuffers.size > 0) this.partBuffers.clear();
    if (this.bindings.size > 0) this.bindings.clear();
    if (this.captured.size > 0) this.captured.clear();
    if (this.opened.size > 0) this.opened.clear();
    if (this.leases.length > 0) this.leases = [];
    this.#numbers.clear();
    if (this.shapes.length > 0) this.shapes = [];
    if (this.#later.length > 0) this.#later = [];
    this.#referenced = false;
    this.#depth = 0;
    this.steady = true;
  }

  /** Writes the value and all that it leads to. @throws Refusal */
  root(value: unknown): void {
    this.value(value);
    this.drain(0);
  }

  /** The parcel of what was written. */
  finish(tail: Uint8Array | undefined): Parcel {
    const bytes = this.sink.assemble(tail);
    bytes[0] = MAGIC;
    bytes[1] = FORMAT_VERSION;
    bytes[2] = (this.#referenced ? HAS_REFERENCES : 0) | (tail === undefined ? 0 : HAS_MODULES);
    // A parcel without leases is kept by whoever caches it, and this list goes on to be filled.
    return { bytes, leases: this.leases.length === 0 ? NO_LEASES : this.leases };
  }

  value(value: unknown): void {
    switch (typeof value) {
      case "number":
        this.number(value);
        return;
      case "string":
        this.sink.string(value);
        return;
      case "object":
        if (value === null) this.sink.byte(NULL);
        else writeObject(this, value);
        return;
      case "undefined":
        this.sink.byte(UNDEFINED);
        return;
      case "boolean":
        this.sink.byte(value ? TRUE : FALSE);
        return;
      case "bigint":
        this.#bigint(value);
        return;
      case "symbol":
        this.symbol(value);
        return;
      case "function":
        writeFunctionValue(this, value);
    }
  }

  number(value: number): void {
    const { sink } = this;
    if ((value | 0) === value && (value !== 0 || 1 / value > 0)) {
      if (value >= 0 && value < SMALL_INTEGER_LIMIT) {
        sink.byte(SMALL_INTEGER + value);
      } else {
        sink.byte(INTEGER);
        sink.count(((value << 1) ^ (value >> 31)) >>> 0);
      }
    } else {
      sink.byte(DOUBLE);
      sink.double(value);
    }
  }

  symbol(value: symbol): void {
    const known = WELL_KNOWN.get(value);
    const key = known ?? Symbol.keyFor(value);
    if (key === undefined)
      throw new Refusal(
        `the unregistered symbol ${String(value)}`,
        `Nothing in another thread can be the same symbol. Use Symbol.for(${JSON.stringify(value.description ?? "name")}) or a string.`,
      );
    this.sink.byte(known === undefined ? SYMBOL : WELL_KNOWN_SYMBOL);
    this.sink.string(key);
  }

  /** Writes a reference when the object was met before. */
  known(object: object): boolean {
    const number = this.#numbers.of(object);
    if (number < 0) return false;
    this.#referenced = true;
    this.sink.byte(REFERENCE);
    this.sink.count(number);
    return true;
  }

  /** Gives the object the next number. The decoder does so at the same place. */
  enlist(object: object): void {
    this.#numbers.add(object);
  }

  has(object: object): boolean {
    return this.#numbers.of(object) >= 0;
  }

  /** Writes a container's contents, now or, deep down, after everything else. The container is enlisted. */
  contents(tag: ContainerTag, container: object): void {
    if (this.#depth < INLINE_DEPTH) {
      this.sink.byte(tag);
      this.#depth++;
      writeContents(this, tag, container);
      this.#depth--;
    } else {
      this.sink.byte(LATER);
      this.sink.byte(tag);
      this.#later.push({ tag, value: container });
    }
  }

  /** One level deeper, or as many as it takes of the stack, where contents can't be put off. */
  nested(write: () => void, levels = 1): void {
    if (this.#depth >= DEPTH_LIMIT)
      throw new Refusal(
        `nested more than ${Math.ceil(DEPTH_LIMIT / levels)} deep`,
        "Flatten it: an array of the parts, say.",
      );
    this.#depth += levels;
    write();
    this.#depth -= levels;
  }

  /** Writes a value that has to be complete before what comes next, as a class before its instance. */
  before(value: unknown): void {
    this.sink.byte(BEFORE);
    this.complete(value);
  }

  /** Writes a value with all that it leads to. */
  complete(value: unknown): void {
    const first = this.#later.length;
    this.nested(() => this.value(value));
    this.drain(first);
  }

  /** Writes the contents that were put off, from the queue's entry `first` on. */
  drain(first: number): void {
    const later = this.#later;
    if (later.length === first) return;
    const depth = this.#depth;
    for (let i = first; i < later.length; i++) {
      this.#depth = Math.min(depth, 1);
      try {
        writeContents(this, later[i]!.tag, later[i]!.value);
      } catch (error) {
        through(error, "…");
      }
    }
    later.length = first;
    this.#depth = depth;
  }

  /** Tries to write; what can't travel is taken back. Gives the refusal. */
  attempt(write: () => void): Refusal | undefined {
    const mark = this.#mark();
    const depth = this.#depth;
    try {
      write();
      return undefined;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#rewind(mark);
      this.#depth = depth;
      return error;
    }
  }

  #bigint(value: bigint): void {
    const negative = value < 0n;
    const digits = (negative ? -value : value).toString(16);
    const { sink } = this;
    sink.byte(BIGINT);
    const count = (digits.length + 1) >>> 1;
    sink.count(count * 2 + (negative ? 1 : 0));
    sink.reserve(count);
    for (let end = digits.length; end > 0; end -= 2)
      sink.body[sink.at++] = Number.parseInt(digits.slice(Math.max(0, end - 2), end), 16);
  }

  #mark(): Mark {
    return {
      sink: this.sink.mark(),
      objects: this.#numbers.count,
      shapes: this.shapes.length,
      later: this.#later.length,
      bindings: new Set(this.bindings),
      modules: new Set(this.modules),
      opened: new Set(this.opened),
      leases: this.leases.length,
    };
  }

  #rewind(mark: Mark): void {
    this.sink.rewind(mark.sink);
    this.#numbers.truncate(mark.objects);
    this.shapes.length = mark.shapes;
    this.#later.length = mark.later;
    keepOnly(this.bindings, mark.bindings);
    keepOnly(this.modules, mark.modules);
    keepOnly(this.opened, mark.opened);
    for (const id of this.leases.splice(mark.leases)) dropLease(id);
  }
}

function keepOnly<T>(set: Set<T>, kept: ReadonlySet<T>): void {
  for (const each of set) if (!kept.has(each)) set.delete(each);
}
