import type { HostedWorker, WorkerContext } from "../../dist/multiprocessing/host/index.js";

export function startTarget(
  context: WorkerContext,
  target: (...args: never[]) => unknown,
  args?: readonly unknown[],
  options?: { name?: string; memoryLimit?: number; daemon?: boolean },
): HostedWorker;
