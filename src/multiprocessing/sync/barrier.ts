import { ValueError } from "../../errors.js";
import { selfParticipant } from "../../threads/index.js";
import { type Arrival, type ArriveOptions, BarrierCore } from "./barrier-core.js";
import { packBlock, shareable, unpackBlock } from "./carrying.js";
import { type WaitArgument, type WaitOptions, waitOptions } from "./event.js";
import { Remote } from "./remote.js";

/** What a barrier does when it opens, and how long its waits are. */
export interface BarrierOptions {
  /** Run once a round by the last to arrive, before anybody goes on. When it throws, the barrier is broken. It travels with the handle. */
  readonly action?: (() => unknown) | undefined;
  /** Seconds that `wait` waits when it isn't told otherwise. */
  readonly timeout?: number | undefined;
}

/**
 * A place where `parties` tasks wait for each other, again and again. A party that dies while it waits breaks the barrier for all, as a
 * timeout does: they get a BrokenBarrierError. https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Barrier
 */
export class Barrier {
  /** @internal */
  readonly core: BarrierCore | Remote;
  /** How many must arrive for it to open. */
  readonly parties: number;
  readonly #options: BarrierOptions;

  /**
   * @param core for handles that travelled; leave it out.
   * @throws ValueError when `parties` isn't an integer from 1
   */
  constructor(parties: number, options: BarrierOptions = {}, core?: BarrierCore | Remote) {
    if (!Number.isInteger(parties) || parties < 1 || parties > 2 ** 30) {
      throw new ValueError(`parties must be an integer from 1, got ${String(parties)}`);
    }
    this.parties = parties;
    this.#options = options;
    this.core = core ?? new BarrierCore({ parties });
  }

  /** @internal */
  get options(): BarrierOptions {
    return this.#options;
  }

  /**
   * Waits until all parties have arrived.
   * @param options a timeout in seconds, or options
   * @returns the place in the order of arrival, from 0 to `parties - 1`
   * @throws BrokenBarrierError when the barrier is or gets broken: by `abort`, `reset`, a timeout (of any party), a party's death, the action's error
   * @throws the signal's reason, which breaks it as well; in the last to arrive the action's error
   */
  async wait(options?: WaitArgument): Promise<number> {
    const asked = this.#asked(options);
    const arrival = await this.#arrive(asked);
    if (!(arrival.last && asked.action)) return arrival.index;
    try {
      await this.#options.action?.();
    } catch (error) {
      await this.#finish(arrival, false);
      throw error;
    }
    await this.#finish(arrival, true);
    return arrival.index;
  }

  /** `wait` that blocks the thread, for workers. The action must be synchronous. */
  waitSync(options?: number | Omit<WaitOptions, "signal">): number {
    const { core } = this;
    const { signal: _, ...asked } = this.#asked(options);
    const arrival =
      core instanceof Remote
        ? (core.requestSync("arrive", asked) as Arrival)
        : core.arriveSync(selfParticipant(), asked);
    if (!(arrival.last && asked.action)) return arrival.index;
    const finish = (well: boolean) =>
      core instanceof Remote ? core.requestSync("finish", arrival, well) : core.finish(arrival, well);
    try {
      this.#options.action?.();
    } catch (error) {
      finish(false);
      throw error;
    }
    finish(true);
    return arrival.index;
  }

  /** Makes the barrier as new; whoever waits gets a BrokenBarrierError. */
  async reset(): Promise<void> {
    if (this.core instanceof Remote) await this.core.request("reset");
    else this.core.reset();
  }

  /** Breaks the barrier: whoever waits, or comes before `reset`, gets a BrokenBarrierError. */
  async abort(): Promise<void> {
    if (this.core instanceof Remote) await this.core.request("abort");
    else this.core.abort();
  }

  /** How many wait now. Python's `n_waiting`. A child process asks its parent and blocks for that moment. */
  get nWaiting(): number {
    return this.core instanceof Remote ? (this.core.requestSync("waiting") as number) : this.core.waiting();
  }

  /** Whether it is broken. A child process asks its parent and blocks for that moment. */
  get broken(): boolean {
    return this.core instanceof Remote ? (this.core.requestSync("broken") as boolean) : this.core.broken();
  }

  #asked(options: WaitArgument | undefined): ArriveOptions {
    const { timeout = this.#options.timeout, signal } = waitOptions(options);
    return { timeout, action: this.#options.action !== undefined, signal };
  }

  async #finish(arrival: Arrival, well: boolean): Promise<void> {
    if (this.core instanceof Remote) await this.core.request("finish", arrival, well);
    else this.core.finish(arrival, well);
  }

  async #arrive({ signal, ...asked }: ArriveOptions): Promise<Arrival> {
    if (this.core instanceof Remote) return (await this.core.wait("arrive", [asked], signal)) as Arrival;
    return this.core.arrive(selfParticipant(), { ...asked, signal });
  }
}

shareable<BarrierCore, Barrier, ReturnType<typeof packBlock>, { parties: number; options: BarrierOptions }>({
  tag: "multiprocessing.Barrier",
  type: Barrier,
  pack: (core, lease) => packBlock(core.block, lease),
  unpack: (block) => new BarrierCore(unpackBlock(block)),
  extra: ({ parties, options }) => ({ parties, options }),
  make: (core, { parties, options }) => new Barrier(parties, options, core),
});
