/**
 * The high-level program's question, asked of flights: at which airports do delays grow from day to day, and where is June worse than January?
 *
 *     npx tsx examples/spark/late-origins.ts -w WORKERS [FILE]
 *
 * Prints
 *
 *     "Grows most"     [origin, flights, minutes a day]: the slope of the least-squares line of delay over the day, five origins
 *     "Growing"        the share of origins whose slope is positive
 *     "Slopes"         [least, first quartile, median, third quartile, greatest]
 *     "June is later"  [origin, minutes]: the mean delay in June less that in January, five origins
 *     "Differences"    [least, first quartile, median, third quartile, greatest] of these
 *
 * Origins with fewer than a thousand flights are left out.
 */
import type { Table } from "apache-arrow";
import { type DataFrame, functions as F } from "manycore/spark";
import { flightsFile } from "../flights/read_flights.js";
import { runProgram } from "./command-line.js";
import { slopeOf } from "./least-squares.js";

type Answer = readonly [question: string, answer: unknown];

const DAY_MILLISECONDS = 86_400_000;
const MOST = 5;
const FEWEST_FLIGHTS = 1000;
const QUARTERS = [0, 0.25, 0.5, 0.75, 1];
const [JANUARY, JUNE] = [1, 6];

/** Days since 1970-01-01. */
const dayNumber = F.udf(
  (date: Date | null) => (date === null ? null : Math.floor(date.getTime() / DAY_MILLISECONDS)),
  "int",
);

/** One origin's flights as one row. */
function originSlope(flights: Table) {
  const slope = slopeOf(flights.getChild("day")!.toArray(), flights.getChild("delay")!.toArray());
  return { origin: [flights.get(0)!.origin], flights: [flights.numRows], slope: [slope] };
}

async function growing(flights: DataFrame): Promise<Answer[]> {
  const slopes = await flights
    .select("origin", dayNumber("date").alias("day"), F.col("delay").cast("double").alias("delay"))
    .groupBy("origin")
    .applyInArrow(originSlope, "origin string, flights int, slope double")
    .filter(F.col("flights").ge(FEWEST_FLIGHTS))
    .cache();
  const count = await slopes.count();
  const positive = await slopes.filter(F.col("slope").gt(0)).count();
  const most = await slopes.orderBy(F.desc("slope"), "origin").limit(MOST).collect();
  return [
    ...most.map(({ origin, flights, slope }): Answer => ["Grows most", [origin, flights, slope]]),
    ["Growing", count === 0 ? null : positive / count],
    ["Slopes", await slopes.approxQuantile("slope", QUARTERS, 0)],
  ];
}

async function betweenMonths(flights: DataFrame): Promise<Answer[]> {
  const enough = flights.groupBy("origin").count().filter(F.col("count").ge(FEWEST_FLIGHTS)).select("origin");
  const differences = await flights
    .join(enough, "origin", "leftsemi")
    .groupBy("origin")
    .pivot(F.month("date"), [JANUARY, JUNE])
    .avg("delay")
    .withColumn("difference", F.col(`${JUNE}`).sub(F.col(`${JANUARY}`)))
    .dropna({ subset: "difference" })
    .cache();
  const most = await differences.orderBy(F.desc("difference"), "origin").limit(MOST).collect();
  return [
    ...most.map(({ origin, difference }): Answer => ["June is later", [origin, difference]]),
    ["Differences", await differences.approxQuantile("difference", QUARTERS, 0)],
  ];
}

await runProgram(
  {
    name: "late-origins",
    what: "Where do flights grow later from day to day? By DataFrames and functions of one's own.",
    file: "flights in Parquet with origin, date and delay; else the 3,000,000 of vega-datasets",
    fileOtherwise: flightsFile,
  },
  async (spark, { file }) => {
    const flights = spark.read.parquet(file);
    const answers = [...(await growing(flights)), ...(await betweenMonths(flights))];
    return answers.map(([question, answer]) => `${JSON.stringify(question)}\t${JSON.stringify(answer)}`);
  },
);
