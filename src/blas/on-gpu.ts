/**
 * The door to the GPU: the same routines on arrays in its memory. What is behind it is loaded on first use, so that
 * `manycore/numpy`, which needs this room, loads no shaders.
 */
type Gpu = typeof import("./gpu/routines.js");

let loaded: Gpu | undefined;
let loading: Promise<Gpu> | undefined;

function load(): Promise<Gpu> {
  loading ??= import("./gpu/routines.js").then((module) => {
    loaded = module;
    return module;
  });
  return loading;
}

/** A routine behind the door. Once it is open, calls go through at once, so that they stay in their order. */
function routine<A extends readonly unknown[], R>(
  of: (routines: Gpu) => (...args: A) => Promise<R>,
): (...args: A) => Promise<R> {
  return (...args) =>
    loaded === undefined ? load().then((routines) => of(routines)(...args)) : of(loaded)(...args);
}

/**
 * BLAS on the GPU, through WebGPU, as cuBLAS is beside CUDA: single precision, on arrays that stay in the device's memory
 * between the calls. Everything is a promise; the calls run in their order, whether or not they are awaited.
 *
 * @example
 * import { gpu } from "manycore/blas";
 * const a = await gpu.toDevice(Float32Array.of(1, 2, 3, 4));
 * const b = await gpu.toDevice(Float32Array.of(5, 6, 7, 8));
 * const c = await gpu.toDevice(4); // zeros
 * await gpu.sgemm("n", "t", 2, 2, 2, 1, a, 2, b, 2, 0, c, 2);
 * console.log(await c.toHost()); // 17, 23, 39, 53
 *
 * @see https://docs.nvidia.com/cuda/cublas/
 */
export const gpu: Gpu = {
  toDevice: routine((routines) => routines.toDevice),
  provider: routine((routines) => routines.provider),
  sgemm: routine((routines) => routines.sgemm),
  sgemmBatched: routine((routines) => routines.sgemmBatched),
  sgemmStridedBatched: routine((routines) => routines.sgemmStridedBatched),
  sgemv: routine((routines) => routines.sgemv),
  sdot: routine((routines) => routines.sdot),
  saxpy: routine((routines) => routines.saxpy),
  sscal: routine((routines) => routines.sscal),
  snrm2: routine((routines) => routines.snrm2),
  sasum: routine((routines) => routines.sasum),
};
