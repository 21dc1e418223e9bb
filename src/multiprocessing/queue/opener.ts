import { dropLease } from "../../memory/index.js";
import type { Packed } from "./record.js";

/** What becomes of a packed item that is taken. */
export interface Opener {
  /** Looks at an item before it is taken; it stays in the queue if this throws. */
  check?(packed: Packed): void;
  /** Its value. Called with the consumers' lock held where the item has leases, so that they are received or still in the queue. */
  open(packed: Packed): unknown;
}

/** An item that was opened while it was taken: its value, or the error. */
export class Opened {
  readonly #value: unknown;
  readonly #error: unknown;
  readonly #failed: boolean = false;

  constructor(packed: Packed, opener: Opener) {
    try {
      this.#value = opener.open(packed);
    } catch (error) {
      this.#failed = true;
      this.#error = error;
      for (const id of packed.leases) dropLease(id);
    }
  }

  result(): unknown {
    if (this.#failed) throw this.#error;
    return this.#value;
  }
}
