/** How a job ends when it doesn't end well. */
import { WorkerDiedError } from "../errors.js";
import { SLOTS_USED, TRAPPED, TRAPPED_SLICE } from "./control.js";
import { unfinished } from "./job.js";
import type { Casualty } from "./roster.js";
import type { Team } from "./team.js";
import type { Work } from "./work.js";

/**
 * Where nobody can say whether a helper lives, a job that finishes no slice for so long has lost one.
 * A slice takes milliseconds.
 */
const STALL_MILLISECONDS = 10_000;

/** What `WorkerDiedError.cause` tells. */
export interface Loss {
  /**
   * Helpers that died, counted from 1 as in their threads' names, and the slice each had; among them may be one that died
   * just before it took that slice.
   */
  readonly helpers: readonly { readonly helper: number; readonly slice: number }[];
  readonly kernel: string;
  readonly unfinished: number;
  readonly slices: number;
  /**
   * Whether they are known to be gone. If not (only on systems that can't say, after a stall), they may still write to
   * what the job wrote to: that memory must not be used again.
   */
  readonly confirmed: boolean;
}

/** Watches a job whose slices are all claimed for helpers that died with one. */
export class LossWatch {
  readonly #team: Team;
  readonly #work: Work;
  readonly #job: number;
  #progress = -1;
  #progressAt = 0;

  constructor(team: Team, work: Work, job: number) {
    this.#team = team;
    this.#work = work;
    this.#job = job;
  }

  /** @throws WorkerDiedError once it is certain that a slice will never be finished */
  check(): void {
    const { control, roster } = this.#team;
    // The order matters: a helper leaves the job after it has counted its slice, so who isn't seen here has counted.
    const { alive, unknown, dead } = roster.attendance(this.#job);
    const left = unfinished(control, this.#job);
    if (left === 0 || alive > 0) {
      this.#progress = left;
      this.#progressAt = performance.now();
      return;
    }
    if (unknown.length === 0) throw this.#loss(dead, left, true);
    if (left !== this.#progress) {
      this.#progress = left;
      this.#progressAt = performance.now();
    } else if (performance.now() - this.#progressAt > STALL_MILLISECONDS) {
      for (const { helper } of unknown) roster.giveUp(helper);
      throw this.#loss([...dead, ...unknown], left, false);
    }
  }

  #loss(dead: readonly Casualty[], left: number, confirmed: boolean): WorkerDiedError {
    const { kernel, slices } = this.#work;
    const helpers = dead
      .filter(({ slice }) => slice >= 0)
      .map(({ helper, slice }) => ({ helper: helper + 1, slice }));
    const who = helpers
      .map(({ helper, slice }) => `helper ${helper} of the team in slice ${slice}`)
      .join(", ");
    const how = confirmed ? "died" : `finished nothing for ${STALL_MILLISECONDS / 1000} s, died presumably`;
    const cause: Loss = { helpers, kernel: kernel.name, unfinished: left, slices, confirmed };
    return new WorkerDiedError(
      `While kernel ${kernel.name} ran, ${who} ${how}: ${left} of ${slices} slices are missing, so the result is ` +
        "unusable. Compute it again; the next job starts a new helper.",
      { cause },
    );
  }
}

/** @throws WebAssembly.RuntimeError when the kernel trapped on a helper during the job */
export function raiseTrap({ control }: Team, { kernel }: Work, job: number): void {
  const used = Atomics.load(control.i32, SLOTS_USED);
  for (let helper = 0; helper < used; helper++) {
    const slot = control.slotAt(helper);
    if (Atomics.load(control.i32, slot + TRAPPED) !== job) continue;
    const slice = Atomics.load(control.i32, slot + TRAPPED_SLICE);
    throw new WebAssembly.RuntimeError(
      `${control.readText(helper)} (kernel ${kernel.name}, slice ${slice}, on helper ${helper + 1} of the team)`,
    );
  }
}
