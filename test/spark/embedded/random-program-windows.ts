/** Random orders, and functions over windows of them. */
import { type Column, functions as F, Window, type WindowSpec } from "../../../src/spark/index.js";
import type { Seeded } from "../../support/seeded.js";
import { columnsOf, type Step } from "./random-program-step.js";
import { type Named, NUMBERS, ORDERED, ofKinds } from "./random-program-tables.js";

/** In an order of all columns, rows that are equal are the same. */
export function randomOrder(random: Seeded, columns: readonly Named[]): readonly Column[] {
  const ways = [F.asc, F.desc, F.asc_nulls_last, F.desc_nulls_first];
  return columns.map(({ name }) => random.pick(ways)(name));
}

/** Two functions over windows. */
export function randomWindows(
  random: Seeded,
  columns: readonly Named[],
  names: readonly [string, string],
): Step | undefined {
  const keys = ofKinds(columns, ORDERED);
  if (keys.length === 0) return undefined;
  const part = random.pick(keys).name;
  const order = randomOrder(random, keys);
  const over = Window.partitionBy(part).orderBy(...order);
  const { unboundedPreceding: first, unboundedFollowing: last } = Window;
  const frames = [
    [-1, 1],
    [0, 2],
    [first, 0],
    [first, last],
    [-2, -1],
  ] as const;
  const frame = random.chance(0.2) ? undefined : random.pick(frames);
  const any = () => random.pick(keys).name;
  const numbers = ofKinds(columns, NUMBERS);
  const number = numbers.length > 0 ? F.col(random.pick(numbers).name) : F.lit(1);
  const ranked = random.pick([
    F.row_number,
    F.rank,
    F.dense_rank,
    F.percent_rank,
    F.cume_dist,
    () => F.lag(any(), 1),
    () => F.lead(any(), 2),
    () => F.ntile(2),
  ])();
  const framed = random.pick([
    () => F.try_sum(number),
    () => F.avg(number),
    () => F.count("*"),
    () => F.min(any()),
    () => F.max(any()),
    () => F.first(any()),
    () => F.last(any()),
    () => F.collect_list(any()),
    () => F.nth_value(any(), 2),
    () => F.stddev(number),
  ])();
  const framedOver: WindowSpec = frame === undefined ? over : over.rowsBetween(frame[0], frame[1]);
  const [one, two] = names;
  const kept = columnsOf(keys);
  return {
    text: `over ${part} by ${order.join(", ")}: ${ranked}, ${framed} of ${frame ?? "all"}`,
    columns: [...keys, ...names.map((name) => ({ name, kind: "other" as const }))],
    run: (df) => df.select(...kept, ranked.over(over).alias(one), framed.over(framedOver).alias(two)),
  };
}
