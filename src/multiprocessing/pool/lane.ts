/** One worker as its pool sees it: what it has, what it may have, and how long that will take. */
import { dropLease } from "../../memory/index.js";
import type { HostedWorker } from "../host/index.js";
import { type StopReason, slotOf, ticketOf } from "./channel.js";
import type { Chunk } from "./chunk.js";
import { FunctionTable } from "./function-table.js";
import { FORGET, FUNCTION, INITIALIZER, Message, PARTIAL, STOP, TASK, TIMED } from "./message.js";
import type { OwnerPort, Receive } from "./owner-port.js";
import type { Seat } from "./scheduler.js";

/**
 * A worker holds about this much work, so that it has something to do while its owner is busy. What it hasn't begun can be taken back; from a
 * child process it can't, so there only short tasks wait in line.
 */
const AHEAD_MS = { thread: 4, process: 1 };

/** Counted for a task of which nothing is known: a thread gets two of them. */
const UNKNOWN_MS = { thread: 2, process: 1 };

export class Lane implements Seat<Chunk> {
  readonly worker: HostedWorker;
  readonly port: OwnerPort;
  /** What was sent and hasn't been answered, oldest first. */
  readonly chunks: Chunk[] = [];
  /** Gets no more tasks. */
  closed = false;
  /** Its worker is being killed. */
  replaced = false;
  /** Answers so far: a worker that has given one works. */
  answers = 0;
  /** Tasks that it had begun when it died. */
  begunTasks = 0;
  /** Called when a task has been sent. */
  onGiven: ((chunk: Chunk) => void) | undefined;
  /** Stops that were asked for and not obeyed yet: when the worker is to be replaced, as `performance.now()`. */
  readonly deadlines = new Map<Chunk, number>();
  readonly #bySlot: (Chunk | undefined)[];
  readonly #free: number[] = [];
  readonly #functions = new FunctionTable();
  /** Leases inside of functions that were sent: the worker's, if it has got so far. */
  #functionLeases: number[] = [];
  readonly #message = new Message();
  #generation = 0;
  #load = 0;
  /** Calls that the worker may still take on. */
  #left: number;
  #stopSent = false;

  /** @param most calls in the worker's life; Infinity if it lives as long as the pool */
  constructor(worker: HostedWorker, port: OwnerPort, most: number) {
    this.worker = worker;
    this.port = port;
    this.#left = most;
    this.#bySlot = new Array(port.slots);
    for (let slot = port.slots - 1; slot >= 0; slot--) this.#free.push(slot);
  }

  get idle(): boolean {
    return this.chunks.length === 0;
  }

  get load(): number {
    return this.#load;
  }

  get limit(): number {
    return this.#left;
  }

  get open(): boolean {
    return !this.closed && this.#left > 0 && this.deadlines.size === 0;
  }

  get room(): boolean {
    if (!this.open) return false;
    if (this.chunks.length === 0) return true;
    return this.#load < AHEAD_MS[this.worker.context] && this.#free.length > 0 && this.port.hasRoom;
  }

  /** All the calls that it was good for are made, and their results are in. */
  get spent(): boolean {
    return this.#left <= 0 && this.chunks.length === 0;
  }

  /** @throws NotPortableError when its items can't travel, MemoryError when there is no room for them; nothing was sent then */
  give(chunk: Chunk): void {
    const { call } = chunk;
    const { port } = this;
    const { road } = port;
    const id = this.#functionId(chunk);
    const parcel = call.parcelOf(chunk, road);
    const ticket = ticketOf(this.#free[this.#free.length - 1]!, ++this.#generation);
    let { mode } = call;
    if (call.options.timeout > 0) mode |= TIMED;
    if (call.partial) mode |= PARTIAL;
    port.open(ticket);
    let lease: number;
    try {
      lease = port.send(this.#message.set(TASK, ticket, id, mode, chunk.count, 0), parcel);
    } catch (error) {
      port.shut(ticket);
      for (const each of parcel.leases) dropLease(each);
      throw error;
    }
    this.#free.pop();
    this.#bySlot[slotOf(ticket)] = chunk;
    chunk.ticket = ticket;
    chunk.leases = lease === 0 ? parcel.leases : [...parcel.leases, lease];
    const mean = call.fn.pace.mean;
    chunk.estimate = mean === undefined ? UNKNOWN_MS[this.worker.context] : mean * chunk.count;
    this.#load += chunk.estimate;
    if ((mode & INITIALIZER) === 0) this.#left -= chunk.count;
    this.chunks.push(chunk);
    call.inFlight++;
    port.ring();
    this.onGiven?.(chunk);
  }

  /** Takes one task back that the worker hasn't begun: the one sent last that `wanted` accepts. */
  takeBack(wanted: (chunk: Chunk) => boolean = isWanted): Chunk | undefined {
    if (!this.port.revocable) return undefined;
    for (let i = this.chunks.length - 1; i >= 0; i--) {
      const chunk = this.chunks[i]!;
      if (!wanted(chunk) || !this.revoke(chunk)) continue;
      return chunk;
    }
    return undefined;
  }

  /** Tasks that wait here behind another one, as far as the owner knows. */
  get waiting(): number {
    return this.port.revocable ? Math.max(0, this.chunks.length - 1) : 0;
  }

  /** Takes this very task back. False when the worker has begun it. */
  revoke(chunk: Chunk): boolean {
    const { ticket } = chunk;
    if (ticket === 0 || !this.port.revoke(ticket)) return false;
    for (const lease of chunk.leases) dropLease(lease);
    if ((chunk.call.mode & INITIALIZER) === 0) this.#left += chunk.count;
    this.#remove(chunk);
    return true;
  }

  /** Whether the worker has begun it. */
  started(chunk: Chunk): boolean {
    return chunk.ticket !== 0 && this.port.started(chunk.ticket);
  }

  stop(chunk: Chunk, reason: StopReason): void {
    this.port.stop(chunk.ticket, reason);
  }

  /** The chunk that an answer is about; its slot is free then. Undefined for an answer that nobody waits for. */
  answered(ticket: number): Chunk | undefined {
    const chunk = this.#bySlot[slotOf(ticket)];
    if (chunk === undefined || chunk.ticket !== ticket) return undefined;
    this.answers++;
    this.port.shut(ticket);
    this.#remove(chunk);
    return chunk;
  }

  drain(receive: Receive): boolean {
    return this.port.drain(receive);
  }

  /** No more tasks: the worker ends when it has done what it has. */
  close(): void {
    this.closed = true;
    if (this.#stopSent) return;
    this.#stopSent = true;
    this.port.send(this.#message.set(STOP, 0, 0, 0, 0, 0), null);
    this.port.ring();
  }

  /**
   * The worker is gone and its answers have been read: what it still had, and whether it had begun that.
   * Leases that it never received are dropped.
   */
  abandon(): { readonly chunk: Chunk; readonly started: boolean; readonly item: number }[] {
    this.closed = true;
    const left = this.chunks.map((chunk) => {
      for (const lease of chunk.leases) dropLease(lease);
      return { chunk, started: this.port.started(chunk.ticket), item: this.port.item(chunk.ticket) };
    });
    for (const { chunk } of left) this.#remove(chunk);
    for (const lease of this.#functionLeases) dropLease(lease);
    this.#functionLeases = [];
    this.deadlines.clear();
    return left;
  }

  #remove(chunk: Chunk): void {
    const slot = slotOf(chunk.ticket);
    this.#bySlot[slot] = undefined;
    this.#free.push(slot);
    const { chunks } = this;
    if (chunks[0] === chunk) chunks.shift();
    else chunks.splice(chunks.indexOf(chunk), 1);
    this.#load = chunks.length === 0 ? 0 : this.#load - chunk.estimate;
    this.deadlines.delete(chunk);
    chunk.call.inFlight--;
    chunk.landed();
  }

  /** The id of the chunk's function in the worker, which gets it if it hasn't got it. */
  #functionId({ call }: Chunk): number {
    const known = this.#functions.find(call.code.leases.length === 0 ? call.code : call);
    if (known !== 0) return known;
    const parcel = call.takeCode(this.port.road);
    const evicted = this.#functions.evict();
    if (evicted !== 0) this.port.send(this.#message.set(FORGET, 0, evicted, 0, 0, 0), null);
    const id = this.#functions.add(call.code.leases.length === 0 ? call.code : call);
    const lease = this.port.send(this.#message.set(FUNCTION, 0, id, 0, 0, 0), parcel);
    if (parcel.leases.length > 0) this.#functionLeases.push(...parcel.leases);
    if (lease !== 0) this.#functionLeases.push(lease);
    return id;
  }
}

function isWanted(): boolean {
  return true;
}
