/**
 * How many flights has each route, and how late are they? Lines `origin,destination,minutes late`.
 *
 *     npx tsx examples/mapreduce/routes.ts FILE… -r local
 *
 * Prints `["LAX","SFO"]\t[flights,mean delay]`, a line a route, sorted. The third stage of `npm start` runs it on all flights.
 */
import { MapReduce, pair } from "manycore/mapreduce";

export type Route = [origin: string, destination: string];
export type RouteAnswer = [flights: number, meanDelay: number];
type Sums = [flights: number, delay: number];

export interface Flight {
  readonly route: Route;
  /** Minutes, a whole number. */
  readonly delay: number;
}

const WHOLE_NUMBER = /^-?\d+$/;

/** @returns undefined for a line that isn't `origin,destination,minutes late` */
export function readFlight(line: string): Flight | undefined {
  const first = line.indexOf(",");
  const second = line.indexOf(",", first + 1);
  const minutes = line.slice(second + 1);
  // Names of some letters before either comma, and a number behind the second.
  if (first < 1 || second < first + 2 || !WHOLE_NUMBER.test(minutes)) return undefined;
  return { route: [line.slice(0, first), line.slice(first + 1, second)], delay: Number(minutes) };
}

export class Routes extends MapReduce {
  /** With several reducers part 0 has the first routes, part 1 the next …: the parts are one sorted list. */
  override totalOrder = true;

  override *mapper(_: null, line: string) {
    const flight = readFlight(line);
    if (flight) yield pair<Route, Sums>(flight.route, [1, flight.delay]);
    else this.increment("flights", "malformed lines");
  }

  override *combiner(route: Route, sums: Iterable<Sums>) {
    yield pair<Route, Sums>(route, addSums(sums));
  }

  override *reducer(route: Route, sums: Iterable<Sums>) {
    const [flights, delay] = addSums(sums);
    yield pair<Route, RouteAnswer>(route, [flights, delay / flights]);
  }
}

/** Delays are whole minutes, so their sums are exact in any order. */
function addSums(sums: Iterable<Sums>): Sums {
  const total: Sums = [0, 0];
  for (const [flights, delay] of sums) {
    total[0] += flights;
    total[1] += delay;
  }
  return total;
}

await Routes.main(import.meta);
