/** Compiled functions in WGSL. Needs no parser of functions, so cupy's shaders can have it. */
export {
  type Dim3,
  type KernelForm,
  type WgslKernel,
  type WgslParameter,
  wgslKernel,
} from "./kernel.js";
export { type WgslFunctions, wgslFunctions } from "./scalar.js";
export { elementBytes, narrowElement } from "./types.js";
