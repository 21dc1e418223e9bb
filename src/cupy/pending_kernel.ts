/** Results of a user's kernel that nobody has asked for yet. The kernel runs alone, never fused, and fills all of them. */
import type { DType, Shape } from "../array/index.js";
import { sizeOf } from "../array/index.js";
import { NotSupportedError } from "../errors.js";
import { attach, Node } from "../kernel/index.js";
import { type Batch, type DeviceBuffer, type Gpu, wgslType } from "../kernel/wgsl/index.js";
import { denseNode, isDense } from "./pending_view.js";
import type { DeviceStorage } from "./storage.js";
import type { UserShader } from "./user_shader.js";

/** Node.op of a kernel's result: beside the graph's own and those of reductions and products. */
const KERNEL = -9;

/** What is bound at one of the shader's bindings, in the order of their declaration. */
export type Argument =
  | { readonly kind: "input"; readonly node: Node }
  | { readonly kind: "output"; readonly at: number }
  /** Words that are known at the call only when the inputs are computed: their layouts. */
  | { readonly kind: "words"; readonly words: () => readonly number[] };

/** One launch of a shader. */
export interface UserJob {
  readonly shader: UserShader;
  readonly groups: readonly [x: number, y: number, z: number];
  readonly arguments: readonly Argument[];
  readonly outputs: readonly KernelNode[];
}

/** One of the results. `initial` is what it holds before the kernel runs; null leaves it undefined. */
export class KernelNode extends Node {
  readonly initial: Node | null;
  #job: UserJob | null = null;

  constructor(dtype: DType, shape: Shape, initial: Node | null, operands: readonly Node[]) {
    super(KERNEL, dtype, dtype, shape, sizeOf(shape));
    this.initial = initial === null ? null : denseNode(initial);
    this.rest = this.initial === null ? operands : [...operands, this.initial];
    this.weight = 1;
    for (const operand of this.rest) attach(this, operand);
  }

  get job(): UserJob {
    return this.#job as UserJob;
  }

  /** Null when it has run: results must not keep each other. */
  set job(job: UserJob | null) {
    this.#job = job;
  }
}

/** True for a pending result of a user's kernel. */
export function isPendingKernel(node: Node): node is KernelNode {
  return node.op === KERNEL;
}

/** Bytes that a kernel is shown: of a view, the memory behind it. */
function bytesOf(node: Node): number {
  return node.source !== null && !isDense(node) ? node.source.bytes : node.size * wgslType(node.dtype).bytes;
}

/** @throws NotSupportedError for what the device can't show to one kernel */
function checkLimits(job: UserJob, gpu: Gpu): void {
  const nodes = [
    ...job.arguments.flatMap((each) => (each.kind === "input" ? [each.node] : [])),
    ...job.outputs,
  ];
  for (const node of nodes)
    if (bytesOf(node) > gpu.bindingBytes)
      throw new NotSupportedError(
        `${job.shader.name} on an array of ${bytesOf(node)} bytes`,
        "cupy",
        `This device shows a kernel ${gpu.bindingBytes} bytes of one: work in parts.`,
      );
  const buffers = job.shader.bindings.filter((each) => each.access !== "uniform").length;
  if (buffers > gpu.inputLimit + 1)
    throw new NotSupportedError(
      `${job.shader.name} with ${buffers} storage buffers`,
      "cupy",
      `This device binds ${gpu.inputLimit + 1} at a time: use fewer arrays.`,
    );
}

/** Records a kernel whose inputs are computed. */
export function recordKernel(job: UserJob, gpu: Gpu, batch: Batch, results: readonly DeviceBuffer[]): void {
  checkLimits(job, gpu);
  const { pipeline, layout } = job.shader.on(gpu);
  job.outputs.forEach((output, k) => {
    if (output.initial === null || output.size === 0) return;
    const from = (output.initial.source as DeviceStorage).on(gpu, batch);
    batch.copy(from, results[k] as DeviceBuffer, bytesOf(output));
  });
  const entries = job.arguments.map((argument, k) => {
    const { binding } = job.shader.bindings[k] as { binding: number };
    const entry = (buffer: DeviceBuffer, size: number): GPUBindGroupEntry => ({
      binding,
      resource: { buffer: buffer.gpu, offset: 0, size: Math.max(4, size) },
    });
    if (argument.kind === "input")
      return entry((argument.node.source as DeviceStorage).on(gpu, batch), bytesOf(argument.node));
    if (argument.kind === "output")
      return entry(results[argument.at] as DeviceBuffer, bytesOf(job.outputs[argument.at] as Node));
    const words = Uint32Array.from(argument.words());
    const buffer = batch.temporary(words.byteLength);
    batch.upload(buffer, words);
    return entry(buffer, words.byteLength);
  });
  if (job.groups.every((n) => n > 0))
    batch.runPipeline(pipeline, gpu.device.createBindGroup({ layout, entries }), job.groups);
  for (const output of job.outputs) output.job = null;
}
