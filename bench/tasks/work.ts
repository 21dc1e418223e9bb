/** One row of the table. */
export interface Work {
  readonly id: WorkName;
  /** What is done, for the table. */
  readonly title: string;
  /** Tasks, items, elements or files. */
  readonly n: number;
  readonly workers: number;
  /** How many times the speed of another peer is asked for; a row without is for information. */
  readonly asked?: { readonly of: string; readonly least: number };
  /** Milliseconds of each task, where tasks differ. */
  readonly durations?: readonly number[];
  /** How often it is done in a row, where the median of single times is told. */
  readonly trips?: number;
  /** The folder whose files are counted. */
  readonly folder?: string;
}

export type WorkName =
  | "apply"
  | "round trip"
  | "map"
  | "queue 1→1"
  | "queue 4→4"
  | "queue 4→4, short"
  | "array"
  | "uneven"
  | "words by reduce"
  | "words by map";

/** The issue asks for the figures with two; more would have to share the cores of the machine it was written on. */
export const WORKERS = 2;

/** A task of the uneven row, in milliseconds, and how much longer one in ten is. */
const SHORT_MS = 2;
const LONGER = 50;

/**
 * @param folder the mails
 * @param files how many there are
 * @param scale 1, or less for a look whether everything runs
 */
export function works(folder: string, files: number, scale: number): Work[] {
  const some = (n: number) => Math.max(20, Math.round(n * scale));
  const workers = WORKERS;
  const queue = { n: some(500_000), asked: { of: "Python", least: 5 } };
  const words = { n: files, workers, folder, asked: { of: "one JS thread", least: 1.2 } };
  return [
    {
      id: "apply",
      title: "trivial apply, all at once",
      n: some(50_000),
      workers,
      asked: { of: "piscina", least: 2 },
    },
    {
      id: "round trip",
      title: "one round trip, p50",
      n: some(2000),
      trips: some(2000),
      workers,
      asked: { of: "piscina", least: 1 },
    },
    {
      id: "map",
      title: "map, trivial items",
      n: some(1e6),
      workers,
      asked: { of: "Python", least: 1.5 },
    },
    { ...queue, id: "queue 1→1", title: "queue, small items, 1→1", workers: 1 },
    { ...queue, id: "queue 4→4", title: "queue, small items, 4→4", workers: 4 },
    // Most of its time new threads compile what they run.
    { id: "queue 4→4, short", title: "queue, few items, 4→4", n: some(50_000), workers: 4 },
    {
      id: "array",
      title: "array there and back, p50",
      n: some(1e7),
      trips: 10,
      workers: 1,
      asked: { of: "structuredClone", least: 100 },
    },
    {
      id: "uneven",
      title: `uneven tasks, one in ten ${LONGER}× longer`,
      n: some(200),
      workers,
      asked: { of: "ideal", least: 0.9 },
      durations: unevenDurations(some(200)),
    },
    { ...words, id: "words by reduce", title: "word count, pool.reduce" },
    { id: "words by map", title: "word count, Pool.map a file", n: files, workers, folder },
  ];
}

/** Milliseconds that the tasks take at least, on so many workers. */
export function idealMilliseconds({ durations = [], workers }: Work): number {
  return durations.reduce((sum, duration) => sum + duration, 0) / workers;
}

/** Exactly one in ten is long; which of the ten is drawn, the same in every run. */
function unevenDurations(n: number): number[] {
  // D. E. Knuth and H. W. Lewis's generator, Numerical Recipes in C (1992), section 7.1.
  let state = 2024;
  const draw = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const durations = Array.from({ length: n }, () => SHORT_MS);
  for (let ten = 0; ten < n; ten += 10) durations[ten + draw(Math.min(10, n - ten))] = SHORT_MS * LONGER;
  return durations;
}
