/**
 * The high-level program: where does it grow warmer, and how much? By DataFrames and two functions of one's own, over daily summaries as those of
 * the Global Historical Climatology Network, in degrees Fahrenheit (ghcn-like.ts writes such a file).
 *
 *     npx tsx examples/spark/high-level-spark.ts -w WORKERS FILE
 *
 * The temperature of a day is the middle between its lowest and its highest, TAVG; days without both are left out. Prints
 *
 *     "Rises most"         [station, name, °F a day]: the slope of the least-squares line of TAVG over the day, five stations
 *     "Rising"             the share of stations whose slope is positive
 *     "Slopes"             [least, first quartile, median, third quartile, greatest]
 *     "Warmer by"          [station, name, °C]: the mean of TAVG in 2010–2019 less that in 1910–1919, five stations
 *     "Differences"        [least, first quartile, median, third quartile, greatest] of these
 */
import type { Table } from "apache-arrow";
import { type Column, type DataFrame, functions as F } from "manycore/spark";
import { runProgram } from "./command-line.js";
import { slopeOf } from "./least-squares.js";

type Answer = readonly [question: string, answer: unknown];

const DAY_MILLISECONDS = 86_400_000;
/** The Julian day number of 1970-01-01. */
const EPOCH = 2_440_588;
const MOST = 5;
const QUARTERS = [0, 0.25, 0.5, 0.75, 1];
const DECADES = [1910, 2010];
const CELSIUS = 5 / 9;

/** https://en.wikipedia.org/wiki/Julian_day */
const julianDay = F.udf(
  (date: Date | null) => (date === null ? null : date.getTime() / DAY_MILLISECONDS + EPOCH),
  "int",
);

/** One station's days as its slope, in one row. */
function stationSlope(days: Table) {
  const first = days.get(0)!;
  const slope = slopeOf(days.getChild("DAY")!.toArray(), days.getChild("TAVG")!.toArray());
  return { STATION: [first.STATION], NAME: [first.NAME], SLOPE: [slope] };
}

async function warming(days: DataFrame): Promise<Answer[]> {
  const slopes = await days
    .groupBy("STATION", "NAME")
    .applyInArrow(stationSlope, "STATION string, NAME string, SLOPE double")
    .filter(F.isnan("SLOPE").not())
    .cache();
  const count = await slopes.count();
  const rising = await slopes.filter(F.col("SLOPE").gt(0)).count();
  const most = await slopes.orderBy(F.desc("SLOPE"), "STATION").limit(MOST).collect();
  return [
    ...most.map(({ STATION, NAME, SLOPE }): Answer => ["Rises most", [STATION, NAME, SLOPE]]),
    ["Rising", count === 0 ? null : rising / count],
    ["Slopes", await slopes.approxQuantile("SLOPE", QUARTERS, 0)],
  ];
}

async function betweenDecades(days: DataFrame): Promise<Answer[]> {
  const [early, late] = DECADES.map((decade) => F.col(`${decade}`)) as [Column, Column];
  const differences = await days
    .withColumn("DECADE", F.floor(F.year("DATE").div(10)).mul(10))
    .groupBy("STATION", "NAME")
    .pivot("DECADE", DECADES)
    .avg("TAVG")
    .withColumn("DIFFERENCE", late.sub(early).mul(CELSIUS))
    .dropna({ subset: "DIFFERENCE" })
    .cache();
  const most = await differences.orderBy(F.desc("DIFFERENCE"), "STATION").limit(MOST).collect();
  return [
    ...most.map(({ STATION, NAME, DIFFERENCE }): Answer => ["Warmer by", [STATION, NAME, DIFFERENCE]]),
    ["Differences", await differences.approxQuantile("DIFFERENCE", QUARTERS, 0)],
  ];
}

await runProgram(
  {
    name: "high-level-spark",
    what: "Where does it grow warmer, and how much? By DataFrames and functions of one's own.",
    file: "daily summaries as NOAA gives them: csv with STATION, NAME, DATE, TMIN, TMAX",
  },
  async (spark, { file }) => {
    const days = await spark.read
      .csv(file, { header: true, inferSchema: true })
      .withColumn("DAY", julianDay("DATE"))
      .withColumn("TAVG", F.col("TMIN").add(F.col("TMAX")).div(2))
      .dropna({ subset: "TAVG" })
      .cache();
    const answers = [...(await warming(days)), ...(await betweenDecades(days))];
    return answers.map(([question, answer]) => `${JSON.stringify(question)}\t${JSON.stringify(answer)}`);
  },
);
