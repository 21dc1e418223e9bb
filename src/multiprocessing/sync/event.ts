import { atKillPoint } from "../../events/index.js";
import { type Block, heap } from "../../memory/index.js";
import { type ServedCore, type ServeOptions, sharedBlock } from "../shared/index.js";
import { packBlock, shareable, unpackBlock } from "./carrying.js";
import { noSuchMethod, Remote } from "./remote.js";
import { type Condition, deadlineAfter, waitFor, waitForSync } from "./waiting.js";

/** How to wait. */
export interface WaitOptions {
  /** Seconds to wait at most; forever without. */
  readonly timeout?: number | undefined;
  /** Ends the wait with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** `wait(seconds)` as in Python, or options. */
export type WaitArgument = number | WaitOptions;

export function waitOptions(argument: WaitArgument | undefined): WaitOptions {
  return typeof argument === "number" ? { timeout: argument } : (argument ?? {});
}

const EVENT_BYTES = 16;

/**
 * One word: how often the flag changed. It is set when that is odd. So a set and a clear between two looks of a waiter don't
 * go unseen, and no death can leave anything half done.
 */
export class EventCore implements ServedCore {
  readonly block: Block;
  readonly #word: number;

  constructor(block?: Block) {
    this.block = block ?? sharedBlock(EVENT_BYTES, "Event");
    this.#word = this.block.address >>> 2;
    if (block === undefined) Atomics.store(heap().i32, this.#word, 0);
  }

  async serve(method: string, args: unknown[], _caller: number, { signal }: ServeOptions): Promise<unknown> {
    switch (method) {
      case "isSet":
        return this.isSet();
      case "set":
        return this.change(true);
      case "clear":
        return this.change(false);
      case "wait":
        return this.wait({ ...(args[0] as WaitOptions), signal });
      default:
        throw noSuchMethod("Event", method);
    }
  }

  isSet(): boolean {
    return (Atomics.load(heap().i32, this.#word) & 1) === 1;
  }

  change(to: boolean): void {
    const { i32 } = heap();
    for (;;) {
      const seen = Atomics.load(i32, this.#word);
      if (((seen & 1) === 1) === to) return;
      atKillPoint?.("event.change");
      if (Atomics.compareExchange(i32, this.#word, seen, (seen + 1) | 0) === seen) break;
    }
    atKillPoint?.("event.changed");
    if (to) Atomics.notify(i32, this.#word);
  }

  async wait({ timeout, signal }: WaitOptions): Promise<boolean> {
    return (await waitFor(this.#condition(), { deadline: deadlineAfter(timeout), signal })) ?? false;
  }

  waitSync({ timeout }: WaitOptions): boolean {
    return waitForSync(this.#condition(), { deadline: deadlineAfter(timeout) }, "waitSync") ?? false;
  }

  #condition(): Condition<true> {
    const first = Atomics.load(heap().i32, this.#word);
    return {
      word: this.#word,
      attempt: () => {
        const now = Atomics.load(heap().i32, this.#word);
        // From clear to another number: it was set meanwhile, if only for a moment.
        return (now & 1) === 1 || now !== first ? true : undefined;
      },
    };
  }
}

/**
 * A flag that threads and processes wait for. Whoever waits while it is set is let go, even if it is cleared at once.
 * https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Event
 */
export class Event {
  /** @internal */
  readonly core: EventCore | Remote;

  /** @param core for handles that travelled; leave it out. */
  constructor(core?: EventCore | Remote) {
    this.core = core ?? new EventCore();
  }

  /** Whether the flag is set. Python's `is_set`. */
  async isSet(): Promise<boolean> {
    return this.core instanceof Remote ? ((await this.core.request("isSet")) as boolean) : this.core.isSet();
  }

  isSetSync(): boolean {
    return this.core instanceof Remote ? (this.core.requestSync("isSet") as boolean) : this.core.isSet();
  }

  /** Sets the flag and wakes whoever waits. Between threads that is done when this returns. */
  async set(): Promise<void> {
    if (this.core instanceof Remote) await this.core.request("set");
    else this.core.change(true);
  }

  setSync(): void {
    if (this.core instanceof Remote) this.core.requestSync("set");
    else this.core.change(true);
  }

  /** Clears the flag. */
  async clear(): Promise<void> {
    if (this.core instanceof Remote) await this.core.request("clear");
    else this.core.change(false);
  }

  clearSync(): void {
    if (this.core instanceof Remote) this.core.requestSync("clear");
    else this.core.change(false);
  }

  /**
   * Waits until the flag is set.
   * @param options a timeout in seconds, or options
   * @returns false when the timeout passed
   * @throws the signal's reason
   */
  async wait(options?: WaitArgument): Promise<boolean> {
    const asked = waitOptions(options);
    if (!(this.core instanceof Remote)) return this.core.wait(asked);
    return (await this.core.wait("wait", [{ timeout: asked.timeout }], asked.signal)) as boolean;
  }

  /** `wait` that blocks the thread, for workers. In the main thread it throws NotSupportedError where it would have to wait. */
  waitSync(options?: number | Omit<WaitOptions, "signal">): boolean {
    const { timeout } = waitOptions(options);
    if (this.core instanceof Remote) return this.core.requestSync("wait", { timeout }) as boolean;
    return this.core.waitSync({ timeout });
  }
}

shareable<EventCore, Event, ReturnType<typeof packBlock>, null>({
  tag: "multiprocessing.Event",
  type: Event,
  pack: (core, lease) => packBlock(core.block, lease),
  unpack: (block) => new EventCore(unpackBlock(block)),
  extra: () => null,
  make: (core) => new Event(core),
});
