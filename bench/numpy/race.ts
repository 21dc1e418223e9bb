import { setTimeout as pause } from "node:timers/promises";
import { median } from "../harness/median.js";
import type { Peer, PeerProcess } from "../harness/peer_process.js";
import {
  type Entry as EntryOf,
  type Measured,
  type Result,
  type Runner,
  race,
  ratioWithinRounds,
  resultOf,
  type Start,
  type Value,
} from "../harness/race.js";
import type { End, First, Made, Request, Slice } from "./protocol.js";
import type { Work } from "./work.js";

export type Entry = EntryOf;

export interface Row {
  readonly work: Work;
  readonly entries: readonly Entry[];
  /** NumPy's time by manycore's: the median over the rounds of the ratio within a round. */
  readonly ratio: number;
}

export interface Pace {
  readonly rounds: number;
  /** How long each peer runs in a round. */
  readonly milliseconds: number;
}

/** OpenBLAS's threads spin for some time after their work; the next peer begins when they sleep. */
const PAUSE_MS = 60;
/** A peer whose first call takes longer takes part in few rounds; it is far behind anyway. */
const SLOW_MS = 1500;
const SLOW_ROUNDS = 3;

/** @throws PeerFailed when manycore or NumPy fails, or a peer's result isn't NumPy's */
export async function raceArrays(work: Work, peers: readonly Peer[], pace: Pace): Promise<Row> {
  const entries = await race<Request, Result>(work.id, peers, {
    rounds: pace.rounds,
    pause: PAUSE_MS,
    needed: ["NumPy", "manycore"],
    same: (value, expected) => isClose(work, value, expected),
    runner: (process) => new ArrayRunner(process, work, pace),
  });
  const rounds = (name: string) => resultOf(entries, name)?.rounds ?? [];
  return { work, entries, ratio: ratioWithinRounds(rounds("manycore"), rounds("NumPy")) };
}

/**
 * `cold` is the first call in a fresh process; `rounds` are each round's median but the first's, which warms up;
 * `memory` is beyond what the process had when idle.
 */
class ArrayRunner implements Runner<Result> {
  readonly #process: PeerProcess<Request>;
  readonly #work: Work;
  readonly #pace: Pace;
  readonly #samples: (readonly number[])[] = [];
  #cold = Number.NaN;

  constructor(process: PeerProcess<Request>, work: Work, pace: Pace) {
    this.#process = process;
    this.#work = work;
    this.#pace = pace;
  }

  async start(): Promise<Start> {
    const { version, absent } = await this.#process.ask<Made>({ ask: "make", work: this.#work });
    if (absent !== undefined) return { version, absent };
    await pause(PAUSE_MS);
    const { value, milliseconds } = await this.#process.ask<First>({ ask: "first" });
    this.#cold = milliseconds;
    return { version, value, cold: milliseconds };
  }

  async again(round: number): Promise<void> {
    if (this.#cold > SLOW_MS && round >= SLOW_ROUNDS) return;
    const { milliseconds } = this.#pace;
    this.#samples.push((await this.#process.ask<Slice>({ ask: "slice", milliseconds })).samples);
  }

  async finish(): Promise<Measured<Result>> {
    const { peak, idle } = await this.#process.ask<End>({ ask: "end" });
    const counted = this.#samples.length > 1 ? this.#samples.slice(1) : this.#samples;
    return { rounds: counted.map(median), warm: median(counted.flat()), memory: (peak - idle) / 1e6 };
  }
}

function isClose(work: Work, value: Value, expected: Value): boolean {
  // float32 sums of 1e7 numbers are added up in different orders.
  const tolerance = work.dtype === "float64" ? 1e-9 : 1e-3;
  return Math.abs(Number(value) - Number(expected)) <= tolerance * Math.abs(Number(expected));
}
