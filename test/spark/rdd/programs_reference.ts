/** Programs of programs.mjs on plain arrays, in the slowest and most obvious way. */

export interface Step {
  readonly op: string;
  readonly a: number;
  readonly b: number;
  readonly k: number;
  readonly n: number;
  readonly others: readonly number[];
}

export interface Program {
  readonly values: readonly number[];
  readonly slices: number;
  readonly steps: readonly Step[];
  readonly isOrdered: boolean;
  readonly action: string;
  readonly k: number;
  readonly n: number;
}

const M = 1009;
const mod = (x: number, m: number): number => ((x % m) + m) % m;
const sum = (all: readonly number[]): number => all.reduce((x, y) => x + y, 0);
const ascending = (all: readonly number[]): number[] => [...all].sort((x, y) => x - y);

function grouped(all: readonly number[], k: number): [number, number[]][] {
  const groups = new Map<number, number[]>();
  for (const x of all) groups.set(mod(x, k), [...(groups.get(mod(x, k)) ?? []), x]);
  return [...groups];
}

function apply(all: readonly number[], { op, a, b, k, others }: Step): number[] {
  switch (op) {
    case "map":
      return all.map((x) => mod(a * x + b, M) - 500);
    case "filter":
      return all.filter((x) => mod(x, k) !== 0);
    case "flatMap":
      return all.flatMap((x) => Array.from({ length: mod(x, 3) + 1 }, (_, i) => x + i));
    case "union":
      return [...all, ...others];
    case "sortBy":
      return ascending(all);
    case "sortByDesc":
      return ascending(all).reverse();
    case "zipWithIndex":
      return all.map((x, i) => x * 3 + i);
    case "keyBy":
      return all.map((x) => x + 2);
    case "cartesian":
      return all.flatMap((x) => others.map((y) => x * 10 + y));
    case "zip":
      return all.map((x) => 2 * x + a);
    case "distinct":
      return [...new Set(all)];
    case "intersection":
      return [...new Set(all)].filter((x) => others.includes(x));
    case "subtract":
      return all.filter((x) => !others.includes(x));
    case "partitionBy":
      return all.map((x) => mod(x, k) + x);
    case "reduceByKey":
    case "foldByKey":
      return grouped(all, k).map(([key, group]) => key * 100 + sum(group));
    case "aggregateByKey":
      return grouped(all, k).map(([key, group]) => key + sum(group) * group.length);
    case "combineByKey":
      return all.map((x) => mod(x, k) + 2 * x);
    case "groupByKey":
      return grouped(all, k).map(([key, group]) => key + sum(group));
    case "subtractByKey":
      return all.filter((x) => !others.includes(mod(x, k)));
    case "treeish":
      return [sum(all)];
    case "coalesce":
    case "glom":
    case "repartition":
      return [...all];
    default:
      return together(op, new Map(grouped(all, k)), new Map(grouped(others, k)));
  }
}

function together(op: string, left: Map<number, number[]>, right: Map<number, number[]>): number[] {
  const keys = [...new Set([...left.keys(), ...right.keys()])];
  return keys.flatMap((key) => {
    const [x, y] = [left.get(key) ?? [], right.get(key) ?? []];
    if (op === "cogroup") return [key + 10 * x.length + 1000 * y.length];
    const keepsLeft = op === "leftOuterJoin" || op === "fullOuterJoin";
    const keepsRight = op === "rightOuterJoin" || op === "fullOuterJoin";
    const ones = x.length === 0 && keepsRight ? [-1000] : x;
    const others = y.length === 0 && keepsLeft ? [-3000] : y;
    return ones.flatMap((one) => others.map((other) => key + one * 2 + other));
  });
}

function counts(all: readonly number[]): [number, number][] {
  return ascending([...new Set(all)]).map((x) => [x, all.filter((y) => y === x).length]);
}

/** What programs.mjs gives. */
export function referenceOf({ values, steps, isOrdered, action, k, n }: Program): unknown {
  const all = steps.reduce<readonly number[]>(apply, values);
  switch (action) {
    case "collect":
      return isOrdered ? all : ascending(all);
    case "count":
      return all.length;
    case "sum":
    case "fold":
      return sum(all);
    case "reduce":
      return all.length === 0 ? "empty" : sum(all);
    case "max":
      return all.length === 0 ? "empty" : Math.max(...all);
    case "min":
      return all.length === 0 ? "empty" : Math.min(...all);
    case "first":
      return all.length === 0 ? "empty" : all[0];
    case "isEmpty":
      return all.length === 0;
    case "take":
      return all.slice(0, n);
    case "top":
      return ascending(all).reverse().slice(0, n);
    case "takeOrdered":
      return ascending(all).slice(0, n);
    case "aggregate":
      return [sum(all), all.length];
    case "countByValue":
      return counts(all);
    case "countByKey":
      return counts(all.map((x) => mod(x, k)));
    case "lookup":
      return ascending(all.filter((x) => mod(x, k) === n));
    case "histogram":
      return [
        [-200, -10],
        [-10, 0],
        [0, 5],
        [5, 301],
      ].map(([from, to]) => all.filter((x) => x >= from! && x < to! && x <= 300).length);
    case "stats": {
      if (all.length === 0) return "empty";
      const mean = sum(all) / all.length;
      const variance = sum(all.map((x) => (x - mean) ** 2)) / all.length;
      return [
        all.length,
        Math.min(...all),
        Math.max(...all),
        mean.toFixed(6),
        Math.sqrt(variance).toFixed(6),
      ];
    }
    default:
      throw new Error(`no reference for ${action}`);
  }
}
