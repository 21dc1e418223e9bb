/** `Process`: a function in a thread or process of its own. */
export { cpuCount } from "./cpu-count.js";
export { currentProcess, type ProcessInfo, parentProcess } from "./current.js";
export { activeChildren, Process, type ProcessOptions, type Sentinel } from "./process.js";
export { READY, type Waitable } from "./ready.js";
export { wait } from "./wait.js";
