/** What a caller is told when the pool itself ends a task. */
import { MemoryError, TimeoutError, WorkerDiedError } from "../../errors.js";
import type { WorkerExit } from "../host/index.js";
import type { Call, CallSite } from "./call.js";
import type { Chunk } from "./chunk.js";

/** Its worker died. @param item the item of the chunk that ran, or -1 if that isn't known */
export function deathOf(call: Call, chunk: Chunk, item: number, { error }: WorkerExit): Error {
  const died = error instanceof MemoryError ? MemoryError : WorkerDiedError;
  const text = `${call.describe(chunk, item)} didn't finish: ${error.message}`;
  return seenFrom(call.site, new died(text, { cause: error }));
}

/** It ran longer than it may. */
export function timeoutOf(call: Call, chunk: Chunk, item: number): Error {
  const seconds = call.options.timeout / 1000;
  const text = `${call.describe(chunk, item)} took longer than its timeout of ${seconds} s`;
  return seenFrom(call.site, new TimeoutError(text));
}

/** An error of the pool's own, with the stack of where the call was made: ours says nothing. */
function seenFrom(site: CallSite, error: Error): Error {
  const frames = site.stack ?? "";
  const at = frames.indexOf("\n");
  const stack = `${error.name}: ${error.message}${at < 0 ? "" : frames.slice(at)}`;
  Object.defineProperty(error, "stack", {
    value: stack,
    writable: true,
    configurable: true,
    enumerable: false,
  });
  return error;
}
