"""What PySpark says of the calls in samples.ts: the columns' names and types, or the error's condition. Reads and writes JSON."""

import json
import sys

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql.types import StructType

FUNCTIONS = {
    "add": lambda x, y: x + y,
    "increment": lambda x: x + 1,
    "compare": lambda x, y: y - x,
    "positive": lambda x: x > 0,
    "less": lambda x, i: x < i,
    "nested": lambda x: F.transform(x, lambda y: y + F.size(x)),
    "keyIsK": lambda k, v: k == "k",
    "third": lambda k, v1, v2: F.coalesce(v1, v2),
    "first": lambda k, v: F.upper(k),
}


def argument(value):
    if not isinstance(value, dict):
        return value
    if "$col" in value:
        return F.col(value["$col"])
    if "$expr" in value:
        return F.expr(value["$expr"])
    if "$f" in value:
        return FUNCTIONS[value["$f"]]
    if "$type" in value:
        return StructType.fromDDL(value["$type"])
    return value


def columns(df, name, args, over):
    function = getattr(F, name)
    if args and isinstance(args[0], dict) and "$cube" in args[0]:
        given = args[0]["$cube"]
        return described(df.cube(given).agg(function(given)))[1:]
    if args and isinstance(args[0], dict) and "$named" in args[0]:
        column = function(**args[0]["$named"])
    else:
        column = function(*[argument(value) for value in args])
    if over:
        column = column.over(Window.orderBy("i"))
    return described(df.select(column))


def described(df):
    # As Java says it: Python can't read the names of all of Spark's types.
    fields = df._jdf.schema().fields()
    return [[field.name(), field.dataType().simpleString()] for field in fields]


def main():
    asked = json.load(sys.stdin)
    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    for name, value in asked["settings"].items():
        spark.conf.set(name, value)
    df = spark.sql(asked["columns"])
    answers = []
    for name, args in asked["samples"]:
        try:
            answers.append(columns(df, name, args, name in asked["overWindow"]))
        except PySparkException as error:
            answers.append(error.getCondition())
        except Exception as error:
            raise RuntimeError(f"{name}({json.dumps(args)[1:-1]})") from error
    json.dump(answers, sys.stdout)
    spark.stop()


main()
