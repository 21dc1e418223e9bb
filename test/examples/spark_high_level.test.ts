import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { climateLines } from "../../examples/spark/ghcn-like.js";
import { slopeOf } from "../../examples/spark/least-squares.js";
import { pysparkPython } from "../../scripts/pyspark-venv.mjs";
import { scratchFolder } from "../setup/scratch-folder.js";
import { skipWithoutSpark, sparkServer } from "../support/spark.js";
import { ENGINES, type EngineName, runProgram } from "./spark_program.js";

type Answers = readonly (readonly [question: string, answer: unknown])[];

/** Twelve stations, a line every forty days. */
const LINES = [...climateLines({ stations: 12, from: 1905, to: 2019, every: 40, seed: 3 })];
const DAY_MILLISECONDS = 86_400_000;

function climateFile(): string {
  const file = join(scratchFolder(), "climate.csv");
  writeFileSync(file, `${LINES.join("\n")}\n`);
  return file;
}

interface Day {
  readonly day: number;
  readonly year: number;
  readonly average: number;
}

/** The days with both temperatures, of each station. */
function daysOf(lines: readonly string[]): Map<string, Day[]> {
  const stations = new Map<string, Day[]>();
  for (const line of lines.slice(1)) {
    const cells = [...line.matchAll(/"([^"]*)"|(?<=,)(?=,|$)/g)].map(([, text = ""]) => text);
    const [station = "", name = "", , , , date = "", tmin = "", tmax = ""] = cells;
    if (tmin === "" || tmax === "") continue;
    const key = JSON.stringify([station, name]);
    if (!stations.has(key)) stations.set(key, []);
    const day = Date.parse(date) / DAY_MILLISECONDS + 2_440_588;
    stations
      .get(key)
      ?.push({ day, year: Number(date.slice(0, 4)), average: (Number(tmin) + Number(tmax)) / 2 });
  }
  return stations;
}

/** Of n values in order, the smallest that has at least the part p of them at or before it. */
function quarters(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return [0, 0.25, 0.5, 0.75, 1].map((p) => sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] as number);
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;

/** The answers, reckoned the slow and obvious way. */
function reference(lines: readonly string[]): Answers {
  const stations = [...daysOf(lines)].map(([key, days]) => ({ key, days }));
  // The slope is told by the sum over all pairs of days, where the program takes differences from the mean.
  const slopes = stations.map(({ key, days }) => {
    let [above, below] = [0, 0];
    for (const a of days) {
      for (const b of days) {
        above += (a.day - b.day) * (a.average - b.average);
        below += (a.day - b.day) ** 2;
      }
    }
    return { key, value: above / below };
  });
  const decade = (days: readonly Day[], from: number) =>
    days.filter(({ year }) => year >= from && year < from + 10).map(({ average }) => average);
  const differences = stations
    .map(({ key, days }) => ({ key, value: ((mean(decade(days, 2010)) - mean(decade(days, 1910))) * 5) / 9 }))
    .filter(({ value }) => !Number.isNaN(value));
  const most = (question: string, all: readonly { key: string; value: number }[]): Answers =>
    [...all]
      .sort((a, b) => b.value - a.value)
      .slice(0, 5)
      .map(({ key, value }) => [question, [...(JSON.parse(key) as string[]), value]]);
  return [
    ...most("Rises most", slopes),
    ["Rising", slopes.filter(({ value }) => value > 0).length / slopes.length],
    ["Slopes", quarters(slopes.map(({ value }) => value))],
    ...most("Warmer by", differences),
    ["Differences", quarters(differences.map(({ value }) => value))],
  ];
}

/** The same names in the same order, and numbers to nine digits. */
function expectSame(found: Answers, expected: Answers): void {
  const rounded = (value: unknown): unknown => {
    if (typeof value === "number") return Number(value.toPrecision(9));
    return Array.isArray(value) ? value.map(rounded) : value;
  };
  expect(found.map(rounded)).toEqual(expected.map(rounded));
}

describe.each(Object.keys(ENGINES) as EngineName[])(
  "the high-level program on %s",
  { timeout: 400_000 },
  (engine) => {
    if (engine === "spark") skipWithoutSpark();

    it("agrees with a loop", async () => {
      const { status, stderr, answers } = runProgram(
        "high-level-spark",
        "-w",
        "2",
        ...(await ENGINES[engine]()),
        climateFile(),
      );
      expect(stderr).toBe("");
      expect(status).toBe(0);
      expectSame(answers, reference(LINES));
    });
  },
);

describe("the question", { timeout: 400_000 }, () => {
  skipWithoutSpark();

  it("is answered the same by PySpark", async () => {
    const server = await sparkServer();
    // PySpark's client gives a token without TLS to this name alone.
    const url = server.url.replace("127.0.0.1", "localhost");
    const program = ["test/examples/high_level_spark.py", url, climateFile()];
    const { stdout, stderr, status } = spawnSync(pysparkPython() as string, program, {
      encoding: "utf8",
      timeout: 300_000,
    });
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
    expectSame(JSON.parse(stdout), reference(LINES));
  });
});

describe("the climate file", () => {
  it("is the same each time, and another for another seed", () => {
    const [header, first = ""] = LINES;
    expect(header).toBe('"STATION","NAME","LATITUDE","LONGITUDE","ELEVATION","DATE","TMIN","TMAX"');
    expect(first).toMatch(
      /^"USC\d{8}","[A-Z0-9 ]+, [A-Z]{2} US","\d+\.\d{5}","-\d+\.\d{5}","\d+\.\d","\d{4}-\d\d-\d\d",("-?\d+")?,("-?\d+")?$/,
    );
    const options = { stations: 12, from: 1905, to: 2019, every: 40 };
    expect([...climateLines({ ...options, seed: 3 })]).toEqual(LINES);
    expect([...climateLines({ ...options, seed: 4 })]).not.toEqual(LINES);
  });

  it("has gaps: temperatures that are missing, days, and months of silence", () => {
    const cells = LINES.slice(1);
    expect(cells.filter((line) => /,$|,,/.test(line)).length).toBeGreaterThan(20);
    const dates = cells
      .filter((line) => line.startsWith('"USC00420001"'))
      .map((line) => line.split('","')[6] ?? line);
    expect(dates.length).toBeGreaterThan(100);
    const every = new Set(
      cells.flatMap((line, index) => {
        const [one, other] = [cells[index - 1], line].map(
          (text) => /"(\d{4}-\d\d-\d\d)"/.exec(text ?? "")?.[1],
        );
        return one && other ? [(Date.parse(other) - Date.parse(one)) / DAY_MILLISECONDS] : [];
      }),
    );
    expect(every.has(40)).toBe(true);
    expect(every.has(80)).toBe(true);
    expect(Math.max(...every)).toBeGreaterThan(200);
  });

  it("is what its program writes", () => {
    const args = [
      "--import",
      "tsx",
      "examples/spark/ghcn-like.ts",
      "--stations",
      "1",
      "--from",
      "2000",
      "--to",
      "2001",
    ];
    const { stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
    const lines = [...climateLines({ stations: 1, from: 2000, to: 2001 })];
    expect(stdout).toBe(`${lines.join("\n")}\n`);
  });
});

describe("the line of least squares", () => {
  it("goes through points on a line, and has no slope where all x are the same", () => {
    expect(slopeOf([1, 2, 3], [5, 7, 9])).toBe(2);
    expect(slopeOf(new Int32Array([4, 2]), new Float64Array([1, 2]))).toBe(-0.5);
    expect(slopeOf([3], [1])).toBeNaN();
    expect(slopeOf([3, 3], [1, 2])).toBeNaN();
  });
});
