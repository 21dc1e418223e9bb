/** Commands for the device, gathered and submitted together, with the errors that they cause. */

import type { DeviceError, MemoryError } from "../../../errors.js";
import type { DeviceBuffer } from "./buffers.js";
import { errorOf, type Gpu } from "./device.js";
import type { KernelJob } from "./kernel-arrays.js";
import { runProgram } from "./run-program.js";
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
    const { bindingBytes } = this.#gpu;
    runProgram(job, bindingBytes, {
      temporary: (bytes) => ({ buffer: this.temporary(bytes), offset: 0, size: bytes }),
      dispatch: (form, words, result, inputs, groups) => {
        const shader = this.#gpu.shaders.get(form);
        this.#record(shader, words, result, inputs, [Math.min(groups, MAX_GROUPS), 1, 1]);
      },
    });
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
