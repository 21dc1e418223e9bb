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
 * JavaScript's own lists, in the style that they invite: map, filter, reduce.
 *
 * Each call visits every element through a function, and `map` and `filter` make a new list in passing. An engine may
 * change a list's representation at any store, so it can't keep several elements in one vector register.
 */
export const plainArray: Way = {
  name: "array",
  title: "plain Array",
  dtype: "float64",
  tolerance: 1e-9,
  prepare: (flights: Flights) => {
    const delays = Array.from(flights.delay);
    const distances = Array.from(flights.distance);
    const hours = Array.from(flights.hour);
    return {
      statistics: () => statistics(delays),
      byDistance: () =>
        BANDS.map(([from, to]) => group(delays, (i) => at(distances, i) >= from && at(distances, i) < to)),
      byHour: () => groupByHour(delays, hours),
      line: () => line(distances, delays),
    };
  },
};

function statistics(delays: number[]): DelayStatistics {
  const mean = sum(delays) / delays.length;
  return {
    count: delays.length,
    mean,
    std: Math.sqrt(sum(delays.map((delay) => (delay - mean) ** 2)) / delays.length),
    min: delays.reduce((least, delay) => Math.min(least, delay)),
    max: delays.reduce((most, delay) => Math.max(most, delay)),
    late: delays.filter((delay) => delay > LATE_AFTER).length / delays.length,
  };
}

function group(delays: number[], belongs: (index: number) => boolean): Group {
  const chosen = delays.filter((_, index) => belongs(index));
  return { count: chosen.length, mean: sum(chosen) / chosen.length };
}

function groupByHour(delays: number[], hours: number[]): Group[] {
  const groups = Array.from({ length: HOURS }, () => ({ count: 0, total: 0 }));
  delays.forEach((delay, index) => {
    const group = groups[at(hours, index)];
    if (group === undefined)
      throw new RangeError(`hour ${hours[index]} of flight ${index} is not from 0 to 23`);
    group.count += 1;
    group.total += delay;
  });
  return groups.map(({ count, total }) => ({ count, mean: total / count }));
}

function line(distances: number[], delays: number[]): Line {
  return solveNormalEquations({
    n: delays.length,
    x: sum(distances),
    y: sum(delays),
    xx: sum(distances.map((distance) => distance * distance)),
    xy: sum(distances.map((distance, index) => distance * at(delays, index))),
    yy: sum(delays.map((delay) => delay * delay)),
  });
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function at(values: number[], index: number): number {
  return values[index] as number;
}
