"""examples/spark/high-level-spark.ts in PySpark: python high_level_spark.py URL FILE prints the answers as JSON."""

import json
import sys
from datetime import date

import numpy as np
import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

EPOCH = 2_440_588 - date(1970, 1, 1).toordinal()
QUARTERS = [0.0, 0.25, 0.5, 0.75, 1.0]


def julian_day_number(day):
    return None if day is None else day.toordinal() + EPOCH


def station_slope(days):
    x = days["DAY"].to_numpy().astype("float64")
    y = days["TAVG"].to_numpy()
    slope = np.polyfit(x - x.mean(), y, 1)[0] if len(x) > 1 else float("nan")
    return pa.table({"STATION": [days["STATION"][0].as_py()], "NAME": [days["NAME"][0].as_py()], "SLOPE": [slope]})


def main(url, file):
    spark = SparkSession.builder.remote(url).getOrCreate()
    julian_day = F.udf(julian_day_number, "int")
    days = (
        spark.read.csv(file, header=True, inferSchema=True)
        .withColumn("DAY", julian_day("DATE"))
        .withColumn("TAVG", (F.col("TMIN") + F.col("TMAX")) / 2)
        .dropna(subset=["TAVG"])
    )
    slopes = (
        days.groupBy("STATION", "NAME")
        .applyInArrow(station_slope, "STATION string, NAME string, SLOPE double")
        .filter(~F.isnan("SLOPE"))
        .cache()
    )
    differences = (
        days.withColumn("DECADE", F.floor(F.year("DATE") / 10) * 10)
        .groupBy("STATION", "NAME")
        .pivot("DECADE", [1910, 2010])
        .avg("TAVG")
        .withColumn("DIFFERENCE", (F.col("2010") - F.col("1910")) * (5 / 9))
        .dropna(subset=["DIFFERENCE"])
        .cache()
    )

    def most(df, column):
        rows = df.orderBy(F.desc(column), "STATION").limit(5).collect()
        return [[row["STATION"], row["NAME"], row[column]] for row in rows]

    answers = [["Rises most", row] for row in most(slopes, "SLOPE")]
    answers.append(["Rising", slopes.filter("SLOPE > 0").count() / slopes.count()])
    answers.append(["Slopes", slopes.approxQuantile("SLOPE", QUARTERS, 0.0)])
    answers += [["Warmer by", row] for row in most(differences, "DIFFERENCE")]
    answers.append(["Differences", differences.approxQuantile("DIFFERENCE", QUARTERS, 0.0)])
    spark.stop()
    print(json.dumps(answers))


main(*sys.argv[1:])
