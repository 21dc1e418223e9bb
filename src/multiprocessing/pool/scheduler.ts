/**
 * Which task goes to which worker. Tasks wait here and not with the workers, which have a few milliseconds of work at a time: so a task's
 * place is decided late. What is decided wrongly all the same is taken back and given to a worker that has nothing to do
 * (work stealing; Blumofe and Leiserson, 1999, take from the end farthest from the owner's, as here).
 */
import { CallQueue, type Queued } from "./call-queue.js";

/** A worker, as far as it matters here. */
export interface Seat<C> {
  /** May get a task now. */
  readonly room: boolean;
  /** May get tasks at all. */
  readonly open: boolean;
  readonly idle: boolean;
  /** Milliseconds of work that it has. */
  readonly load: number;
  /** Calls that it may still make in its life. */
  readonly limit: number;
  /** Tasks that it has beside the one that runs, and that could be taken back. */
  readonly waiting: number;
  give(chunk: C): void;
  /** Takes back the task farthest from being begun, or undefined. */
  takeBack(wanted?: (chunk: C) => boolean): C | undefined;
}

/** A call that gives out its tasks. */
export interface TaskSource<C> extends Queued {
  queued: boolean;
  /** The next task, of at most `most` calls; undefined when there is none now. */
  cut(most: number): C | undefined;
  /** Takes a task back; it will be cut again, first. */
  putBack(chunk: C): void;
}

/** A task knows its call. */
export interface Given<S> {
  readonly call: S;
  readonly count: number;
}

export class Scheduler<S extends TaskSource<C>, C extends Given<S>> {
  readonly #queue = new CallQueue<S>();
  readonly #refused: (chunk: C, error: unknown) => void;

  /** @param refused is told of a task that couldn't be sent, and why */
  constructor(refused: (chunk: C, error: unknown) => void) {
    this.#refused = refused;
  }

  /** The call has tasks. Behind others of its priority, unless it was there `before` them. */
  add(call: S, before = false): void {
    if (call.queued || call.settled) return;
    call.queued = true;
    if (before) this.#queue.unshift(call);
    else this.#queue.push(call);
  }

  /** A queued call was settled. */
  forget(): void {
    this.#queue.forget();
  }

  /** A task comes back unbegun: it goes out again before what was submitted after it. */
  putBack(chunk: C): void {
    if (chunk.call.settled) return;
    chunk.call.putBack(chunk);
    this.add(chunk.call, true);
  }

  /** Gives out what there is room for, to the worker with the least work first; what then has nothing to do takes from the others. */
  fill(seats: readonly Seat<C>[]): void {
    for (;;) {
      const seat = this.#queue.length === 0 ? undefined : roomiest(seats);
      if (seat === undefined) break;
      const chunk = this.#next(seat.limit);
      if (chunk === undefined) break;
      this.#give(seat, chunk);
    }
    this.#steal(seats);
  }

  /**
   * Tasks of a higher priority have come: those of lower ones that haven't begun make room.
   * Worth it only where they would make it wait noticeably.
   */
  preempt(seats: readonly Seat<C>[], priority: number, load: number): void {
    if (seats.some((seat) => seat.open && seat.idle)) return;
    const lower = (chunk: C): boolean => chunk.call.priority < priority;
    for (const seat of seats) {
      if (seat.load < load) continue;
      for (let chunk = seat.takeBack(lower); chunk !== undefined; chunk = seat.takeBack(lower))
        this.putBack(chunk);
    }
  }

  /** All calls that wait, which are forgotten. */
  drain(): S[] {
    const calls = [...this.#queue.drain()];
    for (const call of calls) call.queued = false;
    return calls;
  }

  #next(most: number): C | undefined {
    for (;;) {
      const call = this.#queue.peek();
      if (call === undefined) return undefined;
      const chunk = call.cut(most);
      if (chunk !== undefined) return chunk;
      // A call may fail while its input is read, and be gone from the queue's front.
      if (this.#queue.peek() === call) this.#queue.shift();
      call.queued = false;
    }
  }

  #give(seat: Seat<C>, chunk: C): void {
    try {
      seat.give(chunk);
    } catch (error) {
      this.#refused(chunk, error);
    }
  }

  #steal(seats: readonly Seat<C>[]): void {
    for (const thief of seats) {
      if (!thief.idle || !thief.room) continue;
      let victim: Seat<C> | undefined;
      for (const seat of seats) {
        if (seat !== thief && seat.waiting > 0 && (victim === undefined || seat.load > victim.load))
          victim = seat;
      }
      if (victim === undefined) return;
      const half = Math.ceil(victim.waiting / 2);
      const taken: C[] = [];
      for (let i = 0; i < half; i++) {
        const chunk = victim.takeBack((each) => each.count <= thief.limit);
        if (chunk === undefined) break;
        taken.push(chunk);
      }
      // Taken from the end: the last is the oldest, which goes first.
      for (const chunk of taken.reverse()) {
        if (thief.room && chunk.count <= thief.limit) this.#give(thief, chunk);
        else this.putBack(chunk);
      }
    }
  }
}

/** The seat with room and the least work; the first of several. */
function roomiest<C>(seats: readonly Seat<C>[]): Seat<C> | undefined {
  let best: Seat<C> | undefined;
  for (const seat of seats) {
    if (seat.room && (best === undefined || seat.load < best.load || (seat.idle && !best.idle))) best = seat;
  }
  return best;
}
