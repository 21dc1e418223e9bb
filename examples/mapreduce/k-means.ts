/**
 * Which points lie together? Lines of numbers, a line a point, between blanks or commas.
 *
 *     npx tsx examples/mapreduce/k-means.ts FILE… --clusters 3 --seed 1
 *
 * Prints the clusters, from the largest on, as `size centre…`, and on standard error how it went. It takes one job to choose the first
 * centres and one an iteration (Lloyd, "Least squares quantization in PCM", IEEE Transactions on Information Theory 28 (1982), 129):
 * mappers find the nearest centre of each point, combiners and reducers add the points of a centre up. What goes from mappers to
 * reducers is a few sums a task, however many points there are. Lines that are no point are counted (`points`, `malformed lines`).
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ManycoreError, MapReduce, option, pair, ValueError } from "manycore/mapreduce";
import { Pool } from "manycore/multiprocessing";

type Point = readonly number[];

const SAMPLE = {
  clusters: option.integer({ default: 2, help: "how many points are chosen" }),
  seed: option.integer({ default: 1, help: "decides which" }),
};

/** Chooses different points, every one as likely as every other. */
export class ChoosePoints extends MapReduce<null, string, typeof SAMPLE> {
  static override options = SAMPLE;

  override *mapper(_: null, line: string) {
    const point = readPoint(line);
    if (point) yield pair<null, Candidate>(null, [priority(point, this.options.seed), point]);
    else this.increment("points", "malformed lines");
  }

  override *combiner(_: null, candidates: Iterable<Candidate>) {
    for (const candidate of smallest(this.options.clusters, candidates)) yield pair(null, candidate);
  }

  override *reducer(_: null, candidates: Iterable<Candidate>) {
    for (const [, point] of smallest(this.options.clusters, candidates)) yield pair(null, point);
  }
}

const ASSIGN = { centres: option.string({ required: true, help: "the centres, as JSON" }) };

/** How many points a centre has, their squared distances from it, and their coordinates, all added up. */
type Sums = readonly [points: number, cost: number, ...coordinates: number[]];

/** Adds up the points of each centre. */
export class SumClusters extends MapReduce<null, string, typeof ASSIGN> {
  static override options = ASSIGN;
  #centres: readonly Point[] = [];

  override mapperInit() {
    this.#centres = JSON.parse(this.options.centres);
  }

  override *mapper(_: null, line: string) {
    const point = readPoint(line);
    if (!point) return;
    const [index, cost] = nearest(point, this.#centres);
    yield pair<number, Sums>(index, [1, cost, ...point]);
  }

  override *combiner(index: number, sums: Iterable<Sums>) {
    yield pair(index, addSums(sums));
  }

  override *reducer(index: number, sums: Iterable<Sums>) {
    yield pair(index, addSums(sums));
  }
}

export interface Cluster {
  readonly size: number;
  readonly centre: Point;
}

export interface Clusters {
  /** From the largest on. */
  readonly clusters: readonly Cluster[];
  /** The squared distances of all points from their centres, added up. */
  readonly cost: number;
  readonly iterations: number;
  /** Points that were no numbers. */
  readonly malformed: number;
}

export interface Question {
  readonly input: readonly string[];
  readonly clusters: number;
  readonly seed?: number;
  readonly iterations?: number;
  readonly runner?: "inline" | "local";
  readonly workers?: number;
}

/**
 * Iterates until no centre moves any more, or as often as it may.
 *
 * @throws ValueError for standard input, when there are fewer different points than clusters, or points of different dimensions
 */
export async function kMeans(question: Question): Promise<Clusters> {
  const { input, clusters: k, seed = 1, iterations = 50, runner = "local", workers } = question;
  if (input.length === 0 || input.includes("-")) {
    throw new ValueError("k-means reads its input in each iteration: give files, not standard input");
  }
  // One for all runs: else each would start workers of its own.
  await using pool = runner === "local" ? new Pool(workers) : undefined;
  const how = { input, runner, pool };
  const chosen = await ChoosePoints.run({ ...how, options: { clusters: k, seed } });
  let centres: Point[] = [];
  for await (const [, point] of chosen.output) centres.push(point);
  if (centres.length < k) {
    throw new ValueError(`${k} clusters need as many different points, and the input has ${centres.length}`);
  }
  const malformed = chosen.counters.count("points", "malformed lines");
  for (let iteration = 1; ; iteration++) {
    const { output } = await SumClusters.run({ ...how, options: { centres: JSON.stringify(centres) } });
    const sizes = centres.map(() => 0);
    const moved = [...centres];
    let cost = 0;
    for await (const [index, [points, distances, ...coordinates]] of output) {
      sizes[index] = points;
      cost += distances;
      moved[index] = coordinates.map((sum) => sum / points);
    }
    // A centre that has lost all its points stays where it is.
    const still = moved.every((centre, index) => squaredDistance(centre, centres[index] as Point) === 0);
    centres = moved;
    if (still || iteration === iterations) {
      const clusters = centres.map((centre, index) => ({ centre, size: sizes[index] as number }));
      clusters.sort((a, b) => b.size - a.size);
      return { clusters, cost, iterations: iteration, malformed };
    }
  }
}

/** @returns undefined where the line isn't numbers alone */
export function readPoint(line: string): Point | undefined {
  const words = line.split(/[\s,]+/).filter((word) => word !== "");
  const point = words.map(Number);
  return point.length > 0 && point.every(Number.isFinite) ? point : undefined;
}

type Candidate = readonly [priority: number, point: Point];

/**
 * The points with the smallest priorities. Those of the parts are among those of the whole, so combiners may throw the rest away
 * (bottom-k sketches: Cohen and Kaplan, "Summarizing data using bottom-k sketches", PODC 2007).
 */
function smallest(k: number, candidates: Iterable<Candidate>): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates) {
    const at = kept.findIndex((other) => compareCandidates(candidate, other) <= 0);
    const same = at >= 0 && compareCandidates(candidate, kept[at] as Candidate) === 0;
    if (same || (at < 0 && kept.length >= k)) continue;
    kept.splice(at < 0 ? kept.length : at, 0, candidate);
    if (kept.length > k) kept.pop();
  }
  return kept;
}

function compareCandidates([p, a]: Candidate, [q, b]: Candidate): number {
  if (p !== q) return p - q;
  const axis = a.findIndex((x, index) => x !== b[index]);
  return axis < 0 ? a.length - b.length : (a[axis] as number) - (b[axis] ?? -Infinity);
}

/** As good as random, but the same for a point wherever and however often it is met. */
function priority(point: Point, seed: number): number {
  let hash = Math.imul(seed, 0x9e3779b1) | 0;
  for (const unit of point.join(" ")) {
    // FNV-1a's step, and at the end MurmurHash3's finaliser (A. Appleby), so that neighbours are far apart.
    hash = Math.imul(hash ^ unit.charCodeAt(0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The nearest centre, of several the first, and the squared distance from it. */
function nearest(point: Point, centres: readonly Point[]): [index: number, squared: number] {
  let best = 0;
  let least = Infinity;
  for (let index = 0; index < centres.length; index++) {
    const squared = squaredDistance(point, centres[index] as Point);
    if (squared < least) {
      best = index;
      least = squared;
    }
  }
  return [best, least];
}

function squaredDistance(a: Point, b: Point): number {
  if (a.length !== b.length) {
    throw new ValueError(`points of ${a.length} and of ${b.length} numbers; all need as many as the first`);
  }
  let sum = 0;
  for (let axis = 0; axis < a.length; axis++) sum += ((a[axis] as number) - (b[axis] as number)) ** 2;
  return sum;
}

function addSums(all: Iterable<Sums>): Sums {
  const total: [number, number, ...number[]] = [0, 0];
  for (const sums of all) {
    for (let index = 0; index < sums.length; index++) {
      total[index] = (total[index] ?? 0) + (sums[index] as number);
    }
  }
  return total;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      clusters: { type: "string", default: "2" },
      seed: { type: "string", default: "1" },
      iterations: { type: "string", default: "50" },
      runner: { type: "string", short: "r", default: "local" },
      workers: { type: "string" },
    },
  });
  const { runner } = values;
  if (runner !== "inline" && runner !== "local") throw new ValueError(`-r ${runner}; it is inline or local`);
  const { clusters, cost, iterations, malformed } = await kMeans({
    input: positionals,
    clusters: wholeNumber("--clusters", values.clusters),
    seed: wholeNumber("--seed", values.seed),
    iterations: wholeNumber("--iterations", values.iterations),
    runner,
    workers: values.workers === undefined ? undefined : wholeNumber("--workers", values.workers),
  });
  for (const { size, centre } of clusters) console.log(`${size} ${centre.join(" ")}`);
  console.error(`iterations ${iterations}, cost ${cost}, malformed lines ${malformed}`);
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text) || Number(text) < 1) {
    throw new ValueError(`${name} is ${JSON.stringify(text)}; it takes a whole number from 1 on`);
  }
  return Number(text);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await main().catch((error: unknown) => {
    console.error(error instanceof ManycoreError ? `${error.name}: ${error.message}` : error);
    process.exitCode = 1;
  });
}
