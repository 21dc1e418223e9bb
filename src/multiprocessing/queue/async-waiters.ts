import type { Heap } from "../../memory/index.js";
import type { Place } from "./place.js";
import { LOOK_MS } from "./sleep.js";
import { announceSleep, noteTimeout, passOn } from "./sleepers.js";

/** Somebody who awaits. */
interface Waiter<T> {
  /** Kept alive while it waits: the handle's end would close the queue under its feet. */
  readonly owner: object;
  /** Slot of the holder that waits if it is blocked meanwhile (a child process), else 0. */
  readonly blocked: number;
  /** Takes what it waits for; `undefined` when that isn't there. Throws what it is to be told. */
  attempt(): { readonly value: T } | undefined;
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** A wake-up that comes late finds the sleepers at the latest then; nothing depends on it. */
const NAP_MS = 4 * LOOK_MS;

/**
 * Those in this thread who await the same thing of a queue, first come first served. They share one `Atomics.waitAsync`; when it resolves, as
 * many are served as there is something for. As waitAsync doesn't keep the event loop alive, a timer does, which also looks after the
 * other side's life.
 */
export class AsyncWaiters<T> {
  readonly #heap: Heap;
  readonly #place: Place;
  readonly #waiters: Waiter<T>[] = [];
  #asleep = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(heap: Heap, place: Place) {
    this.#heap = heap;
    this.#place = place;
  }

  /** Somebody waits already: whoever comes now has to stand behind. */
  get busy(): boolean {
    return this.#waiters.length > 0;
  }

  /**
   * Waits.
   * @param timeoutMs Infinity for ever
   * @param late the error when that is over
   */
  wait(
    attempt: Waiter<T>["attempt"],
    timeoutMs: number,
    late: () => unknown,
    signal: AbortSignal | undefined,
    owner: object,
    blocked = 0,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const done = (): void => {
        if (timer !== undefined) clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      };
      const waiter: Waiter<T> = {
        owner,
        blocked,
        attempt,
        resolve: (value) => {
          done();
          resolve(value);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      };
      const leave = (error: unknown): void => {
        const index = this.#waiters.indexOf(waiter);
        if (index < 0) return;
        this.#waiters.splice(index, 1);
        waiter.reject(error);
        if (this.#waiters.length === 0) this.#rest();
      };
      const abort = (): void => leave(signal?.reason);
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      signal?.addEventListener("abort", abort, { once: true });
      if (timeoutMs < LONGEST_TIMER) timer = setTimeout(() => leave(late()), timeoutMs);
      this.#waiters.push(waiter);
      this.#stir();
      if (this.#waiters.length === 1) this.#serve(false);
    });
  }

  /** Serves now, from the first on, as many as there is something for. */
  #serve(woken: boolean): void {
    const { i32 } = this.#heap;
    const { mark } = this.#place;
    for (;;) {
      this.#serveReady();
      if (this.#waiters.length === 0) {
        this.#rest();
        // This thread was woken in others' stead, or beside them.
        if (woken) passOn(i32, mark, () => this.#place.ready());
        return;
      }
      if (this.#asleep) return;
      announceSleep(i32, mark);
      if (this.#place.ready()) continue;
      if (!this.#tellEnd(false)) continue;
      if (typeof Atomics.waitAsync !== "function") return;
      const sleep = Atomics.waitAsync(i32, mark, 1, NAP_MS);
      if (!sleep.async) continue;
      this.#asleep = true;
      void sleep.value.then((how) => {
        this.#asleep = false;
        if (how === "timed-out") noteTimeout(this.#waiters.length > 0 && this.#place.ready());
        this.#serve(how === "ok");
      });
      return;
    }
  }

  #serveReady(): void {
    for (let waiter = this.#waiters[0]; waiter !== undefined; waiter = this.#waiters[0]) {
      try {
        const got = waiter.attempt();
        if (got === undefined) return;
        this.#waiters.shift();
        waiter.resolve(got.value);
      } catch (error) {
        this.#waiters.shift();
        waiter.reject(error);
      }
    }
  }

  /** @returns false when some were told that nothing will come */
  #tellEnd(ask: boolean): boolean {
    const ends = new Map<number, unknown>();
    const left: Waiter<T>[] = [];
    const told: [Waiter<T>, unknown][] = [];
    for (const waiter of this.#waiters) {
      const { blocked } = waiter;
      if (!ends.has(blocked)) ends.set(blocked, this.#place.end(ask, blocked));
      const end = ends.get(blocked);
      if (end === undefined) left.push(waiter);
      else told.push([waiter, end]);
    }
    if (told.length === 0) return true;
    this.#waiters.splice(0, this.#waiters.length, ...left);
    for (const [waiter, end] of told) waiter.reject(end);
    return false;
  }

  #stir(): void {
    if (this.#timer !== undefined) {
      refer(this.#timer, true);
      return;
    }
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  /** Nobody waits. The timer ends with its next turn: another wait may come at once. */
  #rest(): void {
    if (this.#timer !== undefined) refer(this.#timer, false);
  }

  #look(): void {
    if (this.#waiters.length === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    if (this.#place.ready()) this.#serve(false);
    if (this.#waiters.length > 0) this.#tellEnd(true);
    if (this.#waiters.length === 0) this.#rest();
  }
}

/** setTimeout's limit: what is longer is for ever. */
const LONGEST_TIMER = 2 ** 31 - 1;

function refer(timer: ReturnType<typeof setInterval>, alive: boolean): void {
  // Browsers' timers are numbers, and nothing needs to be kept alive there.
  if (typeof timer !== "object") return;
  if (alive) timer.ref();
  else timer.unref();
}
