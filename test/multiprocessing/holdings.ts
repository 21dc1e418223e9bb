/** What a program holds of the machine and of the heap: so that a test can say that nothing was left behind. Linux (proc(5)). */
import { readdirSync, readFileSync } from "node:fs";
import { sharedHeap } from "../../dist/memory/attach.js";
import { memoryStats, reclaim } from "../../dist/memory/index.js";
import { localQueues } from "../../dist/multiprocessing/queue/local-queues.js";
import { exposedCount } from "../../dist/multiprocessing/shared/index.js";
import { groundTruth } from "../memory/ground-truth.js";

/** Counts of things; none may be higher after than before. */
export interface Holdings {
  readonly threads: number;
  readonly children: number;
  readonly descriptors: number;
  readonly sockets: number;
  /** What keeps the event loop alive, timers included. */
  readonly resources: number;
  readonly listeners: number;
  readonly bytes: number;
  readonly blocks: number;
  readonly leases: number;
  readonly queues: number;
  /** Objects that child processes may call. */
  readonly exposed: number;
}

/** Children of this process, ended ones that nobody has reaped included. */
export function children(): number[] {
  const own = String(process.pid);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
        return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1] === own;
      } catch {
        return false;
      }
    })
    .map(Number);
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "exit", "uncaughtException", "unhandledRejection"];

export function holdings(): Holdings {
  reclaim();
  const { used, blocks } = memoryStats();
  return {
    threads: readdirSync("/proc/self/task").length,
    children: children().length,
    // One of them is this listing's own, before and after.
    descriptors: readdirSync("/proc/self/fd").length,
    sockets: process
      .getActiveResourcesInfo()
      .filter((kind) => /Socket|Pipe|TCP|MessagePort|ProcessWrap|Worker/.test(kind)).length,
    resources: process.getActiveResourcesInfo().filter((kind) => !/Immediate|TickObject/.test(kind)).length,
    listeners: SIGNALS.reduce((sum, name) => sum + process.listenerCount(name), 0),
    bytes: used,
    blocks,
    leases: [...sharedHeap().leases.inUse()].length,
    queues: localQueues(),
    exposed: exposedCount(),
  };
}

const turn = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Slabs and chunks that are used again: bytes that may be more after than before, once. A soak has to stay below it as a whole. */
export const SLACK_BYTES = 40_000;

/** What there is more of now than there was before. */
function surplus(before: Holdings, slack: number): string[] {
  const now = holdings();
  return (Object.keys(before) as (keyof Holdings)[])
    .filter((key) => now[key] - before[key] > (key === "bytes" ? slack : 0))
    .map((key) => `${now[key] - before[key]} ${key}`);
}

/** Runs something and waits until nothing of it is left, ten seconds at most. @throws with what is left */
export async function leavesNothing(run: () => Promise<void>): Promise<void> {
  const before = await calm();
  await run();
  const until = performance.now() + 10_000;
  for (;;) {
    await turn(5);
    const more = surplus(before, SLACK_BYTES);
    if (more.length === 0) break;
    if (performance.now() > until) throw new Error(`left behind: ${more.join(", ")}`);
  }
  const { mistakes } = groundTruth(sharedHeap());
  if (mistakes.length > 0) throw new Error(`the heap is damaged: ${mistakes.join("; ")}`);
}

/** The holdings once two looks in a row agree: what came before may still be on its way out. */
async function calm(): Promise<Holdings> {
  let last = holdings();
  for (let k = 0; k < 100; k++) {
    await turn(10);
    const now = holdings();
    if (JSON.stringify(now) === JSON.stringify(last)) return now;
    last = now;
  }
  return last;
}
