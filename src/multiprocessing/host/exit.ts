/** What ended a worker, from what the system and the worker itself said. */
import { MemoryError, WorkerDiedError } from "../../errors.js";
import { inNode } from "./context-here.js";
import type { EndReason, WorkerContext, WorkerExit } from "./hosted-worker.js";

/** All that is known at a worker's end. */
export interface Evidence {
  readonly context: WorkerContext;
  readonly name: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The signal that this side sent (for a thread: that its stop stands for), if it did. */
  readonly asked: NodeJS.Signals | null;
  /** The worker said that its role has begun. */
  readonly begun: boolean;
  /** The worker said that its role is over. */
  readonly over: boolean;
  /** The error that ended it, where it could still say so. */
  readonly error: unknown;
  readonly uncaught: "uncaughtException" | "unhandledRejection" | null;
  /** V8 said that its heap is full. */
  readonly outOfMemory: boolean;
  readonly memoryLimit: number | undefined;
}

export function explainExit(evidence: Evidence): WorkerExit {
  const reason = reasonOf(evidence);
  const died = reason === "memory" ? MemoryError : WorkerDiedError;
  const cause = evidence.error === undefined ? undefined : { cause: evidence.error };
  const error = new died(`${evidence.name} (a ${kindOf(evidence)}) ${describe(reason, evidence)}`, cause);
  const stopped = evidence.context === "thread" && reason === "terminated";
  return {
    reason,
    code: stopped ? null : evidence.code,
    signal: stopped ? evidence.asked : evidence.signal,
    error,
  };
}

function reasonOf(evidence: Evidence): EndReason {
  const { code, signal, asked, begun, over, error, uncaught, outOfMemory } = evidence;
  if (outOfMemory) return "memory";
  if (uncaught !== null && signal === null) return begun ? "uncaught" : "boot";
  if (!begun && asked === null && (error !== undefined || code !== null)) return "boot";
  // A stopped thread ends with code 1 as well as one that failed: that it was asked decides.
  if (asked !== null && (signal === asked || (signal === null && evidence.context === "thread" && !over))) {
    return "terminated";
  }
  if (signal !== null) return asked === null ? "killed" : "terminated";
  return over ? "ended" : "exit";
}

const kindOf = ({ context }: Evidence): string =>
  !inNode() ? "web worker" : context === "thread" ? "worker thread" : "child process";

function describe(
  reason: EndReason,
  { code, signal, asked, uncaught, error, memoryLimit }: Evidence,
): string {
  switch (reason) {
    case "ended":
      return "has ended";
    case "exit":
      return code === 0
        ? `ended with exit code 0: something in it called ${inNode() ? "process.exit(0), or it had nothing left to do" : "close()"}`
        : `ended with exit code ${code}: something in it called process.exit(${code})`;
    case "terminated":
      return `was stopped by ${asked === "SIGKILL" ? "kill()" : "terminate()"}`;
    case "killed":
      return `was killed by ${signal}${signal === "SIGKILL" ? ": by kill -9, or by the system when memory ran out" : ""}`;
    case "uncaught":
      return `ended by ${uncaught === "unhandledRejection" ? "an unhandled rejection" : "an uncaught error"}: ${summary(error)}`;
    case "memory":
      return memoryLimit === undefined
        ? "ran out of memory: its JavaScript heap reached V8's limit. Give it more by memoryLimit, or smaller tasks."
        : `ran out of memory: its JavaScript heap reached memoryLimit, ${memoryLimit} bytes`;
    case "boot":
      return error === undefined
        ? `could not start: it ended with exit code ${code}`
        : `could not start: ${summary(error)}`;
  }
}

function summary(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
