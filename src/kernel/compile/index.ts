/** Compiled functions: the language, its types, and the tree. The targets are in wasm/, wgsl/ and js/. */
export { costOfProgram } from "./cost.js";
export { type ArrayUse, type Effects, effectsOf, isLanes } from "./effects.js";
export { contextFunction } from "./front/context.js";
export { type Compilable, type CompileRequest, compileFunction, type ParameterType } from "./front/index.js";
export type * from "./ir.js";
export * from "./tokens.js";
export { type GridArray, type GridLaunch, launchGrid } from "./wasm/grid-launch.js";
