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

  drop(): void {
    for (const lease of this.#leases) dropLease(lease);
    this.#leases = [];
  }
}
