/** One row of the table. */
export interface Work {
  readonly id: string;
  /** What is done, for the table. */
  readonly title: string;
  readonly task: Task;
  /** Elements, or rows of a matrix. */
  readonly n: number;
  /** Times that a run does it: what is told is the time of one. */
  readonly times: number;
  /** Who takes part; the first is the one without whom there is nothing to tell. */
  readonly peers: readonly PeerName[];
  readonly asked: readonly Asked[];
}

export type Task =
  | "chain"
  | "dispatch"
  | "read-back"
  | "branch"
  | "saturating"
  | "hypot"
  | "saxpy kernel"
  | "mandelbrot kernel"
  | "matmul kernel";

/** What is asked for of one peer: a ratio beside another one, milliseconds, or a count. */
export type Asked =
  | { readonly of: PeerName; readonly beside: PeerName; readonly least: number }
  | { readonly of: PeerName; readonly milliseconds: number }
  | { readonly of: PeerName; readonly count: number; readonly what: string };

export type PeerName = "CPU" | "GPU" | "simulator" | "JS loop" | "NumPy";

/** How each task is written, for the table. */
export const FORMULAS: Readonly<Record<Task, string>> = {
  chain: "sqrt((x*2+1)*x-1) on the GPU: dispatches",
  dispatch: "one kernel on 256 elements, launched",
  "read-back": "40 MB from the device",
  branch: "x > 0 ? x * 2 : -x / (1 - x)",
  saturating: "min(a + b, 255) of uint8",
  hypot: "sqrt(x*x + y*y)",
  "saxpy kernel": "saxpy, a thread an element",
  "mandelbrot kernel": "Mandelbrot, a thread a pixel",
  "matmul kernel": "matmul, tiles in shared memory",
};

/** @param scale 1, or less for a look whether everything runs */
export function works(scale: number): Work[] {
  const some = (n: number) => Math.max(256, Math.round(n * scale));
  const side = (n: number) => Math.max(32, Math.round((n * Math.sqrt(scale)) / 16) * 16);
  const row = (
    task: Task,
    n: number,
    times: number,
    peers: readonly PeerName[],
    asked: readonly Asked[],
  ): Work => ({
    id: `${task} ${n}`,
    title: `${FORMULAS[task]}, ${n.toLocaleString("en-US")}`,
    task,
    n,
    times,
    peers,
    asked,
  });
  return [
    row("chain", some(1e6), 1, ["GPU"], [{ of: "GPU", count: 1, what: "dispatches" }]),
    row("dispatch", 256, some(2000), ["GPU"], [{ of: "GPU", milliseconds: 0.04 }]),
    row("read-back", some(1e7), 1, ["GPU", "JS loop"], [{ of: "GPU", beside: "JS loop", least: 1 / 2 }]),
    row(
      "branch",
      some(1e6),
      20,
      ["CPU", "JS loop", "NumPy", "GPU"],
      [
        { of: "CPU", beside: "JS loop", least: 3 },
        { of: "CPU", beside: "NumPy", least: 1 },
      ],
    ),
    row(
      "saturating",
      some(1e6),
      50,
      ["CPU", "JS loop", "NumPy"],
      [
        { of: "CPU", beside: "JS loop", least: 8 },
        { of: "CPU", beside: "NumPy", least: 1 },
      ],
    ),
    row("hypot", some(1e6), 20, ["CPU", "JS loop", "NumPy"], [{ of: "CPU", beside: "NumPy", least: 1 }]),
    row(
      "saxpy kernel",
      some(200_000),
      1,
      ["CPU", "simulator", "JS loop", "GPU"],
      [{ of: "CPU", beside: "simulator", least: 5 }],
    ),
    row(
      "mandelbrot kernel",
      side(256),
      1,
      ["CPU", "simulator", "JS loop", "GPU"],
      [{ of: "CPU", beside: "simulator", least: 5 }],
    ),
    row(
      "matmul kernel",
      side(128),
      1,
      ["CPU", "simulator", "JS loop", "GPU"],
      [
        { of: "CPU", beside: "simulator", least: 5 },
        { of: "CPU", beside: "JS loop", least: 2 },
      ],
    ),
    row("matmul kernel", side(512), 1, ["CPU", "JS loop"], [{ of: "CPU", beside: "JS loop", least: 2 }]),
  ];
}

/** Inputs that every peer makes alike: numbers between -1 and 1 from a linear congruential generator (Numerical Recipes' constants). */
export function numbers(n: number, seed: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(n);
  let state = seed >>> 0;
  for (let k = 0; k < n; k++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    out[k] = state / 2 ** 31 - 1;
  }
  return out;
}

/** Bytes of the same generator. */
export function bytes(n: number, seed: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(numbers(n, seed), (x) => Math.floor((x + 1) * 128));
}

/** Rounds of the Mandelbrot set's loop at most. */
export const MOST_ROUNDS = 100;

/** What all peers must agree on: a sum over the result, or one of its elements. */
export function checksum(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k] as number;
  return sum;
}
