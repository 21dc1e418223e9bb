import { createRequire } from "node:module";
import type { RecordBatch, Table } from "apache-arrow";
import { functions as F, SparkSession } from "manycore/spark";
import { type Job, serve, timed } from "../harness/serve.js";
import { answerOf } from "./answer.js";
import type { Work } from "./work.js";

/** Whose engine runs the row: `embedded`, or `on Spark`. */
const engine = process.argv[2] ?? "";
/** By its name, because this file runs compiled, from another folder. */
const { version } = createRequire(import.meta.url)("manycore/package.json");

// peer_pyspark.py has the same.
const MEMORY = "4g";
const PARTITIONS_A_WORKER = 2;

function make(work: Work): Job {
  let session: SparkSession | undefined;
  const run = async () => answerOf(await TASKS[work.task]((session ??= await started(work)), work));
  return { run: () => timed(run), close: async () => session?.stop() };
}

async function started({ workers, temp, task, input }: Work): Promise<SparkSession> {
  const { builder } = SparkSession;
  builder.config({ "spark.driver.memory": MEMORY, "spark.default.parallelism": workers });
  if (engine === "on Spark") {
    builder.master(`local[${workers}]`).config({
      "spark.sql.shuffle.partitions": PARTITIONS_A_WORKER * workers,
      "spark.local.dir": temp,
      "spark.log.level": "ERROR",
    });
  }
  const spark = await builder.create();
  if (task !== "sql") return spark;
  for (const [name, path] of Object.entries(input))
    await spark.read.parquet(path).createOrReplaceTempView(name);
  return spark;
}

const TASKS: Readonly<Record<Work["task"], (spark: SparkSession, work: Work) => Promise<object[]>>> = {
  async flights(spark, { input }) {
    const delay = F.col("delay");
    const byOrigin = spark.read
      .parquet(input.flights as string)
      .groupBy("origin")
      .agg(F.count("*"), F.avg(delay), F.stddev(delay), F.median(delay));
    return byOrigin.orderBy("origin").collect();
  },
  async sql(spark, { sql }) {
    return (await spark.sql(sql)).collect();
  },
  async mapInArrow(spark, work) {
    return rowsOf(spark, work).mapInArrow(identity, "id long").agg(F.sum("id")).collect();
  },
  async udf(spark, work) {
    const double = F.udf((x: number) => 2 * x + 1, "long");
    return rowsOf(spark, work)
      .agg(F.sum(double("id")))
      .collect();
  },
  async applyInArrow(spark, work) {
    const key = F.col("id").mod(work.groups).cast("int").alias("key");
    const rows = rowsOf(spark, work).select(key, F.col("id").div(7).alias("value"));
    const means = rows.groupBy("key").applyInArrow(mean, "key int, mean double");
    return means.agg(F.count("*"), F.sum("key"), F.sum("mean")).collect();
  },
  async words(spark, { input }) {
    const words = spark.sparkContext.textFile(input.mails as string).flatMap(wordsOf);
    const counts = await words
      .map((word): [string, number] => [word, 1])
      .reduceByKey((a, b) => a + b)
      .collect();
    return counts.map(([word, count]) => ({ characters: word.length * count }));
  },
};

function rowsOf(spark: SparkSession, { rows, workers }: Work) {
  return spark.range(0, rows, 1, workers);
}

function* identity(batches: Iterable<RecordBatch>) {
  yield* batches;
}

function mean(rows: Table) {
  const values = rows.getChild("value")!.toArray() as Float64Array;
  let sum = 0;
  for (const value of values) sum += value;
  return { key: [rows.getChild("key")!.get(0)], mean: [sum / values.length] };
}

function wordsOf(line: string): string[] {
  return line.toLowerCase().match(/[a-z]+/g) ?? [];
}

await serve({ version: `manycore ${version}, ${engine}, Node ${process.versions.node}`, make });
