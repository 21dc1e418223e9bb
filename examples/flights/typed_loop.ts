import { solveNormalEquations } from "./normal_equations.js";
import {
  BANDS,
  type DelayStatistics,
  type Flights,
  type Group,
  HOURS,
  LATE_AFTER,
  type Line,
} from "./question.js";
import type { Way } from "./way.js";

/**
 * Typed arrays in loops written by hand: what a careful programmer writes when speed matters, one loop for all that
 * can share a pass. The other ways are compared with this one's answers.
 */
export const typedLoop: Way = {
  name: "loop",
  title: "typed array, loop",
  dtype: "float64",
  tolerance: 0,
  prepare: ({ delay, distance, hour }: Flights) => ({
    statistics: () => statistics(delay),
    byDistance: () => byDistance(delay, distance),
    byHour: () => byHour(delay, hour),
    line: () => line(distance, delay),
  }),
};

function statistics(delay: Float64Array): DelayStatistics {
  const count = delay.length;
  let sum = 0;
  let late = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < count; i++) {
    const minutes = delay[i] as number;
    sum += minutes;
    if (minutes > LATE_AFTER) late++;
    if (minutes < min) min = minutes;
    if (minutes > max) max = minutes;
  }
  // A second pass, because a sum of squares loses digits when the mean is large beside the deviations.
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const deviation = (delay[i] as number) - mean;
    squares += deviation * deviation;
  }
  return { count, mean, std: Math.sqrt(squares / count), min, max, late: late / count };
}

function byDistance(delay: Float64Array, distance: Float64Array): Group[] {
  const starts = Float64Array.from(BANDS, ([from]) => from);
  const counts = new Float64Array(BANDS.length);
  const totals = new Float64Array(BANDS.length);
  for (let i = 0; i < delay.length; i++) {
    const miles = distance[i] as number;
    let band = BANDS.length - 1;
    while (miles < (starts[band] as number)) band--;
    (counts[band] as number)++;
    (totals[band] as number) += delay[i] as number;
  }
  return groups(counts, totals);
}

function byHour(delay: Float64Array, hour: Uint8Array): Group[] {
  const counts = new Float64Array(HOURS);
  const totals = new Float64Array(HOURS);
  for (let i = 0; i < delay.length; i++) {
    const h = hour[i] as number;
    (counts[h] as number)++;
    (totals[h] as number) += delay[i] as number;
  }
  return groups(counts, totals);
}

function groups(counts: Float64Array, totals: Float64Array): Group[] {
  return Array.from(counts, (count, index) => ({ count, mean: (totals[index] as number) / count }));
}

function line(distance: Float64Array, delay: Float64Array): Line {
  let [x, y, xx, xy, yy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < delay.length; i++) {
    const miles = distance[i] as number;
    const minutes = delay[i] as number;
    x += miles;
    y += minutes;
    xx += miles * miles;
    xy += miles * minutes;
    yy += minutes * minutes;
  }
  return solveNormalEquations({ n: delay.length, x, y, xx, xy, yy });
}
