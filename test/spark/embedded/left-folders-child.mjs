// @ts-check
/** A program that doesn't stop its session. It ends in the way that it is told. */
import { SparkSession, StorageLevel } from "../../../dist/spark/index.js";

const spark = await SparkSession.builder.getOrCreate();
await (await spark.range(3)).writeTo("t").create();
const pairs = spark.sparkContext
  .parallelize([1, 2, 3, 4])
  .map((x) => /** @type {[number, number]} */ ([x, 1]));
await pairs.persist(StorageLevel.DISK_ONLY).groupByKey().count();
console.log("open");
const [, , way] = process.argv;
if (way === "exit") process.exit(3);
if (way === "error") {
  setImmediate(() => {
    throw new Error("nobody catches this");
  });
}
// A program that just ends has nothing more to do; the others are killed.
if (way === "signal") setInterval(() => undefined, 1000);
