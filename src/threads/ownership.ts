/**
 * Who may lead a job, and who starts helpers.
 *
 * The lock says who leads now. It is only ever tried: who doesn't get it runs its slices alone, so nobody waits for
 * it, and a lock whose holder was terminated is taken over once the holder is seen to be gone.
 *
 * The owner is the thread that starts helpers, and with which they end. Helpers of the primary thread serve every
 * thread. Helpers of another thread serve that thread only: its ordinary end would otherwise be, to a caller
 * elsewhere, the death of helpers in the middle of a job.
 */
import { LOCK, OWNER_BORN, OWNER_PRIMARY, OWNER_THREAD, type TeamControl } from "./control.js";
import type { Host } from "./host.js";

/** A busy lock is common and a lost one rare: its holder is asked after this often at most. */
const SUSPECT_MILLISECONDS = 50;

interface Leadership {
  /** Whether this thread holds the lock: its id in the word may be a dead predecessor's. */
  leading: boolean;
  suspectedAt: number;
}

const KEY = Symbol.for("manycore.threads.leadership");

/** One a thread, however often the package is loaded. */
function leadership(): Leadership {
  const holder = globalThis as { [KEY]?: Leadership };
  holder[KEY] ??= { leading: false, suspectedAt: Number.NEGATIVE_INFINITY };
  return holder[KEY];
}

const own = leadership();

/** Tries to become the thread that leads a job. Never waits. */
export function tryLock({ i32 }: TeamControl, host: Host): boolean {
  if (own.leading || !host.mayLead) return false;
  const { thread } = host.self;
  const holder = Atomics.compareExchange(i32, LOCK, 0, thread);
  if (holder !== 0) {
    const now = performance.now();
    if (now - own.suspectedAt < SUSPECT_MILLISECONDS) return false;
    own.suspectedAt = now;
    const gone = holder === thread || host.isAlive(holder) === false;
    if (!gone || Atomics.compareExchange(i32, LOCK, holder, thread) !== holder) return false;
  }
  own.leading = true;
  return true;
}

/** Whether this thread leads a job: helpers may be writing for it. */
export function isLeading(): boolean {
  return own.leading;
}

/** The inverse of a `tryLock` that succeeded. */
export function unlock({ i32 }: TeamControl): void {
  own.leading = false;
  Atomics.store(i32, LOCK, 0);
}

/**
 * - `own`: this thread starts helpers and uses them.
 * - `shared`: the primary thread has started some, which may be used.
 * - `none`: the helpers are another worker's.
 * - `inherited`: this thread starts helpers from now on; those that are there were somebody else's and are to leave.
 */
export type Ownership = "own" | "shared" | "none" | "inherited";

/** Settles whose helpers the next job may use. Under the lock. */
export function claimOwnership({ i32 }: TeamControl, host: Host): Ownership {
  const owner = Atomics.load(i32, OWNER_THREAD);
  const born = Atomics.load(i32, OWNER_BORN);
  if (owner === host.self.thread && born === host.self.born) return "own";
  if (owner !== 0) {
    if (Atomics.load(i32, OWNER_PRIMARY) === 1) return "shared";
    if (!host.primary && host.isAlive(owner, born) !== false) return "none";
  }
  Atomics.store(i32, OWNER_THREAD, host.self.thread);
  Atomics.store(i32, OWNER_BORN, host.self.born);
  Atomics.store(i32, OWNER_PRIMARY, host.primary ? 1 : 0);
  return owner === 0 ? "own" : "inherited";
}
