/**
 * The question every way of computing answers: how late are flights, and does distance or the hour matter?
 *
 * Delays are minutes late at arrival (negative: early), distances are miles, hours are those of the actual
 * departure.
 */

/** The columns of the flights, one entry a flight. The numbers are whole, so sums of them in float64 are exact. */
export interface Flights {
  readonly delay: Float64Array;
  readonly distance: Float64Array;
  readonly hour: Uint8Array;
  /** Flights in the file, of which the columns may hold only the first ones. */
  readonly inFile: number;
  readonly from: string;
  readonly to: string;
}

/** The first so many flights; all of them if there are no more. */
export function firstFlights(flights: Flights, rows: number): Flights {
  const { delay, distance, hour } = flights;
  return {
    ...flights,
    delay: delay.subarray(0, rows),
    distance: distance.subarray(0, rows),
    hour: hour.subarray(0, rows),
  };
}

/** A flight counts as late from 15 minutes on, as the Bureau of Transportation Statistics reckons. */
export const LATE_AFTER = 15;

export const HOURS = 24;

/** Bands of distance in miles, from the first number up to but without the second. */
export const BANDS: readonly (readonly [from: number, to: number])[] = [
  [0, 250],
  [250, 500],
  [500, 750],
  [750, 1000],
  [1000, 1500],
  [1500, 2000],
  [2000, 2500],
  [2500, Infinity],
];

export interface DelayStatistics {
  readonly count: number;
  readonly mean: number;
  /** Of the whole population, as `np.std` without `ddof`. */
  readonly std: number;
  readonly min: number;
  readonly max: number;
  /** The part of the flights that were more than 15 minutes late, from 0 to 1. */
  readonly late: number;
}

/** The flights of one hour or band of distance; the mean of none is NaN. */
export interface Group {
  readonly count: number;
  readonly mean: number;
}

/** The straight line `delay = intercept + slope · distance / 1000` with the smallest squared error. */
export interface Line {
  readonly intercept: number;
  /** Minutes a thousand miles. */
  readonly slope: number;
  /** The part of the delays' variance that the line explains, from 0 to 1. */
  readonly r2: number;
}

export interface Answers {
  readonly statistics: DelayStatistics;
  readonly byDistance: readonly Group[];
  readonly byHour: readonly Group[];
  readonly line: Line;
}

/** The parts of the question in the order in which they are asked. */
export const PARTS = [
  "statistics",
  "byDistance",
  "byHour",
  "line",
] as const satisfies readonly (keyof Answers)[];

export type Part = (typeof PARTS)[number];
