/**
 * The leases of messages to a worker: if it ends, those that it never took are given back. They aren't sealed, for they needn't outlive the
 * sender: with it the worker ends too, and whoever adopts the sender's memory drops them.
 */
import { dropLease, leaseOpen } from "../../memory/index.js";

/** From this many on, those that were taken are forgotten now and then. */
const PRUNE_FROM = 256;

export class SentLeases {
  #leases: number[] = [];
  #pruneAt = PRUNE_FROM;

  add(leases: readonly number[]): void {
    if (leases.length === 0) return;
    for (const lease of leases) this.#leases.push(lease);
    if (this.#leases.length < this.#pruneAt) return;
    this.#leases = this.#leases.filter(leaseOpen);
    // Doubling: each lease is looked at a constant number of times on average, also when the worker takes none.
    this.#pruneAt = Math.max(PRUNE_FROM, 2 * this.#leases.length);
  }

  /** @param participant to whom they were sent */
  drop(participant: number): void {
    for (const lease of this.#leases) dropLost(lease, participant);
    this.#leases = [];
  }
}

/** Drops the lease of a message that its receiver died before it took. */
export function dropLost(lease: number, participant: number): void {
  if (leaseOpen(lease)) for (const listener of listeners) listener(lease, participant);
  dropLease(lease);
}

const listeners: ((lease: number, participant: number) => void)[] = [];

/** Calls `listener` before a lease is dropped that `participant` never took: whoever waits for news of it can say who died. */
export function onLost(listener: (lease: number, participant: number) => void): void {
  listeners.push(listener);
}
