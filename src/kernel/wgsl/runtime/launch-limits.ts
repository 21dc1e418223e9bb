/** What a device can't do: blocks too large, too much shared memory, too many buffers. Each error has what was given and what is allowed. */
import { NotSupportedError, ValueError } from "../../../errors.js";
import type { ProgramIR } from "../../compile/ir.js";
import type { Dim3, KernelForm, WgslKernel } from "../../compile/wgsl/index.js";
import type { Gpu } from "./device.js";

/** @throws ValueError for a block, and NotSupportedError for a kernel, that the device doesn't take */
export function checkForm(gpu: Gpu, program: ProgramIR, form: KernelForm, kernel: WgslKernel): void {
  const { limits, features } = gpu.device;
  const { name } = program.source;
  checkBlock(name, form.block, [
    limits.maxComputeWorkgroupSizeX,
    limits.maxComputeWorkgroupSizeY,
    limits.maxComputeWorkgroupSizeZ,
  ]);
  const threads = form.block.reduce((n, d) => n * d, 1);
  if (threads > limits.maxComputeInvocationsPerWorkgroup)
    throw new ValueError(
      `${name}: a block of ${form.block.join(" × ")} = ${threads} threads, this GPU takes at most ${limits.maxComputeInvocationsPerWorkgroup}: use smaller blocks and more of them`,
    );
  if (kernel.sharedBytes > limits.maxComputeWorkgroupStorageSize)
    throw new ValueError(
      `${name}: ${kernel.sharedBytes} bytes of shared memory a block (a bool takes 4), this GPU has ${limits.maxComputeWorkgroupStorageSize}: use smaller tiles`,
    );
  const buffers = kernel.bindings.length;
  if (buffers > limits.maxStorageBuffersPerShaderStage)
    throw new NotSupportedError(
      `${name} with ${buffers} arrays`,
      "wgsl",
      `This GPU binds ${limits.maxStorageBuffersPerShaderStage} at a time: join some, or use more kernels.`,
    );
  if (kernel.subgroups && !features.has("subgroups"))
    throw new NotSupportedError(
      `${name}: shuffle, laneId and warpSize`,
      "this GPU",
      "Its driver offers no subgroups: exchange values through a shared array and syncthreads().",
    );
}

function checkBlock(name: string, block: Dim3, allowed: Dim3): void {
  block.forEach((length, axis) => {
    if (!Number.isInteger(length) || length < 1 || length > (allowed[axis] as number))
      throw new ValueError(
        `${name}: a block of ${block.join(" × ")} threads, each length is a whole number from 1 and this GPU takes at most ${allowed.join(" × ")}`,
      );
  });
}

/** @throws ValueError for a grid that the device doesn't take; along x it may be longer, in parts */
export function checkGrid(gpu: Gpu, program: ProgramIR, grid: Dim3): void {
  const most = gpu.device.limits.maxComputeWorkgroupsPerDimension;
  const allowed = [2 ** 31 - 1, most, most];
  grid.forEach((length, axis) => {
    if (!Number.isInteger(length) || length < 0 || length > (allowed[axis] as number))
      throw new ValueError(
        `${program.source.name}: a grid of ${grid.join(" × ")} blocks, this GPU takes at most ${allowed.join(" × ")}: put the long axis first, or let each thread do several elements`,
      );
  });
}
