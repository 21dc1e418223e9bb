/** The owner's line to a worker thread. Inverse of worker-port-thread.ts. */
import { type Block, freeBlock, heap, newBlock } from "../../memory/index.js";
import type { Parcel, Road } from "../../portable/index.js";
import type { HostedWorker } from "../host/index.js";
import { CHANNEL_BYTES, Channel, SLOTS, type StopReason } from "./channel.js";
import { Message, unpack } from "./message.js";
import type { OwnerPort, Receive } from "./owner-port.js";
import { RingIn, RingOut } from "./ring-port.js";
import { ANSWER, WAKE } from "./worker-port-thread.js";

export class ThreadOwnerPort implements OwnerPort {
  readonly road: Road = "thread";
  readonly slots = SLOTS;
  readonly revocable = true;
  readonly #block: Block;
  readonly #channel: Channel;
  readonly #out: RingOut;
  readonly #in: RingIn;
  readonly #message = new Message();
  readonly #posted: Uint8Array[] = [];
  #worker: HostedWorker | undefined;
  #released = false;

  /** @throws MemoryError when the heap is full */
  constructor() {
    const shared = heap();
    this.#block = newBlock(CHANNEL_BYTES);
    this.#channel = new Channel(shared, this.#block.address);
    this.#channel.clear();
    this.#out = new RingOut(shared, this.#channel.tasks);
    this.#in = new RingIn(shared, this.#channel.results, this.#message);
  }

  /** What the worker finds its side by. */
  get address(): number {
    return this.#block.address;
  }

  /** @param told is called when there are answers and nobody looks */
  connect(worker: HostedWorker, told: () => void): void {
    this.#worker = worker;
    worker.receive(WAKE, told);
    worker.receive(ANSWER, (bytes) => {
      this.#posted.push(bytes);
      told();
    });
  }

  get begun(): boolean {
    return this.#channel.begun;
  }

  get hasRoom(): boolean {
    return this.#out.hasRoom;
  }

  send(message: Message, parcel: Parcel | null): number {
    this.#out.send(message, parcel?.bytes ?? null, parcel?.leases);
    return message.lease;
  }

  open(ticket: number): void {
    this.#channel.open(ticket);
  }

  shut(ticket: number): void {
    this.#channel.shut(ticket);
  }

  revoke(ticket: number): boolean {
    return this.#channel.revoke(ticket);
  }

  started(ticket: number): boolean {
    return this.#channel.started(ticket);
  }

  since(ticket: number): number {
    return this.#channel.since(ticket);
  }

  item(ticket: number): number {
    return this.#channel.item(ticket);
  }

  stop(ticket: number, reason: StopReason): void {
    this.#channel.stop(ticket, reason);
    // A task that awaits something hears of it by message.
    this.#worker?.post(WAKE, null);
  }

  ring(): void {
    if (this.#channel.ringWorker()) this.#worker?.post(WAKE, null);
  }

  drain(receive: Receive): boolean {
    if (this.#released) return false;
    let any = false;
    for (let bytes = this.#posted.shift(); bytes !== undefined; bytes = this.#posted.shift()) {
      const payload = unpack(this.#message, bytes);
      any = true;
      receive(this.#message, payload);
    }
    while (!this.#released && this.#in.next()) {
      any = true;
      try {
        receive(this.#message, this.#message.bytes > 0 ? this.#in.payload() : EMPTY);
      } finally {
        this.#in.done();
      }
    }
    return any;
  }

  looks(by: boolean): void {
    if (!this.#released) this.#channel.ownerLooks = by;
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    freeBlock(this.#block);
  }
}

const EMPTY = new Uint8Array(0);
