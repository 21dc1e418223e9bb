/**
 * How long do visits take? Lines `seconds visitor page`, in any order; a visit ends when its visitor is away for half an hour.
 *
 *     npx tsx examples/mapreduce/secondary-sort.ts FILE… --gap 1800
 *
 * Prints `"visitor"\t[from, seconds, pages]`, a line a visit. The reducer sees a visitor's views in the order of time, because with
 * `sortValues` the shuffle sorts by key and then by value: it holds one visit, never all that a visitor ever did.
 */
import { MapReduce, option, pair } from "manycore/mapreduce";

const OPTIONS = { gap: option.float({ default: 1800, help: "seconds without a view that end a visit" }) };

type View = [time: number, page: string];
type Visit = [from: number, seconds: number, pages: number];

export class Visits extends MapReduce<null, string, typeof OPTIONS> {
  static override options = OPTIONS;
  override sortValues = true;

  override *mapper(_: null, line: string) {
    const [time = "", visitor = "", page = ""] = line.trim().split(/\s+/);
    if (page === "" || !/^\d+(\.\d+)?$/.test(time)) {
      this.increment("views", "malformed lines");
      return;
    }
    yield pair(visitor, [Number(time), page]);
  }

  override *reducer(visitor: string, views: Iterable<View>) {
    let visit: Visit | undefined;
    for (const [time] of views) {
      if (visit && time - (visit[0] + visit[1]) > this.options.gap) {
        yield pair(visitor, visit);
        visit = undefined;
      }
      visit = visit ? [visit[0], time - visit[0], visit[2] + 1] : [time, 0, 1];
    }
    if (visit) yield pair(visitor, visit);
  }
}

await Visits.main(import.meta);
