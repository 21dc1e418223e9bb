/** Functions that throw, end their worker, never end or give something wrong; queries that are called off. The session goes on, and nothing is left. */
import { describe, expect, test } from "vitest";
import { F, failure, openSession, type Session, scene, valuesOf } from "./embedded_session.js";

const at = scene();

/** The session answers, and no table of an operation is there any more. */
async function isFine(spark: Session): Promise<void> {
  const plus = F.udf((x: number) => x + 1, "long");
  expect(await valuesOf(spark.range(2).select(plus("id")))).toEqual([[1], [2]]);
}

const hangs = F.udf(
  (x: number) => {
    for (;;) if (x < 0) return x;
  },
  "long",
  { name: "hangs" },
);

describe("a function that throws", () => {
  test("is an error with its name, its own error as the cause, and the line that it threw at", async () => {
    const bad = F.udf(
      (x: number) => {
        if (x === 70_000) throw Object.assign(new RangeError(`no ${x}`), { code: "E_BAD" });
        return x;
      },
      "long",
      { name: "bad" },
    );
    const error = await failure(at.spark.range(100_000).select(bad("id")).collect());
    expect(error).toMatchObject({
      name: "FunctionException",
      message: "the function bad threw RangeError: no 70000",
    });
    expect(error.cause).toBeInstanceOf(RangeError);
    expect(error.cause).toMatchObject({ message: "no 70000", code: "E_BAD" });
    expect((error.cause as Error).stack).toMatch(/embedded-faults\.test\.ts:\d+:\d+/);
    await isFine(at.spark);
  });

  test("among several is the one that threw", async () => {
    const good = F.udf((x: number) => x, "long", { name: "good" });
    const bad = F.udf(
      (_x: number) => {
        throw "a string";
      },
      "long",
      { name: "bad" },
    );
    const error = await failure(
      at.spark
        .range(3)
        .select(good("id"), bad(good("id")))
        .collect(),
    );
    expect(error).toMatchObject({ message: 'the function bad threw "a string"', cause: "a string" });
    const rows = at.spark
      .range(3)
      .mapInArrow((batches) => batches, "id long")
      .mapInArrow(function* second(batches) {
        for (const _ of batches) throw new TypeError("in the middle");
        yield { id: [] };
      }, "id long");
    expect(await failure(rows.collect())).toMatchObject({
      message: "the function second threw TypeError: in the middle",
    });
    await isFine(at.spark);
  });

  test("isn't blamed for what the engine can't compute", async () => {
    const good = F.udf((x: number) => x, "int", { name: "good" });
    const error = await failure(
      at.spark
        .range(3)
        .select(good(F.lit(1).cast("int").div(F.col("id").cast("int")).cast("int")))
        .collect(),
    );
    expect(error).toMatchObject({ name: "ArithmeticException", condition: "DIVIDE_BY_ZERO" });
    await isFine(at.spark);
  });
});

describe("a function that gives something else", () => {
  test("names itself, what it gave and what it should have", async () => {
    const text = F.udf((_x: number) => "q" as never, "int", { name: "text" });
    expect(await failure(at.spark.range(1).select(text("id")).collect())).toMatchObject({
      name: "FunctionException",
      message: expect.stringMatching(/^the function text gave a wrong value.*"q" is no int/),
    });
    const later = F.udf(async (x: number) => x, "int", { name: "later" });
    expect(await failure(at.spark.range(1).select(later("id")).collect())).toMatchObject({
      message: expect.stringMatching(/^the function later gave a promise/),
    });
    const other = at.spark.range(1).mapInArrow(function* columns() {
      yield { id: [1], more: [2] };
    }, "id long");
    expect(await failure(other.collect())).toMatchObject({
      message: 'the function columns gave the columns "id", "more"; its schema has "id"',
    });
  });

  test("can't be given what a number can't say, unless it takes bigints", async () => {
    const df = at.spark.range(1).select(F.lit(2n ** 60n).alias("n"));
    const same = (x: unknown) => x as never;
    const error = await failure(df.select(F.udf(same, "long", { name: "same" })("n")).collect());
    expect(error.message).toMatch(/^the function same can't be given its arguments: .*1152921504606846976/);
    const bigints = df.select(F.udf(same, "long", { bigint: true })("n").cast("string"));
    expect(await valuesOf(bigints)).toEqual([["1152921504606846976"]]);
  });
});

describe("a function that can't travel", () => {
  test("is refused with what it captured", async () => {
    const socket = new WeakMap();
    const error = await failure(
      at.spark
        .range(1)
        .select(F.udf((_x: number) => String(socket), "string")("id"))
        .collect(),
    );
    expect(error).toMatchObject({ name: "NotPortableError", message: expect.stringContaining("socket") });
    await isFine(at.spark);
  });
});

describe("a function that ends its worker", () => {
  test("is an error with the exit code, and the next query has workers again", async () => {
    const ends = F.udf((x: number) => (x === 5 ? process.exit(3) : x), "long", { name: "ends" });
    expect(await failure(at.spark.range(10).select(ends("id")).collect())).toMatchObject({
      name: "FunctionException",
      message: "the function ends ended its process with code 3",
      cause: { name: "WorkerDiedError" },
    });
    const rows = at.spark
      .range(100_000)
      .coalesce(1)
      .mapInArrow(function* exits(batches) {
        for (const batch of batches) {
          yield batch;
          if (Number(batch.getChild("id")!.get(0)) > 50_000) process.exit(4);
        }
      }, "id long");
    expect(await failure(rows.collect())).toMatchObject({
      message: "the function exits ended its process with code 4",
    });
    await isFine(at.spark);
  });
});

describe("a function of all rows at once", () => {
  test("that throws, and rows that can't be computed, say so", async () => {
    const df = at.spark.range(200_000).coalesce(1);
    const bad = df.mapInArrow(function* bad(batches) {
      let count = 0;
      for (const batch of batches) {
        if (++count === 3) throw new RangeError("the third");
        yield batch;
      }
    }, "id long");
    expect(await failure(bad.collect())).toMatchObject({
      name: "FunctionException",
      message: "the function bad threw RangeError: the third",
    });
    const zero = df.select(F.lit(1).div(F.col("id").sub(150_000)).alias("q"));
    for (const rows of [zero, zero.mapInArrow((batches) => batches, "q double")]) {
      const error = await failure(rows.collect());
      expect(error).toMatchObject({ name: "ArithmeticException", condition: "DIVIDE_BY_ZERO" });
    }
    await isFine(at.spark);
  });
});

describe("a function that never ends", () => {
  test("is ended by the setting, and by it alone", async () => {
    await at.spark.conf.set("manycore.functionTimeout", "0.5");
    try {
      expect(await failure(at.spark.range(3).select(hangs("id")).collect())).toMatchObject({
        name: "FunctionException",
        message: expect.stringMatching(/^the function hangs took more than 0\.5 s/),
      });
      const slow = at.spark.range(4).mapInArrow(function* (batches) {
        for (const batch of batches) {
          for (const id of batch.getChild("id")!) {
            const until = Date.now() + 200;
            while (Date.now() < until);
            yield { id: [id] };
          }
        }
      }, "id long");
      expect(await slow.count()).toBe(4);
      expect(await slow.coalesce(1).count()).toBe(4);
      const stuck = at.spark
        .range(3)
        .coalesce(1)
        .mapInArrow(function* stuck(batches) {
          for (;;) if (batches === undefined) yield { id: [1] };
        }, "id long");
      expect(await failure(stuck.collect())).toMatchObject({
        message: "the function stuck took more than 0.5 s",
      });
    } finally {
      await at.spark.conf.unset("manycore.functionTimeout");
    }
    await isFine(at.spark);
  });

  test("in an RDD is ended by the setting too", async () => {
    const rdd = at.spark.sparkContext.parallelize([1], 1);
    await at.spark.conf.set("manycore.functionTimeout", "0.3");
    try {
      const hanging = rdd.map((x) => {
        for (;;) if (x < 0) return x;
      });
      expect((await failure(hanging.collect())).message).toContain("no progress for 0.3 s");
    } finally {
      await at.spark.conf.unset("manycore.functionTimeout");
    }
    expect(await rdd.map((x) => x + 1).collect()).toEqual([2]);
  });

  test("refuses a timeout that is none", async () => {
    await at.spark.conf.set("manycore.functionTimeout", "soon");
    try {
      const rdd = at.spark.sparkContext.parallelize([1], 1);
      expect((await failure(rdd.collect())).name).toBe("IllegalArgumentException");
      const error = await failure(at.spark.range(3).select(hangs("id")).collect());
      expect(error).toMatchObject({
        name: "IllegalArgumentException",
        message: expect.stringContaining("soon"),
      });
    } finally {
      await at.spark.conf.unset("manycore.functionTimeout");
    }
  });

  test("ends with the caller's signal, an interruption of its tag, and the session", async () => {
    const df = at.spark.range(3).select(hangs("id"));
    const reason = new Error("enough");
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 200);
    expect(await failure(df.collect({ signal: controller.signal }))).toBe(reason);
    at.spark.addTag("slow");
    const tagged = failure(df.collect());
    at.spark.removeTag("slow");
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await at.spark.interruptTag("slow")).toHaveLength(1);
    expect(await tagged).toMatchObject({ name: "SparkException", condition: "OPERATION_CANCELED" });
    await isFine(at.spark);

    const other = await openSession();
    const closed = failure(other.range(3).select(hangs("id")).collect());
    await new Promise((resolve) => setTimeout(resolve, 500));
    await other.stop();
    expect(await closed).toMatchObject({ condition: "OPERATION_CANCELED" });
  });

  test("stops when nobody reads on", async () => {
    const endless = at.spark.range(10_000_000).mapInArrow((batches) => batches, "id long");
    for await (const row of endless.toLocalIterator()) {
      expect(row).toEqual({ id: 0 });
      break;
    }
    await isFine(at.spark);
  });
});
