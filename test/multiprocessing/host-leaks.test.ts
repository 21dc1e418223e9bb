import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { memoryStats } from "../../dist/memory/index.js";
import type { WorkerContext } from "../../dist/multiprocessing/host/index.js";
import { eventually } from "./family.js";
import * as targets from "./host-targets.mjs";
import { startTarget } from "./start-target.mjs";

const contexts: WorkerContext[] = ["thread", "process"];
const linux = process.platform === "linux";

interface Held {
  readonly threads: number;
  readonly descriptors: number;
  readonly resources: number;
  readonly listeners: number;
}

function held(): Held {
  return {
    threads: readdirSync("/proc/self/task").length,
    descriptors: readdirSync("/proc/self/fd").length,
    resources: process.getActiveResourcesInfo().filter((name) => !/Timeout|Immediate|TickObject/.test(name))
      .length,
    listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
  };
}

/** Start, use, end: the ordinary way and two violent ones, in turn. */
async function round(context: WorkerContext, i: number): Promise<void> {
  const way = i % 3;
  const worker = startTarget(context, way === 0 ? targets.echo : way === 1 ? targets.exits : targets.spins, [
    i,
  ]);
  worker.onOutput(() => undefined);
  if (way === 0) {
    const back = new Promise((resolve) => worker.receive("back", resolve));
    worker.post("there", { bytes: new Uint8Array(1000), leases: [] });
    await back;
    worker.post("there", null);
  } else if (way === 2) {
    await new Promise((resolve) => worker.receive("spinning", resolve));
    void worker.kill();
  }
  await worker.exit;
}

describe.runIf(linux).each(contexts)("starting and ending a %s", (context) => {
  test("a hundred times leaves nothing", { timeout: 300_000 }, async () => {
    // The first ones make what stays on purpose: the heap, thread pools of Node.
    for (let i = 0; i < 3; i++) await round(context, i);
    const before = held();
    const blocks = memoryStats().used;
    for (let i = 0; i < 100; i += 4) await Promise.all([0, 1, 2, 3].map((k) => round(context, i + k)));
    const settled = (): boolean => {
      const now = held();
      return (Object.keys(before) as (keyof Held)[]).every((key) => now[key] <= before[key]);
    };
    await eventually(settled, `back to ${JSON.stringify(before)}, not ${JSON.stringify(held())}`);
    expect(memoryStats().used).toBeLessThanOrEqual(blocks);
  });
});
