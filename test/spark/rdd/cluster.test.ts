/** What RDDs on a cluster have of their own: what Spark keeps, broadcast values as files, errors out of executors, folders that Spark writes. */
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { partitionOfRoute, routesTo } from "../../../src/spark/rdd/cluster/routing.js";
import { SPARK_START_MILLISECONDS, sparkServer } from "../../support/spark.js";
import { clusterScene, failure, left, SparkSession, sorted } from "./rdd_support.js";
import { norm } from "./with_import.mjs";

const at = clusterScene();

test("each partition has a route, and it leads there", () => {
  for (const partitions of [1, 2, 7, 200]) {
    const routes = routesTo(partitions);
    expect(Array.from(routes, (route) => partitionOfRoute(route, partitions))).toEqual(
      Array.from({ length: partitions }, (_, i) => i),
    );
  }
  // SELECT pmod(hash(0), 7), pmod(hash(1), 7), pmod(hash(123456789), 1000)
  expect([partitionOfRoute(0, 7), partitionOfRoute(1, 7), partitionOfRoute(123456789, 1000)]).toEqual([
    1, 2, 720,
  ]);
});

test("a shuffle's partitions are all there, in one task each", async () => {
  const pids = await at.sc
    .range(0, 100, 1, 3)
    .map((x): [number, number] => [x % 10, x])
    .partitionBy(5, (key) => key)
    .mapPartitionsWithIndex((index, all) => [[index, [...all].map(([key]) => key)] as const])
    .collect();
  expect(pids.map(([index, keys]) => [index, [...new Set(keys)]])).toEqual(
    [0, 1, 2, 3, 4].map((index) => [index, [index, index + 5]]),
  );
});

describe("persist", () => {
  test("has Spark keep the partitions; what was added to accumulators counts once", async () => {
    const computed = at.sc.accumulator(0);
    const rdd = at.sc
      .range(0, 100, 1, 4)
      .map((x): [number, number] => {
        computed.add(1);
        return [x % 10, x];
      })
      .cache();
    expect(await rdd.take(1)).toEqual([[0, 0]]);
    expect(await rdd.count()).toBe(100);
    expect(await rdd.values().sum()).toBe(4950);
    expect(await rdd.reduceByKey((a, b) => a + b, 3).count()).toBe(10);
    expect(await rdd.join(rdd).count()).toBe(1000);
    expect(computed.value).toBe(100);
    rdd.unpersist();
    expect(await rdd.count()).toBe(100);
    expect(computed.value).toBe(200);
  });
});

describe("accumulators", () => {
  test("of stages before shuffles come with the answer", async () => {
    const before = at.sc.accumulator(0);
    const behind = at.sc.accumulator<number[]>([], { zero: () => [], addInPlace: (a, b) => [...a, ...b] });
    const sums = at.sc
      .range(0, 60, 1, 3)
      .map((x): [number, number] => {
        before.add(1);
        return [x % 3, x];
      })
      .reduceByKey((a, b) => a + b, 2)
      .map(([key, sum]) => {
        behind.add([key]);
        return sum;
      });
    expect(sorted(await sums.collect())).toEqual([570, 590, 610]);
    expect(before.value).toBe(60);
    expect(sorted(behind.value)).toEqual([0, 1, 2]);
  });

  test("count in saveAsTextFile", async () => {
    const seen = at.sc.accumulator(0);
    const lines = at.sc.range(0, 40, 1, 4).map((x) => {
      seen.add(1);
      return `line ${x}`;
    });
    await lines.saveAsTextFile(at.path("counted"));
    expect(seen.value).toBe(40);
    expect(await at.sc.textFile(at.path("counted")).count()).toBe(40);
  });
});

describe("broadcast", () => {
  test("a value goes as a file, and is read where it is used", async () => {
    const table = at.sc.broadcast(
      new Map([
        [1, "one"],
        [2, "two"],
      ]),
    );
    const named = at.sc.range(0, 6, 1, 3).map((x) => table.value.get(x % 3) ?? "none");
    expect(await named.collect()).toEqual(["none", "one", "two", "none", "one", "two"]);
    table.destroy();
    expect((await failure(named.collect())).message).toContain("was destroyed");
  });
});

describe("functions", () => {
  test("bring what they import, and share accumulators and broadcast values with the others", async () => {
    const seen = at.sc.accumulator(0);
    const scale = at.sc.broadcast(2);
    const lengths = at.sc
      .parallelize(
        [
          [3, 4],
          [6, 8],
        ],
        2,
      )
      .map(([x, y]) => {
        seen.add(1);
        return norm(x!, y!) * scale.value;
      });
    expect(await lengths.collect()).toEqual([10, 20]);
    expect(seen.value).toBe(2);
  });
});

test("instances of classes of this file are still that when they come back", async () => {
  class Point {
    readonly x: number;
    constructor(x: number) {
      this.x = x;
    }
    twice(): number {
      return 2 * this.x;
    }
  }
  const grouped = at.sc
    .range(4)
    .map((x) => new Point(x))
    .map((point): [number, Point] => [point.twice() % 4, point])
    .groupByKey(2);
  const points = (await grouped.collect()).flatMap(([, all]) => all);
  expect(points.every((point) => point instanceof Point)).toBe(true);
  expect(points.map(({ x }) => x).sort()).toEqual([0, 1, 2, 3]);
});

describe("what goes wrong", () => {
  test("in a function is the cause, of its own class, with the line of this file", async () => {
    const rdd = at.sc.parallelize([1, 2, 3], 2).map((x) => {
      if (x === 3) throw new RangeError(`no ${x}`);
      return x;
    });
    const error = await failure(rdd.collect());
    expect(error.name).toBe("SparkException");
    expect(error.message).toBe("Job aborted due to stage failure: collect: RangeError: no 3");
    expect(error.cause).toBeInstanceOf(RangeError);
    expect((error.cause as Error).stack).toMatch(/cluster\.test\.ts:\d+:\d+/);
    expect(
      (
        await failure(
          rdd
            .map((x): [number, number] => [x, x])
            .groupByKey()
            .count(),
        )
      ).message,
    ).toContain("RangeError: no 3");
    expect(await at.sc.range(4).sum()).toBe(6);
  });

  test("ends a process: the action says so, and the next one is fine", async () => {
    const error = await failure(at.sc.range(4).foreach((x) => void (x === 2 && process.exit(7))));
    expect(error.message).toContain("ended its process with code 7");
    expect(await at.sc.range(4).sum()).toBe(6);
  });

  test("can't travel: the method is named", async () => {
    const socket = new WeakRef({});
    const error = await failure(
      at.sc
        .range(3)
        .map(() => socket.deref())
        .count(),
    );
    expect(error.name).toBe("NotPortableError");
    expect(error.message).toContain("map()'s function");
  });

  test("never ends: the setting ends it, whichever function it is", async () => {
    const session = await SparkSession.builder.remote((await sparkServer()).url).create();
    try {
      await session.conf.set("manycore.functionTimeout", "1");
      const rdd = session.sparkContext.range(2);
      const endless = (x: number): number => {
        for (;;) if (x < 0) return x;
      };
      const actions = [
        () => rdd.map(endless).collect(),
        () =>
          rdd
            .map((x): [number, number] => [0, x])
            .reduceByKey(endless)
            .count(),
      ];
      for (const action of actions) expect((await failure(action())).message).toContain("took more than 1 s");
      await session.conf.set("manycore.functionTimeout", "soon");
      expect((await failure(rdd.count())).name).toBe("IllegalArgumentException");
    } finally {
      await session.stop();
    }
  });

  test("is called off", async () => {
    const controller = new AbortController();
    const running = at.sc
      .range(4)
      .map((x) => {
        for (;;) if (x < 0) return x;
      })
      .collect({ signal: controller.signal });
    setTimeout(() => controller.abort(new Error("enough")), 1500);
    expect((await failure(running)).message).toBe("enough");
    expect(await at.sc.range(10).count()).toBe(10);
  });
});

describe("large values", () => {
  test("of a slice come in pieces", async () => {
    const texts = Array.from({ length: 40 }, (_, i) => `${i}${"x".repeat(2 ** 20)}`);
    const rdd = at.sc.parallelize(texts, 2);
    expect(await rdd.map((text) => text.length).collect()).toEqual(texts.map(({ length }) => length));
    expect(
      await rdd
        .glom()
        .map((all) => all.length)
        .collect(),
    ).toEqual([20, 20]);
  });

  test("of a product are read from a file", async () => {
    const texts = at.sc.range(0, 90, 1, 1).map((i) => `${i}${"y".repeat(2 ** 20)}`);
    const pairs = at.sc.range(0, 2, 1, 1).cartesian(texts);
    expect(await pairs.map(([, text]) => text.length - 2 ** 20).sum()).toBe(2 * 170);
  });
});

describe("saveAsTextFile", () => {
  test("has Spark write a part a partition, in order", async () => {
    const path = at.path("out");
    await at.sc.parallelize<unknown>(["a b", 3, [1, "x"], null, { k: [true] }], 2).saveAsTextFile(path);
    const names = readdirSync(path).filter((name) => !name.startsWith("."));
    expect(names.sort()[0]).toBe("_SUCCESS");
    const parts = names.slice(1).map((name) => readFileSync(at.path("out", name), "utf8"));
    expect(parts).toEqual(["a b\n3\n", '[1,"x"]\nnull\n{"k":[true]}\n']);
    await at.sc.range(0, 10, 1, 2).saveAsTextFile(at.path("zipped"), { compression: "gzip" });
    expect(await at.sc.textFile(at.path("zipped")).map(Number).collect()).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
  });

  test("refuses a folder that is there, and leaves it as it is", async () => {
    const path = at.path("there");
    mkdirSync(path);
    writeFileSync(at.path("there", "mine"), "");
    expect((await failure(at.sc.range(3).saveAsTextFile(path))).message).toContain("already exists");
    expect(readdirSync(path)).toEqual(["mine"]);
  });

  test("has no _SUCCESS when a task fails", async () => {
    const path = at.path("failed");
    const odd = at.sc.parallelize([new Map([[1, 2]])], 1);
    expect((await failure(odd.saveAsTextFile(path))).message).toContain("map the elements to strings");
    expect(left(path)).not.toContain("_SUCCESS");
  });
});

describe("a store that Spark knows and node doesn't", () => {
  let session: InstanceType<typeof SparkSession>;
  let sc: typeof session.sparkContext;
  // Spark remembers what a name led to.
  const store = `texts-${randomUUID()}`;
  const stored = (name: string) => `viewfs://${store}/d/${name}`;
  beforeAll(async () => {
    session = await SparkSession.builder.remote((await sparkServer()).url).create();
    sc = session.sparkContext;
    mkdirSync(at.path("stored"));
    // A file system of Hadoop's own, which leads to a folder here.
    await session.conf.set(`fs.viewfs.mounttable.${store}.link./d`, `file://${at.path("stored")}`);
  }, SPARK_START_MILLISECONDS);
  afterAll(() => session?.stop());

  const file = (name: string, content: string | Uint8Array) =>
    writeFileSync(at.path("stored", name), content);

  test("has its lines in their order, in the partitions of any file", async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `line ${i} ${"é€𝄞".repeat(i % 7)}`);
    file("lines.txt", lines.join("\n"));
    const size = statSync(at.path("stored", "lines.txt")).size;
    for (const parts of [1, 3, 7]) {
      const rdd = sc.textFile(stored("lines.txt"), parts);
      const all = await rdd.glom().collect();
      expect(all.flat()).toEqual(lines);
      expect(all).toEqual(await at.sc.textFile(at.path("stored", "lines.txt"), parts).glom().collect());
      for (const part of all)
        expect(Buffer.byteLength(part.join("\n"))).toBeLessThan((1.1 * size) / parts + 100);
    }
    expect(await sc.textFile(stored("lines.txt"), 4).take(2)).toEqual(lines.slice(0, 2));
    const pairs = sc.textFile(stored("lines.txt"), 2).map((line): [number, number] => [line.length % 3, 1]);
    expect((await pairs.reduceByKey((a, b) => a + b).collect()).reduce((sum, [, n]) => sum + n, 0)).toBe(
      3000,
    );
  });

  test("has folders, patterns, several names, compressed files, files of no bytes", async () => {
    mkdirSync(at.path("stored", "many", "below"), { recursive: true });
    file("many/a b.txt", "1\r\n2");
    file("many/b.txt.gz", gzipSync("3\n4\n"));
    file("many/_hidden", "9\n");
    file("many/empty", "");
    file("many/below/c%20.txt", "5\n");
    expect(await sc.textFile(stored("many")).map(Number).collect()).toEqual([1, 2, 3, 4, 5]);
    const named = sc.textFile(
      `${stored("many/{b,x}*.gz")},${stored("many/a b.txt")},${stored("many/b.*")}`,
      1,
    );
    expect(await named.collect()).toEqual(["3", "4", "1", "2", "3", "4"]);
    expect(await sc.wholeTextFiles(stored("many")).collect()).toEqual([
      [stored("many/a b.txt"), "1\r\n2"],
      [stored("many/b.txt.gz"), "3\n4\n"],
      [stored("many/below/c%20.txt"), "5\n"],
    ]);
  });

  test("says what isn't there, and what isn't UTF-8", async () => {
    expect((await failure(sc.textFile(stored("none")).count())).message).toContain("PATH_NOT_FOUND");
    file("latin1.txt", Buffer.from([97, 255, 98]));
    expect((await failure(sc.textFile(stored("latin1.txt")).count())).message).toContain(
      `${stored("latin1.txt")} has a line that is not UTF-8`,
    );
  });

  test("takes what is saved", async () => {
    await sc.range(0, 20, 1, 3).saveAsTextFile(stored("saved"));
    expect(await sc.textFile(stored("saved")).map(Number).collect()).toEqual(
      Array.from({ length: 20 }, (_, i) => i),
    );
    expect(readdirSync(at.path("stored", "saved"))).toContain("_SUCCESS");
  });
});

test("a stopped context starts nothing", async () => {
  const sc = at.another();
  const rdd = sc.range(3);
  await sc.stop();
  expect((await failure(rdd.count())).message).toContain("was stopped");
});
