import { NotSupportedError } from "../../errors.js";
import { type Block, freeBlock, type Heap, heap } from "../../memory/index.js";
import { selfParticipant } from "../../threads/index.js";
import { sharedBlock } from "../shared/index.js";
import { openItem, packItem } from "./codec.js";
import { Fairness } from "./fairness.js";
import { Getting } from "./getting.js";
import { Holders } from "./holders.js";
import {
  DESTROYED,
  FLAG_JOINABLE,
  FLAG_PIPE,
  FLAGS,
  GET_SLEEPERS,
  HEADER_BYTES,
  MAGIC,
  MAXSIZE,
  PUT_SLEEPERS,
  QUEUE_MAGIC,
  SLOT_KEEPER,
  SLOT_PARTICIPANT,
  SLOT_READER,
  SLOT_WRITER,
} from "./layout.js";
import { Putting } from "./putting.js";
import type { QueueCore, Sides } from "./queue-core.js";
import { BYTES, packBytes, Strings } from "./record.js";
import { Ring } from "./ring.js";
import { ROLE } from "./roles.js";
import { Segments } from "./segments.js";
import { wakeAll } from "./sleepers.js";
import { Tasks } from "./tasks.js";
import { Naps } from "./wait-sync.js";

export interface LocalOptions {
  readonly maxsize: number;
  readonly joinable?: boolean;
  readonly pipe?: boolean;
}

let strings: Strings | undefined;

/** A queue's words in shared memory, as one thread works on them. */
export class LocalCore implements QueueCore {
  readonly block: Block;
  readonly maxsize: number;
  readonly joinable: boolean;
  readonly pipe: boolean;
  readonly holders: Holders;
  readonly ring: Ring;
  readonly tasks: Tasks;
  /** This thread's slot. */
  readonly slot: number;
  /** Set once child processes may call: this thread must not block then, for it serves them. */
  serving = false;
  readonly putting: Putting;
  readonly getting: Getting;
  readonly fairness = new Fairness();
  readonly naps = new Naps();
  readonly heap: Heap;
  /** Index of its first word. */
  readonly base: number;
  readonly #lastHandle: (core: LocalCore) => void;
  #puts = 0;
  #gets = 0;
  #handles = 0;

  /**
   * @param block its words
   * @param slot this thread's slot, or 0 for a new queue
   * @param lastHandle called when the thread's last handle is gone
   */
  constructor(block: Block, slot: number, lastHandle: (core: LocalCore) => void) {
    const { i32 } = heap();
    const self = selfParticipant();
    const base = block.address >>> 2;
    strings ??= new Strings(heap());
    this.block = block;
    this.heap = heap();
    this.base = base;
    this.#lastHandle = lastHandle;
    this.maxsize = i32[base + MAXSIZE]!;
    this.joinable = (i32[base + FLAGS]! & FLAG_JOINABLE) !== 0;
    this.pipe = (i32[base + FLAGS]! & FLAG_PIPE) !== 0;
    this.ring = new Ring(heap(), base, self, strings);
    this.holders = new Holders(heap(), base, self);
    this.slot = slot === 0 ? this.holders.claim(self, ROLE.idle, ROLE.idle) : slot;
    this.putting = new Putting(this);
    this.getting = new Getting(this);
    this.tasks = new Tasks(heap(), base, this.ring, this.holders);
  }

  /** The words of a new, empty queue. */
  static format({ maxsize, joinable, pipe }: LocalOptions): Block {
    const block = sharedBlock(HEADER_BYTES, "A queue or pipe");
    const { i32 } = heap();
    const base = block.address >>> 2;
    i32.fill(0, base, base + HEADER_BYTES / 4);
    i32[base + MAXSIZE] = maxsize;
    i32[base + FLAGS] = (joinable === true ? FLAG_JOINABLE : 0) | (pipe === true ? FLAG_PIPE : 0);
    new Segments(heap(), base).open();
    i32[base + MAGIC] = QUEUE_MAGIC;
    return block;
  }

  get destroyed(): boolean {
    return Atomics.load(this.heap.i32, this.base + DESTROYED) === 1;
  }

  put(value: unknown, timeoutMs: number, signal: AbortSignal | undefined, owner: object): Promise<void> {
    return this.putting.put(() => packItem(value), timeoutMs, signal, this.slot, owner);
  }

  putSync(value: unknown, timeoutMs: number): void {
    this.putting.putSync(packItem(value), timeoutMs, this.slot);
  }

  putBytes(bytes: Uint8Array): Promise<void> {
    const pack = () => packBytes(BYTES, bytes, []);
    return this.putting.put(pack, Number.POSITIVE_INFINITY, undefined, this.slot, this);
  }

  putBytesSync(bytes: Uint8Array): void {
    this.putting.putSync(packBytes(BYTES, bytes, []), Number.POSITIVE_INFINITY, this.slot);
  }

  get(timeoutMs: number, signal: AbortSignal | undefined, owner: object): Promise<unknown> {
    return this.getting.get(openItem, timeoutMs, signal, this.slot, owner);
  }

  getSync(timeoutMs: number): unknown {
    return this.getting.getSync(timeoutMs, this.slot);
  }

  poll(timeoutMs: number, signal: AbortSignal | undefined, owner: object): Promise<boolean> {
    return this.getting.poll(timeoutMs, signal, owner);
  }

  pollSync(timeoutMs: number): boolean {
    return this.getting.pollSync(timeoutMs);
  }

  size(): number {
    return this.ring.size;
  }

  // ---- who is there

  produce(): void {
    this.produceBy(this.slot);
  }

  produceBy(slot: number): void {
    this.holders.become(slot, SLOT_WRITER, ROLE.active);
  }

  consume(): void {
    this.consumeBy(this.slot);
  }

  consumeBy(slot: number): void {
    this.holders.become(slot, SLOT_READER, ROLE.active);
  }

  openSides({ puts, gets }: Sides): void {
    this.#handles++;
    Atomics.store(this.heap.i32, this.slot + SLOT_KEEPER, 0);
    if (puts) this.#puts++;
    if (gets) this.#gets++;
  }

  closeSides({ puts, gets }: Sides): void {
    if (puts && --this.#puts === 0) this.closeSlot(this.slot, true, false);
    if (gets && --this.#gets === 0) this.closeSlot(this.slot, false, true);
  }

  /** A holder puts (gets) no more: whoever waits for it looks. */
  closeSlot(slot: number, puts: boolean, gets: boolean): void {
    if (puts) {
      this.holders.become(slot, SLOT_WRITER, ROLE.closed);
      wakeAll(this.heap.i32, this.base + GET_SLEEPERS);
    }
    if (gets) {
      this.holders.become(slot, SLOT_READER, ROLE.closed);
      wakeAll(this.heap.i32, this.base + PUT_SLEEPERS);
    }
  }

  letGo(): void {
    if (--this.#handles === 0) this.#lastHandle(this);
  }

  get handles(): number {
    return this.#handles;
  }

  /** This thread has no handle any more and stays only to clear up after the others. */
  keep(): void {
    Atomics.store(this.heap.i32, this.slot + SLOT_KEEPER, 1);
  }

  /** This thread leaves the queue to others. */
  leave(): void {
    this.holders.release(this.slot);
    wakeAll(this.heap.i32, this.base + GET_SLEEPERS);
    wakeAll(this.heap.i32, this.base + PUT_SLEEPERS);
    freeBlock(this.block);
  }

  /** Gives everything back if nobody else holds the queue. False when somebody does. */
  destroyIfLast(): boolean {
    const { i32 } = this.heap;
    if (this.destroyed) {
      freeBlock(this.block);
      return true;
    }
    if (this.holders.others(this.slot)) return false;
    if (Atomics.compareExchange(i32, this.base + DESTROYED, 0, 1) === 0) {
      this.ring.destroy();
      this.holders.destroy();
    }
    Atomics.store(i32, this.slot + SLOT_PARTICIPANT, 0);
    freeBlock(this.block);
    return true;
  }

  // ---- tasks

  taskDone(): void {
    this.tasks.done(this.slot);
  }

  join(timeoutMs: number, signal: AbortSignal | undefined, owner: object): Promise<void> {
    return this.tasks.join(timeoutMs, signal, owner);
  }

  joinSync(timeoutMs: number): void {
    if (!this.tasks.finished) this.mayBlock("joinSync");
    this.tasks.joinSync(timeoutMs);
  }

  /** Child processes are served by this thread's event loop: blocked, it would wait for itself. */
  mayBlock(operation: string): void {
    if (!this.serving) return;
    throw new NotSupportedError(
      `${operation}() that has to wait, on a queue that child processes use,`,
      "the thread that serves them",
      `Await ${operation.replace(/Sync$/, "")}() instead.`,
    );
  }
}
