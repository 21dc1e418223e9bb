import { describe, expect, it } from "vitest";
import { arrayStage } from "../../examples/flights/array_stage.js";
import { AnswersDiffer, assertSameAnswers, largestDifference } from "../../examples/flights/compare.js";
import { median } from "../../examples/flights/measure.js";
import { solveNormalEquations } from "../../examples/flights/normal_equations.js";
import { plainArray } from "../../examples/flights/plain_array.js";
import { silence } from "../../examples/flights/progress.js";
import { type Answers, BANDS, type Flights, firstFlights, HOURS } from "../../examples/flights/question.js";
import { typedLoop } from "../../examples/flights/typed_loop.js";
import { type Way, WayNotHere } from "../../examples/flights/way.js";
import { seededFlights } from "./seeded_flights.js";

const patience = { runs: 1, milliseconds: 1000 };

async function ask(way: Way, flights: Flights): Promise<Answers> {
  const prepared = await way.prepare(flights);
  return {
    statistics: await prepared.statistics(),
    byDistance: await prepared.byDistance(),
    byHour: await prepared.byHour(),
    line: await prepared.line(),
  };
}

/** A way that answers as the typed loop, but for what is changed in its answers. */
function loopBut(change: Partial<Answers>): Way {
  return {
    ...typedLoop,
    name: "other",
    title: "other",
    tolerance: 1e-6,
    prepare: async (flights) => {
      const { statistics, byDistance, byHour, line } = { ...(await ask(typedLoop, flights)), ...change };
      return {
        statistics: () => statistics,
        byDistance: () => byDistance,
        byHour: () => byHour,
        line: () => line,
      };
    },
  };
}

describe("answers on flights small enough to reckon by hand", () => {
  const flights: Flights = {
    delay: Float64Array.of(10, 20, -5, 15),
    distance: Float64Array.of(100, 300, 250, 3000),
    hour: Uint8Array.of(0, 23, 0, 7),
    inFile: 4,
    from: "",
    to: "",
  };

  for (const way of [plainArray, typedLoop]) {
    it(`${way.title} finds them`, async () => {
      const { statistics, byDistance, byHour } = await ask(way, flights);
      expect(statistics).toEqual({
        count: 4,
        mean: 10,
        std: Math.sqrt(350 / 4),
        min: -5,
        max: 20,
        late: 0.25,
      });
      expect(byDistance).toHaveLength(BANDS.length);
      expect(byDistance[0]).toEqual({ count: 1, mean: 10 });
      expect(byDistance[1]).toEqual({ count: 2, mean: 7.5 });
      expect(byDistance[2]).toEqual({ count: 0, mean: NaN });
      expect(byDistance.at(-1)).toEqual({ count: 1, mean: 15 });
      expect(byHour).toHaveLength(HOURS);
      expect(byHour[0]).toEqual({ count: 2, mean: 2.5 });
      expect(byHour[7]).toEqual({ count: 1, mean: 15 });
    });
  }

  it("fits points on a line exactly and says that it explains all", () => {
    const x = [0, 1000, 2000, 5000];
    const y = x.map((miles) => 3 + (2 * miles) / 1000);
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    const line = solveNormalEquations({
      n: x.length,
      x: sum(x),
      y: sum(y),
      xx: sum(x.map((value) => value * value)),
      xy: sum(x.map((value, index) => value * (y[index] ?? NaN))),
      yy: sum(y.map((value) => value * value)),
    });
    expect(line.slope).toBeCloseTo(2, 12);
    expect(line.intercept).toBeCloseTo(3, 12);
    expect(line.r2).toBeCloseTo(1, 12);
  });

  it("refuses a line through points above one another", () => {
    expect(() => solveNormalEquations({ n: 2, x: 2, y: 3, xx: 2, xy: 3, yy: 5 })).toThrow(RangeError);
  });
});

describe("comparing two ways' answers", () => {
  it("finds none between the plain Array and the typed loop", async () => {
    const flights = seededFlights(5000);
    const difference = largestDifference(await ask(plainArray, flights), await ask(typedLoop, flights));
    expect(difference.size).toBeLessThan(1e-12);
  });

  it("takes NaN beside NaN for equal and NaN beside a number for the worst difference", async () => {
    const answers = await ask(typedLoop, seededFlights(300));
    const holed: Answers = { ...answers, line: { ...answers.line, slope: NaN } };
    expect(largestDifference(holed, holed).size).toBe(0);
    expect(largestDifference(holed, answers)).toEqual({ size: Infinity, where: "line.slope" });
  });

  it("names the way, the answer and both values when they differ", async () => {
    const answers = await ask(typedLoop, seededFlights(300));
    const wrong = { ...answers, statistics: { ...answers.statistics, max: answers.statistics.max * 1.01 } };
    const way = loopBut({});
    expect(() => assertSameAnswers(way, wrong, answers)).toThrow(AnswersDiffer);
    expect(() => assertSameAnswers(way, wrong, answers)).toThrow(
      /other says statistics\.max is .*typed loop .*1e-6|0\.000001/,
    );
  });

  it("notices a missing group", async () => {
    const answers = await ask(typedLoop, seededFlights(300));
    const short = { ...answers, byHour: answers.byHour.slice(1) };
    expect(largestDifference(short, answers).size).toBeGreaterThan(0);
  });
});

describe("the stage of the four kinds of arrays", () => {
  it("stops with AnswersDiffer when one way is wrong", async () => {
    const flights = seededFlights(1000);
    const { statistics } = await ask(typedLoop, flights);
    const stage = arrayStage([
      typedLoop,
      loopBut({ statistics: { ...statistics, late: statistics.late + 0.01 } }),
    ]);
    await expect(stage.run(flights, { progress: silence, patience })).rejects.toThrow(AnswersDiffer);
  });

  it("keeps a row that says why a way is not here", async () => {
    const absent: Way = {
      ...loopBut({}),
      prepare: () => {
        throw new WayNotHere("no GPU adapter: install a driver");
      },
    };
    const stage = arrayStage([typedLoop, absent]);
    const report = await stage.run(seededFlights(1000), { progress: silence, patience });
    expect(report.text).toContain("other: no GPU adapter: install a driver");
    expect(report.json).toMatchObject({
      ways: [
        { name: "loop", ran: true },
        { name: "other", ran: false, reason: "no GPU adapter: install a driver" },
      ],
    });
  });

  it("compares a way that computes over fewer flights with the reference over the same ones", async () => {
    const short: Way = {
      ...loopBut({}),
      prepare: async (flights) => ({
        ...(await typedLoop.prepare(firstFlights(flights, 100))),
        slow: { rows: 100, why: "it is a test" },
      }),
    };
    const report = await arrayStage([typedLoop, short]).run(seededFlights(1000), {
      progress: silence,
      patience,
    });
    expect(report.text.at(-1)).toContain("over the first 100 flights alone, because it is a test");
    const wrong: Way = {
      ...short,
      prepare: async (flights) => typedLoop.prepare(firstFlights(flights, 100)),
    };
    const stage = arrayStage([typedLoop, wrong]);
    await expect(stage.run(seededFlights(1000), { progress: silence, patience })).rejects.toThrow(
      AnswersDiffer,
    );
  });

  it("lets other failures through", async () => {
    const broken: Way = {
      ...loopBut({}),
      prepare: () => {
        throw new TypeError("a mistake");
      },
    };
    const stage = arrayStage([typedLoop, broken]);
    await expect(stage.run(seededFlights(300), { progress: silence, patience })).rejects.toThrow("a mistake");
  });

  it("prints the same answers and charts for the same flights", async () => {
    const report = await arrayStage([typedLoop]).run(seededFlights(2000), { progress: silence, patience });
    const beforeTimes = report.text.slice(
      0,
      report.text.findIndex((line) => line.startsWith("Milliseconds")),
    );
    expect(beforeTimes.join("\n")).toMatchSnapshot();
  });

  it("takes the middle of odd and the mean of the two middles of even", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });
});
