/** RDDs of a session: of the built package, since their tasks run in workers. */
import { describe, expect, test } from "vitest";
import { SPARK_START_MILLISECONDS, skipWithoutSpark, sparkServer } from "../../support/spark.js";

const built: string = new URL("../../../dist/spark/index.js", import.meta.url).href;
const { SparkSession } = (await import(built)) as typeof import("../../../src/spark/index.js");

test("the embedded session's context has as many partitions as it is told, and ends with the session", async () => {
  const spark = await SparkSession.builder.config("spark.default.parallelism", 3).create();
  const sc = spark.sparkContext;
  expect(spark.sparkContext).toBe(sc);
  expect(sc.defaultParallelism).toBe(3);
  const words = sc.parallelize(["b", "a", "b"]).map((word) => [word, 1]);
  expect(await words.reduceByKey((a, b) => a + b).collectAsMap()).toEqual(
    new Map([
      ["a", 1],
      ["b", 2],
    ]),
  );
  await spark.stop();
  expect(() => sc.parallelize([1])).toThrow("The SparkContext was stopped");
  expect(() => spark.sparkContext).toThrow("is stopped");
});

test.each(["0", "-1", "two", ""])("%j isn't a number of threads", async (given) => {
  const creating = SparkSession.builder.config("spark.default.parallelism", given).create();
  await expect(creating).rejects.toThrow("it is a number of threads, from 1 to 9999");
});

describe("a cluster's session", () => {
  skipWithoutSpark();

  test(
    "has a context with as many partitions as the cluster runs tasks at once, which ends with the session",
    async () => {
      const { url } = await sparkServer();
      const spark = await SparkSession.builder.remote(url).create();
      const sc = spark.sparkContext;
      expect(spark.sparkContext).toBe(sc);
      expect(sc.defaultParallelism).toBe(2);
      expect(await sc.parallelize([1, 2, 3]).getNumPartitions()).toBe(2);
      await spark.stop();
      expect(() => sc.parallelize([1])).toThrow("The SparkContext was stopped");
      expect(() => spark.sparkContext).toThrow("is stopped");
    },
    SPARK_START_MILLISECONDS,
  );
});
