/**
 * Products on the GPU, for rooms whose arrays live there (cupy): `contract` records into their batch. The routines in CBLAS's
 * words are `gpu` of `manycore/blas`, which loads them on first use, so that who stays on the CPU loads no shaders.
 */
export { contract } from "./contract.js";
export type { Axis, Contraction, Place, Term } from "./contraction.js";
export type { ElementName } from "./element.js";
