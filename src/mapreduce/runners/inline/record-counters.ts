import { Counters, checkAmount } from "../../job/index.js";

/** Holds what a record counts until it has been mapped: what a record counted that is left out goes with it. */
export class RecordCounters extends Counters {
  readonly #held: (readonly [group: string, name: string, amount: number])[] = [];

  override increment(group: string, name: string, amount = 1): void {
    checkAmount(group, name, amount);
    this.#held.push([group, name, amount]);
  }

  keep(counters: Counters): void {
    for (const [group, name, amount] of this.#held) counters.increment(group, name, amount);
    this.drop();
  }

  drop(): void {
    this.#held.length = 0;
  }
}
