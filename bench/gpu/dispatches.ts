import { globals } from "webgpu";

/** Kernels that the device is given while `work` runs, counted where they are handed over, outside of manycore. */
export async function countDispatches(work: () => Promise<unknown>): Promise<number> {
  const { prototype } = (globals as { GPUComputePassEncoder: typeof GPUComputePassEncoder })
    .GPUComputePassEncoder;
  const { dispatchWorkgroups } = prototype;
  let count = 0;
  prototype.dispatchWorkgroups = function (this: GPUComputePassEncoder, ...groups) {
    count++;
    return dispatchWorkgroups.apply(this, groups);
  };
  try {
    await work();
  } finally {
    prototype.dispatchWorkgroups = dispatchWorkgroups;
  }
  return count;
}
