/** Random jobs by seed: the local runner with little memory and dying threads, inline, and a reference in a few plain lines. */
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { type Pair, registerRunner } from "manycore/mapreduce";
import { expect } from "vitest";
import { LocalJob } from "../../dist/mapreduce/runners/local/local-job.js";
import type { Seeded } from "../support/seeded.js";
import { groupOf, KEYS, parse, RandomJob } from "./local_random_job.mjs";
import { outputOf, partsOf, sorted, writeLines } from "./local_support.js";

/** A runner's name. */
export const LITTLE_MEMORY = "local, little memory";

/** Little memory: a few thousand records go to files, and are merged in passes. */
registerRunner(LITTLE_MEMORY, async () => ({
  name: "local",
  run: async (plan) =>
    new LocalJob(plan, (memory) => ({
      memory,
      work: 64 * 1024,
      kept: 64 * 1024,
      buffers: 16 * 1024,
      asArray: 32 * 1024,
    })).run(),
}));

/** Where threads are ended: places of all protocols that a task goes through. */
const PLACES = [
  "map.begin",
  "map.batch",
  "map.read",
  "map.end",
  "map.spilled",
  "spill.opened",
  "spill.written",
  "spill.closed",
  "task.file",
];
const REDUCE_PLACES = [
  "reduce.begin",
  "reduce.merged",
  "reduce.end",
  "spill.opened",
  "spill.closed",
  "task.file",
];

type Options = {
  keys: keyof typeof KEYS;
  fold: "sum" | "list" | "none";
  second: "none" | "mapper" | "identity";
} & Record<"combiner" | "sorted" | "grouped" | "parted" | "total", boolean> & { wide: number };

function randomOptions(random: Seeded): Options {
  const fold = random.pick(["sum", "sum", "list", "list", "none"] as const);
  const yes = (part: number): boolean => random.next() < part;
  return {
    keys: random.pick(Object.keys(KEYS) as (keyof typeof KEYS)[]),
    fold,
    combiner: yes(0.6),
    sorted: fold === "list" && yes(0.5),
    grouped: yes(0.3),
    parted: yes(0.3),
    total: yes(0.3),
    second: random.pick(["none", "none", "mapper", "identity"] as const),
    wide: fold === "list" ? random.pick([0, 20, 300]) : 0,
  };
}

/** What happened in a round: so that a test can say that there were deaths and spills at all. */
export interface Round {
  readonly deaths: number;
  readonly spilledBytes: number;
}

/** A random job, in all ways. `folder` is a fresh one. */
export async function randomRound(random: Seeded, folder: string, seed: number): Promise<Round> {
  const options = randomOptions(random);
  const reducers = random.integer(1, 5);
  const distinct = random.pick([3, 60, 2000]);
  const lines = Array.from(
    { length: random.pick([0, 1, 300, 6000, 6000]) },
    () => `${random.integer(0, distinct)} ${random.integer(0, 99)}`,
  );
  const input = writeLines(`${folder}/in.txt`, lines);
  const dies = random.next() < 0.8;
  const marks = `${folder}/marks`;
  const kill = dies
    ? { place: random.pick([...PLACES, ...REDUCE_PLACES]), pass: random.pick([1, 1, 2, 3]), marks }
    : {};
  if (dies) mkdirSync(marks);
  const what = `seed ${seed}: ${JSON.stringify({ options, reducers, lines: lines.length, distinct, ...kill })}`;
  const common = { input, reducers };
  // JSON has no form for infinite numbers.
  const toFolder = random.next() < 0.5 && options.keys !== "mixed";
  const local = await RandomJob.run({
    ...common,
    runner: random.pick(["local", LITTLE_MEMORY, LITTLE_MEMORY]),
    workers: 2,
    splitSize: random.pick([2000, 9000, 100_000]),
    options: { ...options, ...kill },
    ...(toFolder ? { output: `${folder}/local` } : { temp: folder }),
  });
  const inline = await RandomJob.run({
    ...common,
    runner: "inline",
    options,
    ...(toFolder ? { output: `${folder}/inline` } : {}),
  });
  const pairs = await outputOf(local);
  await local[Symbol.asyncDispose]();
  expect(local.counters.toJSON(), what).toEqual(inline.counters.toJSON());
  expect(sorted(pairs), what).toEqual(sorted(await outputOf(inline)));
  expect(sorted(pairs.map(asJson)), what).toEqual(sorted(reference(lines, options).map(asJson)));
  if (toFolder && options.fold !== "none") {
    // Groups come in the order of their keys. Where a total order is cut depends on the sample.
    const cut = options.total && !options.parted && options.second === "none";
    const [mine, its] = [partsOf(`${folder}/local`), partsOf(`${folder}/inline`)];
    expect(cut ? Object.values(mine).flat() : mine, what).toEqual(cut ? Object.values(its).flat() : its);
  }
  const left = readdirSync(folder).filter((name) => !["in.txt", "marks", "local", "inline"].includes(name));
  expect(left, what).toEqual([]);
  const deaths = dies ? readdirSync(marks).length : 0;
  rmSync(folder, { recursive: true });
  return { deaths, spilledBytes: local.stats.spilledBytes };
}

const asJson = ([key, value]: Pair): [string, unknown] => [text(key), value];
const text = (key: unknown): string => (typeof key === "number" ? String(key) : JSON.stringify(key));

/** The same in plain loops over arrays. What `total`, `parted` and `combiner` do can't be seen in the pairs. */
function reference(lines: readonly string[], { keys, fold, grouped, second }: Options): Pair[] {
  const mapped: [unknown, number][] = [];
  for (const line of lines) {
    const [k, v] = parse(line) as [number, number];
    const key: unknown = KEYS[keys](k);
    mapped.push([key, v]);
    if (k % 11 === 0) mapped.push([key, fold === "sum" ? 1 : v + 1]);
  }
  if (fold === "none") return mapped.map(([key, v]) => [key, [v]]);
  const groups = new Map<string, { key: unknown; values: number[] }>();
  for (const [key, v] of mapped) {
    const name = text(grouped ? groupOf(key) : key);
    const group = groups.get(name) ?? { key, values: [] };
    group.values.push(v);
    // The first of a group's keys, in their order.
    if (grouped && isBefore(key, group.key)) group.key = key;
    groups.set(name, group);
  }
  const reduced: Pair[] = [...groups.values()].map(({ key, values }) => [
    key,
    fold === "sum" ? values.reduce((a, b) => a + b, 0) : values.sort((a, b) => a - b),
  ]);
  if (second === "none") return reduced;
  const counts = new Map<string, { key: unknown; n: number }>();
  for (const [key, value] of reduced) {
    const to = second === "identity" ? key : typeof key;
    const by = second === "identity" ? 1 : Array.isArray(value) ? value.length : (value as number);
    const count = counts.get(text(to)) ?? { key: to, n: 0 };
    count.n += by;
    counts.set(text(to), count);
  }
  return [...counts.values()].map(({ key, n }) => [key, n]);
}

/** Of two keys of one group, by what they differ in. */
function isBefore(a: unknown, b: unknown): boolean {
  const [x, y] = [a, b].map((key) => {
    if (Array.isArray(key)) return key[1] as unknown;
    const { k, name } = (key ?? {}) as { k?: number; name?: string };
    return k ?? name ?? key;
  }) as [number | string, number | string];
  return x < y;
}
