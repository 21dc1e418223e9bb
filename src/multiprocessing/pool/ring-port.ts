/** Messages in and out of a ring: small payloads in the record, large ones in a heap block that the record leases. */
import { atKillPoint } from "../../events/index.js";
import {
  type Block,
  dropLease,
  freeBlock,
  type Heap,
  lease,
  newBlock,
  receiveLease,
  sealLeases,
} from "../../memory/index.js";
import { type Message, RESULT } from "./message.js";
import { HEADER_BYTES, type RingPlace, RingReader, RingWriter, recordBytes } from "./ring.js";

/** The largest payload that is copied into the ring. */
const INLINE = 16 * 1024;

/** A block this large is one of its own, never part of a slab: it can be freed at once. */
const OWN_BLOCK = 32 * 1024 + 1;

/** Room that is kept for records without a payload in them, so that an answer always finds room. */
const RESERVE = 512 * recordBytes(0);

const NO_LEASES: readonly number[] = [];

/** Writes messages to a ring. */
export class RingOut {
  readonly #ring: RingWriter;
  readonly #heap: Heap;

  constructor(heap: Heap, place: RingPlace) {
    this.#heap = heap;
    this.#ring = new RingWriter(heap.i32, place);
  }

  /** Whether a few records without payload surely fit. */
  get hasRoom(): boolean {
    return this.#ring.free() >= 16 * recordBytes(0);
  }

  /**
   * Writes one message, visible at once. Its leases belong to the receiver from then on.
   * @throws MemoryError when a large payload finds no block; nothing was sent then, and the leases are still the caller's
   */
  send(message: Message, payload: Uint8Array | null, leases: readonly number[] = NO_LEASES): void {
    const heap = this.#heap;
    const ring = this.#ring;
    const bytes = payload?.length ?? 0;
    message.bytes = bytes;
    const inline = bytes <= INLINE && (bytes <= 64 || ring.free() >= RESERVE + 2 * recordBytes(bytes));
    let block: Block | undefined;
    if (!inline) {
      block = newBlock(Math.max(bytes, OWN_BLOCK));
      heap.u8.set(payload!, block.address);
      message.lease = lease(block);
      message.address = block.address;
      atKillPoint?.("ring.leased");
    }
    const length = recordBytes(inline ? bytes : 0);
    const at = ring.reserve(length);
    if (at === 0) {
      // Senders look at `hasRoom`, and a worker has fewer answers to give than the reserve holds.
      if (block !== undefined) dropBlock(message.lease, block);
      throw new Error(
        `manycore: a ring of ${ring.place.capacity} bytes has no room for a record of ${length}`,
      );
    }
    const word = at >>> 2;
    heap.i32[word] = length;
    message.write(heap.i32, heap.f32, word);
    if (inline && bytes > 0) heap.u8.set(payload!, at + HEADER_BYTES);
    atKillPoint?.("ring.written");
    if (leases.length > 0) sealLeases(leases, ring.place.tail, ring.next);
    if (block !== undefined) sealLeases([message.lease], ring.place.tail, ring.next);
    atKillPoint?.("ring.sealed");
    ring.publish();
    atKillPoint?.("ring.published");
    // The lease is a reference of its own.
    if (block !== undefined) freeBlock(block);
  }
}

function dropBlock(id: number, block: Block): void {
  dropLease(id);
  freeBlock(block);
}

/** Reads messages from a ring. */
export class RingIn {
  readonly #ring: RingReader;
  readonly #heap: Heap;
  readonly #message: Message;
  #payload: Uint8Array | null = null;
  #block: Block | null = null;

  /** @param message is filled by each `next()` */
  constructor(heap: Heap, place: RingPlace, message: Message) {
    this.#heap = heap;
    this.#ring = new RingReader(heap.i32, place);
    this.#message = message;
  }

  /** Reads the header of the oldest message. False when there is none. `done` must follow. */
  next(): boolean {
    const at = this.#ring.peek();
    if (at === 0) return false;
    const heap = this.#heap;
    atKillPoint?.("ring.read");
    const message = this.#message.read(heap.i32, heap.f32, at >>> 2);
    if (message.lease !== 0) {
      this.#payload = null;
    } else {
      // A copy: plain memory is read faster (portable/decode.ts would make one), and the ring's room is free again sooner.
      const start = at + HEADER_BYTES;
      this.#payload = heap.u8.slice(start, start + message.bytes);
    }
    return true;
  }

  /** Whether there is a message. */
  waiting(): boolean {
    return this.#ring.peek() !== 0;
  }

  /** The payload, valid until `done`: a large one is a view of the heap. */
  payload(): Uint8Array {
    const message = this.#message;
    if (this.#payload === null) {
      this.#block = receiveLease(message.lease, message.address, Math.max(message.bytes, OWN_BLOCK));
      this.#payload = this.#heap.u8.subarray(message.address, message.address + message.bytes);
      atKillPoint?.("ring.received");
    }
    return this.#payload;
  }

  /** The message has been read: gives its room back, and its block. */
  done(): void {
    const { lease: id, kind } = this.#message;
    if (this.#block !== null) freeBlock(this.#block);
    else if (id !== 0 && this.#payload === null && kind <= RESULT) dropLease(id);
    this.#block = null;
    this.#payload = null;
    atKillPoint?.("ring.consume");
    this.#ring.consume();
    atKillPoint?.("ring.consumed");
  }

  /** What a sleeper compares the ring's tail with. */
  get seen(): number {
    return this.#ring.seen;
  }
}
