/** A program that tsx runs. It prints what a user does with a table of Arrow's. */
import { SparkSession } from "../../../dist/spark/index.js";

const spark: SparkSession = await SparkSession.builder.getOrCreate();
const table = await (await spark.sql("SELECT 1L AS n, array('a') AS words")).toArrow();
console.log(JSON.stringify(table.toArray(), (_, value) => (typeof value === "bigint" ? `${value}n` : value)));
console.log(table.get(0)?.toString());
await spark.stop();
