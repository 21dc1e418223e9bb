import { ValueError } from "manycore/mapreduce";
import { describe, expect, it } from "vitest";
import { ChoosePoints, kMeans, readPoint } from "../../examples/mapreduce/k-means.js";
import { scratchFolder } from "../setup/scratch-folder.js";
import { Seeded } from "../support/seeded.js";
import { all, RUNNERS, runProgram } from "./mapreduce_program.js";

type Point = readonly number[];

/** Blobs around three centres; quarters, so that sums are exact in any order. */
function blobs(seed: number, points: number): Point[] {
  const random = new Seeded(seed);
  const centres = [
    [0, 0],
    [40, 0],
    [0, 60],
  ];
  return Array.from({ length: points }, (_, index) => {
    const [x = 0, y = 0] = centres[index % 3] as Point;
    return [x + random.integer(-32, 32) / 4, y + random.integer(-32, 32) / 4];
  });
}

function lines(points: readonly Point[]): string {
  return points.map((point) => `${point.join(" ")}\n`).join("");
}

/** Lloyd's iteration in a loop, from given centres. */
function reference(points: readonly Point[], first: readonly Point[]) {
  const squared = (a: Point, b: Point) => a.reduce((sum, x, axis) => sum + (x - (b[axis] as number)) ** 2, 0);
  let centres = first.map((centre) => [...centre]);
  for (let iterations = 1; ; iterations++) {
    const own: Point[][] = centres.map(() => []);
    let cost = 0;
    for (const point of points) {
      const distances = centres.map((centre) => squared(point, centre));
      const least = Math.min(...distances);
      own[distances.indexOf(least)]?.push(point);
      cost += least;
    }
    const moved = centres.map((centre, index) => {
      const cluster = own[index] as Point[];
      if (cluster.length === 0) return centre;
      return centre.map(
        (_, axis) => cluster.reduce((sum, point) => sum + (point[axis] as number), 0) / cluster.length,
      );
    });
    const still = JSON.stringify(moved) === JSON.stringify(centres);
    centres = moved;
    if (still) {
      const clusters = centres.map((centre, index) => ({ centre, size: (own[index] as Point[]).length }));
      return { clusters: clusters.sort((a, b) => b.size - a.size), cost, iterations };
    }
  }
}

describe("k-means", { timeout: 180_000 }, () => {
  it.each(RUNNERS)("iterates as a loop does, with -r %s", async (runner) => {
    const points = blobs(3, 300);
    const folder = scratchFolder({ "a.txt": lines(points.slice(0, 100)), "b.txt": lines(points.slice(100)) });
    const how = { input: [folder], runner, workers: 2 };
    const { output } = await ChoosePoints.run({ ...how, options: { clusters: 3, seed: 4 } });
    const first = (await all(output)).map(([, point]) => point);
    expect(first).toHaveLength(3);
    const found = await kMeans({ ...how, clusters: 3, seed: 4 });
    const expected = reference(points, first);
    expect(found.iterations).toBe(expected.iterations);
    expect(found.clusters).toEqual(expected.clusters);
    // Distances aren't whole numbers, so their sum depends on the order in its last bits.
    expect(found.cost).toBeCloseTo(expected.cost, 6);
  });

  it("chooses different points, the same ones however the input is cut, others with another seed", async () => {
    const points = [...blobs(1, 60), ...blobs(1, 60)];
    const one = scratchFolder({ "a.txt": lines(points) });
    const many = scratchFolder(
      Object.fromEntries(points.map((point, index) => [`${index}.txt`, lines([point])])),
    );
    const choose = async (folder: string, seed: number, runner: "inline" | "local") => {
      const { output } = await ChoosePoints.run({ input: [folder], runner, options: { clusters: 5, seed } });
      return (await all(output)).map(([, point]) => `${point}`);
    };
    const chosen = await choose(one, 1, "inline");
    expect(new Set(chosen).size).toBe(5);
    expect(await choose(many, 1, "local")).toEqual(chosen);
    expect(await choose(one, 2, "inline")).not.toEqual(chosen);
  });

  it("finds the blobs from the command line, and skips what is no point", () => {
    const points = lines([
      [0, 0],
      [0, 1],
      [1, 0],
      [100, 100],
      [101, 100],
    ]);
    const folder = scratchFolder({ "in.txt": `${points}\nx y\n` });
    const args = [folder, "--clusters", "2", "-r", "inline"];
    const { stdout, stderr, status } = runProgram("k-means", args);
    expect(stdout).toMatch(/^3 0\.33\d+ 0\.33\d+\n2 100\.5 100\n$/);
    expect(stderr).toMatch(/^iterations \d+, cost 1\.8\d+, malformed lines 2\n$/);
    expect(status).toBe(0);
  });

  it("refuses more clusters than points, and points of different dimensions", async () => {
    const few = scratchFolder({ "in.txt": "1 2\n1 2\n3 4\n" });
    const how = { runner: "inline", clusters: 3 } as const;
    await expect(kMeans({ ...how, input: [few] })).rejects.toThrow(ValueError);
    const uneven = scratchFolder({ "in.txt": "1 2\n1 2 3\n3 4\n" });
    await expect(kMeans({ ...how, input: [uneven], clusters: 2 })).rejects.toThrow(
      /points of \d and of \d numbers/,
    );
    // Standard input could be read once, and is needed in each iteration.
    await expect(kMeans({ ...how, input: ["-"] })).rejects.toThrow(/not standard input/);
    const { status, stderr } = runProgram("k-means", [few, "--clusters", "0"]);
    expect(status).toBe(1);
    expect(stderr).toBe('ValueError: --clusters is "0"; it takes a whole number from 1 on\n');
  });
});

describe("a point", () => {
  it("is numbers between blanks or commas", () => {
    expect(readPoint(" 1, 2.5\t-3e2 ")).toEqual([1, 2.5, -300]);
    for (const line of ["", "  ", "1 x", "NaN 1", "1 Infinity"]) expect(readPoint(line)).toBeUndefined();
  });
});
