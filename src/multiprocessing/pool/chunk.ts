/** A piece of a call, as one worker gets it. */
import type { Call } from "./call.js";

const NO_LEASES: readonly number[] = [];

export class Chunk {
  readonly call: Call;
  /** Index of its first item among the call's. */
  readonly first: number;
  readonly items: readonly unknown[];
  /** Calls of the function that it stands for. */
  readonly count: number;
  /** How often its first item was tried before. */
  readonly attempt: number;

  /** On its way: its ticket, and how long it is expected to take (ms). */
  ticket = 0;
  estimate = 0;
  /** On its way: leases that the worker takes over; to be dropped if it doesn't. */
  leases: readonly number[] = NO_LEASES;
  /** Its call no longer wants it, or it runs again elsewhere: what comes back is thrown away. */
  abandoned = false;

  constructor(call: Call, first: number, items: readonly unknown[], count: number, attempt: number) {
    this.call = call;
    this.first = first;
    this.items = items;
    this.count = count;
    this.attempt = attempt;
  }

  /** Back from a worker that hasn't touched it. */
  landed(): void {
    this.ticket = 0;
    this.leases = NO_LEASES;
  }

  /** Items `from` to `to` of it as a chunk of its own. */
  part(from: number, to: number, attempt: number): Chunk {
    return new Chunk(this.call, this.first + from, this.items.slice(from, to), to - from, attempt);
  }
}
