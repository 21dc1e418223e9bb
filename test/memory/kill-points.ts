/**
 * Ends a "thread" in the middle of what it does: the library calls the hook at each transition of its protocols, and the hook throws. Nothing on
 * the way catches that, so the shared memory is left as by a thread that was terminated there.
 */
import { setKillPoint } from "../../dist/events/index.js";

export class Killed extends Error {}

type Hook = (transition: string) => unknown;
let hook: Hook | undefined;

/**
 * Runs something until its `count`-th transition. Returns that one's name, or undefined when it ended before.
 * @param meanwhile what other threads do, at each transition up to and with the last one
 */
export function runUntil(
  count: number,
  body: () => void,
  meanwhile: (last: boolean) => void = () => undefined,
): string | undefined {
  let left = count;
  let last = "";
  return hooked(
    (transition) => {
      last = transition;
      const ended = --left === 0;
      undisturbed(() => meanwhile(ended));
      if (ended) throw new Killed(transition);
    },
    () => {
      try {
        body();
        return undefined;
      } catch (error) {
        if (error instanceof Killed) return last;
        throw error;
      }
    },
  );
}

/** Runs something until its first transition of that name; false when it has none. */
export function runUntilNamed(name: string, body: () => void): boolean {
  try {
    hooked((transition) => {
      if (transition === name) throw new Killed(transition);
    }, body);
    return false;
  } catch (error) {
    if (error instanceof Killed) return true;
    throw error;
  }
}

/** The names of all transitions of something, in order. */
export function transitionsOf(body: () => void): string[] {
  const names: string[] = [];
  hooked((transition) => names.push(transition), body);
  return names;
}

/** What another thread does meanwhile: it isn't the one to be ended. */
export function undisturbed<T>(body: () => T): T {
  return hooked(undefined, body);
}

function hooked<T>(by: Hook | undefined, body: () => T): T {
  const before = hook;
  hook = by;
  setKillPoint(by);
  try {
    return body();
  } finally {
    hook = before;
    setKillPoint(before);
  }
}
