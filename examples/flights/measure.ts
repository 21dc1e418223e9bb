import { type Answers, type Flights, PARTS, type Part } from "./question.js";
import type { Prepared, Slow, Way } from "./way.js";

/** Milliseconds that one way took. */
export interface Times {
  /** Bringing the columns into the way's own kind of array. */
  readonly prepare: number;
  /** Asking the whole question for the first time: engine, kernels and caches are cold. */
  readonly cold: number;
  /** Median of the later times. */
  readonly warm: number;
  readonly parts: Readonly<Record<Part, number>>;
  /** How many times the question was asked after the first time. */
  readonly runs: number;
}

export interface Measured {
  readonly answers: Answers;
  readonly times: Times;
  readonly on?: string;
  readonly slow?: Slow;
}

/** How often the question is asked again once it has been asked. */
export interface Patience {
  readonly runs: number;
  /** No further run begins after so many milliseconds. */
  readonly milliseconds: number;
}

/**
 * Has one way answer the question, first cold, then warm.
 *
 * @throws WayNotHere when the way can't compute on this machine
 */
export async function measure(
  way: Way,
  flights: Flights,
  patience: Patience,
  onRun: (done: number, total: number) => void = () => {},
): Promise<Measured> {
  const begin = performance.now();
  const prepared = await way.prepare(flights);
  const prepare = performance.now() - begin;

  const runs = prepared.slow === undefined ? patience.runs : 1;
  const total = runs + 1;
  const first = await ask(prepared);
  onRun(1, total);
  const warm: Record<Part, number>[] = [];
  const end = performance.now() + patience.milliseconds;
  while (warm.length < runs && (warm.length === 0 || performance.now() < end)) {
    warm.push((await ask(prepared)).milliseconds);
    onRun(1 + warm.length, total);
  }
  onRun(total, total);
  const parts = record((part) => median(warm.map((run) => run[part])));
  return {
    answers: first.answers,
    times: {
      prepare,
      cold: sum(first.milliseconds),
      warm: median(warm.map(sum)),
      parts,
      runs: warm.length,
    },
    ...(prepared.on === undefined ? {} : { on: prepared.on }),
    ...(prepared.slow === undefined ? {} : { slow: prepared.slow }),
  };
}

/** One way's answers, without looking at the clock. */
export async function answersOf(way: Way, flights: Flights): Promise<Answers> {
  return (await ask(await way.prepare(flights))).answers;
}

async function ask(prepared: Prepared): Promise<{ answers: Answers; milliseconds: Record<Part, number> }> {
  const answers: Partial<Record<Part, Answers[Part]>> = {};
  const milliseconds: Partial<Record<Part, number>> = {};
  for (const part of PARTS) {
    const begin = performance.now();
    answers[part] = await prepared[part]();
    milliseconds[part] = performance.now() - begin;
  }
  return { answers: answers as unknown as Answers, milliseconds: milliseconds as Record<Part, number> };
}

/** @param values at least one */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

function sum(times: Record<Part, number>): number {
  return PARTS.reduce((total, part) => total + times[part], 0);
}

function record(value: (part: Part) => number): Record<Part, number> {
  return Object.fromEntries(PARTS.map((part) => [part, value(part)])) as Record<Part, number>;
}
