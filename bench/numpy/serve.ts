import { createInterface } from "node:readline";
import type { End, First, Loop, Made, Request, Slice } from "./protocol.js";
import type { Work } from "./work.js";

/** Something that does a row's work once and returns one element of the result. */
export type Run = () => number;

/** A library under test, inside its own process. */
export interface Library {
  readonly version: string;
  /** @returns the work as a function, or why it is left out */
  make(work: Work): Run | string;
  loop?(n: number, steps: number): Loop;
}

/** Samples shorter than this are mostly the clock's. */
const SAMPLE_MS = 1;

/** Answers the benchmark's requests until it ends. */
export async function serve(library: Library): Promise<void> {
  const idle = process.memoryUsage.rss();
  let run: Run = () => Number.NaN;
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Request;
    if (request.ask === "make") {
      const made = library.make(request.work);
      if (typeof made === "function") run = made;
      answer<Made>({ version: library.version, ...(typeof made === "string" ? { absent: made } : {}) });
    } else if (request.ask === "first") {
      answer<First>(first(run));
    } else if (request.ask === "slice") {
      answer<Slice>({ samples: slice(run, request.milliseconds) });
    } else if (request.ask === "loop") {
      if (!library.loop) throw new Error("this peer has no loop");
      answer<Loop>(library.loop(request.n, request.steps));
    } else {
      // getrusage counts in kilobytes, also on macOS, where Node converts.
      answer<End>({ peak: process.resourceUsage().maxRSS * 1024, idle });
      break;
    }
  }
  process.exit(0);
}

function first(run: Run): First {
  const begin = performance.now();
  const value = run();
  return { milliseconds: performance.now() - begin, value };
}

/** The result of the runs goes here, so that no compiler can leave them out. */
let sink = 0;

function slice(run: Run, milliseconds: number): number[] {
  const end = performance.now() + milliseconds;
  const samples: number[] = [];
  let batch = 1;
  do {
    const begin = performance.now();
    for (let i = 0; i < batch; i++) sink += run();
    const spent = performance.now() - begin;
    if (spent < SAMPLE_MS) batch *= 2;
    else samples.push(spent / batch);
  } while (performance.now() < end || samples.length === 0);
  if (sink === 0.1) console.error("");
  return samples;
}

function answer<T>(value: T): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
