/**
 * BLAS: OpenBLAS where there is one, an embedded one in WebAssembly elsewhere, behind CBLAS's names. See README.md.
 *
 * ```ts
 * import { dgemm, provider } from "manycore/blas";
 * dgemm("n", "n", m, n, k, 1, a, k, b, n, 0, c, n);
 * provider().name; // "OpenBLAS" or "manycore"
 * ```
 *
 * The same on the GPU, on arrays in its memory, is `gpu`.
 */
export type { Transpose } from "./arguments.js";
export { type ProviderInfo, provider, type Rejected } from "./choice.js";
export type { DeviceArray, DeviceMemory, DeviceVector, GpuProviderInfo } from "./gpu/device-vector.js";
export { gpu } from "./on-gpu.js";
export { onHeap } from "./on-heap.js";
export type { Precision } from "./precision.js";
export { daxpy, ddot, dgemm, dgemv, dnrm2, saxpy, sdot, sgemm, sgemv, snrm2 } from "./routines.js";
export { GEMM_BLAS_CUTOFF } from "./small.js";
export { oneThread, setNumThreads } from "./threads.js";
