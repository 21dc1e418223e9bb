import { createInterface } from "node:readline";
import type { First, Made, Ran, Request } from "./protocol.js";
import type { Work } from "./work.js";

/** A row's work in one library. */
export interface Job {
  /** Does it once; the first call starts the workers. */
  run(): Promise<Ran>;
  close(): Promise<void>;
}

/** A library under test, inside its own process. */
export interface Library {
  readonly version: string;
  /** @returns the work, or why it is left out */
  make(work: Work): Job | string;
}

/** Answers the benchmark's requests until it ends. */
export async function serve(library: Library): Promise<void> {
  let job: Job | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Request;
    if (request.ask === "make") {
      const made = library.make(request.work);
      if (typeof made !== "string") job = made;
      answer<Made>({ version: library.version, ...(typeof made === "string" ? { absent: made } : {}) });
      continue;
    }
    if (request.ask === "end") {
      await job?.close();
      answer({});
      break;
    }
    if (!job) throw new Error(`asked to ${request.ask} without a row`);
    const begin = performance.now();
    const ran = await job.run();
    const cold = performance.now() - begin;
    if (request.ask === "first") answer<First>({ ...ran, cold });
    else answer<Ran>(ran);
  }
  process.exit(0);
}

/** Times a whole piece of work that gives a number to compare. */
export async function timed(work: () => number | Promise<number>): Promise<Ran> {
  const begin = performance.now();
  const value = await work();
  return { milliseconds: performance.now() - begin, value };
}

/** Times each of n round trips, one after the other. */
export async function roundTrips(n: number, trip: (index: number) => Promise<number>): Promise<Ran> {
  const times = new Float64Array(n);
  let value = 0;
  for (let index = 0; index < n; index++) {
    const begin = performance.now();
    value += await trip(index);
    times[index] = performance.now() - begin;
  }
  times.sort();
  return { milliseconds: times[n >> 1] as number, p99: times[Math.floor(n * 0.99)] as number, value };
}

function answer<T>(value: T): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
