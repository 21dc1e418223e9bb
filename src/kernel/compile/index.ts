/** Compiled functions: the language, its types, and the tree. The targets are in wasm/, wgsl/ and js/. */
export { costOfProgram } from "./cost.js";
export { type ArrayUse, type Effects, effectsOf, isLanes } from "./effects.js";
export { contextFunction } from "./front/context.js";
export { type Compilable, type CompileRequest, compileFunction, type ParameterType } from "./front/index.js";
export type * from "./ir.js";
export * from "./lanes/index.js";
export * from "./tokens.js";
export { type GridArray, type GridLaunch, gridModulesOf, launchGrid } from "./wasm/grid-launch.js";
export { disassemble, explain, showing } from "./wasm/shown-code.js";
