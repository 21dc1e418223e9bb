import * as cuda from "manycore/cuda";
import { AnswersDiffer } from "../flights/compare.js";
import { median } from "../flights/measure.js";
import type { Flights } from "../flights/question.js";
import type { Circumstances, Report, Stage } from "../flights/stage.js";
import { textTable } from "../flights/text_table.js";
import { CLASSES, countInLoop, countLateness, HOURS } from "./lateness.js";

/** What counts: a loop, or the target of a kernel. */
interface Outcome {
  readonly title: string;
  /** Milliseconds to bring the flights there; a loop has them. */
  readonly copy: number;
  /** Milliseconds of the first time, with compiling. */
  readonly cold: number;
  /** Milliseconds of the later times, their median. */
  readonly warm: number;
}

const BLOCKS = 64;
const THREADS = 128;
/** Hours told to a person; the document of `--json` has all. */
const HOURS_SHOWN = [6, 9, 12, 15, 18, 21];

/** How late are the flights of each hour: a CUDA kernel with shared memory and atomics, on the GPU where there is one and on the CPU. */
export const latenessStage: Stage = {
  name: "lateness",
  title: "lateness by hour, by a kernel",
  async run(flights: Flights, { progress, patience }: Circumstances): Promise<Report> {
    const [delay, hour] = [Int32Array.from(flights.delay), Int32Array.from(flights.hour)];
    const target = await cuda.target();
    const targets: cuda.TargetName[] = target === "cpu" ? ["cpu"] : ["cpu", target];
    progress.begin("lateness, one thread");
    let expected = new Int32Array();
    const loop = await repeated(
      async () => {
        expected = countInLoop(delay, hour) as Int32Array<ArrayBuffer>;
      },
      patience.runs,
      patience.milliseconds,
    );
    progress.end(`counted ${loop.runs} times`);
    const outcomes: Outcome[] = [{ title: "loop, one thread", copy: 0, ...loop }];
    for (const target of targets) {
      progress.begin(`lateness, kernel on the ${target}`);
      const found = await onTarget(target, delay, hour, patience);
      assertSame(expected, found.counts, target);
      outcomes.push({ title: `kernel on the ${target}`, ...found });
      progress.end(`counted ${found.runs} times`);
    }
    const rows = delay.length;
    return { text: text(rows, expected, target, outcomes), json: json(rows, expected, target, outcomes) };
  },
};

async function repeated(
  work: () => Promise<void>,
  runs: number,
  milliseconds: number,
): Promise<{ cold: number; warm: number; runs: number }> {
  const times: number[] = [];
  const end = performance.now() + milliseconds;
  while (times.length < runs + 1 && (times.length < 2 || performance.now() < end)) {
    const begin = performance.now();
    await work();
    times.push(performance.now() - begin);
  }
  const [cold = Number.NaN, ...later] = times;
  return { cold, warm: median(later), runs: times.length };
}

async function onTarget(
  target: cuda.TargetName,
  delay: Int32Array,
  hour: Int32Array,
  { runs, milliseconds }: Circumstances["patience"],
): Promise<Omit<Outcome, "title"> & { readonly counts: Int32Array; readonly runs: number }> {
  const before = await cuda.target();
  cuda.setTarget(target);
  try {
    const begin = performance.now();
    const [onDelay, onHour] = await Promise.all([cuda.toDevice(delay), cuda.toDevice(hour)]);
    const copy = performance.now() - begin;
    let counts = new Int32Array();
    const times = await repeated(
      async () => {
        const device = cuda.deviceArray([HOURS, CLASSES.length], cuda.i32);
        await countLateness(BLOCKS, THREADS)(onDelay, onHour, device);
        counts = (await device.copyToHost()) as Int32Array<ArrayBuffer>;
      },
      runs,
      milliseconds,
    );
    return { ...times, copy, counts };
  } finally {
    cuda.setTarget(before);
  }
}

function assertSame(expected: Int32Array, found: Int32Array, target: string): void {
  const at = expected.findIndex((count, k) => count !== found[k]);
  if (at >= 0)
    throw new AnswersDiffer(
      `of hour ${Math.floor(at / CLASSES.length)}, class ${at % CLASSES.length}, the loop counts ${expected[at]}, the kernel on the ${target} ${found[at]}`,
    );
}

function hourly(counts: Int32Array, hour: number): number[] {
  return [...counts.subarray(hour * CLASSES.length, (hour + 1) * CLASSES.length)];
}

function text(rows: number, counts: Int32Array, target: string, outcomes: readonly Outcome[]): string[] {
  const shares = HOURS_SHOWN.map((hour) => {
    const of = hourly(counts, hour);
    const all = of.reduce((sum, n) => sum + n, 0);
    return [`${hour}:00`, ...of.map((n) => (all === 0 ? "–" : `${((100 * n) / all).toFixed(1)} %`))];
  });
  const [loop] = outcomes;
  const times = outcomes.map(({ title, copy, cold, warm }) => [
    title,
    ...[copy, cold, warm].map((value) => value.toFixed(value < 10 ? 2 : 1)),
    `${((loop as Outcome).warm / warm).toFixed(2)}×`,
  ]);
  return [
    `How late are ${rows.toLocaleString("en-US")} flights, by the hour of their departure? Asked of a CUDA kernel; its target here: ${target}.`,
    "",
    ...textTable([["", "under 15 min", "15 to 59", "60 to 179", "3 h and more"], ...shares]),
    "",
    "Milliseconds, the copy to the target, once cold, and then the median of warm runs:",
    ...textTable([["", "copy", "first", "warm", "faster"], ...times]),
  ];
}

function json(rows: number, counts: Int32Array, target: string, outcomes: readonly Outcome[]): object {
  return {
    rows,
    target,
    classes: CLASSES.map((from) => (Number.isFinite(from) ? from : null)),
    hours: Array.from({ length: HOURS }, (_, hour) => hourly(counts, hour)),
    ways: outcomes.map(({ title, copy, cold, warm }) => ({ title, copy, cold, warm })),
  };
}
