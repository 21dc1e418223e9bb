import { setTimeout as pause } from "node:timers/promises";
import { median } from "../harness/median.js";
import { type Peer, PeerFailed, PeerProcess } from "../harness/peer_process.js";
import type { End, First, Made, Request, Slice } from "./protocol.js";
import type { Work } from "./work.js";

/** What one peer did in one row. */
export interface Result {
  readonly peer: string;
  readonly version: string;
  /** Milliseconds of the first call in a fresh process. */
  readonly cold: number;
  /** Milliseconds a call: the median over all rounds but the first, which warms up. */
  readonly warm: number;
  /** The median of each round, so that two peers can be compared within a round. */
  readonly rounds: readonly number[];
  /** Megabytes of resident memory at most, beyond what the process had when idle. */
  readonly memory: number;
}

export type Entry = Result | { readonly peer: string; readonly absent: string };

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

/**
 * Runs one row: a fresh process for each peer, then rounds in which one peer runs after the other, so that whatever
 * disturbs the machine for a while disturbs all of them.
 *
 * @throws PeerFailed when a peer's result isn't NumPy's
 */
export async function race(work: Work, peers: readonly Peer[], pace: Pace): Promise<Row> {
  const runners = peers.map((peer) => new Runner(new PeerProcess(peer)));
  try {
    for (const runner of runners) await runner.start(work);
    assertSameValues(work, runners);
    for (let round = 0; round < pace.rounds; round++) {
      for (const runner of runners) await runner.run(round, pace);
    }
    const entries: Entry[] = [];
    for (const runner of runners) entries.push(await runner.finish());
    return { work, entries, ratio: ratio(entries) };
  } finally {
    for (const runner of runners) runner.process.kill();
  }
}

class Runner {
  readonly process: PeerProcess<Request>;
  readonly samples: number[][] = [];
  value: number | undefined;
  #version = "";
  #cold = Number.NaN;
  #absent: string | undefined;

  constructor(process: PeerProcess<Request>) {
    this.process = process;
  }

  async start(work: Work): Promise<void> {
    await this.#orAbsent(async () => {
      const { version, absent } = await this.process.ask<Made>({ ask: "make", work });
      this.#version = version;
      this.#absent = absent;
      if (absent !== undefined) return;
      await pause(PAUSE_MS);
      const first = await this.process.ask<First>({ ask: "first" });
      this.value = first.value;
      this.#cold = first.milliseconds;
    });
  }

  async run(round: number, { milliseconds }: Pace): Promise<void> {
    if (this.#absent !== undefined || (this.#cold > SLOW_MS && round >= SLOW_ROUNDS)) return;
    await this.#orAbsent(async () => {
      await pause(PAUSE_MS);
      this.samples.push([...(await this.process.ask<Slice>({ ask: "slice", milliseconds })).samples]);
    });
  }

  async finish(): Promise<Entry> {
    const peer = this.process.name;
    if (this.#absent !== undefined) return { peer, absent: this.#absent };
    let memory = Number.NaN;
    await this.#orAbsent(async () => {
      const { peak, idle } = await this.process.ask<End>({ ask: "end" });
      memory = (peak - idle) / 1e6;
    });
    if (this.#absent !== undefined) return { peer, absent: this.#absent };
    const counted = this.samples.length > 1 ? this.samples.slice(1) : this.samples;
    const rounds = counted.map(median);
    return { peer, version: this.#version, cold: this.#cold, warm: median(counted.flat()), rounds, memory };
  }

  /** The two that are compared must run; another peer that dies (out of memory) leaves a reason in the table. */
  async #orAbsent(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof PeerFailed) || ["manycore", "NumPy"].includes(this.process.name)) throw error;
      this.#absent = error.message;
    }
  }
}

function assertSameValues(work: Work, runners: readonly Runner[]): void {
  const expected = runners.find(({ process }) => process.name === "NumPy")?.value ?? Number.NaN;
  // float32 sums of 1e7 numbers are added up in different orders.
  const tolerance = work.dtype === "float64" ? 1e-9 : 1e-3;
  for (const { process, value } of runners) {
    if (value === undefined || Math.abs(value - expected) <= tolerance * Math.abs(expected)) continue;
    throw new PeerFailed(`${process.name} computes ${value} in ${work.id}, NumPy ${expected}`);
  }
}

function ratio(entries: readonly Entry[]): number {
  const rounds = (name: string) =>
    entries.flatMap((entry) => ("rounds" in entry && entry.peer === name ? entry.rounds : []));
  const [ours, theirs] = [rounds("manycore"), rounds("NumPy")];
  return median(ours.slice(0, theirs.length).map((time, index) => (theirs[index] as number) / time));
}
