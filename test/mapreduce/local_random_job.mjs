/** A job that is whatever its options say, for random tests. */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";
import { MapReduce, option, pair, step, sum } from "manycore/mapreduce";
import { setKillPoint } from "../../dist/events/index.js";

/** Keys of all types, from small whole numbers. */
export const KEYS = {
  integer: (k) => k - 20,
  float: (k) => (k - 30) / 7,
  string: (k) => ["", "a", "é", "語", "𝄞", "a\u0000b", "Z"][k % 7] + (k % 5 === 0 ? "" : String(k)),
  array: (k) => [k % 4, `s${k}`, null],
  object: (k) => ({ group: k % 5, name: `n${k}` }),
  mixed: (k) => [null, false, true, k, String(k), [k], { k }, -Infinity, Infinity, ""][k % 10],
};

/** Of a line `number number`: the first decides the key, the second is the value. */
export function parse(line) {
  return line.split(" ").map(Number);
}

/** What a key is grouped by, if it is. */
export function groupOf(key) {
  if (Array.isArray(key)) return key[0];
  // Not null: equal grouping keys make one group only where the keys stand beside each other.
  if (typeof key === "object" && key !== null) return key.group ?? "object";
  return typeof key === "number" && Number.isFinite(key) ? Math.floor(key / 3) : key;
}

export function partOf(key, reducers) {
  return (JSON.stringify(key) ?? "").length % reducers;
}

export class RandomJob extends MapReduce {
  static options = {
    keys: option.choice(Object.keys(KEYS), { default: "integer" }),
    fold: option.choice(["sum", "list", "none"], { default: "sum" }),
    combiner: option.boolean(),
    sorted: option.boolean(),
    grouped: option.boolean(),
    parted: option.boolean(),
    total: option.boolean(),
    second: option.choice(["none", "mapper", "identity"], { default: "none" }),
    wide: option.integer({ default: 0 }),
    place: option.string({ default: "" }),
    pass: option.integer({ default: 1 }),
    marks: option.string(),
  };

  mapperInit() {
    this.#arm();
  }

  reducerInit() {
    this.#arm();
  }

  *first(_, line) {
    const { keys, fold, wide } = this.options;
    const [k, v] = parse(line);
    this.increment("lines", keys);
    const key = KEYS[keys](k);
    // A value that is larger than a number, so that little memory is soon full.
    yield pair(key, fold === "sum" ? v : wide > 0 ? [v, "x".repeat(wide)] : [v]);
    if (k % 11 === 0) yield pair(key, fold === "sum" ? 1 : [v + 1]);
  }

  *add(key, values) {
    yield pair(key, sum(values));
  }

  *list(key, values) {
    const all = [...values].map(([v]) => v);
    yield pair(key, this.options.sorted && !this.options.grouped ? all : all.sort((a, b) => a - b));
  }

  *byType(key, value) {
    yield pair(typeof key, Array.isArray(value) ? value.length : value);
  }

  steps() {
    const { fold, combiner, sorted, grouped, parted, total, second } = this.options;
    const ends = { mapperInit: this.mapperInit, mapper: this.first };
    if (fold === "none") return [step(ends)];
    const reducer = fold === "sum" ? this.add : this.list;
    const first = step({
      ...ends,
      ...(combiner && fold === "sum" && !grouped ? { combiner: this.add } : {}),
      reducer,
      reducerInit: this.reducerInit,
      sortValues: sorted,
      ...(grouped ? { groupingKey: groupOf } : {}),
      ...(parted
        ? { partitioner: grouped ? (key, n) => partOf(groupOf(key), n) : partOf }
        : { totalOrder: total }),
    });
    if (second === "none") return [first];
    if (second === "mapper")
      return [first, step({ mapper: this.byType, combiner: this.add, reducer: this.add })];
    return [first, step({ reducer: this.count })];
  }

  *count(key, values) {
    let n = 0;
    for (const _ of values) n++;
    yield pair(key, n);
  }

  #arm() {
    const { place, pass, marks } = this.options;
    if (isMainThread || place === "" || globalThis.armed) return;
    // On globalThis: a class that travels by its source has a module of its own in each task.
    globalThis.armed = true;
    let passes = 0;
    setKillPoint((point) => {
      if (point !== place || ++passes !== pass || readdirSync(marks).length > 2) return;
      writeFileSync(join(marks, `${readdirSync(marks).length}`), "");
      process.reallyExit(9);
    });
  }
}
