import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { heap, memoryStats, reclaim } from "../../dist/memory/index.js";

interface SoakCounts {
  allocated: number;
  freed: number;
  sent: number;
  received: number;
  refused: number;
}

/**
 * Lets `threads` workers allocate, fill, pass, check and free for a while; each passes blocks to all the others. Fails when one
 * finds a block overwritten. Returns what they did, and the heap's counters before and after.
 */
export async function soak(options: {
  threads: number;
  milliseconds: number;
  seed: number;
  largest: number;
}) {
  const { threads, milliseconds, seed, largest } = options;
  heap();
  // Empty runs that this thread keeps at hand would blur the comparison: a reclaim gives them back.
  reclaim();
  const before = memoryStats();
  const ports = Array.from({ length: threads }, () => ({
    to: [] as MessagePort[],
    from: [] as MessagePort[],
  }));
  for (let a = 0; a < threads; a++) {
    for (let b = 0; b < threads; b++) {
      if (a === b) continue;
      const channel = new MessageChannel();
      ports[a]!.to.push(channel.port1);
      ports[b]!.from.push(channel.port2);
    }
  }
  const workers = ports.map(
    (own, k) =>
      new Worker(new URL("./soak-worker.mjs", import.meta.url), {
        workerData: { seed: seed + k, milliseconds, ports: own, largest },
        transferList: [...own.to, ...own.from],
      }),
  );
  const exits = workers.map((worker) => new Promise<void>((resolve) => worker.once("exit", () => resolve())));
  try {
    const counts = await Promise.all(
      workers.map(
        (worker) =>
          new Promise<SoakCounts>((resolve, reject) => {
            worker.once("message", resolve);
            worker.once("error", reject);
            worker.once("exit", (code) =>
              reject(new Error(`a soak thread ended with ${code} before it was done`)),
            );
          }),
      ),
    );
    for (const worker of workers) worker.postMessage("leave");
    await Promise.all(exits);
    reclaim();
    return { counts, before, after: memoryStats() };
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
