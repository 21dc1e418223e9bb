/**
 * Kernels as plain JavaScript, a thread at a time. Between two barriers the threads of a block run one after another in an order that the seed
 * shuffles, and so do the blocks: what depends on the order differs from seed to seed, and repeats with one.
 */
import { SimulationError, type SimulationFinding } from "../../../errors.js";
import { effectsOf } from "../effects.js";
import type { ArrayVariable, Builtin, ProgramIR } from "../ir.js";
import { type Argument, heldArguments } from "./call.js";
import { compiledText } from "./compile.js";
import { type HeldArray, newArray, type Scalar, TYPED_ARRAYS } from "./memory.js";
import { RaceDetector } from "./races.js";
import { Reports } from "./reports.js";
import { shuffled } from "./shuffled.js";
import { type BlockState, type Launch, SimulatedThread, WARP, type Wait } from "./simulated-thread.js";
import { exchange } from "./subgroup.js";

export interface Simulation {
  readonly grid: readonly [number, number, number];
  readonly block: readonly [number, number, number];
  /** Bytes of the dynamic shared arrays, which share them. */
  readonly sharedBytes: number;
  readonly args: readonly Argument[];
  /** Of the order of blocks and threads. */
  readonly seed: number;
  /** Whether accesses and barriers are looked at; the memory for it is 84 bytes an element of what the kernel writes. */
  readonly checks: boolean;
}

type Dim3 = readonly [number, number, number];

const AXES = ["x", "y", "z"] as const;

/** Place of a number in three lengths, x first. */
function placeIn(n: number, [x, y]: Dim3): Dim3 {
  return [n % x, Math.floor(n / x) % y, Math.floor(n / (x * y))];
}

function numbersOf(name: string, at: Dim3): [string, number][] {
  return AXES.map((axis, k) => [`${name}.${axis}`, at[k] as number]);
}

/**
 * Runs a kernel over a grid. Arrays among the arguments are read and written in place.
 * @throws SimulationError with all that was found wrong, after the launch
 */
export function simulate(program: ProgramIR, simulation: Simulation): void {
  const found = reportsOf(program, simulation);
  if (found.length > 0) throw new SimulationError(program.source.name, program.source.url, found);
}

/** @returns what was found wrong; nothing without checks */
export function reportsOf(program: ProgramIR, simulation: Simulation): readonly SimulationFinding[] {
  const { grid, block, checks } = simulation;
  const threads = block[0] * block[1] * block[2];
  const describe = (thread: number): string =>
    `[${placeIn(thread % threads, block).join(", ")}] of block [${placeIn(Math.floor(thread / threads), grid).join(", ")}]`;
  const args = heldArguments(program, simulation.args);
  const reports = checks ? new Reports() : null;
  const launch: Launch = {
    name: program.source.name,
    races: checks ? new RaceDetector(threads) : null,
    reports,
    readOnly: readOnlyData(program, args),
    constants: new Map(),
    describe,
  };
  for (const index of shuffled(grid[0] * grid[1] * grid[2], simulation.seed))
    runBlock(program, simulation, launch, args, index);
  return reports?.all ?? [];
}

/** Data of arrays among the arguments that no parameter writes. */
function readOnlyData(program: ProgramIR, args: readonly (Scalar | HeldArray)[]): Set<HeldArray["data"]> {
  const { arrays } = effectsOf(program);
  const [read, written] = [new Set<HeldArray["data"]>(), new Set<HeldArray["data"]>()];
  for (const arg of args)
    if (typeof arg === "object") (arrays.get(arg.variable)?.written ? written : read).add(arg.data);
  for (const data of written) read.delete(data);
  return read;
}

function sharedArrays(program: ProgramIR, sharedBytes: number): Map<ArrayVariable, HeldArray> {
  // As in CUDA, all dynamic arrays begin at one place.
  const dynamic = new ArrayBuffer(Math.ceil(sharedBytes / 8) * 8);
  return new Map(
    program.shared.map((array) => {
      if (array.shape !== null) return [array, newArray(array, array.shape)];
      const made = TYPED_ARRAYS[array.element];
      const length = Math.floor(sharedBytes / made.BYTES_PER_ELEMENT);
      return [array, { variable: array, data: new made(dynamic, 0, length), shape: [length] }];
    }),
  );
}

function runBlock(
  program: ProgramIR,
  { grid, block, sharedBytes, seed }: Simulation,
  launch: Launch,
  args: readonly (Scalar | HeldArray)[],
  index: number,
): void {
  const { run, waits } = compiledText(program);
  const state: BlockState = { index, shared: sharedArrays(program, sharedBytes), phase: 0 };
  const count = block[0] * block[1] * block[2];
  const common = [
    ...numbersOf("blockIdx", placeIn(index, grid)),
    ...numbersOf("blockDim", block),
    ...numbersOf("gridDim", grid),
    ["warpSize", WARP],
  ] as const;
  const running: (Generator<Wait, unknown, undefined> | null)[] = Array.from({ length: count }, () => null);
  for (const k of shuffled(count, seed + index)) {
    const numbers = Object.fromEntries([
      ...common,
      ...numbersOf("threadIdx", placeIn(k, block)),
      ["laneId", k % WARP],
    ]) as Record<Builtin, number>;
    const started = run(new SimulatedThread(launch, state, index * count + k, numbers), ...args);
    if (waits) running[k] = started as Generator<Wait, unknown, undefined>;
  }
  if (waits) runPhases(running, state, launch, seed + index);
  for (const { data } of state.shared.values()) launch.races?.forget(data);
}

/** Lets threads run from barrier to barrier until all are over. */
function runPhases(
  running: (Generator<Wait, unknown, undefined> | null)[],
  state: BlockState,
  launch: Launch,
  seed: number,
): void {
  const waiting: (Wait | null)[] = running.map(() => null);
  let ready = running.map((_, k) => k);
  while (ready.length > 0) {
    for (const k of shuffled(ready.length, seed + state.phase)) {
      const thread = ready[k] as number;
      const step = (running[thread] as Generator<Wait, unknown, undefined>).next();
      if (step.done) running[thread] = null;
      waiting[thread] = step.done ? null : step.value;
    }
    ready = exchange(waiting, running, launch, state);
    if (ready.length > 0) continue;
    // All that still run wait at a barrier.
    ready = passBarrier(waiting, running, launch, state);
  }
}

/** @returns the threads that go on */
function passBarrier(
  waiting: readonly (Wait | null)[],
  running: readonly unknown[],
  { reports, describe }: Launch,
  state: BlockState,
): number[] {
  const at = waiting.flatMap((wait, k) => (wait === null ? [] : [k]));
  if (at.length === 0) return [];
  const first = at[0] as number;
  const { line } = waiting[first] as Wait;
  const name = (k: number): string => describe(state.index * running.length + k);
  const over = running.indexOf(null);
  if (over >= 0)
    reports?.add(
      { kind: "divergent barrier", line, otherLine: null, array: null },
      () =>
        `${at.length} of the block's ${running.length} threads wait at the barrier; thread ${name(over)} has returned without it, thread ${name(first)} waits`,
    );
  for (const k of at) {
    const other = waiting[k] as Wait;
    if (other.line !== line) {
      reports?.add(
        { kind: "divergent barrier", line: other.line, otherLine: line, array: null },
        () =>
          `thread ${name(k)} waits at this barrier while thread ${name(first)} waits at the one of line ${line}`,
      );
      break;
    }
  }
  state.phase++;
  return at;
}
