import { NotSupportedError } from "../../errors.js";
import type { Heap } from "../../memory/index.js";
import type { Place } from "./place.js";
import { canSleep, LOOK_MS, NAP_MS, nap } from "./sleep.js";
import { announceSleep, passOn, sleep } from "./sleepers.js";

/** Waking a sleeper costs 5–50 µs; watching that long first costs at most as much again. */
const SPIN_MS = 0.02;
const GLANCES = 16;

/** Naps are tried once in so many waits, and go on as long as this many items are there after one. */
const TRY_EVERY = 16;
const WORTH = 8;

/**
 * Whether to nap: to sleep a moment without asking to be woken. Where items come in a stream that this thread is faster than, being woken
 * costs both sides more than an item, for each item; after a nap there are many. Where one item is all that comes (question and
 * answer), a nap is only a delay, so it is tried now and then.
 */
export class Naps {
  #waits = 0;
  #worth = false;

  wanted(): boolean {
    return this.#worth || ++this.#waits % TRY_EVERY === 0;
  }

  /** @param amount what was there after a nap */
  learn(amount: number): void {
    this.#worth = amount >= WORTH;
  }
}

/**
 * Waits and blocks this thread.
 * @param attempt as a waiter's
 * @param slot this thread's
 * @param operation what the user called, for errors
 * @throws `late()` when `timeoutMs` is over; what `place.end` gives
 */
export function waitSync<T>(
  { i32 }: Heap,
  place: Place,
  naps: Naps,
  attempt: () => { readonly value: T } | undefined,
  timeoutMs: number,
  late: () => unknown,
  slot: number,
  operation: string,
): T {
  const deadline = performance.now() + timeoutMs;
  const ready = () => place.ready();
  let looked = Number.NEGATIVE_INFINITY;
  let slept = false;
  try {
    for (;;) {
      const got = attempt();
      if (got !== undefined) return got.value;
      const now = performance.now();
      if (now >= deadline) throw late();
      if (watch(place)) continue;
      if (canSleep() && naps.wanted()) {
        nap(Math.min(NAP_MS, Math.max(0, deadline - now)));
        naps.learn(place.amount());
        if (place.ready()) continue;
      }
      announceSleep(i32, place.mark);
      if (place.ready()) continue;
      const ask = slept && now - looked >= LOOK_MS;
      if (ask) looked = now;
      const end = place.end(ask, slot);
      if (end !== undefined) throw end;
      if (!canSleep()) {
        throw new NotSupportedError(
          `${operation}() that has to wait`,
          "a browser's main thread",
          `Await ${operation.replace(/Sync$/, "")}() instead.`,
        );
      }
      if (sleep(i32, place.mark, Math.min(LOOK_MS, Math.max(0, deadline - now)), ready)) slept = true;
    }
  } finally {
    // Others may sleep beside this thread, which was the one to be woken.
    if (slept) passOn(i32, place.mark, ready);
  }
}

function watch(place: Place): boolean {
  const until = performance.now() + SPIN_MS;
  do {
    for (let i = 0; i < GLANCES; i++) if (place.ready()) return true;
  } while (performance.now() < until);
  return false;
}
