"""PySpark's RDD in one process of Java, with as many Python workers as the row says."""

import platform

import pyspark
import words
from serve import serve, timed

# Spark's default of 1 GB is meant for a driver that computes nothing; here it is the executor too.
MEMORY = "2g"
# textFile makes a task of each file and wholeTextFiles takes 10 ms to open one; so many small ones are read by Python.
MANY_FILES = 100
PIECES = 4


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return file.read()


class Job:
    def __init__(self, work):
        self.work = work
        self.context = None

    def run(self):
        return timed(self.count)

    def started(self):
        if self.context is None:
            settings = {
                "spark.ui.enabled": "false",
                "spark.driver.host": "127.0.0.1",
                "spark.driver.bindAddress": "127.0.0.1",
                "spark.driver.memory": MEMORY,
                "spark.local.dir": self.work["temp"],
                "spark.log.level": "ERROR",
            }
            conf = pyspark.SparkConf().setMaster(f"local[{self.work['workers']}]").setAppName("words")
            self.context = pyspark.SparkContext(conf=conf.setAll(settings.items()))
        return self.context

    def count(self):
        context = self.started()
        path, pattern_file = self.work["input"]["path"], self.work["pattern"]
        if self.work["input"]["files"] > MANY_FILES:
            texts = context.parallelize(words.files_of(path), PIECES * self.work["workers"]).map(read)
        else:
            texts = context.textFile(f"file://{path}")

        def words_of(partition):
            words_in = words.load(pattern_file)
            for text in partition:
                yield from words_in(text)

        counts = texts.mapPartitions(words_of).map(lambda word: (word, 1)).reduceByKey(lambda a, b: a + b)
        return words.answer(counts.collect())

    def close(self):
        if self.context is not None:
            self.context.stop()


if __name__ == "__main__":
    serve(f"PySpark {pyspark.__version__}, Python {platform.python_version()}", Job)
