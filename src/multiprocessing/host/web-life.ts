/**
 * Whether a web worker lives. Browsers tell nobody when one has ended, and `terminate()` returns before it has. But a lock of the Web Locks
 * API is given to the next in line only when its holder's thread is gone (https://w3c.github.io/web-locks/#agent-integration): the
 * worker holds one for life, and its parent asks for it at the end.
 */

interface Locks {
  request(name: string, granted: () => Promise<void> | undefined): Promise<unknown>;
}

/** Undefined in pages that weren't loaded safely (https, localhost); those can't share memory either. */
function locks(): Locks | undefined {
  return (globalThis as { navigator?: { locks?: Locks } }).navigator?.locks;
}

/** A name that no other worker has. */
export function lifeName(): string {
  const random = crypto.getRandomValues(new Uint32Array(4));
  return `manycore/${[...random].map((word) => word.toString(36)).join("")}`;
}

/** Worker, first thing: fulfilled when the lock is its. */
export async function live(name: string): Promise<void> {
  const held = locks();
  if (held === undefined) return;
  await new Promise<void>((resolve, reject) => {
    held
      .request(name, () => {
        resolve();
        return new Promise<void>(() => undefined);
      })
      .catch(reject);
  });
}

/** Parent, after `terminate()`: fulfilled when the worker's thread is gone. */
export async function lifeOver(name: string): Promise<void> {
  await locks()?.request(name, () => undefined);
}
