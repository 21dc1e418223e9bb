"""Answers programs of programs.mjs, one JSON a line on stdin, with classic PySpark: one JSON a line on stdout."""
import json
import sys

from pyspark import SparkConf, SparkContext

M = 1009


def joined(v):
    x, y = v[1]
    return v[0] + (-1000 if x is None else x) * 2 + (-3000 if y is None else y)


def apply(sc, rdd, s):
    op, a, b, k, n, others = (s[x] for x in ("op", "a", "b", "k", "n", "others"))

    def other():
        return sc.parallelize(others, n)

    def keyed(r):
        return r.map(lambda x: (x % k, x))

    if op == "map":
        return rdd.map(lambda x: (a * x + b) % M - 500)
    if op == "filter":
        return rdd.filter(lambda x: x % k != 0)
    if op == "flatMap":
        return rdd.flatMap(lambda x: [x + i for i in range(x % 3 + 1)])
    if op == "union":
        return rdd.union(other())
    if op == "sortBy":
        return rdd.sortBy(lambda x: x, True, n)
    if op == "sortByDesc":
        return rdd.sortBy(lambda x: x, False, n)
    if op == "coalesce":
        return rdd.coalesce(n)
    if op == "zipWithIndex":
        return rdd.zipWithIndex().map(lambda v: v[0] * 3 + v[1])
    if op == "glom":
        return rdd.glom().flatMap(lambda v: v)
    if op == "keyBy":
        return rdd.keyBy(lambda x: x + 1).map(lambda v: v[0] * 2 - v[1])
    if op == "cartesian":
        return rdd.cartesian(sc.parallelize(others, 2)).map(lambda v: v[0] * 10 + v[1])
    if op == "zip":
        return rdd.zip(rdd.map(lambda x: x + a)).map(lambda v: v[0] + v[1])
    if op == "distinct":
        return rdd.distinct(n)
    if op == "intersection":
        return rdd.intersection(other())
    if op == "subtract":
        return rdd.subtract(other(), n)
    if op == "repartition":
        return rdd.repartition(n)
    if op == "partitionBy":
        return keyed(rdd).partitionBy(n, lambda key: key * 3 - 7).map(lambda v: v[0] + v[1])
    if op == "reduceByKey":
        return keyed(rdd).reduceByKey(lambda x, y: x + y, n).map(lambda v: v[0] * 100 + v[1])
    if op == "foldByKey":
        return keyed(rdd).foldByKey(0, lambda x, y: x + y).map(lambda v: v[0] * 100 + v[1])
    if op == "aggregateByKey":
        add = lambda x, y: (x[0] + y[0], x[1] + y[1])
        return keyed(rdd).aggregateByKey((0, 0), lambda x, y: (x[0] + y, x[1] + 1), add, n).map(lambda v: v[0] + v[1][0] * v[1][1])
    if op == "combineByKey":
        lists = keyed(rdd).combineByKey(lambda x: [x], lambda x, y: x + [y], lambda x, y: x + y)
        return lists.flatMapValues(lambda x: x).map(lambda v: v[0] + 2 * v[1])
    if op == "groupByKey":
        return keyed(rdd).groupByKey(n).mapValues(sum).map(lambda v: v[0] + v[1])
    if op == "cogroup":
        return keyed(rdd).cogroup(keyed(other())).map(lambda v: v[0] + 10 * len(list(v[1][0])) + 1000 * len(list(v[1][1])))
    if op == "subtractByKey":
        return keyed(rdd).subtractByKey(other().map(lambda x: (x, x)), n).values()
    if op == "treeish":
        return rdd.mapPartitions(lambda it: [sum(it)]).repartition(1).mapPartitions(lambda it: [sum(it)])
    return getattr(keyed(rdd), op)(keyed(other()), n).map(joined)


def act(rdd, p):
    action, k, n = p["action"], p["k"], p["n"]
    if action == "collect":
        return rdd.collect() if p["isOrdered"] else sorted(rdd.collect())
    if action in ("max", "min", "first", "reduce"):
        if rdd.isEmpty():
            return "empty"
        return rdd.reduce(lambda x, y: x + y) if action == "reduce" else getattr(rdd, action)()
    if action in ("top", "takeOrdered", "take"):
        return getattr(rdd, action)(n)
    if action == "fold":
        return rdd.fold(0, lambda x, y: x + y)
    if action == "aggregate":
        return rdd.aggregate((0, 0), lambda x, y: (x[0] + y, x[1] + 1), lambda x, y: (x[0] + y[0], x[1] + y[1]))
    if action == "countByValue":
        return sorted(rdd.countByValue().items())
    if action == "countByKey":
        return sorted(rdd.map(lambda x: (x % k, x)).countByKey().items())
    if action == "stats":
        s = rdd.stats()
        return "empty" if s.count() == 0 else [s.count(), s.min(), s.max(), "%.6f" % s.mean(), "%.6f" % s.stdev()]
    if action == "histogram":
        return rdd.histogram([-200, -10, 0, 5, 300])[1]
    if action == "lookup":
        return sorted(rdd.map(lambda x: (x % k, x)).lookup(n))
    return getattr(rdd, action)()


conf = SparkConf().setMaster("local[2]").set("spark.ui.enabled", "false").set("spark.python.worker.reuse", "true")
sc = SparkContext(conf=conf)
sc.setLogLevel("OFF")
for line in sys.stdin:
    program = json.loads(line)
    try:
        rdd = sc.parallelize(program["values"], program["slices"])
        for step in program["steps"]:
            rdd = apply(sc, rdd, step)
        answer = act(rdd, program)
    except Exception as error:
        answer = {"error": repr(error)[:500]}
    print(json.dumps(answer), flush=True)
sc.stop()
