/** The WASM back end: compiles a program once a variant of loops, and runs it on the heap, on the team where that pays. */
import { broadcastStrides, contiguousStrides, type Shape, type Strides } from "../../array/index.js";
import { emit, listening } from "../../events/index.js";
import { type Block, freeBlock, heap, newBlock } from "../../memory/index.js";
import { defineKernel, type KernelCode, runTeam, runTeamAsync, teamSize } from "../../threads/index.js";
import type { Backend, Job, ReductionJob } from "../backend.js";
import { forgetPrograms, type Interned } from "../graph/lower.js";
import type { Node } from "../graph/node.js";
import { REDUCTION_NAMES, type ReductionName } from "../ops/table.js";
import { programName, programText, threadsOf } from "../program.js";
import type { MemoryType } from "./assembler.js";
import { lanesOf } from "./frame.js";
import { PARAMETER_BYTES, parameterBlock, writeAxes, writeScalars, writeWord } from "./parameters.js";
import { type Axis, axesOf, mergeAxes, modeOf, orderAxes } from "./plan.js";
import { flatMapKey, type LoopKind, type Mode, variantKey, words } from "./variant.js";
import { writeKernel } from "./writer.js";

/**
 * Elements a slice: small enough that V8's optimised tier takes over between two calls, and that threads share evenly;
 * large enough that a call costs nothing beside it.
 */
export const GRAIN = 65536;

/**
 * The team is asked from this many elements × cost on. Measured with one thread beside two on 2 cores: additions gain from 5e5 elements
 * on (1.6 to 1.9 times) and nothing at 2.6e5, exp (cost 6) gains 1.6 times at 1.3e5.
 */
export const PARALLEL_CUTOFF = 400_000;

/**
 * Kernels kept. V8 maps two stretches of memory a module, a Linux process may have 65,530 (vm.max_map_count), and past that V8 ends
 * the process (measured: at 34,000 kernels, 24 KiB each). Past this many, all are let go of and compiled again when they are met.
 */
export const MAX_KERNELS = 4096;

let kernels = 0;

/** In a page without cross-origin isolation the memory is not shared, and kernels must import it so. */
function memoryType(): MemoryType {
  return { address: "i32", shared: heap().shared };
}

/** Compiled forms of one program. */
interface Compiled {
  readonly variants: Map<number, KernelCode>;
}

function compiledOf(interned: Interned): Compiled {
  let compiled = interned.compiled as Compiled | null;
  if (compiled === null) {
    compiled = { variants: new Map() };
    interned.compiled = compiled;
  }
  return compiled;
}

function compile(
  interned: Interned,
  kind: LoopKind,
  inputs: readonly Mode[],
  output: "dense" | "strided",
  outer: number,
  reduced: number,
): KernelCode {
  if (++kernels > MAX_KERNELS) {
    forgetPrograms();
    kernels = 1;
  }
  const started = performance.now();
  const name = `${kind}_${programName(interned.program)}`;
  const bytes = writeKernel(interned.program, { kind, inputs, output, outer, reduced }, memoryType());
  const kernel = defineKernel(bytes, name);
  if (listening("kernel.compile"))
    emit("kernel.compile", {
      name,
      backend: "wasm",
      bytes: bytes.length,
      ms: performance.now() - started,
      listing: `${kind} of ${lanesOf(interned.program)} lanes, operands ${inputs.join(" ")} -> ${output}\n${programText(interned.program)}`,
    });
  return kernel;
}

function kernelFor(
  interned: Interned,
  kind: LoopKind,
  inputs: readonly Mode[],
  output: "dense" | "strided",
  outer: number,
  reduced: number,
): KernelCode {
  const { variants } = compiledOf(interned);
  const key = variantKey(kind, inputs, output, outer, reduced);
  let kernel = variants.get(key);
  if (kernel === undefined) {
    kernel = compile(interned, kind, inputs, output, outer, reduced);
    variants.set(key, kernel);
  }
  return kernel;
}

function pays({ cost, program }: Interned, elements: number): boolean {
  const wish = threadsOf(program);
  if (wish === "one") return false;
  return (wish === "team" || elements * cost >= PARALLEL_CUTOFF) && teamSize() > 1;
}

/** The costliest element of the table's operations (sine of a chain): dearer ones are users' functions with loops. */
const DEAR = 24;
/** Elements a slice at least. */
const SMALLEST_GRAIN = 256;

/** Elements a slice of a map: fewer of what is dear, so that threads still share evenly. */
function mapGrain({ cost, program }: Interned): number {
  if (cost <= DEAR || !program.instructions.some((ins) => ins.kind === "function")) return GRAIN;
  return Math.max(SMALLEST_GRAIN, Math.floor((GRAIN * DEAR) / cost / SMALLEST_GRAIN) * SMALLEST_GRAIN);
}

/** Runs all slices, here or on the team. */
function run(kernel: KernelCode, parameters: number, total: number, grain: number, parallel: boolean): void {
  if (parallel && total > grain) runTeam(kernel, parameters, total, grain);
  else
    for (let start = 0, slice = 0; start < total; start += grain, slice++)
      kernel.run(parameters, start, Math.min(total, start + grain), slice);
}

const addressOf = (leaf: Node): number => (leaf.source as Block).address + leaf.offset;

const FLAT_MODES: readonly Mode[] = ["dense", "same", "strided"];

/** The base-3 code of a flat loop over dense leaves of the target's size and single values, or -1 when there are others. */
function flatCode(leaves: readonly Node[], size: number): number {
  let code = 0;
  for (let k = 0; k < leaves.length; k++) {
    const l = leaves[k];
    if (l.size === 1) code = code * 3 + (size === 1 ? 0 : 1);
    else if (l.strides === null && l.size === size) code *= 3;
    else return -1;
  }
  return code;
}

function flatModes(code: number, count: number): Mode[] {
  const out: Mode[] = [];
  for (let k = 0, c = code; k < count; k++, c = Math.floor(c / 3)) out.unshift(FLAT_MODES[c % 3]);
  return out;
}

function stridesIn(leaf: Node, shape: Shape): Strides {
  return broadcastStrides(
    leaf.shape,
    leaf.strides ?? contiguousStrides(leaf.shape, leaf.dtype.itemsize),
    shape,
  );
}

interface Prepared {
  readonly kernel: KernelCode;
  readonly total: number;
}

/** Chooses the loops of a map, compiles them when new, and fills the parameter block. */
function prepareMap({ interned, leaves, scalars, target }: Job, block: number): Prepared {
  const words0 = writeScalars(block, scalars);
  writeWord(words0, 0, target.address);
  for (let k = 0; k < leaves.length; k++) writeWord(words0, k + 1, addressOf(leaves[k]));
  if (target.strides === null) {
    const code = flatCode(leaves, target.size);
    if (code >= 0) {
      const { variants } = compiledOf(interned);
      const key = flatMapKey(code);
      let kernel = variants.get(key);
      if (kernel === undefined) {
        kernel = compile(interned, "map", flatModes(code, leaves.length), "dense", 0, 0);
        variants.set(key, kernel);
      }
      return { kernel, total: target.size };
    }
  }
  const strides = [
    target.strides ?? contiguousStrides(target.shape, target.dtype.itemsize),
    ...leaves.map((l) => stridesIn(l, target.shape)),
  ];
  const axes = mergeAxes(
    orderAxes(
      axesOf(target.shape, strides, () => true),
      0,
    ),
  );
  const inner = axes.pop() ?? {
    length: 1,
    strides: [target.dtype.itemsize, ...leaves.map((l) => l.dtype.itemsize)],
  };
  const kernel = kernelFor(
    interned,
    "map",
    leaves.map((l, k) => modeOf(inner.strides[k + 1], l.dtype.itemsize)),
    inner.strides[0] === target.dtype.itemsize ? "dense" : "strided",
    axes.length,
    0,
  );
  writeLoops(words0, leaves.length, inner, axes);
  return { kernel, total: target.size };
}

function writeLoops(words0: number, inputs: number, inner: Axis, axes: readonly Axis[]): void {
  const layout = { scalars: 0, operands: inputs + 1 };
  for (let k = 0; k <= inputs; k++) writeWord(words0, words.stride(layout, k), inner.strides[k]);
  writeWord(words0, words.inner(layout), inner.length);
  writeAxes(words0, words.length(layout, 0), axes);
}

/** All of a dense reduction: partial results a slice, then their reduction. Always the same slices, so always the same rounding. */
function reduceFlat(job: ReductionJob, total: number, code: number): void {
  const { interned, leaves, target } = job;
  const block = parameterBlock();
  const words0 = writeScalars(block, job.scalars);
  for (let k = 0; k < leaves.length; k++) writeWord(words0, k + 1, addressOf(leaves[k]));
  const kernel = kernelFor(interned, "flat", flatModes(code, leaves.length), "dense", 0, 0);
  const slices = Math.ceil(total / GRAIN);
  if (slices === 1) {
    writeWord(words0, 0, target.address);
    kernel.run(block, 0, total, 0);
    return;
  }
  const partial = newBlock(slices * target.dtype.itemsize);
  writeWord(words0, 0, partial.address);
  run(kernel, block, total, GRAIN, pays(interned, total));
  join(job, block, partial, slices);
}

/** Reduces dense partial results to the one result, and lets go of them. */
function join({ interned, target }: ReductionJob, block: number, partial: Block, count: number): void {
  const { dtype } = target;
  const program = {
    instructions: [{ kind: "load", dtype, input: 0 }],
    inputs: [dtype],
    scalars: [],
    reduction: interned.program.reduction,
  } as const;
  const key = dtype.code * 8 + REDUCTION_NAMES.indexOf(program.reduction as ReductionName);
  let joining = joins.get(key);
  if (joining === undefined) {
    joining = defineKernel(
      writeKernel(
        program,
        { kind: "flat", inputs: ["dense"], output: "dense", outer: 0, reduced: 0 },
        memoryType(),
      ),
      `join-${program.reduction}`,
    );
    joins.set(key, joining);
  }
  writeWord(block, 0, target.address);
  writeWord(block, 1, partial.address);
  joining.run(block, 0, count, 0);
  freeBlock(partial);
}

/** Kernels that reduce partial results, by dtype and reduction. */
const joins = new Map<number, KernelCode>();

/** Reductions over some axes, or over any layout that is not flat. */
function reduceAxes(job: ReductionJob): void {
  const { interned, leaves, shape, axes, target } = job;
  const reducedAxis = (d: number): boolean => axes.includes(d);
  // The output's strides over the full shape: 0 along reduced axes.
  const kept = shape.map((n, d) => (reducedAxis(d) ? 1 : n));
  const outDense = contiguousStrides(kept, target.dtype.itemsize);
  const out = outDense.map((s, d) => (reducedAxis(d) ? 0 : s));
  const strides = [out, ...leaves.map((l) => stridesIn(l, shape))];
  // The largest input says which axis is the innermost.
  let main = 0;
  for (let k = 1; k < leaves.length; k++) if (leaves[k].size > leaves[main].size) main = k;
  const keptAxes = axesOf(shape, strides, (d) => !reducedAxis(d));
  const reducedAxes = mergeAxes(
    orderAxes(axesOf(shape, strides, reducedAxis), leaves.length === 0 ? 0 : main + 1),
  );
  const operand = leaves.length === 0 ? 0 : main + 1;
  const lastKept = keptAxes[keptAxes.length - 1];
  const lastReduced = reducedAxes[reducedAxes.length - 1];
  const step = (axis: Axis | undefined): number =>
    axis === undefined ? Number.POSITIVE_INFINITY : Math.abs(axis.strides[operand]);
  const columns = lastKept !== undefined && lastReduced !== undefined && step(lastKept) < step(lastReduced);
  const block = parameterBlock();
  const words0 = writeScalars(block, job.scalars);
  writeWord(words0, 0, target.address);
  for (let k = 0; k < leaves.length; k++) writeWord(words0, k + 1, addressOf(leaves[k]));
  const modes = (inner: Axis): Mode[] => leaves.map((l, k) => modeOf(inner.strides[k + 1], l.dtype.itemsize));
  const elements = shape.reduce((n, d) => n * d, 1);
  const perResult = Math.max(1, elements / target.size);
  const grain = Math.max(columns ? 1024 : 1, Math.ceil(GRAIN / perResult));
  let kernel: KernelCode;
  if (columns) {
    const merged = mergeAxes(keptAxes);
    const inner = merged.pop() as Axis;
    kernel = kernelFor(
      interned,
      "columns",
      modes(inner),
      inner.strides[0] === target.dtype.itemsize ? "dense" : "strided",
      merged.length,
      reducedAxes.length,
    );
    writeLoops(words0, leaves.length, inner, [...merged, ...reducedAxes]);
  } else {
    const merged = mergeAxes(keptAxes);
    const inner = reducedAxes.pop() ?? { length: 1, strides: [0, ...leaves.map((l) => l.dtype.itemsize)] };
    kernel = kernelFor(interned, "rows", modes(inner), "dense", merged.length, reducedAxes.length);
    writeLoops(words0, leaves.length, inner, [...merged, ...reducedAxes]);
  }
  run(kernel, block, target.size, grain, pays(interned, elements));
}

/**
 * A full reduction of a layout that isn't flat: over the inner axes first, then over those results. In one go it would be one
 * running sum over many short rows, which rounds once a row, and one thread's work.
 */
function reduceInTwo(job: ReductionJob, total: number): void {
  const { leaves, shape, target } = job;
  let main = leaves[0];
  for (const leaf of leaves) if (leaf.size > main.size) main = leaf;
  const strides = stridesIn(main, shape);
  const outwards = shape
    .map((_n, d) => d)
    .sort((x, y) => Math.abs(strides[y]) - Math.abs(strides[x]) || x - y);
  // Outer axes are kept until either step has about the root of the work.
  const kept = new Set<number>();
  let count = 1;
  for (const d of outwards) {
    if (count * count >= total || count * shape[d] === total) break;
    kept.add(d);
    count *= shape[d];
  }
  if (count === 1) {
    reduceAxes(job);
    return;
  }
  const partial = newBlock(count * target.dtype.itemsize);
  reduceAxes({
    ...job,
    axes: shape.map((_n, d) => d).filter((d) => !kept.has(d)),
    target: {
      address: partial.address,
      strides: null,
      dtype: target.dtype,
      shape: shape.filter((_n, d) => kept.has(d)),
      size: count,
    },
  });
  join(job, parameterBlock(), partial, count);
}

export const wasmBackend: Backend = {
  name: "wasm",

  map(job) {
    if (job.target.size === 0) return;
    const block = parameterBlock();
    const { kernel, total } = prepareMap(job, block);
    const grain = mapGrain(job.interned);
    if (total <= grain) kernel.run(block, 0, total, 0);
    else run(kernel, block, total, grain, pays(job.interned, total));
  },

  reduce(job) {
    const total = job.shape.reduce((n, d) => n * d, 1);
    const code = job.target.size === 1 && total > 0 ? flatCode(job.leaves, total) : -1;
    if (code >= 0) reduceFlat(job, total, code);
    else if (job.target.size === 1 && total > GRAIN && job.leaves.length > 0) reduceInTwo(job, total);
    else reduceAxes(job);
  },

  async mapAsync(job) {
    if (job.target.size === 0) return;
    const block = heap().allocate(PARAMETER_BYTES);
    try {
      const { kernel, total } = prepareMap(job, block);
      await runTeamAsync(kernel, block, total, mapGrain(job.interned));
    } finally {
      heap().release(block);
    }
  },
};
