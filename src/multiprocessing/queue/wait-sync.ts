import { NotSupportedError } from "../../errors.js";
import type { Heap } from "../../memory/index.js";
import type { Place } from "./place.js";
import { canSleep, LOOK_MS } from "./sleep.js";

/** Waking a sleeper costs 5–50 µs; watching that long first costs at most as much again. */
const SPIN_MS = 0.02;
const GLANCES = 16;

/** A nap takes this long, and on Linux some 50 µs more (the timer's slack). */
const NAP_MS = 0.05;
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
  operation: string,
): T {
  const start = performance.now();
  const deadline = start + timeoutMs;
  let looked = Number.NEGATIVE_INFINITY;
  let slept = false;
  for (;;) {
    const got = attempt();
    if (got !== undefined) {
      // Others may sleep beside this thread, which was the one to be woken.
      if (slept) passOn(i32, place);
      return got.value;
    }
    const now = performance.now();
    if (now >= deadline) throw late();
    const ask = slept && now - looked >= LOOK_MS;
    if (ask) looked = now;
    const end = place.end(ask);
    if (end !== undefined) throw end;
    if (watch(place)) continue;
    if (canSleep() && naps.wanted()) {
      Atomics.wait(
        i32,
        place.word,
        Atomics.load(i32, place.word),
        Math.min(NAP_MS, Math.max(0, deadline - now)),
      );
      naps.learn(place.amount());
      if (place.ready()) continue;
    }
    Atomics.store(i32, place.sleepers, 1);
    const seen = Atomics.load(i32, place.word);
    if (place.ready()) continue;
    if (!canSleep()) {
      throw new NotSupportedError(
        `${operation}() that has to wait`,
        "a browser's main thread",
        `Await ${operation.replace(/Sync$/, "")}() instead.`,
      );
    }
    slept =
      Atomics.wait(i32, place.word, seen, Math.min(LOOK_MS, Math.max(0, deadline - now))) !== "not-equal";
  }
}

function passOn(i32: Int32Array, place: Place): void {
  if (place.ready()) Atomics.notify(i32, place.word, 1);
  else Atomics.store(i32, place.sleepers, 1);
}

function watch(place: Place): boolean {
  const until = performance.now() + SPIN_MS;
  do {
    for (let i = 0; i < GLANCES; i++) if (place.ready()) return true;
  } while (performance.now() < until);
  return false;
}
