/**
 * The routines on the GPU: CBLAS's names and order of arguments, row-major, without the layout argument, on arrays of the
 * device. Each is checked, recorded and sent off at the call, so they run in the order of the calls, awaited or not.
 */
import { openedGpu, openGpu } from "../../kernel/wgsl/index.js";
import type { GpuProviderInfo } from "./device-vector.js";

export { toDevice } from "./device-array.js";
export { sgemm, sgemmBatched, sgemmStridedBatched, sgemv } from "./matrix-routines.js";
export { sasum, saxpy, sdot, snrm2, sscal } from "./vector-routines.js";

/**
 * Who computes the routines: the GPU that WebGPU found.
 * @throws DeviceError without one, saying what to install
 */
export async function provider(): Promise<GpuProviderInfo> {
  const gpu = openedGpu() ?? (await openGpu());
  return {
    kind: "webgpu",
    name: gpu.description,
    subgroups: gpu.device.features.has("subgroups"),
    bindingBytes: gpu.bindingBytes,
  };
}
