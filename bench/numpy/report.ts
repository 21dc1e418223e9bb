import type { BoundedLoop } from "./bounded_loop.js";
import type { Row } from "./race.js";

/** Everything one run of the benchmark found; this is what is written as JSON. */
export interface Report {
  readonly date: string;
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly blasThreads: number;
  readonly rows: readonly Row[];
  readonly loop?: BoundedLoop;
}

/** @returns `undefined` for a row without a threshold */
export function passes({ work, ratio }: Row): boolean | undefined {
  return work.least === undefined ? undefined : ratio >= work.least;
}

/** @returns every peer's name in the order in which they ran */
export function peersIn(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap(({ entries }) => entries.map(({ peer }) => peer)))];
}
