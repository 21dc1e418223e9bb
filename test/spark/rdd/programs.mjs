/** Small programs on RDDs of whole numbers, as data: made by a seed, and run on ours, on arrays (programs_reference.ts) and by PySpark (programs.py). */

const M = 1009;

const mod = (x, m) => ((x % m) + m) % m;

/** Steps that keep the order of what Spark and we have in common, and those after which only the elements are the same. */
const ORDERED = [
  "map",
  "filter",
  "flatMap",
  "union",
  "sortBy",
  "sortByDesc",
  "coalesce",
  "zipWithIndex",
  "glom",
  "keyBy",
  "cartesian",
  "zip",
];
const UNORDERED = [
  ...[
    "distinct",
    "intersection",
    "subtract",
    "repartition",
    "reduceByKey",
    "groupByKey",
    "foldByKey",
    "aggregateByKey",
  ],
  ...[
    "combineByKey",
    "join",
    "leftOuterJoin",
    "rightOuterJoin",
    "fullOuterJoin",
    "cogroup",
    "subtractByKey",
    "partitionBy",
    "treeish",
  ],
];
const ACTIONS = [
  ...[
    "collect",
    "count",
    "sum",
    "max",
    "min",
    "top",
    "takeOrdered",
    "reduce",
    "fold",
    "aggregate",
    "countByValue",
    "countByKey",
  ],
  ...["stats", "histogram", "isEmpty", "take", "lookup", "first"],
];

export function makeProgram(random) {
  const values = (most) => Array.from({ length: random.integer(0, most) }, () => random.integer(-50, 50));
  const steps = [];
  let isOrdered = true;
  let size = 40;
  for (let left = random.integer(1, 6); left > 0; left--) {
    let op = random.pick(random.next() < 0.5 ? ORDERED : UNORDERED);
    if (op === "zipWithIndex" && !isOrdered) op = "map";
    if (
      size > 400 &&
      ["join", "leftOuterJoin", "rightOuterJoin", "fullOuterJoin", "cartesian", "flatMap"].includes(op)
    )
      op = "distinct";
    if (UNORDERED.includes(op)) isOrdered = false;
    if (op.startsWith("sortBy")) isOrdered = true;
    if (op === "cartesian") size *= 3;
    if (/join/i.test(op)) size *= 4;
    if (op === "flatMap") size *= 2;
    const others = op === "cartesian" ? Array.from({ length: 3 }, () => random.integer(0, 9)) : values(20);
    steps.push({
      op,
      a: random.integer(1, 30),
      b: random.integer(-20, 20),
      k: random.integer(1, 7),
      n: random.integer(1, 5),
      others,
    });
  }
  let action = random.pick(ACTIONS);
  if (!isOrdered && (action === "take" || action === "first")) action = "collect";
  return {
    values: values(40),
    slices: random.integer(1, 4),
    steps,
    isOrdered,
    action,
    k: random.integer(1, 7),
    n: random.integer(0, 6),
  };
}

/** Runs one on a SparkContext of ours. The answer is plain. */
export async function runProgram(sc, program) {
  let rdd = sc.parallelize(program.values, program.slices);
  for (const step of program.steps) rdd = apply(sc, rdd, step);
  return act(rdd, program);
}

function apply(sc, rdd, { op, a, b, k, n, others }) {
  const other = () => sc.parallelize(others, n);
  const keyed = (each) => each.map((x) => [mod(x, k), x]);
  switch (op) {
    case "map":
      return rdd.map((x) => mod(a * x + b, M) - 500);
    case "filter":
      return rdd.filter((x) => mod(x, k) !== 0);
    case "flatMap":
      return rdd.flatMap((x) => Array.from({ length: mod(x, 3) + 1 }, (_, i) => x + i));
    case "union":
      return rdd.union(other());
    case "sortBy":
      return rdd.sortBy((x) => x, true, n);
    case "sortByDesc":
      return rdd.sortBy((x) => x, false, n);
    case "coalesce":
      return rdd.coalesce(n);
    case "zipWithIndex":
      return rdd.zipWithIndex().map(([x, i]) => x * 3 + i);
    case "glom":
      return rdd.glom().flatMap((all) => all.slice());
    case "keyBy":
      return rdd.keyBy((x) => x + 1).map(([key, x]) => key * 2 - x);
    case "cartesian":
      return rdd.cartesian(sc.parallelize(others, 2)).map(([x, y]) => x * 10 + y);
    case "zip":
      return rdd.zip(rdd.map((x) => x + a)).map(([x, y]) => x + y);
    case "distinct":
      return rdd.distinct(n);
    case "intersection":
      return rdd.intersection(other());
    case "subtract":
      return rdd.subtract(other(), n);
    case "repartition":
      return rdd.repartition(n);
    case "partitionBy":
      return keyed(rdd)
        .partitionBy(n, (key) => key * 3 - 7)
        .map(([key, x]) => key + x);
    case "reduceByKey":
      return keyed(rdd)
        .reduceByKey((x, y) => x + y, n)
        .map(([key, x]) => key * 100 + x);
    case "foldByKey":
      return keyed(rdd)
        .foldByKey(0, (x, y) => x + y)
        .map(([key, x]) => key * 100 + x);
    case "aggregateByKey":
      return keyed(rdd)
        .aggregateByKey(
          [0, 0],
          ([s, c], x) => [s + x, c + 1],
          ([s, c], [t, d]) => [s + t, c + d],
          n,
        )
        .map(([key, [s, c]]) => key + s * c);
    case "combineByKey":
      return keyed(rdd)
        .combineByKey(
          (x) => [x],
          (all, x) => [...all, x],
          (x, y) => [...x, ...y],
        )
        .flatMapValues((all) => all)
        .map(([key, x]) => key + 2 * x);
    case "groupByKey":
      return keyed(rdd)
        .groupByKey(n)
        .mapValues((all) => all.reduce((x, y) => x + y, 0))
        .map(([key, x]) => key + x);
    case "cogroup":
      return keyed(rdd)
        .cogroup(keyed(other()))
        .map(([key, [x, y]]) => key + 10 * x.length + 1000 * y.length);
    case "subtractByKey":
      return keyed(rdd)
        .subtractByKey(
          other().map((x) => [x, x]),
          n,
        )
        .values();
    case "treeish":
      return rdd
        .mapPartitionsWithIndex((_, it) => [[...it].reduce((x, y) => x + y, 0)])
        .repartition(1)
        .mapPartitions((it) => [[...it].reduce((x, y) => x + y, 0)]);
    default:
      return keyed(rdd)
        [op](keyed(other()), n)
        .map(([key, [x, y]]) => key + (x ?? -1000) * 2 + (y ?? -3000));
  }
}

async function act(rdd, { action, k, n, isOrdered }) {
  const plain = (map) => [...map].sort(([x], [y]) => x - y);
  switch (action) {
    case "collect": {
      const all = await rdd.collect();
      return isOrdered ? all : all.sort((x, y) => x - y);
    }
    case "max":
    case "min":
    case "first":
    case "reduce":
      if (await rdd.isEmpty()) return "empty";
      return action === "reduce" ? rdd.reduce((x, y) => x + y) : rdd[action]();
    case "top":
    case "takeOrdered":
    case "take":
      return rdd[action](n);
    case "fold":
      return rdd.fold(0, (x, y) => x + y);
    case "aggregate":
      return rdd.aggregate(
        [0, 0],
        ([s, c], x) => [s + x, c + 1],
        ([s, c], [t, d]) => [s + t, c + d],
      );
    case "countByValue":
      return plain(await rdd.countByValue());
    case "countByKey":
      return plain(await rdd.map((x) => [mod(x, k), x]).countByKey());
    case "stats": {
      const stats = await rdd.stats();
      return stats.count() === 0
        ? "empty"
        : [stats.count(), stats.min(), stats.max(), stats.mean().toFixed(6), stats.stdev().toFixed(6)];
    }
    case "histogram":
      return (await rdd.histogram([-200, -10, 0, 5, 300]))[1];
    case "lookup":
      return (await rdd.map((x) => [mod(x, k), x]).lookup(n)).sort((x, y) => x - y);
    default:
      return rdd[action]();
  }
}
