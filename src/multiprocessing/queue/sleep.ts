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
