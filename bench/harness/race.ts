import { setTimeout as pause } from "node:timers/promises";
import { median } from "./median.js";
import { type Peer, PeerFailed, PeerProcess } from "./peer_process.js";

/** What one peer did in one row. */
export interface Result {
  readonly peer: string;
  readonly version: string;
  /** Milliseconds of the first time; each benchmark says what belongs to it. */
  readonly cold: number;
  /** Milliseconds of each later time, so that two peers can be compared within a round. */
  readonly rounds: readonly number[];
  /** The median of the later times. */
  readonly warm: number;
  /** Megabytes at most; each benchmark says of what. */
  readonly memory: number;
}

export type Entry<R extends Result = Result> = R | Absent;

export interface Absent {
  readonly peer: string;
  /** Why it isn't in the row. */
  readonly absent: string;
}

/** What computing the row once gave; all peers must agree. */
export type Value = number | string;

/** What a peer's first time gave. */
export type Start =
  | { readonly version: string; readonly value: Value; readonly cold: number }
  | { readonly version: string; readonly absent: string };

/** How a benchmark has one peer do one row. It is made anew for each peer and row, and keeps what it measures. */
export interface Runner<R extends Result> {
  /** The first time, in a process that is new. */
  start(): Promise<Start>;
  /** Once more. */
  again(round: number): Promise<void>;
  /** What was measured; the process may end. */
  finish(): Promise<Measured<R>>;
}

export type Measured<R extends Result> = Omit<R, "peer" | "version" | "cold">;

export interface Rules<Request extends { readonly ask: string }, R extends Result> {
  /** How many rounds follow the first time. */
  readonly rounds: number;
  /** Milliseconds between two peers: threads of the one before may still be busy with going to sleep. */
  readonly pause: number;
  /** The peers without which there is nothing to tell; another one that fails leaves a reason in the table. */
  readonly needed: readonly string[];
  /** Whether a peer's value is that of the first peer that is needed. */
  same?(value: Value, expected: Value): boolean;
  runner(process: PeerProcess<Request>): Runner<R>;
}

/**
 * Runs one row: a fresh process for each peer, the first time cold, then rounds in which one peer runs after the
 * other, so that whatever disturbs the machine for a while disturbs all of them.
 *
 * @param row its name, for errors
 * @throws PeerFailed when a peer that is needed fails, or a peer computes something else than the first one needed
 */
export async function race<Request extends { readonly ask: string }, R extends Result>(
  row: string,
  peers: readonly Peer[],
  rules: Rules<Request, R>,
): Promise<Entry<R>[]> {
  const contestants: Contestant<Request, R>[] = [];
  try {
    for (const peer of peers) {
      // Started one by one: a start is part of the first time in some benchmarks.
      const contestant = new Contestant(peer, rules);
      contestants.push(contestant);
      await contestant.start();
    }
    assertSameValues(row, contestants, rules);
    for (let round = 0; round < rules.rounds; round++) {
      for (const contestant of contestants) await contestant.again(round);
    }
    const entries: Entry<R>[] = [];
    for (const contestant of contestants) entries.push(await contestant.finish());
    return entries;
  } finally {
    for (const { process } of contestants) process.kill();
  }
}

class Contestant<Request extends { readonly ask: string }, R extends Result> {
  readonly process: PeerProcess<Request>;
  value: Value | undefined;
  readonly #rules: Rules<Request, R>;
  readonly #runner: Runner<R>;
  #version = "";
  #cold = Number.NaN;
  #absent: string | undefined;

  constructor(peer: Peer, rules: Rules<Request, R>) {
    this.process = new PeerProcess<Request>(peer);
    this.#rules = rules;
    this.#runner = rules.runner(this.process);
  }

  async start(): Promise<void> {
    await this.#orAbsent(async () => {
      const started = await this.#runner.start();
      this.#version = started.version;
      if ("absent" in started) this.#absent = started.absent;
      else [this.value, this.#cold] = [started.value, started.cold];
    });
  }

  async again(round: number): Promise<void> {
    if (this.#absent !== undefined) return;
    await this.#orAbsent(async () => {
      await pause(this.#rules.pause);
      await this.#runner.again(round);
    });
  }

  async finish(): Promise<Entry<R>> {
    const peer = this.process.name;
    let measured: Measured<R> | undefined;
    if (this.#absent === undefined) {
      await this.#orAbsent(async () => {
        measured = await this.#runner.finish();
      });
    }
    if (measured === undefined) return { peer, absent: this.#absent ?? "it measured nothing" };
    return { peer, version: this.#version, cold: this.#cold, ...measured } as unknown as R;
  }

  async #orAbsent(step: () => Promise<unknown>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof PeerFailed) || this.#rules.needed.includes(this.process.name)) throw error;
      this.#absent = error.message;
    }
  }
}

function assertSameValues<Request extends { readonly ask: string }, R extends Result>(
  row: string,
  contestants: readonly Contestant<Request, R>[],
  { needed, same = Object.is }: Rules<Request, R>,
): void {
  const reference = contestants.find(({ process }) => process.name === needed[0]);
  const expected = reference?.value;
  if (expected === undefined) return;
  for (const { process, value } of contestants) {
    if (value === undefined || same(value, expected)) continue;
    throw new PeerFailed(`${process.name} computes ${value} in the row ${row}, ${needed[0]} ${expected}`);
  }
}

/** @returns the results of the peers that ran */
export function resultsOf<R extends Result>(entries: readonly Entry<R>[]): R[] {
  return entries.filter((entry): entry is R => !("absent" in entry));
}

/** @returns one peer's result in a row, if it took part */
export function resultOf<R extends Result>(entries: readonly Entry<R>[], peer: string): R | undefined {
  return resultsOf(entries).find((result) => result.peer === peer);
}

/** The rounds of a peer, or the first time of one that took part in none. */
export function timesOf(result: Result | undefined): readonly number[] {
  if (result === undefined) return [];
  return result.rounds.length > 0 ? result.rounds : [result.cold];
}

/** How many times longer the others take than we: the median over the rounds of the ratio within a round. */
export function ratioWithinRounds(ours: readonly number[], theirs: readonly number[]): number {
  const both = Math.min(ours.length, theirs.length);
  return median(
    Array.from({ length: both }, (_, round) => (theirs[round] as number) / (ours[round] as number)),
  );
}

/** Why there is no time where there is none: each reason once, with the rows that it is true of. */
export function absences(
  rows: readonly { readonly title: string; readonly entries: readonly Entry[] }[],
): { readonly peer: string; readonly why: string; readonly titles: readonly string[] }[] {
  const all = rows.flatMap(({ title, entries }) =>
    entries.flatMap((entry) => ("absent" in entry ? [{ title, peer: entry.peer, why: entry.absent }] : [])),
  );
  const keys = new Map(all.map(({ peer, why }) => [JSON.stringify([peer, why]), { peer, why }]));
  return [...keys.values()].map(({ peer, why }) => ({
    peer,
    why,
    titles: all.filter((one) => one.peer === peer && one.why === why).map(({ title }) => title),
  }));
}

/** A line a peer: what it is, in the order in which they ran. */
export function versionLines(rows: readonly { readonly entries: readonly Entry[] }[]): string[] {
  const results = rows.flatMap(({ entries }) => resultsOf(entries));
  return [...new Set(results.map(({ peer, version }) => `- ${peer}: ${version}`))];
}
