/**
 * How many flights has each route, and how late are they? Lines `origin,destination,minutes late`.
 *
 *     npx tsx examples/mapreduce/routes.ts FILE… -r local
 *
 * Prints `["LAX", "SFO"]\t[flights, mean delay]`, a line a route, sorted. The third stage of `npm start` runs it on all flights.
 */
import { MapReduce, pair } from "manycore/mapreduce";

export type Route = [origin: string, destination: string];
export type RouteAnswer = [flights: number, meanDelay: number];
type Sums = [flights: number, delay: number];

export class Routes extends MapReduce {
  /** With several reducers part 0 has the first routes, part 1 the next …: the parts are one sorted list. */
  override totalOrder = true;

  override *mapper(_: null, line: string) {
    const [origin = "", destination = "", delay = ""] = line.split(",");
    if (origin === "" || destination === "" || !/^-?\d+$/.test(delay)) {
      this.increment("flights", "malformed lines");
      return;
    }
    yield pair<Route, Sums>([origin, destination], [1, Number(delay)]);
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
