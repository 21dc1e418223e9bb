/** Compiled functions as plain JavaScript: the oracle of the other targets, and the simulator of kernels. */
export { type Argument, jsFunction } from "./call.js";
export type { ArrayValue, Scalar } from "./memory.js";
export { reportsOf, type Simulation, simulate } from "./simulate.js";
