/** Commands for the device, gathered and submitted together, with the errors that they cause. */

import type { DType } from "../../../array/index.js";
import { type DeviceError, type MemoryError, NotSupportedError } from "../../../errors.js";
import { type Program, rootOf } from "../../program.js";
import { HEADER_WORDS, type InputLayout, LANES, type ShaderForm } from "../render.js";
import { wgslType } from "../types.js";
import type { DeviceBuffer } from "./buffers.js";
import { errorOf, type Gpu } from "./device.js";
import {
  type Binding,
  PARAMETER_ALIGNMENT,
  PARAMETER_BYTES,
  type Shader,
  type ShaderText,
} from "./shaders.js";
import type { Staging } from "./staging.js";

/** WebGPU's default maxComputeWorkgroupsPerDimension. */
const MAX_GROUPS = 65535;
/** Elements up to which one workgroup does a reduction alone: another pass costs more. */
const WHOLE_CUTOFF = 4096;
/** Elements a lane of a reduction accumulates at least, and lanes at most: enough to fill a large GPU. */
const ELEMENTS_A_LANE = 64;
const MAX_LANES = 2 ** 18;
/** Lanes of a map that are worth having, and elements a lane gets at most: SwiftShader takes a third of the time with 16. */
const MAP_LANES = 2 ** 18;
const MAX_ELEMENTS_A_LANE = 16;
/** Windows start at multiples of this many elements: 256 bytes of the narrowest. */
const WINDOW_STEP = 64;

/** An array that a kernel reads. `strides` are in elements against the result's shape, for the layout "strided". */
export interface KernelInput {
  readonly buffer: DeviceBuffer;
  readonly layout: InputLayout;
  readonly strides: readonly number[];
}

/** One evaluation of a program. */
export interface KernelJob {
  readonly program: Program;
  readonly inputs: readonly KernelInput[];
  /** A word a scalar: its bits. */
  readonly scalars: readonly number[];
  /** The shape that the inputs broadcast to, and its number of elements. */
  readonly shape: readonly number[];
  readonly size: number;
  readonly result: DeviceBuffer;
}

/** Workgroups of a reduction's pass over `n` elements. Depends on nothing else, so that results repeat. */
function reductionGroups(n: number): number {
  return Math.ceil(Math.min(MAX_LANES, n / ELEMENTS_A_LANE) / LANES);
}

function mapGroups(n: number): number {
  const each = Math.min(MAX_ELEMENTS_A_LANE, Math.max(1, Math.floor(n / MAP_LANES)));
  return Math.ceil(n / (LANES * each));
}

export class Batch {
  readonly #gpu: Gpu;
  #encoder: GPUCommandEncoder | null = null;
  #pass: GPUComputePassEncoder | null = null;
  readonly #parameters = new Uint32Array(PARAMETER_BYTES / 4);
  #used = 0;
  readonly #temporaries: DeviceBuffer[] = [];

  /**
   * Begins a batch. Everything up to `submit` must happen in one synchronous stretch: error scopes are a stack.
   * @throws DeviceError when the device is lost
   */
  constructor(gpu: Gpu) {
    if (gpu.lost !== null) throw gpu.lost;
    this.#gpu = gpu;
    gpu.device.pushErrorScope("internal");
    gpu.device.pushErrorScope("out-of-memory");
    gpu.device.pushErrorScope("validation");
  }

  /** Writes host data into a buffer, before all commands of the batch that come after. */
  upload(buffer: DeviceBuffer, data: ArrayBufferView): void {
    this.#flush();
    this.#gpu.device.queue.writeBuffer(buffer.gpu, 0, data as ArrayBufferView<ArrayBuffer>);
  }

  /** Copies the start of a buffer to one that the host can read; read it after `submit`. */
  download(buffer: DeviceBuffer, bytes: number): Staging {
    const staging = this.#gpu.staging.take(bytes);
    this.#endPass();
    this.#commands().copyBufferToBuffer(buffer.gpu, 0, staging.gpu, 0, bytes);
    return staging;
  }

  /** Runs a program over all its elements. */
  run(job: KernelJob): void {
    const { program, size } = job;
    const strided = job.inputs.some((input) => input.layout === "strided");
    const form = (pass: ShaderForm["pass"]): ShaderForm => ({
      program,
      layouts: job.inputs.map((input) => input.layout),
      rank: strided ? job.shape.length : 0,
      pass,
    });
    const dense = job.inputs.map((input, k) =>
      input.layout === "dense" ? wgslType(program.inputs[k] as DType).bytes : 0,
    );
    const resultBytes = wgslType(rootOf(program).dtype).bytes;
    const widest = Math.max(4, program.reduction === null ? resultBytes : 0, ...dense);
    const window = Math.max(
      WINDOW_STEP,
      Math.floor(this.#gpu.bindingBytes / widest / WINDOW_STEP) * WINDOW_STEP,
    );
    const tail = [...job.scalars];
    if (strided) {
      tail.push(...job.shape);
      for (const input of job.inputs) if (input.layout === "strided") tail.push(...input.strides);
    }
    const inputsAt = (start: number, n: number): Binding[] =>
      job.inputs.map(({ buffer, layout }, k) =>
        layout === "dense"
          ? { buffer, offset: start * (dense[k] as number), size: Math.max(4, n * (dense[k] as number)) }
          : { buffer, offset: 0, size: Math.min(buffer.bytes, this.#gpu.bindingBytes) },
      );
    job.inputs.forEach((input, k) => {
      if (input.layout !== "strided") return;
      const last = input.strides.reduce(
        (at, stride, axis) => at + stride * ((job.shape[axis] as number) - 1),
        0,
      );
      const bytes = (last + 1) * wgslType(program.inputs[k] as DType).bytes;
      if (bytes > this.#gpu.bindingBytes)
        throw new NotSupportedError(
          `broadcasting an array of ${bytes} bytes`,
          "wgsl",
          `This device shows a kernel ${this.#gpu.bindingBytes} bytes of one: work in parts, or use manycore/numpy.`,
        );
    });
    if (program.reduction === null) {
      for (let start = 0; start < size; start += window) {
        const n = Math.min(window, size - start);
        const result = { buffer: job.result, offset: start * resultBytes, size: n * resultBytes };
        this.#dispatch(form("map"), [n, start, 0, 0, ...tail], result, inputsAt(start, n), mapGroups(n));
      }
      return;
    }
    const whole = { buffer: job.result, offset: 0, size: resultBytes };
    if (size <= Math.min(WHOLE_CUTOFF, window)) {
      this.#dispatch(form("whole"), [size, 0, 0, 0, ...tail], whole, inputsAt(0, size), 1);
      return;
    }
    let partials = 0;
    for (let start = 0; start < size; start += window)
      partials += reductionGroups(Math.min(window, size - start)) * LANES;
    let found = this.#temporary(partials);
    for (let start = 0, place = 0; start < size; start += window) {
      const n = Math.min(window, size - start);
      const groups = reductionGroups(n);
      this.#dispatch(form("partial"), [n, start, place, 0, ...tail], found, inputsAt(start, n), groups);
      place += groups * LANES;
    }
    while (partials > WHOLE_CUTOFF) {
      const groups = reductionGroups(partials);
      const fewer = this.#temporary(groups * LANES);
      this.#dispatch(form("combine"), [partials, 0, 0, 0], fewer, [found], groups);
      partials = groups * LANES;
      found = fewer;
    }
    this.#dispatch(form("final"), [partials, 0, 0, 0], whole, [found], 1);
  }

  /** Room for partial results, given back with the batch. */
  #temporary(partials: number): Binding {
    return { buffer: this.temporary(partials * 8), offset: 0, size: partials * 8 };
  }

  /** A buffer for the commands of this batch, given back with it. */
  temporary(bytes: number): DeviceBuffer {
    const buffer = this.#gpu.pool.allocate(bytes);
    this.#temporaries.push(buffer);
    return buffer;
  }

  /** Runs a shader of the caller's: `words` are its parameters. At most 65,535 workgroups in each direction. */
  launch(
    text: ShaderText,
    words: readonly number[],
    result: Binding,
    inputs: readonly Binding[],
    groups: readonly [x: number, y: number, z: number],
  ): void {
    this.#record(this.#gpu.shaders.ofText(text), words, result, inputs, groups);
  }

  /** Runs a pipeline of the caller's with bind groups of the caller's. */
  runPipeline(
    pipeline: GPUComputePipeline,
    group: GPUBindGroup,
    groups: readonly [x: number, y: number, z: number],
  ): void {
    this.#pass ??= this.#commands().beginComputePass();
    this.#pass.setPipeline(pipeline);
    this.#pass.setBindGroup(0, group);
    this.#pass.dispatchWorkgroups(...groups);
  }

  /**
   * Runs a pipeline of the caller's whose binding 0 is a stretch of `Gpu.shaders.parameters` with a dynamic offset: `words` are
   * written there.
   */
  runWithParameters(
    pipeline: GPUComputePipeline,
    group: GPUBindGroup,
    words: ArrayLike<number>,
    groups: readonly [x: number, y: number, z: number],
    bytes = words.length * 4,
  ): void {
    const offset = this.#place(words, bytes);
    this.#pass ??= this.#commands().beginComputePass();
    this.#pass.setPipeline(pipeline);
    this.#pass.setBindGroup(0, group, [offset]);
    this.#pass.dispatchWorkgroups(...groups);
  }

  /** Makes a buffer all zeros, between the commands before and after. */
  clear(buffer: DeviceBuffer): void {
    this.#endPass();
    this.#commands().clearBuffer(buffer.gpu);
  }

  /** Copies the start of a buffer to another, between the commands before and after. */
  copy(from: DeviceBuffer, to: DeviceBuffer, bytes: number): void {
    this.#endPass();
    this.#commands().copyBufferToBuffer(from.gpu, 0, to.gpu, 0, bytes);
  }

  /**
   * Sends the commands off. Resolves when the device has accepted them.
   * @returns the first error they caused, or null
   */
  submit(): Promise<DeviceError | MemoryError | null> {
    this.#flush();
    for (const buffer of this.#temporaries) this.#gpu.pool.release(buffer);
    const { device } = this.#gpu;
    const scopes = [device.popErrorScope(), device.popErrorScope(), device.popErrorScope()];
    return Promise.all(scopes).then(
      (errors) => {
        // Out of memory comes second and explains the rest: what uses the missing buffer is invalid.
        const error = errors[1] ?? errors[0] ?? errors[2] ?? null;
        return error === null ? this.#gpu.lost : errorOf(error);
      },
      (error: unknown) => this.#gpu.lost ?? (error as DeviceError),
    );
  }

  #dispatch(
    form: ShaderForm,
    words: readonly number[],
    result: Binding,
    inputs: readonly Binding[],
    groups: number,
  ): void {
    const shader = this.#gpu.shaders.get(form);
    this.#record(shader, words, result, inputs, [Math.min(groups, MAX_GROUPS), 1, 1]);
  }

  #record(
    shader: Shader,
    words: readonly number[],
    result: Binding,
    inputs: readonly Binding[],
    groups: readonly [x: number, y: number, z: number],
  ): void {
    const group = this.#gpu.shaders.bind(shader, result, inputs);
    this.runWithParameters(shader.pipeline, group, words, groups, shader.parameterBytes);
  }

  /** Writes a parameter block that the shader sees `bytes` of: its place in bytes. */
  #place(words: ArrayLike<number>, bytes: number): number {
    const room = Math.ceil(bytes / PARAMETER_ALIGNMENT) * PARAMETER_ALIGNMENT;
    if (this.#used + room > PARAMETER_BYTES) this.#flush();
    const offset = this.#used;
    this.#used += room;
    this.#parameters.set(words, offset / 4);
    return offset;
  }

  #commands(): GPUCommandEncoder {
    this.#encoder ??= this.#gpu.device.createCommandEncoder();
    return this.#encoder;
  }

  #endPass(): void {
    this.#pass?.end();
    this.#pass = null;
  }

  #flush(): void {
    if (this.#encoder === null) return;
    this.#endPass();
    const { queue } = this.#gpu.device;
    if (this.#used > 0)
      queue.writeBuffer(this.#gpu.shaders.parameters, 0, this.#parameters, 0, this.#used / 4);
    queue.submit([this.#encoder.finish()]);
    this.#encoder = null;
    this.#used = 0;
  }
}

/** Words of a parameter block that a job of this many scalars and strides may take. */
export const MAX_PARAMETER_WORDS = PARAMETER_BYTES / 4 - HEADER_WORDS;
