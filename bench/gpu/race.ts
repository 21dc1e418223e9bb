import type { Peer } from "../harness/peer_process.js";
import type { First, Request } from "../harness/protocol.js";
import {
  type Absent,
  type Entry as EntryOf,
  type Result as PeerResult,
  race,
  type Value,
} from "../harness/race.js";
import { WorkRunner } from "../harness/work_runner.js";
import type { Work } from "./work.js";

/** What one peer did in one row. `cold` is the first time, with compiling; `memory` is of the whole process. */
export interface Result extends PeerResult {
  readonly value: Value;
}

export type Entry = EntryOf<Result>;

export interface Row {
  readonly work: Work;
  readonly entries: readonly Entry[];
}

/** Threads of the peer before may still be busy with going to sleep. */
const PAUSE_MS = 100;
/** Sums in float32 depend on their order. */
const TOLERANCE = 1e-3;

/**
 * @param absent peers that aren't here
 * @throws PeerFailed when the first peer fails, or two peers compute something else
 */
export async function raceKernels(
  work: Work,
  peers: readonly Peer[],
  absent: readonly Absent[],
  rounds: number,
): Promise<Row> {
  const entries = await race<Request<Work>, Result>(work.id, peers, {
    rounds,
    pause: PAUSE_MS,
    needed: peers.slice(0, 1).map(({ name }) => name),
    same: (value, expected) =>
      Math.abs(Number(value) - Number(expected)) <= TOLERANCE * Math.max(1, Math.abs(Number(expected))),
    runner: (process) => new KernelRunner(process, work, PAUSE_MS),
  });
  return { work, entries: [...entries, ...absent] };
}

class KernelRunner extends WorkRunner<Work, Result> {
  protected override coldOf(first: First): number {
    return first.milliseconds;
  }

  protected override more(): Partial<Result> {
    return { value: this.first?.value ?? Number.NaN };
  }
}
