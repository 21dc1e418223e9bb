import { median } from "../harness/median.js";
import type { Peer } from "../harness/peer_process.js";
import type { Request } from "../harness/protocol.js";
import {
  type Entry as EntryOf,
  type Result as PeerResult,
  race,
  ratioWithinRounds,
  resultOf,
} from "../harness/race.js";
import { WorkRunner } from "../harness/work_runner.js";
import { idealMilliseconds, type Work } from "./work.js";

/**
 * What one peer did in one row. `cold` is from before the workers' start until the row's work was done once; `memory`
 * is of the process and its children, looked at after each round.
 */
export interface Result extends PeerResult {
  /** The median of the rounds' 99th percentiles, of a row that times single round trips. */
  readonly p99?: number;
}

export type Entry = EntryOf<Result>;

export interface Row {
  readonly work: Work;
  readonly entries: readonly Entry[];
  /** The time of the peer that is asked for by manycore's: the median over the rounds of the ratio within a round. */
  readonly ratio: number;
}

/** Workers of the peer before may still be busy with going to sleep. */
const PAUSE_MS = 100;

/** @throws PeerFailed when manycore fails, or two peers compute something else */
export async function raceTasks(work: Work, peers: readonly Peer[], rounds: number): Promise<Row> {
  const entries = await race<Request<Work>, Result>(work.id, peers, {
    rounds,
    pause: PAUSE_MS,
    needed: ["manycore"],
    runner: (process) => new TaskRunner(process, work, PAUSE_MS),
  });
  return { work, entries, ratio: ratio(work, entries) };
}

class TaskRunner extends WorkRunner<Work, Result> {
  protected override more(): Partial<Result> {
    const p99 = this.later.flatMap(({ p99 }) => (p99 === undefined ? [] : [p99]));
    return p99.length > 0 ? { p99: median(p99) } : {};
  }
}

function ratio(work: Work, entries: readonly Entry[]): number {
  const ours = resultOf(entries, "manycore")?.rounds ?? [];
  if (work.asked === undefined) return Number.NaN;
  const ideal = work.asked.of === "ideal" ? ours.map(() => idealMilliseconds(work)) : undefined;
  return ratioWithinRounds(ours, ideal ?? resultOf(entries, work.asked.of)?.rounds ?? []);
}
