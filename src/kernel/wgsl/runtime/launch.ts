/** Launches of compiled kernels on the device: grids of blocks over buffers, in the order of the batches' commands. */
import { NotSupportedError, ValueError } from "../../../errors.js";
import { type ArrayUse, effectsOf } from "../../compile/effects.js";
import type { ArrayVariable, ProgramIR } from "../../compile/ir.js";
import { type Dim3, elementBytes, narrowElement } from "../../compile/wgsl/index.js";
import { Batch } from "./batch.js";
import type { DeviceBuffer } from "./buffers.js";
import { BINDING_ALIGNMENT, type Gpu } from "./device.js";
import { checkGrid } from "./launch-limits.js";
import { type KernelPipeline, kernelPipeline } from "./launch-pipeline.js";

/**
 * What a parameter is given: a dense, row-major array in a buffer from `offset` on (in bytes, a multiple of BINDING_ALIGNMENT), or a
 * number. Elements lie as in typed arrays, but a bool takes 32 bits.
 */
export type KernelArgument =
  | { readonly buffer: DeviceBuffer; readonly offset: number; readonly shape: readonly number[] }
  | number
  | boolean;

type ArrayArgument = Exclude<KernelArgument, number | boolean>;

export interface KernelLaunch {
  /** Blocks. */
  readonly grid: Dim3;
  /** Threads of a block. */
  readonly block: Dim3;
  /** Bytes of the dynamic shared arrays. */
  readonly sharedBytes: number;
}

const WORD_BYTES = 4;

const sizeOf = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

/** Bytes of an array in its buffer, whole words. */
function bytesOf({ element }: ArrayVariable, shape: readonly number[]): number {
  return Math.max(1, Math.ceil((sizeOf(shape) * elementBytes(element)) / WORD_BYTES)) * WORD_BYTES;
}

/**
 * Launches a kernel in a batch of its own. Recorded and submitted before it returns: later commands come after.
 * @throws as recordKernel, at once; rejects with what recordKernel's promise does, and with the errors of the device
 */
export function launchKernel(
  gpu: Gpu,
  program: ProgramIR,
  launch: KernelLaunch,
  args: readonly KernelArgument[],
): Promise<void> {
  const prepared = prepare(gpu, program, launch, args);
  if (prepared.pipeline.error !== null) throw prepared.pipeline.error;
  const batch = new Batch(gpu);
  let submitted: ReturnType<Batch["submit"]>;
  try {
    record(batch, gpu, prepared);
  } finally {
    // Error scopes are a stack: what was pushed is popped.
    submitted = batch.submit();
  }
  return prepared.pipeline.valid.then(async () => {
    const error = await submitted;
    if (error !== null) throw error;
  });
}

/**
 * Records a launch in a batch, behind what is in it.
 * @returns fulfilled when the device has taken the shader; rejects with CompileError at the line of what it doesn't take, as a
 * barrier that not all threads of a block reach
 * @throws ValueError for a grid, a block or shared memory beyond the device's limits, wrong arguments, and overlapping bound of
 * one buffer of which one is written; NotSupportedError for what shaders don't have (with the line), more arrays than the device
 * binds, and arrays larger than a binding; DeviceError when the device is lost
 */
export function recordKernel(
  batch: Batch,
  gpu: Gpu,
  program: ProgramIR,
  launch: KernelLaunch,
  args: readonly KernelArgument[],
): Promise<void> {
  const prepared = prepare(gpu, program, launch, args);
  if (prepared.pipeline.error !== null) throw prepared.pipeline.error;
  record(batch, gpu, prepared);
  return prepared.pipeline.valid;
}

/** A launch that was checked, to be recorded. @throws as recordKernel */
export function prepareLaunch(
  gpu: Gpu,
  program: ProgramIR,
  launch: KernelLaunch,
  args: readonly KernelArgument[],
): { readonly pipeline: KernelPipeline; readonly record: (batch: Batch) => void } {
  const prepared = prepare(gpu, program, launch, args);
  if (prepared.pipeline.error !== null) throw prepared.pipeline.error;
  return { pipeline: prepared.pipeline, record: (batch) => record(batch, gpu, prepared) };
}

interface Prepared {
  readonly program: ProgramIR;
  readonly pipeline: KernelPipeline;
  readonly grid: Dim3;
  readonly args: readonly KernelArgument[];
}

function prepare(
  gpu: Gpu,
  program: ProgramIR,
  { grid, block, sharedBytes }: KernelLaunch,
  args: readonly KernelArgument[],
): Prepared {
  if (gpu.lost !== null) throw gpu.lost;
  checkArguments(gpu, program, args);
  checkGrid(gpu, program, grid);
  const same = sharedBuffers(program, args);
  return { program, pipeline: kernelPipeline(gpu, program, { block, sharedBytes, same }), grid, args };
}

function checkArguments(gpu: Gpu, program: ProgramIR, args: readonly KernelArgument[]): void {
  const { parameters } = program.entry;
  const { name } = program.source;
  if (args.length !== parameters.length)
    throw new ValueError(`${name} takes ${parameters.length} arguments, not ${args.length}`);
  args.forEach((arg, k) => {
    const parameter = parameters[k];
    if ((typeof arg === "object") !== (parameter?.kind === "array"))
      throw new ValueError(
        `${name}: ${parameter?.name} is ${parameter?.kind === "array" ? "an array" : "a number"}, and is given ${typeof arg === "object" ? "an array" : String(arg)}`,
      );
    if (typeof arg !== "object") return;
    if (arg.offset % BINDING_ALIGNMENT !== 0)
      throw new ValueError(
        `${name}: ${parameter?.name} begins at byte ${arg.offset} of its buffer, not at a multiple of ${BINDING_ALIGNMENT}`,
      );
    const bytes = bytesOf(parameter as ArrayVariable, arg.shape);
    if (bytes > gpu.bindingBytes)
      throw new NotSupportedError(
        `${name} on an array of ${bytes} bytes`,
        "wgsl",
        `This device shows a kernel ${gpu.bindingBytes} bytes of one: work in parts.`,
      );
  });
}

const NONE: ArrayUse = { read: false, written: false, atomic: false };

/**
 * For each parameter the first one that is given the same memory, where one of them is written: the device takes no buffer twice,
 * so they share a binding.
 */
function sharedBuffers(program: ProgramIR, args: readonly KernelArgument[]): readonly number[] {
  const { arrays } = effectsOf(program);
  const { parameters } = program.entry;
  const useOf = (k: number): ArrayUse => arrays.get(parameters[k] as ArrayVariable) ?? NONE;
  const same = args.map((_, k) => k);
  for (let k = 1; k < args.length; k++) {
    const arg = args[k];
    if (typeof arg !== "object") continue;
    const holds = (other: KernelArgument): other is ArrayArgument =>
      typeof other === "object" && other.buffer === arg.buffer;
    if (!args.some((other, j) => holds(other) && useOf(j).written)) continue;
    for (let j = 0; j < k; j++) {
      const other = args[j] as KernelArgument;
      if (!holds(other)) continue;
      const [a, b] = [parameters[j] as ArrayVariable, parameters[k] as ArrayVariable];
      if (other.offset !== arg.offset)
        throw new ValueError(
          `${program.source.name}: ${a.name} and ${b.name} are parts of one buffer, and one of them is written: give one of them a copy`,
        );
      const alike = a.element === b.element;
      const words = narrowElement(a.element) === null && narrowElement(b.element) === null;
      if (!alike && (useOf(j).atomic || useOf(k).atomic || !words))
        throw new ValueError(
          `${program.source.name}: ${a.name} and ${b.name} are one buffer, read as ${a.element} and ${b.element}: give one of them a copy`,
        );
      same[k] = same[j] as number;
      break;
    }
  }
  return same;
}

/** The bits of numbers as parameter blocks have them. */
const bits = new DataView(new ArrayBuffer(4));

function wordOf(type: "bool" | "i32" | "u32" | "f32", value: number | boolean): number {
  if (type === "bool") return value ? 1 : 0;
  if (type !== "f32") return Number(value) >>> 0;
  bits.setFloat32(0, Number(value));
  return bits.getUint32(0);
}

function record(batch: Batch, gpu: Gpu, { program, pipeline: made, grid, args }: Prepared): void {
  if (grid.some((length) => length === 0)) return;
  const { kernel, pipeline, parameterBytes } = made;
  const words = new Uint32Array(parameterBytes / 4);
  words.set(grid);
  const bound: { buffer: DeviceBuffer; offset: number; size: number }[] = [];
  const { parameters } = program.entry;
  kernel.parameters.forEach((parameter, k) => {
    const arg = args[k] as KernelArgument;
    if (parameter.kind === "scalar") {
      words[parameter.word] = wordOf(parameter.type, arg as number | boolean);
      return;
    }
    const array = arg as ArrayArgument;
    words.set(array.shape, parameter.word);
    if (parameter.binding === null) return;
    const { buffer, offset, shape } = array;
    const size = bytesOf(parameters[k] as ArrayVariable, shape);
    const before = bound[parameter.binding - 1]?.size ?? 0;
    bound[parameter.binding - 1] = { buffer, offset, size: Math.max(before, size) };
  });
  const key = `kernel${made.number}${bound.map((s) => ` ${s.buffer.id}:${s.offset}:${s.size}`).join("")}`;
  const group = gpu.shaders.bindGroup(key, () => ({
    layout: made.layout,
    entries: [
      { binding: 0, resource: { buffer: gpu.shaders.parameters, offset: 0, size: parameterBytes } },
      ...bound.map(({ buffer, offset, size }, k) => ({
        binding: k + 1,
        resource: { buffer: buffer.gpu, offset, size },
      })),
    ],
  }));
  const [x, y, z] = grid;
  const most = gpu.device.limits.maxComputeWorkgroupsPerDimension;
  for (let first = 0; first < x; first += most) {
    words[4] = first;
    batch.runWithParameters(pipeline, group, words, [Math.min(most, x - first), y, z], parameterBytes);
  }
}
