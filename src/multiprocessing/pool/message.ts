/** What an owner and its pool workers say to each other. The same bytes lie in a ring (threads) or travel in a parcel (processes). */
import { HEADER_BYTES, PAD } from "./ring.js";

/** What a record is about. */
export const TASK = PAD + 1;
/** A function that later tasks name by its id. */
export const FUNCTION = PAD + 2;
/** No later task names that function. */
export const FORGET = PAD + 3;
/** Nothing comes after this: the worker ends. */
export const STOP = PAD + 4;
export const RESULT = PAD + 5;

/** How a task's payload is used. */
export const APPLY = 0;
/** `[item, …]`, one call an item; the result is an array. */
export const MAP = 1;
/** `[[argument, …], …]`, one call a tuple. */
export const STARMAP = 2;
/** `[accumulator, item, …]`, the accumulator goes through; the result is the last one. */
export const FOLD = 3;
const MODE_BITS = 3;

/** The start of each item is written down, because somebody watches for a timeout. */
export const TIMED = 4;
/** The pool's initializer: what it throws is the pool's end. */
export const INITIALIZER = 8;
/** When an item fails, the results before it are worth sending. */
export const PARTIAL = 16;

/** Status of a result, in its `id`. */
export const DONE = 0;
/** The payload is `{ error, values }`; `count` says how many items succeeded before. */
export const FAILED = 1;
/** The worker didn't run it, because it had been asked to stop before. */
export const STOPPED = 2;

/** The call mode without the flags. */
export function modeOf(mode: number): number {
  return mode & MODE_BITS;
}

/** The numbers of a record. */
export class Message {
  kind = PAD;
  /** The task that it is about. */
  ticket = 0;
  /** Of a task or a function: the function's id. Of a result: its status. */
  id = 0;
  mode = 0;
  /** Items in a task; items done of a failed one. */
  count = 0;
  /** Of a result: milliseconds that the calls took. */
  ms = 0;
  /** Length of the payload. */
  bytes = 0;
  /** The lease of the block that holds the payload, and its address; 0 when the payload follows the header. */
  lease = 0;
  address = 0;

  /** Writes all but the length, which the ring needs where it is. */
  write(i32: Int32Array, f32: Float32Array, word: number): void {
    i32[word + 1] = this.kind;
    i32[word + 2] = this.ticket;
    i32[word + 3] = this.id;
    i32[word + 4] = this.mode;
    i32[word + 5] = this.count;
    f32[word + 6] = this.ms;
    i32[word + 7] = this.bytes;
    i32[word + 8] = this.lease;
    i32[word + 9] = this.address;
  }

  /** Inverse of `write`. */
  read(i32: Int32Array, f32: Float32Array, word: number): this {
    this.kind = i32[word + 1]!;
    this.ticket = i32[word + 2]! >>> 0;
    this.id = i32[word + 3]!;
    this.mode = i32[word + 4]!;
    this.count = i32[word + 5]!;
    this.ms = f32[word + 6]!;
    this.bytes = i32[word + 7]! >>> 0;
    this.lease = i32[word + 8]! >>> 0;
    this.address = i32[word + 9]! >>> 0;
    return this;
  }

  set(kind: number, ticket: number, id: number, mode: number, count: number, ms: number): this {
    this.kind = kind;
    this.ticket = ticket;
    this.id = id;
    this.mode = mode;
    this.count = count;
    this.ms = ms;
    this.bytes = 0;
    this.lease = 0;
    this.address = 0;
    return this;
  }
}

const NOTHING = new Uint8Array(0);

/** A message and its payload as the bytes of one parcel. */
export function pack(message: Message, payload: Uint8Array = NOTHING): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + payload.length);
  message.bytes = payload.length;
  message.write(
    new Int32Array(bytes.buffer, 0, HEADER_BYTES / 4),
    new Float32Array(bytes.buffer, 0, HEADER_BYTES / 4),
    0,
  );
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}

/** Inverse of `pack`. The payload is a view of `bytes`. */
export function unpack(message: Message, bytes: Uint8Array): Uint8Array {
  const header = bytes.slice(0, HEADER_BYTES).buffer;
  message.read(new Int32Array(header), new Float32Array(header), 0);
  return bytes.subarray(HEADER_BYTES, HEADER_BYTES + message.bytes);
}
