/** A lock as its owner's thread serves it, and the two ways to reach it: here, and over the link. */
import type { Block } from "../../memory/index.js";
import { selfParticipant } from "../../threads/index.js";
import type { ServedCore, ServeOptions } from "../shared/index.js";
import { type Claimant, LockWord } from "./lock-word.js";
import { noSuchMethod, Remote } from "./remote.js";
import { type Bounds, deadlineAfter } from "./waiting.js";

/** How to take a lock. */
export interface AcquireOptions {
  /** False: don't wait. Python's `block`. */
  readonly blocking?: boolean | undefined;
  /** Seconds to wait at most; forever without. */
  readonly timeout?: number | undefined;
  /** Ends the wait with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Take it although its owner died holding it, and clear the poison. */
  readonly recover?: boolean | undefined;
}

/** `acquire(false)` as in Python, or options. */
export type AcquireArgument = boolean | AcquireOptions;

export function acquireOptions(argument: AcquireArgument | undefined): AcquireOptions {
  return typeof argument === "object" ? argument : { blocking: argument ?? true };
}

/** When a wait with these options ends. */
export function boundsOf(options: AcquireOptions): Bounds {
  const deadline = deadlineAfter(options.timeout);
  return { deadline: options.blocking === false ? 0 : deadline, signal: options.signal };
}

/** The async context (0: a Lock has none) and those around it. */
export type Contexts = Pick<Claimant, "context" | "within">;

export class LockCore implements ServedCore {
  readonly word: LockWord;

  constructor(reentrant: boolean, block?: Block) {
    this.word = new LockWord(reentrant, block);
  }

  async serve(method: string, args: unknown[], caller: number, options: ServeOptions): Promise<unknown> {
    switch (method) {
      case "acquire": {
        const [contexts, acquire] = args as [Contexts, AcquireOptions];
        const who = { participant: caller, ...contexts };
        const { signal } = options;
        return (await acquireLocal(this.word, who, { ...acquire, signal })) ? heldContext(this.word) : 0;
      }
      case "release":
        return releaseLocal(this.word, { participant: caller, ...(args[0] as Contexts) });
      case "locked":
        return this.word.locked();
      default:
        throw noSuchMethod("Lock", method);
    }
  }
}

/** A number for "held": the RLock's owning context, or 1. */
function heldContext(word: LockWord): number {
  return word.reentrant ? word.context() : 1;
}

async function acquireLocal(word: LockWord, who: Claimant, options: AcquireOptions): Promise<boolean> {
  options.signal?.throwIfAborted();
  const recover = options.recover ?? false;
  const bounds = boundsOf(options);
  if (word.tryAcquire(who, recover)) return true;
  if (bounds.deadline <= performance.now()) return false;
  return word.acquire(who, recover, bounds);
}

/** @returns the async context that holds it no more, or 0 */
function releaseLocal(word: LockWord, who: Claimant): number {
  const context = word.reentrant ? word.context() : 0;
  return word.release(who) ? context : 0;
}

/** Takes the lock. @returns 0 when the time was up, else the RLock's owning context (of a Lock: 1) */
export async function acquire(
  core: LockCore | Remote,
  contexts: Contexts,
  options: AcquireOptions,
): Promise<number> {
  if (core instanceof Remote) {
    const { signal, ...plain } = options;
    return (await core.wait("acquire", [contexts, plain], signal)) as number;
  }
  const who = { participant: selfParticipant(), ...contexts };
  return (await acquireLocal(core.word, who, options)) ? heldContext(core.word) : 0;
}

/** The same, blocking this thread. */
export function acquireSync(core: LockCore | Remote, contexts: Contexts, options: AcquireOptions): number {
  if (core instanceof Remote) {
    const { signal: _, ...plain } = options;
    return core.requestSync("acquire", contexts, plain) as number;
  }
  const who = { participant: selfParticipant(), ...contexts };
  const recover = options.recover ?? false;
  const bounds = boundsOf(options);
  const got =
    core.word.tryAcquire(who, recover) ||
    (bounds.deadline > performance.now() && core.word.acquireSync(who, recover, bounds));
  return got ? heldContext(core.word) : 0;
}

/** @returns the async context that holds it no more, or 0 */
export async function release(core: LockCore | Remote, contexts: Contexts): Promise<number> {
  if (core instanceof Remote) return (await core.request("release", contexts)) as number;
  return releaseLocal(core.word, { participant: selfParticipant(), ...contexts });
}

export function releaseSync(core: LockCore | Remote, contexts: Contexts): number {
  if (core instanceof Remote) return core.requestSync("release", contexts) as number;
  return releaseLocal(core.word, { participant: selfParticipant(), ...contexts });
}

export async function locked(core: LockCore | Remote): Promise<boolean> {
  return core instanceof Remote ? ((await core.request("locked")) as boolean) : core.word.locked();
}

export function lockedSync(core: LockCore | Remote): boolean {
  return core instanceof Remote ? (core.requestSync("locked") as boolean) : core.word.locked();
}
