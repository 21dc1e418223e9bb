/** How every primitive here waits: bounded sleeps on a word in shared memory, with a look at the others' lives in between. */
import { NotSupportedError, ValueError } from "../../errors.js";
import { heap } from "../../memory/index.js";
import { parentLink } from "../host/parent-link.js";

/** Longest sleep between two looks whether whoever is waited for lives. */
export const LOOK_MS = 50;
/** Waking a sleeping thread costs 5–50 µs, so watching the word that long first costs at most as much again. */
const SPIN_MICROSECONDS = 20;
/** Loads between two looks at the clock: a load costs about a nanosecond, the clock about thirty. */
const LOADS_PER_LOOK = 64;

/** How a wait may end without success. */
export interface Bounds {
  /** `performance.now()` after which it gives up; Infinity for never. */
  readonly deadline: number;
  readonly signal?: AbortSignal | undefined;
}

/** What is waited for. */
export interface Condition<T> {
  /** Index in the heap's words. It must change whenever `attempt` may succeed, and be notified then. */
  readonly word: number;
  /** Takes what is waited for, or gives undefined when it isn't there. May throw, which ends the wait. */
  attempt(): T | undefined;
  /** Looks at the others' lives; about every 50 ms. */
  look?(): void;
  /** Called around each sleep, so that whoever notifies knows of sleepers. */
  asleep?(): void;
  awake?(): void;
  /** Longest next sleep in milliseconds, where something may change without a notification. */
  nap?(): number;
}

/**
 * The deadline of a timeout in seconds. Python's rules: absent means forever, negative means zero.
 * @throws ValueError when it is not a number
 */
export function deadlineAfter(timeout: number | undefined | null): number {
  if (timeout === undefined || timeout === null) return Number.POSITIVE_INFINITY;
  if (typeof timeout !== "number" || Number.isNaN(timeout)) {
    throw new ValueError(
      `timeout is ${String(timeout)}; it is a number of seconds, or undefined to wait forever.`,
    );
  }
  return performance.now() + Math.max(0, timeout) * 1000;
}

/** Waits without blocking the event loop, and keeps the process alive meanwhile. Undefined when the deadline passed. */
export async function waitFor<T>(condition: Condition<T>, bounds: Bounds): Promise<T | undefined> {
  const { signal } = bounds;
  signal?.throwIfAborted();
  const { i32 } = heap();
  let seen = Atomics.load(i32, condition.word);
  let result = condition.attempt();
  if (result !== undefined) return result;
  let looked = performance.now();
  const abort = signal === undefined ? undefined : new Abort(signal);
  keepLoopAlive(1);
  try {
    for (;;) {
      const now = performance.now();
      if (now >= bounds.deadline) return undefined;
      if (now - looked >= LOOK_MS) {
        looked = now;
        condition.look?.();
        seen = Atomics.load(i32, condition.word);
        result = condition.attempt();
        if (result !== undefined) return result;
      }
      const nap = Math.min(LOOK_MS, bounds.deadline - now, condition.nap?.() ?? LOOK_MS);
      condition.asleep?.();
      try {
        await changed(i32, condition.word, seen, nap, abort);
      } finally {
        condition.awake?.();
      }
      // First the attempt: a wake-up that came together with the abort must not be lost.
      seen = Atomics.load(i32, condition.word);
      result = condition.attempt();
      if (result !== undefined) return result;
      signal?.throwIfAborted();
    }
  } finally {
    keepLoopAlive(-1);
    abort?.close();
  }
}

/**
 * Waits and blocks this thread. Undefined when the deadline passed.
 * @throws NotSupportedError when it would have to wait in the process's main thread, whose event loop others need
 */
export function waitForSync<T>(condition: Condition<T>, bounds: Bounds, operation: string): T | undefined {
  const { i32 } = heap();
  let seen = Atomics.load(i32, condition.word);
  let result = condition.attempt();
  if (result !== undefined) return result;
  let looked = performance.now();
  if (looked >= bounds.deadline) return undefined;
  refuseToBlock(operation);
  let spin = true;
  for (;;) {
    const now = performance.now();
    if (now >= bounds.deadline) return undefined;
    if (now - looked >= LOOK_MS) {
      looked = now;
      condition.look?.();
      seen = Atomics.load(i32, condition.word);
      result = condition.attempt();
      if (result !== undefined) return result;
    }
    if (!spin || spinWhile(i32, condition.word, seen)) {
      const nap = Math.min(LOOK_MS, bounds.deadline - now, condition.nap?.() ?? LOOK_MS);
      condition.asleep?.();
      Atomics.wait(i32, condition.word, seen, nap);
      condition.awake?.();
      spin = false;
    }
    seen = Atomics.load(i32, condition.word);
    result = condition.attempt();
    if (result !== undefined) return result;
  }
}

/** @throws NotSupportedError in the main thread of a process that isn't a worker's */
export function refuseToBlock(operation: string): void {
  if (parentLink() !== null) return;
  const threads = typeof process === "object" ? process.getBuiltinModule?.("node:worker_threads") : undefined;
  if (threads?.isMainThread === false) return;
  throw new NotSupportedError(
    `${operation}() that has to wait`,
    "the main thread",
    `It would stop the event loop, which workers need: await ${operation.replace(/Sync$/, "")}() instead.`,
  );
}

/** Watches a word for a moment. Whether it still has the value. */
function spinWhile(words: Int32Array, index: number, value: number): boolean {
  const until = performance.now() + SPIN_MICROSECONDS / 1000;
  do {
    for (let i = 0; i < LOADS_PER_LOOK; i++) {
      if (Atomics.load(words, index) !== value) return false;
    }
  } while (performance.now() < until);
  return true;
}

/** An AbortSignal as a promise that many sleeps in turn can race with. */
class Abort {
  readonly #signal: AbortSignal;
  readonly #listener: () => void;
  readonly aborted: Promise<void>;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    let tell = () => {};
    this.aborted = new Promise((resolve) => {
      tell = resolve;
    });
    this.#listener = tell;
    signal.addEventListener("abort", this.#listener, { once: true });
  }

  close(): void {
    this.#signal.removeEventListener("abort", this.#listener);
  }
}

/** Resolves when a word changes and is notified, when `ms` passed, or at an abort. */
async function changed(
  words: Int32Array,
  index: number,
  value: number,
  ms: number,
  abort: Abort | undefined,
): Promise<void> {
  if (typeof Atomics.waitAsync === "function" && words.buffer instanceof SharedArrayBuffer) {
    const outcome = Atomics.waitAsync(words, index, value, ms);
    if (!outcome.async) return;
    if (abort === undefined) {
      await outcome.value;
      return;
    }
    let pending = true;
    const done = outcome.value.then((how) => {
      // Nobody sleeps here any more: the wake-up belongs to the next in line.
      if (!pending && how === "ok") Atomics.notify(words, index, 1);
    });
    await Promise.race([done, abort.aborted]);
    pending = false;
    return;
  }
  // Without waitAsync (older browsers) there is only looking again.
  const pause = new Promise<void>((resolve) => setTimeout(resolve, Math.min(ms, 2)));
  await (abort === undefined ? pause : Promise.race([pause, abort.aborted]));
}

let awaiting = 0;
let beat: ReturnType<typeof setInterval> | undefined;

/** `Atomics.waitAsync` doesn't keep the event loop alive, so a timer does while somebody awaits. */
function keepLoopAlive(change: 1 | -1): void {
  awaiting += change;
  if (awaiting > 0) beat ??= setInterval(() => undefined, 2 ** 30);
  else if (beat !== undefined) {
    clearInterval(beat);
    beat = undefined;
  }
}
