/**
 * `manycore/cuda`: kernels in TypeScript, with numba.cuda's words, on vector lanes and cores. See README.md.
 *
 * @example
 * import * as cuda from "manycore/cuda";
 * const { f32 } = cuda;
 * const saxpy = cuda.kernel([f32, f32.array, f32.array], ({ grid }, a, x, y) => {
 *   const i = grid(1);
 *   if (i < y.length) y[i] += a * x[i];
 * });
 * await saxpy(4, 256)(2, x, y);
 *
 * @module
 */
export { CompileError, SimulationError, type SimulationFinding } from "../errors.js";
export type { LaunchArgument, LaunchArguments } from "./arguments.js";
export type {
  ArrayToken,
  ElementType,
  ElementValue,
  ParameterToken,
  ScalarToken,
} from "./compiler.js";
export { disassemble, explain } from "./compiler.js";
export * from "./context.js";
export { DeviceArray, deviceArray, toDevice } from "./device-array.js";
export {
  type Extent,
  type Kernel,
  type KernelOptions,
  kernel,
  type LaunchConfiguration,
  type LaunchOptions,
} from "./kernel.js";
export { Event, elapsedTime, Stream, synchronize } from "./stream.js";
export type { TargetName } from "./target.js";
export { isAvailable, setTarget, target } from "./targets.js";
