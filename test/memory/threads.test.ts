import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { attachHeap, createHeap, heap, memoryStats, newBlock, reclaim } from "../../dist/memory/index.js";
import { soak } from "./soak.js";
import { door, runAlone } from "./support.js";

/** Runs a module in a worker thread; `memory` is the room. Resolves with what it posts. */
async function inWorker(program: string, workerData?: unknown): Promise<unknown> {
  const source = `
    import { parentPort, workerData } from "node:worker_threads";
    import * as memory from ${JSON.stringify(new URL(`file://${door}`).href)};
    ${program}`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), { workerData });
  const exit = once(worker, "exit");
  const [message] = (await once(worker, "message")) as [unknown];
  await exit;
  return message;
}

describe("threads on one heap", () => {
  it("a worker inherits it, and so does its child", async () => {
    const address = heap().allocate(64);
    heap().f64[address >>> 3] = 42;
    const program = `parentPort.postMessage(memory.heap().f64[workerData >>> 3]);`;
    expect(await inWorker(program, address)).toBe(42);
    const nested = `
      import { Worker } from "node:worker_threads";
      const child = new Worker(new URL("data:text/javascript," + encodeURIComponent(\`
        import { parentPort, workerData } from "node:worker_threads";
        import { heap } from ${JSON.stringify(new URL(`file://${door}`).href)};
        parentPort.postMessage(heap().f64[workerData >>> 3] + 1);\`)), { workerData });
      child.on("message", (value) => parentPort.postMessage(value));`;
    expect(await inWorker(nested, address)).toBe(43);
    heap().release(address);
  });

  it("a worker that was started before the heap attaches by message; one with a heap of its own can't", () => {
    const result = runAlone(
      `const { Worker } = await import("node:worker_threads");
       const source = \`
         import { parentPort } from "node:worker_threads";
         import * as memory from ${JSON.stringify(new URL(`file://${door}`).href)};
         parentPort.once("message", ({ shared, address }) => {
           const value = memory.attachHeap(shared).f64[address >>> 3];
           memory.attachHeap(shared);
           parentPort.postMessage(value);
         });\`;
       const worker = new Worker(new URL("data:text/javascript," + encodeURIComponent(source)));
       await new Promise((resolve) => worker.once("online", resolve));
       const address = memory.heap().allocate(8);
       memory.heap().f64[address >>> 3] = 7;
       worker.postMessage({ shared: memory.heap().memory, address });
       worker.once("message", (value) => { say({ value }); worker.terminate(); });`,
    );
    expect(result).toEqual({ value: 7 });
    expect(() => attachHeap(createHeap({ pages: 256 }).memory)).toThrowError(/has a heap of its own already/);
    const plain = new WebAssembly.Memory({ initial: 32, maximum: 32, shared: true });
    expect(() => attachHeap(plain)).toThrowError(/no manycore heap of layout 2/);
  });

  it("a worker that ends gives its blocks back and leaves its arena to the next", async () => {
    newBlock(8);
    reclaim();
    const before = memoryStats();
    const program = `
      const kept = [memory.newBlock(5_000_000), memory.newBlock(100), memory.newBlock(9000)];
      globalThis.kept = kept;
      const { used, arenas } = memory.memoryStats();
      parentPort.postMessage({ used, arenas });`;
    // More threads, one after the other, than there are arenas.
    for (let k = 0; k < 12; k++) {
      const inside = (await inWorker(program)) as { used: number; arenas: number };
      expect(inside.arenas).toBe(before.arenas + 1);
      expect(inside.used).toBeGreaterThan(before.used + 5_000_000);
      const after = memoryStats();
      expect(after.used).toBe(before.used);
      expect(after.reserved).toBe(before.reserved);
      expect(after.arenas).toBe(before.arenas);
    }
  });

  it("a block that was retained outlives the thread that made it", async () => {
    const program = `
      const block = memory.newBlock(4000);
      const { f64 } = memory.heap();
      f64.fill(5, block.address >>> 3, (block.address >>> 3) + 500);
      memory.heap().retain(memory.allocationOf(block));
      parentPort.postMessage({ address: block.address, allocation: memory.allocationOf(block) });`;
    const before = memoryStats().used;
    const { address, allocation } = (await inWorker(program)) as { address: number; allocation: number };
    expect(memoryStats().used).toBeGreaterThan(before);
    expect(
      heap()
        .f64.subarray(address >>> 3, (address >>> 3) + 500)
        .every((x) => x === 5),
    ).toBe(true);
    heap().release(allocation);
    expect(memoryStats().used).toBe(before);
  });

  it("the budget is the process's: a thread short of memory has the others collect", () => {
    const result = runAlone(
      `const { Worker } = await import("node:worker_threads");
       memory.heap();
       const source = \`
         import { parentPort } from "node:worker_threads";
         import * as memory from ${JSON.stringify(new URL(`file://${door}`).href)};
         let kept = Array.from({ length: 6 }, () => memory.newBlock(10e6));
         parentPort.postMessage(memory.memoryStats().used);
         kept = undefined;
         const small = setInterval(() => { for (let k = 0; k < 100; k++) memory.newBlock(2000); }, 1);
         parentPort.once("message", () => clearInterval(small));\`;
       const worker = new Worker(new URL("data:text/javascript," + encodeURIComponent(source)));
       const theirs = await new Promise((resolve) => worker.once("message", resolve));
       const ours = [];
       const deadline = performance.now() + 20_000;
       while (ours.length < 5) {
         // Each try waits a moment for the other thread, which a busy machine may not let run at once.
         try { ours.push(memory.newBlock(10e6)); } catch (error) { if (performance.now() > deadline) throw error; }
       }
       worker.postMessage("stop");
       say({ theirs, ours: ours.length });`,
      // 60 MB of garbage there and 50 MB here: only with theirs gone does ours fit.
      { MANYCORE_MEMORY: "80MB" },
    );
    expect(result).toEqual({ theirs: 60e6, ours: 5 });
  });

  it("frees by several threads at once lose no block", async () => {
    reclaim();
    const before = memoryStats();
    const { u32 } = heap();
    const count = 200_000;
    const blocks = Array.from({ length: count }, () => heap().allocate(24));
    const list = heap().allocate(count * 4);
    for (const [k, block] of blocks.entries()) u32[(list >>> 2) + k] = block;
    const gate = heap().allocate(4);
    u32[gate >>> 2] = 0;
    const program = `
      const { list, count, gate, first } = workerData;
      const own = memory.heap();
      Atomics.add(own.i32, gate >>> 2, 1);
      const patience = performance.now() + 20_000;
      while (Atomics.load(own.i32, gate >>> 2) < 3 && performance.now() < patience);
      for (let k = first; k < count; k += 3) own.release(own.u32[(list >>> 2) + k]);
      parentPort.postMessage("done");`;
    await Promise.all([0, 1, 2].map((first) => inWorker(program, { list, count, gate, first })));
    heap().release(list);
    heap().release(gate);
    reclaim();
    // A lost block would keep its run, and so its pages.
    expect(memoryStats()).toMatchObject({ used: before.used, reserved: before.reserved });
  });

  it("soak: nothing is lost, leaked or overwritten", async () => {
    const { counts, before, after } = await soak({
      threads: 3,
      milliseconds: 2500,
      seed: 11,
      largest: 3_000_000,
    });
    const sum = (key: keyof (typeof counts)[0]): number =>
      counts.reduce((total, each) => total + each[key], 0);
    expect(sum("allocated")).toBeGreaterThan(1000);
    expect(sum("received")).toBe(sum("sent"));
    expect(sum("received")).toBeGreaterThan(500);
    expect(sum("refused")).toBe(0);
    expect(after.used).toBe(before.used);
    expect(after.reserved).toBe(before.reserved);
    expect(after.arenas).toBe(before.arenas);
  });
});
