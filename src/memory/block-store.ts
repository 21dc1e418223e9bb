import { MemoryError, ValueError } from "../errors.js";
import { emit, listening } from "../events/index.js";
import { Block } from "./block.js";
import { type Collect, collector } from "./collector.js";
import type { Reclaimer } from "./heap.js";
import { Pacing } from "./pacing.js";
import type { SharedHeap } from "./shared-heap.js";
import { classCapacity, MAX_CLASS_BYTES, sizeClass } from "./size-class.js";
import { SLAB_CLASSES, Slab, SlabSizes, SMALL_BYTES, slabStride } from "./slab.js";
import { Tracker } from "./tracker.js";

type ReclaimReason = "budget" | "pace" | "sweep" | "call";

/** Without a forced collection, dead WeakRefs are looked for each time this many bytes were allocated. */
const SWEEP_EVERY = 16 * 2 ** 20;

/** This thread's Blocks: slabs for the small, a heap block each for the large, and the reclaiming of both. */
export class BlockStore implements Reclaimer {
  readonly heap: SharedHeap;
  readonly #collect: Collect | undefined;
  readonly #current: (Slab | undefined)[] = new Array(SLAB_CLASSES).fill(undefined);
  readonly #sizes = new SlabSizes();
  readonly #tracker: Tracker;
  readonly #pacing: Pacing;
  #large = 0;
  #reclaims = 0;
  #reclaimMs = 0;
  #busy = false;
  #sinceSweep = 0;

  /** @param collect how to force a collection; the runtime's own way unless given (`null`: none, as in a browser) */
  constructor(heap: SharedHeap, collect?: Collect | null) {
    this.heap = heap;
    this.#collect = collect === null ? undefined : (collect ?? collector());
    this.#tracker = new Tracker(({ address, lease }) => {
      if (lease === 0) heap.release(address);
      else heap.releaseLease(lease);
    }, SLAB_CLASSES);
    this.#pacing = new Pacing(heap.budget);
    heap.reclaimers.add(this);
    this.#watchCollections();
  }

  get collects(): boolean {
    return this.#collect !== undefined;
  }

  newBlock(bytes: number): Block {
    if (bytes >>> 0 === bytes && bytes <= SMALL_BYTES) {
      const slab = this.#current[sizeClass(bytes)];
      if (slab !== undefined) {
        const address = slab.next;
        if (address < slab.end) {
          slab.next = address + slab.stride;
          return new Block(address, bytes, slab);
        }
      }
      return this.#fromNewSlab(bytes);
    }
    return this.#newLarge(bytes);
  }

  /** A Block for bytes that another thread made, under a lease which this thread takes over. */
  receive(lease: number, address: number, bytes: number): Block {
    // First what may collect: the reference must not be held by nobody's object meanwhile.
    this.#prepare(bytes);
    const allocation = this.heap.receiveLease(lease, address, bytes);
    const block = new Block(address, bytes, undefined);
    block.escaped = true;
    block.tracked = this.#tracker.track(block, allocation, bytes, -1, lease);
    this.#large++;
    return block;
  }

  free(block: Block): void {
    const slab = block.slab;
    if (slab !== undefined) {
      block.slab = undefined;
      // What was lent to another thread lives as long as its lease, and so does all of its slab.
      if (!block.escaped && slab.next === block.address + slab.stride) slab.next = block.address;
      return;
    }
    const tracked = block.tracked;
    if (tracked === undefined) return;
    block.tracked = undefined;
    if (!this.#tracker.drop(tracked)) return;
    this.#large--;
    this.#pacing.swept(tracked.bytes);
  }

  /** Collects and sweeps. Returns the bytes given back. */
  reclaim(reason: ReclaimReason = "budget"): number {
    // A listener, or a release, may come back here.
    if (this.#busy) return 0;
    this.#busy = true;
    try {
      const start = performance.now();
      if (reason !== "sweep") this.#collect?.();
      const swept = this.#tracker.sweep();
      this.#large -= swept.deadLarge;
      this.#sinceSweep = 0;
      const ms = performance.now() - start;
      this.#reclaimMs += ms;
      if (reason === "sweep") {
        this.#pacing.swept(swept.freed);
      } else {
        this.#reclaims++;
        this.#pacing.collected(ms, swept.freed, this.#tracker.live);
        if (this.collects) this.#sizes.adapt(swept, this.heap.budget);
      }
      this.heap.trim();
      if (listening("memory.reclaim")) {
        emit("memory.reclaim", { reason, freed: swept.freed, live: this.#tracker.live, ms });
      }
      return swept.freed;
    } finally {
      this.#busy = false;
    }
  }

  close(): void {
    this.#tracker.dropAll();
    this.#current.fill(undefined);
    this.#large = 0;
  }

  /** Counters of this thread. */
  counts(): { blocks: number; slabs: number; live: number; reclaims: number; reclaimMs: number } {
    return {
      blocks: this.#large,
      slabs: this.#tracker.count - this.#large,
      live: this.#tracker.live,
      reclaims: this.#reclaims,
      reclaimMs: this.#reclaimMs,
    };
  }

  #fromNewSlab(bytes: number): Block {
    const c = sizeClass(bytes);
    // The full slab is let go before the collection that may come now.
    this.#current[c] = undefined;
    let stride = slabStride(c, this.#sizes.count(c));
    let size = this.#sizes.bytes(c);
    this.#prepare(size);
    let address: number;
    try {
      address = this.heap.allocate(size);
    } catch (error) {
      if (size === stride || !(error instanceof MemoryError)) throw error;
      this.#sizes.shrink(c);
      stride = size = classCapacity(c);
      address = this.heap.allocate(size);
    }
    // Short of pages the heap may give a block of a larger class: all of it serves.
    if (size <= MAX_CLASS_BYTES) size = Math.floor(this.heap.capacityOf(address) / stride) * stride;
    const slab = new Slab(address, stride, address + size);
    this.#tracker.track(slab, address, size, c);
    slab.next = address + stride;
    this.#current[c] = slab;
    return new Block(address, bytes, slab);
  }

  #newLarge(bytes: number): Block {
    if (!Number.isInteger(bytes) || bytes < 0) {
      throw new ValueError(`can't make a block of ${bytes} bytes: a size is an integer >= 0`);
    }
    this.#prepare(bytes);
    const address = this.heap.allocate(bytes);
    const block = new Block(address, bytes, undefined);
    block.tracked = this.#tracker.track(block, address, bytes, -1);
    this.#large++;
    return block;
  }

  /** Collects when it is time to, or when another thread is short of memory. */
  #prepare(bytes: number): void {
    if (this.heap.underPressure()) {
      this.reclaim("budget");
      this.heap.relieve();
    }
    const due = this.#pacing.count(bytes);
    if (this.collects) {
      if (due) this.reclaim("pace");
      return;
    }
    this.#sinceSweep += bytes;
    if (this.#sinceSweep >= SWEEP_EVERY) this.reclaim("sweep");
  }

  /**
   * A program that awaits gets V8's own collections. A sentinel that dies in one tells of it, in a task of its own: the place where a
   * sweep keeps nothing alive.
   */
  #watchCollections(): void {
    const store = new WeakRef(this);
    const registry = new FinalizationRegistry<undefined>(() => {
      const self = store.deref();
      if (self === undefined) return;
      if (self.#tracker.count > 0) self.reclaim("sweep");
      registry.register({}, undefined);
    });
    registry.register({}, undefined);
    registries.add(registry);
  }
}

/** A registry that is itself garbage calls nobody. */
const registries = new Set<FinalizationRegistry<undefined>>();
