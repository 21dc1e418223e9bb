/** Which kinds of worker there are in this place. */
import type { WorkerContext } from "./hosted-worker.js";

/** Whether this is Node, with worker threads and child processes; else web workers are all there is. */
export function inNode(): boolean {
  return typeof process === "object" && typeof process.getBuiltinModule === "function";
}

/**
 * The context that a worker has when `asked` is asked for: in a page without cross-origin isolation memory can't be shared, and a web worker
 * is what a child process is elsewhere: everything is copied.
 */
export function contextHere(asked: WorkerContext = "thread"): WorkerContext {
  return inNode() || sharesMemory() ? asked : "process";
}

/** https://developer.mozilla.org/docs/Web/API/Window/crossOriginIsolated */
function sharesMemory(): boolean {
  return (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true;
}
