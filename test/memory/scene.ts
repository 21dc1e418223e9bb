import { expect } from "vitest";
import { closeHeap } from "../../dist/memory/attach.js";
import { createHeap, TEAM_CONTROL_ADDRESS } from "../../dist/memory/index.js";
import { SharedHeap } from "../../dist/memory/shared-heap.js";
import { groundTruth } from "./ground-truth.js";
import { undisturbed } from "./kill-points.js";

export const MAIN = 1000;
export const VICTIM = 1;
export const OTHER = 2;

/** A word that nobody else uses in these heaps: a channel's counter of published messages. */
const COUNTER = TEAM_CONTROL_ADDRESS >>> 2;

/** A block that somebody other than the victim holds. All its words are its address. */
interface Kept {
  readonly address: number;
  readonly bytes: number;
  readonly release: () => void;
}

/** A heap, seen by several threads. All of them run in this one, so that each step is where the scene wants it. */
export class Scene {
  readonly main: SharedHeap;
  readonly other: SharedHeap;
  readonly victim: SharedHeap;
  readonly #kept: Kept[] = [];

  constructor() {
    const { memory } = createHeap({ pages: 512 });
    this.main = new SharedHeap(memory, MAIN);
    this.other = new SharedHeap(memory, OTHER, MAIN);
    this.victim = new SharedHeap(memory, VICTIM, MAIN);
  }

  /** Everything that a thread does with the heap, in a life of its own and with another thread. */
  live(): void {
    const { victim, other } = this;
    const own = [24, 24, 24, 600, 9000, 40_000, 300_000, 32_000].map((bytes) => victim.allocate(bytes));
    // Of the other thread: received, dropped in part, sent on.
    const theirs = undisturbed(() =>
      [24, 700, 50_000].map((bytes) => {
        const address = this.#make(bytes);
        return { bytes, address, ids: [0, 1, 2].map(() => this.#send(other, address)) };
      }),
    );
    for (const { address, bytes, ids } of theirs) {
      for (const id of ids) victim.receiveLease(id, address, bytes);
      victim.releaseLease(ids[0]!);
    }
    const { address: forwarded, bytes: size } = theirs[1]!;
    const again = this.#send(victim, forwarded);
    undisturbed(() => this.#receive(again, forwarded, size));
    // Its own, sent: received, dropped, waiting, waiting and not published, not sealed.
    for (const [k, bytes] of [24, 9000, 300_000].entries()) {
      const address = victim.allocate(bytes);
      const ids = [0, 1, 2, 3, 4].map(() => victim.lease(address));
      victim.sealLease(ids[0]!, 0, 0);
      undisturbed(() => this.#receive(ids[0]!, address, bytes));
      victim.sealLease(ids[1]!, 0, 0);
      undisturbed(() => other.dropLease(ids[1]!));
      victim.sealLease(ids[2]!, COUNTER, 0);
      victim.sealLease(ids[3]!, COUNTER, 1);
      if (k !== 1) victim.release(address);
    }
    // The last reference to a block of the other thread, dropped here: it goes home by the remote list.
    for (const bytes of [24, 24, 700, 80_000]) {
      const { address, id } = undisturbed(() => {
        const made = other.allocate(bytes);
        const lease = this.#send(other, made);
        other.release(made);
        return { address: made, id: lease };
      });
      victim.receiveLease(id, address, bytes);
      victim.releaseLease(id);
    }
    // The other way round: the other thread frees the victim's, which takes them in.
    for (const bytes of [24, 24, 9000, 9000, 24, 80_000]) {
      const address = victim.allocate(bytes);
      const id = this.#send(victim, address);
      undisturbed(() => this.#receive(id, address, bytes));
      victim.release(address);
      undisturbed(() => this.#letGo(address));
    }
    victim.trim();
    // Runs that fill up and empty again, of which some go back.
    const many = Array.from({ length: 20 }, () => victim.allocate(30_000));
    for (const address of many) victim.release(address);
    for (const address of own) victim.release(address);
    victim.trim();
  }

  /** What other threads may do at any moment: with the blocks that they share with the victim, with pages, with their own. */
  disturb(random: () => number): void {
    const { main, other } = this;
    const kind = random();
    const at = Math.floor(random() * this.#kept.length);
    const kept = this.#kept[at];
    if (kind < 0.4 && kept !== undefined) {
      // Counts of a block that the victim may be counting, too.
      const ids = [0, 1].map(() => this.#send(other, kept.address));
      main.receiveLease(ids[0]!, kept.address, kept.bytes);
      other.dropLease(ids[1]!);
      main.releaseLease(ids[0]!);
    } else if (kind < 0.6 && kept !== undefined) {
      this.#kept.splice(at, 1);
      kept.release();
    } else if (kind < 0.7 && kept !== undefined) {
      const id = this.#send(other, kept.address);
      main.receiveLease(id, kept.address, kept.bytes);
      this.#kept.push({ ...kept, release: () => main.releaseLease(id) });
    } else if (kind < 0.78) {
      // Takes the pages that were free a moment ago.
      const bytes = random() < 0.5 ? 60_000 : 200_000;
      const address = main.allocate(bytes);
      this.#keep(address, bytes, () => main.release(address));
    } else if (kind < 0.88) {
      for (const heap of [main, other]) {
        const blocks = [24, 30_000, 100_000, 200_000].map((bytes) => heap.allocate(bytes));
        for (const address of blocks) heap.release(address);
      }
    } else {
      other.trim();
      main.trim();
    }
  }

  /** Nothing that somebody keeps was lost or overwritten, and all counts are right. */
  check(what: string): void {
    for (const { address, bytes } of this.#kept) {
      const words = this.main.u32.subarray(address >>> 2, (address + bytes) >>> 2);
      if (words.some((word) => word !== address))
        throw new Error(`${what}: block ${address} was overwritten`);
      expect(this.main.referencesTo(address), `${what}: references to ${address}`).toBeGreaterThan(0);
    }
    expect(groundTruth(this.main).mistakes, what).toEqual([]);
  }

  /** Everyone lets go of everything, and new threads take over what was left behind: then the heap is as new. */
  end(what: string): void {
    for (const { release } of this.#kept) release();
    this.#kept.length = 0;
    for (const { id } of [...this.main.leases.inUse()]) this.main.dropLease(id);
    const heirs = [10, 11, 12, 13].map((thread) => new SharedHeap(this.main.memory, thread));
    for (const heir of heirs) heir.arena();
    // What was on its way home when its freer ended is found by its owner, also by one that lives on.
    for (const heap of [this.main, this.other, ...heirs]) heap.trim();
    const { used, reserved, dying, leases, mistakes } = groundTruth(this.main);
    const left = { used, reserved, dying, leases, mistakes };
    expect(left, what).toEqual({ used: 0, reserved: 0, dying: 0, leases: 0, mistakes: [] });
    closeHeap(this.other);
    expect(groundTruth(this.main).mistakes, what).toEqual([]);
  }

  /** The other thread makes a block and keeps it. */
  #make(bytes: number): number {
    const address = this.other.allocate(bytes);
    this.#keep(address, bytes, () => this.other.release(address));
    return address;
  }

  #send(from: SharedHeap, address: number): number {
    const id = from.lease(address);
    from.sealLease(id, 0, 0);
    return id;
  }

  /** The other thread receives a block and keeps it. */
  #receive(id: number, address: number, bytes: number): void {
    this.other.receiveLease(id, address, bytes);
    this.#keep(address, bytes, () => this.other.releaseLease(id));
  }

  #letGo(address: number): void {
    const at = this.#kept.findIndex((kept) => kept.address === address);
    if (at >= 0) this.#kept.splice(at, 1)[0]!.release();
  }

  #keep(address: number, bytes: number, release: () => void): void {
    this.main.u32.fill(address, address >>> 2, (address + bytes) >>> 2);
    this.#kept.push({ address, bytes, release });
  }
}
