/**
 * Messages on a byte stream: u32 length of the payload, u32 tag, u8 length of the kind, kind (ASCII), payload;
 * little-endian.
 * A frame that its writer's death cut off is dropped.
 */
import { ValueError } from "../../errors.js";
import type { Message } from "./message.js";

const TAG = 4;
const KIND_LENGTH = 8;
const HEAD_BYTES = 9;
/** Up to here header and payload are copied together: one write of one buffer is cheaper than a vectored one. */
const JOIN_BYTES = 16 * 1024;

/** @returns the frame as one or two buffers to be written in this order; the payload is not copied when it is large */
export function frame({ kind, bytes: payload, tag }: Message): Uint8Array[] {
  const length = payload.byteLength;
  if (length > 0xffffffff) {
    throw new ValueError(`a message of ${length} bytes; 4 GiB is the most. Send it in parts.`);
  }
  const head = HEAD_BYTES + kind.length;
  const joined = length <= JOIN_BYTES;
  const bytes = new Uint8Array(joined ? head + length : head);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, length, true);
  view.setUint32(TAG, tag, true);
  bytes[KIND_LENGTH] = kind.length;
  for (let i = 0; i < kind.length; i++) bytes[HEAD_BYTES + i] = kind.charCodeAt(i);
  if (!joined) return [bytes, payload];
  bytes.set(payload, head);
  return [bytes];
}

/** Processes share no heap. */
const NONE: readonly number[] = [];

/** The inverse of `frame`, for a stream that comes in chunks of any size. */
export class FrameReader {
  readonly #receive: (message: Message) => void;
  /** The head of a frame, or what there is of it. */
  readonly #head = new Uint8Array(HEAD_BYTES + 255);
  #headFilled = 0;
  /** The frame's payload, made in its full size when its head is known; undefined before. */
  #payload: Uint8Array | undefined;
  #payloadFilled = 0;

  /** @param receive is given each message; its bytes are its to keep */
  constructor(receive: (message: Message) => void) {
    this.#receive = receive;
  }

  /** Takes in the next bytes; they may be overwritten afterwards. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length)
      at = this.#payload === undefined ? this.#fillHead(chunk, at) : this.#fill(chunk, at);
  }

  #fillHead(chunk: Uint8Array, from: number): number {
    const head = this.#head;
    let at = from;
    while (at < chunk.length && this.#headFilled < HEAD_BYTES) head[this.#headFilled++] = chunk[at++]!;
    if (this.#headFilled < HEAD_BYTES) return at;
    const size = HEAD_BYTES + head[KIND_LENGTH]!;
    while (at < chunk.length && this.#headFilled < size) head[this.#headFilled++] = chunk[at++]!;
    if (this.#headFilled < size) return at;
    this.#payload = new Uint8Array(new DataView(head.buffer).getUint32(0, true));
    this.#payloadFilled = 0;
    if (this.#payload.length === 0) this.#complete(this.#payload);
    return at;
  }

  #fill(chunk: Uint8Array, from: number): number {
    const payload = this.#payload!;
    const taken = Math.min(chunk.length - from, payload.length - this.#payloadFilled);
    payload.set(chunk.subarray(from, from + taken), this.#payloadFilled);
    this.#payloadFilled += taken;
    if (this.#payloadFilled === payload.length) this.#complete(payload);
    return from + taken;
  }

  #complete(payload: Uint8Array): void {
    const head = this.#head;
    const kind = String.fromCharCode(...head.subarray(HEAD_BYTES, this.#headFilled));
    const tag = new DataView(head.buffer).getUint32(TAG, true);
    this.#headFilled = 0;
    this.#payload = undefined;
    this.#receive({ kind, bytes: payload, tag, leases: NONE });
  }
}
