import { MemoryError, ValueError } from "../errors.js";
import { atKillPoint } from "../events/index.js";
import { type Arena, pushRemote } from "./arena.js";
import { ArenaHeap } from "./arena-heap.js";
import { OP } from "./journal.js";
import { HEADER, HEADER_BYTES, HEAP_BASE, LARGE_CLASS, PAGE_BYTES, PAGE_SHIFT, TAG_LIVE } from "./layout.js";
import { LEASE, LeaseTable, leaseArena, leaseKind, SEGMENT_BYTES } from "./lease-table.js";
import { PAGE_KIND } from "./page-table.js";
import {
  COUNT_MASK,
  confirmStamp,
  dyingBy,
  OWNER_REFERENCE,
  referenceCount,
  STRAY,
  stamped,
} from "./references.js";
import { classCapacity } from "./size-class.js";
import type { WasmMemory } from "./wasm-memory.js";

/** The heap's blocks as they are shared: references and leases, and the end of a block with its last reference. */
export class LendingHeap extends ArenaHeap {
  readonly leases: LeaseTable;

  constructor(memory: WasmMemory, thread: number, parent: number) {
    super(memory, thread, parent);
    this.leases = new LeaseTable(this.i32, this.u32, thread);
  }

  retain(address: number): void {
    const h = this.#header(address);
    for (;;) {
      const word = Atomics.load(this.i32, h + HEADER.references);
      if (word < 0) throw notLive(address);
      if (Atomics.compareExchange(this.i32, h + HEADER.references, word, word + 1) === word) return;
    }
  }

  release(address: number): void {
    const h = this.#header(address);
    const arena = this.arena();
    const mine = (this.u32[h + HEADER.tag]! & 0xffff) === arena.id;
    for (;;) {
      const word = Atomics.load(this.i32, h + HEADER.references);
      if (word < 0) throw notLive(address);
      // The owner gives its own reference up; others what was retained for them, or what the owner left to them.
      const own = (word & OWNER_REFERENCE) !== 0 && (mine || (word & COUNT_MASK) === 0);
      const next = own ? word & ~OWNER_REFERENCE : word - 1;
      if (this.#drop(address, word, next, 0, arena)) return;
    }
  }

  /** Drops the owner's reference of a block in an arena that this thread adopts, or is leaving. Returns the bytes that this freed. */
  disown(address: number): number {
    const h = (address - HEADER_BYTES) >>> 2;
    const bytes = this.u32[h + HEADER.bytes]!;
    for (;;) {
      const word = Atomics.load(this.i32, h + HEADER.references);
      if (word < 0 || (word & OWNER_REFERENCE) === 0) return 0;
      const next = word & ~OWNER_REFERENCE;
      if (this.#drop(address, word, next, 0, this.arena(), true))
        return referenceCount(next) === 0 ? bytes : 0;
    }
  }

  /** Takes a reference to a block in the name of a message; returns the lease. */
  lease(address: number): number {
    const h = this.#header(address);
    const arena = this.arena();
    const { journal } = arena;
    const id = this.leases.take(address, arena.id, (publish) => this.#addLeases(arena, publish));
    if (id === 0) {
      throw new MemoryError(
        "there is no room for another lease: receive or drop some of those in flight, or drop references to arrays " +
          "that were received",
      );
    }
    atKillPoint?.("lease.taken");
    const taking = this.leases.state(id)!;
    for (;;) {
      const word = Atomics.load(this.i32, h + HEADER.references);
      if (word < 0) {
        this.leases.change(id, taking, LEASE.free, 0);
        throw notLive(address);
      }
      const next = stamped(this.i32, arena.id, address, word, 1);
      journal.lease = id;
      journal.op = OP.add;
      atKillPoint?.("lease.announced");
      if (Atomics.compareExchange(this.i32, h + HEADER.references, word, next) === word) break;
      journal.op = OP.none;
    }
    atKillPoint?.("lease.counted");
    this.leases.change(id, taking, LEASE.prepared, arena.id);
    atKillPoint?.("lease.prepared");
    journal.op = OP.none;
    return id;
  }

  /** Hands a lease over to its message. Nothing happens when it was received already. */
  sealLease(id: number, word: number, value: number): void {
    const state = this.leases.state(id);
    if (state === undefined || leaseKind(state) !== LEASE.prepared) return;
    this.leases.setCommit(id, word, value);
    atKillPoint?.("seal.committed");
    this.leases.change(id, state, LEASE.sealed, this.arena().id);
    atKillPoint?.("seal.done");
  }

  /** Takes the lease over for this thread; returns the address of the allocation. */
  receiveLease(id: number, address: number, bytes: number): number {
    const arena = this.arena();
    const state = this.leases.state(id);
    if (state === undefined || !inFlight(state)) throw leaseGone(id);
    const allocation = this.leases.address(id);
    const end = allocation + this.capacityOf(allocation);
    if (!(address >= allocation && bytes >= 0 && address + bytes <= end)) {
      throw new ValueError(
        `lease ${id} is for the ${end - allocation} bytes at ${allocation}, not for ${bytes} bytes at ${address}`,
      );
    }
    if (!this.leases.change(id, state, LEASE.held, arena.id)) throw leaseGone(id);
    atKillPoint?.("receive.held");
    return allocation;
  }

  /** Whether a lease is in flight: neither received nor dropped. */
  leaseOpen(id: number): boolean {
    const state = this.leases.state(id);
    return state !== undefined && inFlight(state);
  }

  /** Gives the reference of a lease in flight back. False when it was received or dropped before. */
  dropLease(id: number): boolean {
    const state = this.leases.state(id);
    return state !== undefined && inFlight(state) && this.endLease(id, state);
  }

  /** Gives the reference back of a lease that this thread has received. */
  releaseLease(id: number): void {
    const state = this.leases.state(id);
    if (state === undefined || leaseKind(state) !== LEASE.held || leaseArena(state) !== this.arenaId) return;
    this.endLease(id, state);
  }

  /** Ends a lease that was seen in `state`. False when somebody else was faster. */
  endLease(id: number, state: number): boolean {
    const arena = this.arena();
    const address = this.leases.address(id);
    if (!this.leases.change(id, state, LEASE.dropping, arena.id)) return false;
    atKillPoint?.("drop.taken");
    const h = (address - HEADER_BYTES) >>> 2;
    for (;;) {
      const word = Atomics.load(this.i32, h + HEADER.references);
      // Somebody released references that weren't his.
      if (word < 0 || (word & COUNT_MASK) === 0) throw notLive(address);
      if (this.#drop(address, word, word - 1, id, arena)) return true;
    }
  }

  /** Bytes that the block at `address` was allocated with. */
  sizeOf(address: number): number {
    return this.u32[this.#header(address) + HEADER.bytes]!;
  }

  /** Bytes that the block at `address` can hold: at least what was asked for. */
  capacityOf(address: number): number {
    const c = (this.u32[this.#header(address) + HEADER.tag]! >>> 16) & 0xff;
    return c === LARGE_CLASS ? this.sizeOf(address) : classCapacity(c);
  }

  /** References to the block at `address`. */
  referencesTo(address: number): number {
    return referenceCount(Atomics.load(this.i32, this.#header(address) + HEADER.references));
  }

  /** First word of the header of a live block. */
  #header(address: number): number {
    const h = (address - HEADER_BYTES) >>> 2;
    if (!(address >= HEAP_BASE) || this.u32[h + HEADER.tag]! >>> 24 !== TAG_LIVE) throw notLive(address);
    return h;
  }

  /**
   * Changes a block's references from `word` to `next`, one less; for a lease, ends that, too. The last reference frees the block, unless
   * it is `kept` to be put by who rebuilds its run. False when the word had changed.
   */
  #drop(address: number, word: number, next: number, lease: number, arena: Arena, kept = false): boolean {
    const { i32 } = this;
    const at = ((address - HEADER_BYTES) >>> 2) + HEADER.references;
    if (referenceCount(next) === 0) return this.#dropLast(address, word, lease, arena, kept);
    if (lease === 0) return Atomics.compareExchange(i32, at, word, next) === word;
    const { journal } = arena;
    const less = stamped(i32, arena.id, address, word, -1);
    journal.lease = lease;
    journal.op = OP.sub;
    atKillPoint?.("drop.announced");
    const done = Atomics.compareExchange(i32, at, word, less) === word;
    atKillPoint?.("drop.counted");
    if (done) this.leases.change(lease, this.leases.state(lease)!, LEASE.free, 0);
    atKillPoint?.("drop.freed");
    journal.op = OP.none;
    return done;
  }

  #dropLast(address: number, word: number, lease: number, arena: Arena, kept: boolean): boolean {
    const { i32, u32 } = this;
    const { journal } = arena;
    const h = (address - HEADER_BYTES) >>> 2;
    const tag = u32[h + HEADER.tag]!;
    const large = ((tag >>> 16) & 0xff) === LARGE_CLASS;
    const owner = tag & 0xffff;
    confirmStamp(i32, arena.id, address, word);
    journal.block = address;
    journal.lease = lease;
    journal.willUse(-u32[h + HEADER.bytes]!);
    if (large) this.pages.beginRelease(address >>> PAGE_SHIFT, arena);
    journal.op = large ? OP.freeLarge : OP.free;
    atKillPoint?.("free.begun");
    if (Atomics.compareExchange(i32, h + HEADER.references, word, dyingBy(arena.id)) !== word) {
      journal.op = OP.none;
      return false;
    }
    atKillPoint?.("free.dying");
    journal.use();
    atKillPoint?.("free.counted");
    if (lease !== 0) this.leases.change(lease, this.leases.state(lease)!, LEASE.free, 0);
    atKillPoint?.("free.unleased");
    if (large) {
      // Pages need no owner to go back: the table is everybody's.
      this.pages.endRelease(address >>> PAGE_SHIFT, arena);
    } else if (kept) {
      Atomics.store(i32, h + HEADER.references, STRAY);
      journal.op = OP.none;
    } else if (owner === arena.id) {
      this.put(address, arena);
    } else {
      pushRemote(i32, u32, owner, address);
      journal.op = OP.none;
      atKillPoint?.("push.done");
    }
    return true;
  }

  /** Makes another segment of the lease table. It is outside of the budget: 64 KiB for 4096 leases. */
  #addLeases(arena: Arena, publish: (segment: number) => boolean): boolean {
    const { table } = this.pages;
    const pages = SEGMENT_BYTES / PAGE_BYTES;
    const page = table.claim(pages, arena.id);
    if (page === 0) return false;
    const segment = page * PAGE_BYTES;
    this.u8.fill(0, segment, segment + SEGMENT_BYTES);
    table.commit(page, pages, arena.id, PAGE_KIND.table);
    atKillPoint?.("table.committed");
    if (!publish(segment)) {
      table.vacate(page, arena.id);
      table.free(page);
    }
    return true;
  }
}

const inFlight = (state: number): boolean =>
  leaseKind(state) === LEASE.sealed || leaseKind(state) === LEASE.prepared;

function notLive(address: number): ValueError {
  return new ValueError(`address ${address} is not that of a live block: it was freed, or never allocated`);
}

function leaseGone(id: number): ValueError {
  return new ValueError(
    `lease ${id} is gone: it was received or dropped before, or its sender died before it was sent`,
  );
}
