/** The line of a worker thread: two rings in the shared heap, and a doorbell each way. */
import { atKillPoint } from "../../events/index.js";
import { type Heap, heap } from "../../memory/index.js";
import type { Parcel, Road } from "../../portable/index.js";
import type { ParentLink } from "../host/index.js";
import { ASLEEP, BUSY, Channel, IN_LOOP, type StopReason } from "./channel.js";
import { Message, pack } from "./message.js";
import { RingIn, RingOut } from "./ring-port.js";
import { turn, type WorkerPort } from "./worker-port.js";

/** The kinds of messages on the link. */
export const WAKE = "pool.wake";
export const ANSWER = "pool.answer";

/** Waking a sleeper costs 5–50 µs (threads/spin.ts), so a short gap between tasks isn't slept through. */
const SPIN_MS = 0.03;
const LOADS_PER_LOOK = 64;

/** Longer gaps are spent in the event loop, where timers and connections live and only a message wakes us. */
const SLEEP_MS = 1.5;

export class ThreadPort implements WorkerPort {
  readonly road: Road = "thread";
  readonly message = new Message();
  readonly #channel: Channel;
  readonly #in: RingIn;
  readonly #out: RingOut;
  readonly #link: ParentLink;
  #wake: (() => void) | undefined;
  #poke: (() => void) | undefined;

  constructor(link: ParentLink, address: number) {
    const shared: Heap = heap();
    this.#link = link;
    this.#channel = new Channel(shared, address);
    this.#in = new RingIn(shared, this.#channel.tasks, this.message);
    this.#out = new RingOut(shared, this.#channel.results);
    this.#channel.workerState = BUSY;
    link.receive(WAKE, () => {
      const wake = this.#wake;
      this.#wake = undefined;
      wake?.();
      this.#poke?.();
    });
  }

  next(): boolean {
    return this.#in.next();
  }

  payload(): Uint8Array {
    return this.#in.payload();
  }

  done(): void {
    this.#in.done();
  }

  start(ticket: number): boolean {
    return this.#channel.start(ticket);
  }

  mark(ticket: number, item: number, since: number): void {
    this.#channel.mark(ticket, item, since);
  }

  stopReason(ticket: number): StopReason | null {
    return this.#channel.stopReason(ticket);
  }

  answer(message: Message, parcel: Parcel | null, ordered: boolean): void {
    if (ordered) {
      this.#link.post(ANSWER, { bytes: pack(message, parcel?.bytes), leases: parcel?.leases ?? [] });
      return;
    }
    this.#out.send(message, parcel?.bytes ?? null, parcel?.leases);
    if (!this.#channel.tellOwner()) return;
    atKillPoint?.("pool.tell");
    this.#link.post(WAKE, null);
  }

  async idle(): Promise<void> {
    const channel = this.#channel;
    const until = performance.now() + SPIN_MS;
    do {
      for (let i = 0; i < LOADS_PER_LOOK; i++) if (this.#arrived()) return;
    } while (performance.now() < until);
    channel.workerState = ASLEEP;
    atKillPoint?.("pool.asleep");
    // The owner publishes first and looks at our state then; we say our state first and look for messages then.
    if (!this.#arrived()) channel.sleep(this.#in.seen, SLEEP_MS);
    if (!this.#arrived()) {
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      channel.workerState = IN_LOOP;
      atKillPoint?.("pool.in-loop");
      if (!this.#arrived()) await woken;
      this.#wake = undefined;
    }
    channel.workerState = BUSY;
    atKillPoint?.("pool.awake");
  }

  #arrived(): boolean {
    return this.#in.waiting();
  }

  turn(): Promise<void> {
    return turn();
  }

  onPoke(listener: () => void): void {
    this.#poke = listener;
  }
}
