import type { Peer } from "../harness/peer_process.js";
import type { First, Ran, Request } from "../harness/protocol.js";
import {
  type Absent,
  type Entry as EntryOf,
  type Result,
  race,
  ratioWithinRounds,
  resultOf,
  timesOf,
} from "../harness/race.js";
import { WorkRunner } from "../harness/work_runner.js";
import type { Asked, Work } from "./work.js";

/**
 * What one peer did in one row. `cold` is from the process's start until the row's work was done once, with Spark's start where there is one; `memory` is
 * of the process and its children, looked at while they work.
 */
export type Entry = EntryOf<Result>;

export interface Row {
  readonly work: Work;
  readonly entries: readonly Entry[];
}

const PAUSE_MS = 200;
/** How often memory is looked at; the kernel walks through all pages for it. */
const LOOK_MS = 1000;
/** A peer that takes longer takes part in one round: it is far behind anyway. */
const SLOW_MS = 60_000;
/** Engines add numbers up in orders of their own. */
const TOLERANCE = 1e-9;

/**
 * @param absent peers that aren't here
 * @throws PeerFailed when the first peer fails, or two peers compute something else
 */
export async function raceEngines(
  work: Work,
  peers: readonly Peer[],
  absent: readonly Absent[],
  rounds: number,
): Promise<Row> {
  const needed = peers.slice(0, 1).map(({ name }) => name);
  const entries = await race<Request<Work>, Result>(work.id, peers, {
    rounds,
    pause: PAUSE_MS,
    needed,
    same: (value, expected) =>
      Math.abs(Number(value) - Number(expected)) <= TOLERANCE * Math.abs(Number(expected)),
    runner: (process) => new EngineRunner(process, work, 0),
  });
  return { work, entries: [...entries, ...absent] };
}

/** How many times as fast as the other one peer was: NaN when one of them didn't take part. */
export function ratioOf({ entries }: Row, { of, beside, when }: Asked): number {
  const [ours, theirs] = [resultOf(entries, of), resultOf(entries, beside)];
  if (ours === undefined || theirs === undefined) return Number.NaN;
  if (when === "cold") return theirs.cold / ours.cold;
  return ratioWithinRounds(timesOf(ours), timesOf(theirs));
}

class EngineRunner extends WorkRunner<Work> {
  #isSlow = false;

  override async again(round = 0): Promise<void> {
    if (this.#isSlow && round > 0) return;
    await super.again();
  }

  protected override async ran<T extends Ran>(ask: "first" | "again"): Promise<T> {
    const looking = setInterval(() => this.look(), LOOK_MS);
    try {
      return await super.ran<T>(ask);
    } finally {
      clearInterval(looking);
    }
  }

  protected override coldOf(first: First): number {
    this.#isSlow = first.milliseconds > SLOW_MS;
    return performance.now() - this.process.startedAt;
  }
}
