/** Random aggregates over the columns of a table. */
import { functions as F } from "../../../src/spark/index.js";
import type { Seeded } from "../../support/seeded.js";
import { KEYS, type Kind, type Named, NUMBERS, ofKinds } from "./random-program-tables.js";
import type { RandomValues, Value } from "./random-program-values.js";

/** @param mayFail whether it may be a sum that overflows */
export function randomAggregate(
  random: Seeded,
  values: RandomValues,
  columns: readonly Named[],
  mayFail: boolean,
): Value {
  const { name } = random.pick(columns);
  const keys = ofKinds(columns, KEYS);
  const key = keys.length > 0 ? random.pick(keys) : undefined;
  const numbers = ofKinds(columns, NUMBERS);
  const number = () => (numbers.length > 0 ? F.col(random.pick(numbers).name) : F.lit(1));
  const condition = () => values.condition(columns);
  const of = (kind: Kind, column: Value["column"]): Value => ({ column, kind });
  const any: readonly (() => Value)[] = [
    () => of("long", F.count(name)),
    () => of("long", F.count("*")),
    () => of("double", F.try_sum(number())),
    () => of("double", F.avg(number())),
    () => of("double", F.stddev(number())),
    () => of("double", F.var_pop(number())),
    () => of("double", F.median(number())),
    () => of("double", F.percentile(number(), F.lit(0.25))),
    () => of("double", F.corr(number(), number())),
    () => of("long", F.count_if(condition())),
    () => of("boolean", F.every(condition())),
    () => of("boolean", F.some(condition())),
  ];
  const ofKey: readonly (() => Value)[] =
    key === undefined
      ? []
      : [
          () => of(key.kind, F.min(key.name)),
          () => of(key.kind, F.max(key.name)),
          () => of("long", F.countDistinct(F.col(key.name))),
          () => of("other", F.sort_array(F.collect_list(key.name))),
          () => of("int", F.size(F.collect_set(key.name))),
          () => of("string", F.max_by(F.lit("x"), key.name)),
        ];
  const fallible = [() => of("double", F.sum(number())), () => of("double", F.sum_distinct(number()))];
  return random.pick([...any, ...ofKey, ...(mayFail ? fallible : [])])();
}
