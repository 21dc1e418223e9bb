/** The owner's line to a child process. Inverse of worker-port-process.ts. */
import type { Parcel, Road } from "../../portable/index.js";
import type { HostedWorker } from "../host/index.js";
import { SLOTS, type StopReason } from "./channel.js";
import { stamp } from "./clock.js";
import { Message, pack, TASK, unpack } from "./message.js";
import type { OwnerPort, Receive } from "./owner-port.js";
import { ORDER, stopCode } from "./worker-port-process.js";
import { ANSWER, WAKE } from "./worker-port-thread.js";

/**
 * A child runs its tasks one after the other, and its answers are in the kernel before it begins the next: so the oldest task without an
 * answer is the one that runs, and what is behind it hasn't begun.
 */
export class ProcessOwnerPort implements OwnerPort {
  readonly road: Road = "process";
  readonly slots = SLOTS;
  readonly hasRoom = true;
  /** As good as: a process may be ended at any time, and takes everything along. */
  readonly begun = true;
  readonly revocable = false;
  readonly #worker: HostedWorker;
  readonly #message = new Message();
  readonly #posted: Uint8Array[] = [];
  /** Tasks without an answer, in the order of sending. */
  readonly #tickets: number[] = [];
  /** Stop requests for tasks that haven't begun: a host passes on one number only. */
  readonly #stops = new Map<number, StopReason>();
  #since = 0;

  /** @param told is called when there are answers */
  constructor(worker: HostedWorker, told: () => void) {
    this.#worker = worker;
    worker.receive(ANSWER, (bytes) => {
      this.#posted.push(bytes);
      told();
    });
  }

  send(message: Message, parcel: Parcel | null): number {
    this.#worker.post(ORDER, { bytes: pack(message, parcel?.bytes), leases: parcel?.leases ?? [] });
    if (message.kind === TASK) {
      this.#tickets.push(message.ticket);
      if (this.#tickets.length === 1) this.#since = stamp();
    }
    return 0;
  }

  open(): void {}

  shut(): void {}

  revoke(): boolean {
    return false;
  }

  started(ticket: number): boolean {
    return this.#tickets[0] === ticket;
  }

  since(ticket: number): number {
    return this.#tickets[0] === ticket ? this.#since : 0;
  }

  item(): number {
    return -1;
  }

  stop(ticket: number, reason: StopReason): void {
    if (this.#tickets[0] !== ticket) {
      this.#stops.set(ticket, reason);
      return;
    }
    this.#worker.cancel(stopCode(ticket, reason));
    this.#worker.post(WAKE, null);
  }

  ring(): void {}

  drain(receive: Receive): boolean {
    let any = false;
    for (let bytes = this.#posted.shift(); bytes !== undefined; bytes = this.#posted.shift()) {
      const payload = unpack(this.#message, bytes);
      any = true;
      this.#answered(this.#message.ticket);
      receive(this.#message, payload);
    }
    return any;
  }

  looks(): void {}

  release(): void {}

  #answered(ticket: number): void {
    const at = this.#tickets.indexOf(ticket);
    if (at < 0) return;
    this.#tickets.splice(at, 1);
    this.#stops.delete(ticket);
    if (at > 0) return;
    this.#since = stamp();
    const next = this.#tickets[0];
    if (next === undefined) return;
    const reason = this.#stops.get(next);
    if (reason !== undefined) this.stop(next, reason);
  }
}
