/** Nobody sleeps longer than this without a look whether those it waits for are alive. */
export const LOOK_MS = 50;

let allowed: boolean | undefined;

/** Whether this thread may block: a browser's main thread may not (ECMAScript's [[CanBlock]]). */
export function canSleep(): boolean {
  if (allowed === undefined) {
    try {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
      allowed = true;
    } catch {
      allowed = false;
    }
  }
  return allowed;
}

/** A nap takes this long, and on Linux some 50 µs more (the timer's slack). */
export const NAP_MS = 0.05;

let pillow: Int32Array | undefined;

/** Sleeps without asking to be woken: on a word of its own, so as to take nobody's wake-up. */
export function nap(ms: number): void {
  pillow ??= new Int32Array(new SharedArrayBuffer(4));
  Atomics.wait(pillow, 0, 0, ms);
}
