/** The door of the WGSL back end, apart from the kernel's own: who doesn't import it ships no WGSL. See README.md. */

export { castExpression } from "./casts.js";
export { WGSL, type WgslImpl, wgslExpression } from "./column.js";
export { accumulatorOf } from "./reduction.js";
export { type InputLayout, type Pass, render, type ShaderForm } from "./render.js";
export { Batch } from "./runtime/batch.js";
export { type DeviceBuffer, poolLimit } from "./runtime/buffers.js";
export { BINDING_ALIGNMENT, type Gpu, openedGpu, openGpu } from "./runtime/device.js";
export type { KernelInput, KernelJob, StridedPlace } from "./runtime/kernel-arrays.js";
export {
  type KernelArgument,
  type KernelLaunch,
  launchKernel,
  recordKernel,
} from "./runtime/launch.js";
export { LaunchQueue } from "./runtime/launch-queue.js";
export type { Binding, ShaderText } from "./runtime/shaders.js";
export { type DeviceDTypeName, isDeviceDType, WGSL_TYPES, wgslType } from "./types.js";
