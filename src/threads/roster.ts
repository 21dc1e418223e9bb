/** The helpers as a thread that leads jobs sees them: who there is, who has to be started, who has died. */
import { emit } from "../events/index.js";
import {
  BORN,
  EMPTY,
  JOINED,
  LAST_GENERATION,
  LEAVING,
  PARENT,
  PARENT_BORN,
  READY,
  SLICE,
  SLOTS_USED,
  STARTING,
  STATE,
  stateOf,
  stateWord,
  type TeamControl,
  THREAD,
} from "./control.js";
import type { HelperEnd, HelperThread, Host } from "./host.js";
import { ring, wakeLeader } from "./job.js";
import { claimOwnership } from "./ownership.js";

declare module "../events/kinds.js" {
  interface EventMap {
    /** A helper ended that nobody had told to. `helper` counts from 1, as in the thread's name. */
    "team.death": { helper: number; reason: string };
  }
}

/** A blocked thread sees no `exit` event: helpers that died asleep are looked for this often, at the start of a job. */
const SWEEP_MILLISECONDS = 100;
/** How long a job may be held up by starting helpers, each 1–3 ms on an idle machine: the rest start with later jobs. */
const START_MILLISECONDS = 2;
/** So many helpers that ended before they were ready, one after the other, and no more are started. */
const FAILED_STARTS = 3;

/** A helper in a job, and the slice that it runs or was about to claim, or -1. */
export interface Casualty {
  readonly helper: number;
  readonly slice: number;
}

/** The helpers that have joined a job and not left it. */
export interface Attendance {
  /** How many live. */
  readonly alive: number;
  /** How many can't be asked, on this system. */
  readonly unknown: readonly Casualty[];
  readonly dead: readonly Casualty[];
}

interface OwnHelper {
  readonly thread: HelperThread;
  readonly generation: number;
  readonly gone: Promise<void>;
}

export class Roster {
  readonly #control: TeamControl;
  readonly #host: Host;
  /** Those that this thread started and whose end it hasn't heard of, by slot. */
  readonly #own = new Map<number, OwnHelper>();
  #sweptAt = Number.NEGATIVE_INFINITY;
  #failedStarts = 0;

  constructor(control: TeamControl, host: Host) {
    this.#control = control;
    this.#host = host;
  }

  /**
   * Sees to it that there are `wanted` helpers sooner or later: starts one or a few that are missing, waits for none.
   * Under the lock.
   * @returns how many are there or on their way; 0 when this thread must do without
   */
  prepare(wanted: number): number {
    const ownership = claimOwnership(this.#control, this.#host);
    if (ownership === "none") return 0;
    if (ownership === "inherited") this.#dismiss();
    const from = performance.now();
    if (from - this.#sweptAt > SWEEP_MILLISECONDS) {
      for (const helper of this.#slots()) this.#isAlive(helper);
      this.#sweptAt = from;
    }
    let present = 0;
    let started = 0;
    for (let helper = 0; helper < wanted; helper++) {
      const state = stateOf(this.#stateWord(helper));
      if (state === READY) this.#failedStarts = 0;
      if (state === READY || state === STARTING) present++;
      else if (state === EMPTY && ownership !== "shared") {
        if (started > 0 && performance.now() - from > START_MILLISECONDS) break;
        if (this.#start(helper)) started++;
      }
    }
    if (started > 0) emit("team.start", { threads: 1 + present + started, ms: performance.now() - from });
    return present + started;
  }

  /** How many helpers can take slices now. */
  ready(): number {
    let ready = 0;
    for (const helper of this.#slots()) if (stateOf(this.#stateWord(helper)) === READY) ready++;
    return ready;
  }

  /** Asks after everyone who takes part in a job. */
  attendance(job: number): Attendance {
    let alive = 0;
    const unknown: Casualty[] = [];
    const dead: Casualty[] = [];
    for (const helper of this.#slots()) {
      const slot = this.#control.slotAt(helper);
      if (Atomics.load(this.#control.i32, slot + JOINED) !== job) continue;
      const living = this.#isAlive(helper);
      const casualty = { helper, slice: Atomics.load(this.#control.i32, slot + SLICE) };
      if (living === true) alive++;
      else if (living === false) dead.push(casualty);
      else unknown.push(casualty);
    }
    return { alive, unknown, dead };
  }

  /** Takes a helper for dead without proof: it is told to end, and its slot stays closed until it has. */
  giveUp(helper: number): void {
    this.#tellToLeave(helper);
    this.#own.get(helper)?.thread.terminate();
  }

  /** Ends this thread's helpers; fulfilled when they are gone. Under the lock, so that none of them works. */
  async shutdown(graceMilliseconds: number): Promise<void> {
    const own = [...this.#own.entries()];
    for (const [helper] of own) this.#tellToLeave(helper);
    ring(this.#control, Number.POSITIVE_INFINITY);
    const timer = setTimeout(() => {
      for (const [, { thread }] of own) thread.terminate();
    }, graceMilliseconds);
    await Promise.all(own.map(([, { gone }]) => gone));
    clearTimeout(timer);
  }

  /** Stops a helper of this thread wherever it is, as the system might: for the tests of what happens then. */
  kill(helper: number): boolean {
    const own = this.#own.get(helper);
    own?.thread.terminate();
    return own !== undefined;
  }

  *#slots(): Generator<number> {
    const used = Atomics.load(this.#control.i32, SLOTS_USED);
    for (let helper = 0; helper < used; helper++) yield helper;
  }

  #stateWord(helper: number): number {
    return Atomics.load(this.#control.i32, this.#control.slotAt(helper) + STATE);
  }

  #start(helper: number): boolean {
    if (this.#failedStarts >= FAILED_STARTS || this.#own.has(helper)) return false;
    const { i32 } = this.#control;
    const slot = this.#control.slotAt(helper);
    const generation = Atomics.add(i32, LAST_GENERATION, 1) + 1;
    Atomics.store(i32, slot + JOINED, 0);
    Atomics.store(i32, slot + THREAD, 0);
    Atomics.store(i32, slot + PARENT, this.#host.self.thread);
    Atomics.store(i32, slot + PARENT_BORN, this.#host.self.born);
    Atomics.store(i32, slot + STATE, stateWord(generation, STARTING));
    if (Atomics.load(i32, SLOTS_USED) <= helper) Atomics.store(i32, SLOTS_USED, helper + 1);
    let left = (): void => undefined;
    const gone = new Promise<void>((resolve) => {
      left = resolve;
    });
    try {
      const thread = this.#host.start({ region: this.#control.region, helper, generation }, (end) => {
        this.#ended(helper, generation, end);
        left();
      });
      this.#own.set(helper, { thread, generation, gone });
      return true;
    } catch (error) {
      // Node's permission model without --allow-worker, or no memory for a thread: the caller works alone.
      Atomics.store(i32, slot + STATE, stateWord(generation, EMPTY));
      this.#failedStarts = FAILED_STARTS;
      emit("team.death", {
        helper: helper + 1,
        reason: error instanceof Error ? error.message : String(error),
      });
      return false;
    }
  }

  /** The end of a helper, told by the event loop: the proof that its slot is free. */
  #ended(helper: number, generation: number, { reason, failed }: HelperEnd): void {
    if (this.#own.get(helper)?.generation === generation) this.#own.delete(helper);
    const before = this.#stateWord(helper);
    // The slot may have been cleared already, on the kernel's word, and belong to a later helper by now.
    if (before >> 2 === generation && stateOf(before) !== EMPTY) {
      const word = this.#clear(helper, before);
      if (failed && stateOf(word) === STARTING) this.#failedStarts++;
      if (stateOf(word) !== LEAVING) emit("team.death", { helper: helper + 1, reason });
    }
    wakeLeader(this.#control);
  }

  /** Whether a slot's helper lives; undefined when nobody can say. A dead one's slot is cleared. */
  #isAlive(helper: number): boolean | undefined {
    const { i32 } = this.#control;
    const slot = this.#control.slotAt(helper);
    const word = this.#stateWord(helper);
    if (stateOf(word) === EMPTY) return false;
    // One that hasn't said who it is can still be known to have ended: with the thread that started it.
    const known = Atomics.load(i32, slot + THREAD) !== 0;
    const thread = Atomics.load(i32, slot + (known ? THREAD : PARENT));
    const born = Atomics.load(i32, slot + (known ? BORN : PARENT_BORN));
    const living = this.#host.isAlive(thread, born);
    if (living !== false) return known ? living : undefined;
    // Whatever killed this one may have killed others: the next job looks at all.
    this.#sweptAt = Number.NEGATIVE_INFINITY;
    if (stateOf(this.#clear(helper, word)) === READY) {
      emit("team.death", { helper: helper + 1, reason: "its thread is gone" });
    }
    this.#own.delete(helper);
    return false;
  }

  /** Empties the slot of a helper that is gone. One swap, so that of two who notice only one does it. */
  #clear(helper: number, word: number): number {
    const at = this.#control.slotAt(helper) + STATE;
    const before = Atomics.compareExchange(this.#control.i32, at, word, stateWord(word >> 2, EMPTY));
    return before === word ? word : EMPTY;
  }

  #tellToLeave(helper: number): void {
    const at = this.#control.slotAt(helper) + STATE;
    for (;;) {
      const word = Atomics.load(this.#control.i32, at);
      const state = stateOf(word);
      if (state === EMPTY || state === LEAVING) return;
      if (Atomics.compareExchange(this.#control.i32, at, word, stateWord(word >> 2, LEAVING)) === word)
        return;
    }
  }

  /** Sends away the helpers of an earlier owner. Those of one that has ended ended before it did. */
  #dismiss(): void {
    for (const helper of this.#slots()) {
      this.#tellToLeave(helper);
      this.#isAlive(helper);
    }
    ring(this.#control, Number.POSITIVE_INFINITY);
  }
}
