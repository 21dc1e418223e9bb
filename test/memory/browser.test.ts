import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { BlockStore } from "../../dist/memory/block-store.js";
import { createHeap } from "../../dist/memory/index.js";
import { door } from "./support.js";

const MIB = 2 ** 20;

describe("without shared memory, as in a page without cross-origin isolation", () => {
  it("the heap is one unshared memory of fixed size", () => {
    const heap = createHeap({ shared: false, pages: 1024, budget: 48 * MIB });
    expect(heap.shared).toBe(false);
    expect(heap.memory.buffer).toBeInstanceOf(ArrayBuffer);
    expect(() => heap.memory.grow(1)).toThrowError();
    const blocks = [100, 8000, 100_000, 3_000_000].map((bytes) => heap.allocate(bytes));
    for (const block of blocks) heap.release(block);
    expect(() => heap.allocate(64 * MIB)).toThrowError(/the whole budget is 50331648 bytes/);
    heap.trim();
    expect(heap.usage()).toMatchObject({ used: 0, reserved: 0 });
  });

  it("takes half the address space where the whole isn't to be had", () => {
    const original = WebAssembly.Memory;
    const asked: number[] = [];
    WebAssembly.Memory = class extends original {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        asked.push(descriptor.initial);
        if (descriptor.initial > 5000) throw new RangeError("could not allocate memory");
        super(descriptor);
      }
    } as typeof WebAssembly.Memory;
    try {
      expect(createHeap({ shared: false, budget: MIB }).memory.buffer.byteLength).toBe(4096 * 65536);
      expect(asked).toEqual([16384, 8192, 4096]);
    } finally {
      WebAssembly.Memory = original;
    }
  });

  it("a whole address space of nothing is a MemoryError", () => {
    const original = WebAssembly.Memory;
    WebAssembly.Memory = class extends original {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        super(descriptor);
        throw new RangeError("could not allocate memory");
      }
    } as typeof WebAssembly.Memory;
    try {
      expect(() => createHeap({ shared: false })).toThrowError(/can't reserve \d+ bytes of address space/);
    } finally {
      WebAssembly.Memory = original;
    }
  });
});

describe("without a forced collection", () => {
  it("the error says to await", () => {
    const heap = createHeap({ shared: false, pages: 1024, budget: 48 * MIB });
    const store = new BlockStore(heap, null);
    const fill = (): void => {
      for (let k = 0; k < 100; k++) store.newBlock(MIB);
    };
    expect(fill).toThrowError(
      /this runtime collects no garbage until the running task ends. To go on, await between steps so that dead arrays/,
    );
  });

  it("a collection by the runtime makes room, once its task is over", async () => {
    const heap = createHeap({ shared: false, pages: 1024, budget: 48 * MIB });
    const store = new BlockStore(heap, null);
    const { collector } = await import("../../dist/memory/collector.js");
    for (let round = 0; round < 5; round++) {
      for (let k = 0; k < 40; k++) store.newBlock(MIB);
      await new Promise((resolve) => setTimeout(resolve, 5));
      collector()!(); // the runtime's own collection, which the store doesn't know of
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    store.close();
    heap.trim();
    expect(heap.usage()).toMatchObject({ used: 0, reserved: 0 });
  });

  it("V8's own collections are noticed without an allocation", async () => {
    const heap = createHeap({ pages: 4096 });
    const store = new BlockStore(heap, null);
    for (let k = 0; k < 10; k++) store.newBlock(MIB);
    const { collector } = await import("../../dist/memory/collector.js");
    const deadline = performance.now() + 10_000;
    while (heap.usage().used > 0 && performance.now() < deadline) {
      collector()!();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(heap.usage().used).toBe(0);
    expect(store.counts().reclaims).toBe(0);
  });
});

describe("without Node's process", () => {
  it("the room loads and works on one thread", () => {
    const text = execFileSync(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `const out = console.log.bind(console);
         delete globalThis.process;
         globalThis.crossOriginIsolated = false;
         const { heap, newBlock, memoryStats, reclaim } = await import(${JSON.stringify(door)});
         const block = newBlock(8000);
         heap().f64[block.address >>> 3] = 1.5;
         reclaim();
         const { shared, used, heapBytes, reclaims } = memoryStats();
         out(JSON.stringify({ shared, used: used > 0, heapBytes, value: heap().f64[block.address >>> 3] }));`,
      ],
      { encoding: "utf8" },
    );
    expect(JSON.parse(text)).toEqual({ shared: false, used: true, heapBytes: 2 ** 30, value: 1.5 });
  });
});
