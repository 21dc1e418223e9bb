"""PySpark in one process of Java, with as many Python workers as the row says."""

import platform
import re

import pyarrow as pa
import pyarrow.compute as pc
import pyspark
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from serve import serve, timed

# peer_manycore.ts gives its Spark the same. Spark's own default is meant for a driver that computes nothing.
MEMORY = "4g"
# Spark's default of 200 is meant for a cluster.
PARTITIONS_A_WORKER = 2
WORD = re.compile("[a-z]+")


def answer(rows):
    """What answers are compared by: the sum of all numbers and of the lengths of all strings, with the number of rows."""
    total = len(rows)
    for row in rows:
        for value in row:
            total += len(value) if isinstance(value, str) else value or 0
    return float(total)


class Job:
    def __init__(self, work):
        self.work = work
        self.spark = None

    def run(self):
        return timed(lambda: getattr(self, self.work["task"])(self.started()))

    def started(self):
        if self.spark is None:
            workers = self.work["workers"]
            settings = {
                "spark.ui.enabled": "false",
                "spark.driver.host": "127.0.0.1",
                "spark.driver.bindAddress": "127.0.0.1",
                "spark.driver.memory": MEMORY,
                "spark.sql.shuffle.partitions": str(PARTITIONS_A_WORKER * workers),
                "spark.local.dir": self.work["temp"],
                "spark.log.level": "ERROR",
            }
            builder = SparkSession.builder.master(f"local[{workers}]").appName("bench")
            for key, value in settings.items():
                builder = builder.config(key, value)
            self.spark = builder.getOrCreate()
            if self.work["task"] == "sql":
                for name, path in self.work["input"].items():
                    self.spark.read.parquet(path).createOrReplaceTempView(name)
        return self.spark

    def flights(self, spark):
        flights = spark.read.parquet(self.work["input"]["flights"])
        delay = F.col("delay")
        by_origin = flights.groupBy("origin").agg(F.count("*"), F.avg(delay), F.stddev(delay), F.median(delay))
        return answer(by_origin.orderBy("origin").collect())

    def sql(self, spark):
        return answer(spark.sql(self.work["sql"]).collect())

    def range(self, spark):
        return spark.range(0, self.work["rows"], 1, self.work["workers"])

    def mapInArrow(self, spark):
        def identity(batches):
            yield from batches

        return answer(self.range(spark).mapInArrow(identity, "id long").agg(F.sum("id")).collect())

    def udf(self, spark):
        double = F.udf(lambda x: 2 * x + 1, "long")
        return answer(self.range(spark).agg(F.sum(double("id"))).collect())

    def applyInArrow(self, spark):
        def mean(table):
            return pa.table({"key": table["key"].slice(0, 1), "mean": [pc.mean(table["value"]).as_py()]})

        key = (F.col("id") % self.work["groups"]).cast("int").alias("key")
        rows = self.range(spark).select(key, (F.col("id") / 7).alias("value"))
        means = rows.groupBy("key").applyInArrow(mean, "key int, mean double")
        return answer(means.agg(F.count("*"), F.sum("key"), F.sum("mean")).collect())

    def words(self, spark):
        lines = spark.sparkContext.textFile(f"file://{self.work['input']['mails']}")
        words = lines.flatMap(lambda line: WORD.findall(line.lower()))
        counts = words.map(lambda word: (word, 1)).reduceByKey(lambda a, b: a + b).collect()
        return answer([(len(word) * count,) for word, count in counts])

    def close(self):
        if self.spark is not None:
            self.spark.stop()


if __name__ == "__main__":
    serve(f"PySpark {pyspark.__version__}, Python {platform.python_version()}", Job)
