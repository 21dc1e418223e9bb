/** The line of a child process: messages of its host, in order, each way. */
import type { Parcel, Road } from "../../portable/index.js";
import type { ParentLink } from "../host/index.js";
import type { StopReason } from "./channel.js";
import { Message, pack, unpack } from "./message.js";
import { turn, type WorkerPort } from "./worker-port.js";
import { ANSWER } from "./worker-port-thread.js";

/** Kind of the messages to the worker. */
export const ORDER = "pool.order";

/** A stop request as the one number that a host passes on in the middle of a loop. */
export function stopCode(ticket: number, reason: StopReason): number {
  return ticket * 4 + REASONS.indexOf(reason);
}

const REASONS: readonly StopReason[] = ["cancelled", "timeout", "sibling"];

export class ProcessPort implements WorkerPort {
  readonly road: Road = "process";
  readonly message = new Message();
  readonly #link: ParentLink;
  readonly #queue: Uint8Array[] = [];
  /** Tasks before this one in the queue have been read. */
  #read = 0;
  #payload: Uint8Array = new Uint8Array(0);
  #wake: (() => void) | undefined;

  constructor(link: ParentLink) {
    this.#link = link;
    link.receive(ORDER, (bytes) => {
      this.#queue.push(bytes);
      const wake = this.#wake;
      this.#wake = undefined;
      wake?.();
    });
  }

  next(): boolean {
    const bytes = this.#queue[this.#read];
    if (bytes === undefined) return false;
    this.#payload = unpack(this.message, bytes);
    return true;
  }

  payload(): Uint8Array {
    return this.#payload;
  }

  done(): void {
    this.#read++;
    if (this.#read === this.#queue.length || this.#read > 1024) {
      this.#queue.splice(0, this.#read);
      this.#read = 0;
    }
  }

  /** Its owner can't take back what is on its way; a cancelled task that hasn't begun is stopped before its first item. */
  start(): boolean {
    return true;
  }

  mark(): void {}

  stopReason(ticket: number): StopReason | null {
    const code = this.#link.cancelled();
    return Math.floor(code / 4) === ticket ? (REASONS[code % 4] ?? null) : null;
  }

  answer(message: Message, parcel: Parcel | null): void {
    this.#link.post(ANSWER, { bytes: pack(message, parcel?.bytes), leases: parcel?.leases ?? [] });
  }

  async idle(): Promise<void> {
    if (this.#queue.length > this.#read) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  turn(): Promise<void> {
    return turn();
  }

  #poke: (() => void) | undefined;

  onPoke(listener: () => void): void {
    this.#poke = listener;
    this.#link.receive("pool.wake", () => this.#poke?.());
  }
}
