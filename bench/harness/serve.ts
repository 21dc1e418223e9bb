import { createInterface } from "node:readline";
import type { First, Made, Ran, Request } from "./protocol.js";
import type { Value } from "./race.js";

/** A row's work in one library. */
export interface Job {
  /** Does it once; the first call starts the workers. */
  run(): Promise<Ran>;
  close(): Promise<void>;
}

/** A library under test, inside its own process. */
export interface Library<Work> {
  readonly version: string;
  /** @returns the work, or why it is left out */
  make(work: Work): Job | string;
}

/** Answers the benchmark's requests until it ends. */
export async function serve<Work>(library: Library<Work>): Promise<void> {
  let job: Job | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Request<Work>;
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

/** Times a whole piece of work that gives a value to compare. */
export async function timed(work: () => Value | Promise<Value>): Promise<Ran> {
  const begin = performance.now();
  const value = await work();
  return { milliseconds: performance.now() - begin, value };
}

function answer<T>(value: T): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
