import type { Slab } from "./slab.js";
import type { Tracked } from "./tracker.js";

/**
 * A piece of heap owned by a JavaScript object: when the object is garbage, the memory is reclaimed. Its contents are not zeroed.
 *
 * An address in a local variable keeps nothing alive. Allocate first, then read addresses and run the kernel with no allocation in between;
 * across an `await` keep the Block in something reachable.
 */
export class Block {
  readonly address: number;
  readonly bytes: number;
  /** Pending lazy nodes that captured it (kept by kernel/graph). */
  readers = 0;
  /** A view (`.data`) was handed to the user, or another thread has it too. */
  escaped = false;
  /** Its last writer died half way. */
  poisoned = false;
  /** The slab that a small block is part of; it lives as long as its blocks. @internal */
  slab: Slab | undefined;
  /** The tracker's entry of a large block, or of one that another thread made. @internal */
  tracked: Tracked | undefined;

  constructor(address: number, bytes: number, slab: Slab | undefined) {
    this.address = address;
    this.bytes = bytes;
    this.slab = slab;
    this.tracked = undefined;
  }
}
