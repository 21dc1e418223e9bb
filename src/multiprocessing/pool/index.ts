/** `Pool`: tasks on many workers. README.md has the protocol. */
export { ResultStream } from "./call-stream.js";
export type { CallOptions, PoolOptions, Progress, ReduceOptions, WorkerOutput } from "./options.js";
export { Pool } from "./pool.js";
export { type Task, task } from "./task.js";
