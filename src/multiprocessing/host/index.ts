/** Starts worker threads and child processes and talks with them. README.md explains the protocol. */

export { contextHere } from "./context-here.js";
export type {
  EndReason,
  HostedWorker,
  OutputStream,
  WorkerBoot,
  WorkerContext,
  WorkerExit,
  WorkerOptions,
} from "./hosted-worker.js";
export { type ParentLink, parentLink, type RequestOptions } from "./parent-link.js";
export { startWorker } from "./start-worker.js";
