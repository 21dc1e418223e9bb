import { setTimeout as pause } from "node:timers/promises";
import { median } from "../harness/median.js";
import { type Peer, PeerFailed, PeerProcess } from "../harness/peer_process.js";
import type { First, Made, Ran, Request } from "./protocol.js";
import { residentMegabytes } from "./resident.js";
import { idealMilliseconds, type Work } from "./work.js";

/** What one peer did in one row. */
export interface Result {
  readonly peer: string;
  readonly version: string;
  /** Milliseconds from before the workers' start until the row's work was done once. */
  readonly cold: number;
  /** Milliseconds of each later time; their median is what is told. */
  readonly rounds: readonly number[];
  readonly warm: number;
  /** The median of the rounds' 99th percentiles, of a row that times single round trips. */
  readonly p99?: number;
  /** Megabytes that the process and its children held at most, looked at after each round. */
  readonly memory: number;
}

export type Entry = Result | { readonly peer: string; readonly absent: string };

export interface Row {
  readonly work: Work;
  readonly entries: readonly Entry[];
  /** The time of the peer that is asked for by manycore's: the median over the rounds of the ratio within a round. */
  readonly ratio: number;
}

/** Workers of the peer before may still be busy with going to sleep. */
const PAUSE_MS = 100;

/**
 * Runs one row: a fresh process for each peer, the first time cold, then rounds in which one peer runs after the
 * other, so that whatever disturbs the machine for a while disturbs all of them.
 *
 * @throws PeerFailed when manycore fails, or two peers compute something else
 */
export async function race(work: Work, peers: readonly Peer[], rounds: number): Promise<Row> {
  const runners = peers.map((peer) => new Runner(new PeerProcess<Request>(peer)));
  try {
    for (const runner of runners) await runner.start(work);
    assertSameValues(work, runners);
    for (let round = 0; round < rounds; round++) {
      for (const runner of runners) await runner.run();
    }
    const entries: Entry[] = [];
    for (const runner of runners) entries.push(await runner.finish());
    return { work, entries, ratio: ratio(work, entries) };
  } finally {
    for (const runner of runners) runner.process.kill();
  }
}

class Runner {
  readonly process: PeerProcess<Request>;
  value: number | undefined;
  #version = "";
  #cold = Number.NaN;
  #memory = Number.NaN;
  #absent: string | undefined;
  readonly #rounds: Ran[] = [];

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
      const { value, cold } = await this.process.ask<First>({ ask: "first" });
      this.value = value;
      this.#cold = cold;
      this.#look();
    });
  }

  async run(): Promise<void> {
    if (this.#absent !== undefined) return;
    await this.#orAbsent(async () => {
      await pause(PAUSE_MS);
      this.#rounds.push(await this.process.ask<Ran>({ ask: "again" }));
      this.#look();
    });
  }

  async finish(): Promise<Entry> {
    const peer = this.process.name;
    if (this.#absent === undefined) await this.#orAbsent(() => this.process.ask({ ask: "end" }));
    if (this.#absent !== undefined) return { peer, absent: this.#absent };
    const rounds = this.#rounds.map(({ milliseconds }) => milliseconds);
    const p99 = this.#rounds.flatMap(({ p99 }) => (p99 === undefined ? [] : [p99]));
    return {
      peer,
      version: this.#version,
      cold: this.#cold,
      rounds,
      warm: median(rounds),
      ...(p99.length > 0 ? { p99: median(p99) } : {}),
      memory: this.#memory,
    };
  }

  #look(): void {
    const now = residentMegabytes(this.process.pid as number);
    this.#memory = Number.isNaN(this.#memory) ? now : Math.max(this.#memory, now);
  }

  /** A peer that fails leaves a reason in the table; without manycore there is nothing to tell. */
  async #orAbsent(step: () => Promise<unknown>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof PeerFailed) || this.process.name === "manycore") throw error;
      this.#absent = error.message;
    }
  }
}

function assertSameValues(work: Work, runners: readonly Runner[]): void {
  const values = new Map(runners.map(({ process, value }) => [process.name, value]));
  const ours = values.get("manycore");
  for (const [peer, value] of values) {
    if (value === undefined || value === ours) continue;
    throw new PeerFailed(`${peer} computes ${value} in the row ${work.id}, manycore ${ours}`);
  }
}

function ratio(work: Work, entries: readonly Entry[]): number {
  const rounds = (name: string) =>
    entries.flatMap((entry) => ("rounds" in entry && entry.peer === name ? entry.rounds : []));
  const ours = rounds("manycore");
  if (work.asked === undefined) return Number.NaN;
  const ideal = work.asked.of === "ideal" ? ours.map(() => idealMilliseconds(work)) : undefined;
  const theirs = ideal ?? rounds(work.asked.of);
  return median(ours.slice(0, theirs.length).map((time, index) => (theirs[index] as number) / time));
}
