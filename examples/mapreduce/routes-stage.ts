import { readFileSync } from "node:fs";
import { cpuCount } from "manycore/multiprocessing";
import { AnswersDiffer } from "../flights/compare.js";
import type { Flights } from "../flights/question.js";
import { flightsFile } from "../flights/read_flights.js";
import type { Circumstances, Report, Stage } from "../flights/stage.js";
import { textTable } from "../flights/text_table.js";
import { type Route, type RouteAnswer, Routes, readFlight } from "./routes.js";
import { writeRoutesFile } from "./routes-file.js";

type RouteAnswers = Map<string, RouteAnswer>;

interface Outcome {
  readonly title: string;
  readonly workers: number;
  readonly answers: RouteAnswers;
  /** From text to answer, with the workers' start. */
  readonly milliseconds: number;
}

const MOST = 10;

/** Flights and mean delay of each route, by a loop and by a MapReduce job on all cores: both read the same text. */
export const routesStage: Stage = {
  name: "routes",
  title: "flights of each route by MapReduce",
  async run(flights: Flights, { progress }: Circumstances): Promise<Report> {
    const rows = flights.delay.length;
    progress.begin("writing the flights as text");
    using file = await writeRoutesFile(flightsFile(), rows);
    progress.end(`${rows.toLocaleString("en-US")} lines`);
    progress.begin("routes, one thread");
    const alone = await time("one thread", 1, async () => loop(file.path));
    progress.end(`${alone.answers.size.toLocaleString("en-US")} routes`);
    const workers = cpuCount();
    progress.begin(`routes, MapReduce with ${workers} workers`);
    const job = await time("MapReduce", workers, () => mapReduce(file.path, workers));
    progress.end(`${job.answers.size.toLocaleString("en-US")} routes`);
    assertSame(alone.answers, job.answers);
    return { text: text(rows, alone, job), json: json(rows, alone, job) };
  },
};

async function mapReduce(path: string, workers: number): Promise<RouteAnswers> {
  const { output } = await Routes.run({ input: [path], runner: "local", workers, reducers: workers });
  const answers: RouteAnswers = new Map();
  for await (const [route, answer] of output) answers.set(nameOf(route), answer);
  return answers;
}

/** What a careful programmer writes for one thread. It reads a line as the job does, so that the times differ by the rest alone. */
function loop(path: string): RouteAnswers {
  const sums = new Map<string, [flights: number, delay: number]>();
  for (const line of readFileSync(path, "latin1").split("\n")) {
    const flight = readFlight(line);
    if (!flight) continue;
    const route = nameOf(flight.route);
    const sum = sums.get(route);
    if (sum) {
      sum[0]++;
      sum[1] += flight.delay;
    } else sums.set(route, [1, flight.delay]);
  }
  return new Map([...sums].map(([route, [count, delay]]) => [route, [count, delay / count]]));
}

function nameOf([origin, destination]: Route): string {
  return `${origin}–${destination}`;
}

async function time(title: string, workers: number, work: () => Promise<RouteAnswers>): Promise<Outcome> {
  const begin = performance.now();
  const answers = await work();
  return { title, workers, answers, milliseconds: performance.now() - begin };
}

function assertSame(expected: RouteAnswers, found: RouteAnswers): void {
  for (const route of new Set([...expected.keys(), ...found.keys()])) {
    const [one, other] = [expected.get(route), found.get(route)];
    if (!one || !other || one[0] !== other[0] || one[1] !== other[1]) {
      throw new AnswersDiffer(`of ${route} one thread says ${one}, the MapReduce job ${other}`);
    }
  }
}

function text(rows: number, alone: Outcome, job: Outcome): string[] {
  const best = busiest(alone.answers).map(([route, [flights, delay]]) => [
    route,
    flights.toLocaleString("en-US"),
    delay.toFixed(1),
  ]);
  const times = [alone, job].map(({ title, workers, milliseconds }) => [
    title,
    `${workers}`,
    milliseconds.toFixed(0),
    `${(alone.milliseconds / milliseconds).toFixed(2)}×`,
  ]);
  return [
    `Which of ${alone.answers.size.toLocaleString("en-US")} routes have most of ${rows.toLocaleString("en-US")} flights?`,
    "",
    ...textTable([["", "flights", "minutes late"], ...best]),
    "",
    "From text to answer, the job with its workers' start:",
    ...textTable([["", "workers", "milliseconds", "faster"], ...times]),
  ];
}

function json(rows: number, alone: Outcome, job: Outcome): object {
  return {
    rows,
    routes: alone.answers.size,
    busiest: busiest(alone.answers).map(([route, [flights, meanDelay]]) => ({ route, flights, meanDelay })),
    ways: [alone, job].map(({ title, workers, milliseconds }) => ({ title, workers, milliseconds })),
  };
}

function busiest(answers: RouteAnswers): [route: string, answer: RouteAnswer][] {
  return [...answers].sort(([a, [n]], [b, [m]]) => m - n || (a < b ? -1 : 1)).slice(0, MOST);
}
