import type { Peer } from "../harness/peer_process.js";
import type { First, Ran, Request } from "../harness/protocol.js";
import {
  type Absent,
  type Entry as EntryOf,
  type Result as PeerResult,
  race,
  ratioWithinRounds,
  resultOf,
  timesOf,
} from "../harness/race.js";
import { peakMegabytes } from "../harness/resident.js";
import { WorkRunner } from "../harness/work_runner.js";
import type { PeerName, Work } from "./work.js";

/**
 * What one peer did in one row. `cold` is from the process's start until the row's work was done once; `memory` is of the
 * process and its children, looked at while they work.
 */
export interface Result extends PeerResult {
  /** The most megabytes that the process itself has held, as the kernel counts them. */
  readonly peak: number;
  readonly shuffledBytes?: number;
  readonly mappedBytes?: number;
  readonly spilledBytes?: number;
}

export type Entry = EntryOf<Result>;

export interface Row {
  readonly work: Work;
  readonly entries: readonly Entry[];
  /** Of each peer that is asked for, its time by manycore's: the median over the rounds of the ratio within a round. */
  readonly ratios: Readonly<Partial<Record<PeerName, number>>>;
}

const PAUSE_MS = 100;
/** How often memory is looked at; the kernel walks through all pages for it. */
const LOOK_MS = 500;
/** A peer that takes longer the first time takes part in one round, or in none: it is far behind anyway. */
const SLOW_MS = 30_000;
const TOO_SLOW_MS = 100_000;

/**
 * @param absent peers that aren't here
 * @throws PeerFailed when manycore fails, or two peers compute something else
 */
export async function raceJobs(
  work: Work,
  peers: readonly Peer[],
  absent: readonly Absent[],
  rounds: number,
): Promise<Row> {
  const ran = await race<Request<Work>, Result>(work.id, peers, {
    rounds: work.rounds ?? rounds,
    pause: PAUSE_MS,
    needed: ["manycore"],
    runner: (process) => new JobRunner(process, work, 0),
  });
  const entries = [...ran, ...absent];
  const times = (peer: string) => timesOf(resultOf(entries, peer));
  const ratios = work.asked.map(({ of }) => [of, ratioWithinRounds(times("manycore"), times(of))]);
  return { work, entries, ratios: Object.fromEntries(ratios) };
}

class JobRunner extends WorkRunner<Work, Result> {
  #peak = Number.NaN;
  #cold = 0;

  override async again(round = 0): Promise<void> {
    if (this.#cold > TOO_SLOW_MS || (this.#cold > SLOW_MS && round > 0)) return;
    await super.again();
  }

  protected override async ran<T extends Ran>(ask: "first" | "again"): Promise<T> {
    const looking = setInterval(() => this.look(), LOOK_MS);
    try {
      return await super.ran<T>(ask);
    } finally {
      clearInterval(looking);
      this.#peak = peakMegabytes(this.process.pid as number);
    }
  }

  /** A program of its own has no start but its own; the others import what a user's program would import. */
  protected override coldOf(first: First): number {
    this.#cold = first.memory === undefined ? performance.now() - this.process.startedAt : first.milliseconds;
    return this.#cold;
  }

  protected override more(): Partial<Result> {
    const last = this.later.at(-1) ?? this.first;
    const { memory, shuffledBytes, mappedBytes, spilledBytes } = last ?? {};
    return {
      peak: this.#peak,
      ...(memory === undefined ? {} : { memory, peak: memory }),
      ...(shuffledBytes === undefined ? {} : { shuffledBytes }),
      ...(mappedBytes === undefined ? {} : { mappedBytes }),
      ...(spilledBytes === undefined ? {} : { spilledBytes }),
    };
  }
}
