export { type RunnerModules, runnerOf } from "./runner.js";
export type { FunctionSpec, GivenColumns, GivenRows, GroupSpec, Runner } from "./spec.js";
