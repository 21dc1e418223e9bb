import { describe, expect, it } from "vitest";
import {
  allocationOf,
  type Block,
  freeBlock,
  heap,
  keepAlive,
  memoryStats,
  newBlock,
  reclaim,
} from "../../dist/memory/index.js";

const numbers = (block: Block): Float64Array =>
  heap().f64.subarray(block.address >>> 3, (block.address + block.bytes) >>> 3);

describe("blocks", () => {
  it("are aligned, of the size asked for, and don't overlap", () => {
    const blocks: Block[] = [];
    for (const bytes of [0, 1, 8, 16, 17, 100, 800, 1024, 8000, 8192, 32_768, 32_769, 100_000, 1_000_000]) {
      for (let k = 0; k < 70; k++) {
        const block = newBlock(bytes);
        expect(block.bytes).toBe(bytes);
        expect(block.address % (bytes >= 1024 ? 64 : 16)).toBe(0);
        expect(block).toMatchObject({ readers: 0, escaped: false, poisoned: false });
        blocks.push(block);
      }
    }
    blocks.sort((a, b) => a.address - b.address);
    for (let k = 1; k < blocks.length; k++) {
      expect(blocks[k]!.address).toBeGreaterThanOrEqual(blocks[k - 1]!.address + blocks[k - 1]!.bytes);
    }
  });

  it("of 8 KiB lie at different distances from a 4 KiB boundary", () => {
    newBlock(8192);
    const places = [0, 1, 2].map(() => newBlock(8192).address % 4096);
    expect(new Set(places).size).toBe(3);
  });

  it("refuse sizes that are none", () => {
    for (const bytes of [-1, Number.NaN, 8.5, 1e6 + 0.5, Number.POSITIVE_INFINITY]) {
      expect(() => newBlock(bytes)).toThrowError(/a size is an integer >= 0/);
    }
  });

  it("share one heap allocation when small", () => {
    newBlock(800);
    const a = newBlock(800);
    const large = newBlock(80_000);
    expect(heap().u8.length).toBeGreaterThan(allocationOf(a) + 800);
    expect(allocationOf(a)).toBeLessThanOrEqual(a.address);
    expect(allocationOf(large)).toBe(large.address);
    heap().retain(allocationOf(a));
    heap().release(allocationOf(a));
  });

  it("freed early: a large one is handed out again at once, and freeing twice does nothing", () => {
    const first = newBlock(3_000_000);
    const before = memoryStats().used;
    freeBlock(first);
    expect(memoryStats().used).toBe(before - 3_000_000);
    const second = newBlock(3_000_000);
    expect(Math.abs(second.address - first.address)).toBeLessThan(1024);
    freeBlock(first);
    expect(memoryStats().used).toBe(before);
    numbers(second).fill(1);
    expect(newBlock(3_000_000).address).not.toBe(second.address);
  });

  it("freed early: a small one is handed out again when it was the last", () => {
    newBlock(8000);
    const first = newBlock(8000);
    freeBlock(first);
    const second = newBlock(8000);
    expect(second.address).toBe(first.address);
    freeBlock(first);
    const third = newBlock(8000);
    expect(third.address).not.toBe(second.address);
    freeBlock(second);
    expect(newBlock(8000).address).not.toBe(second.address);
  });

  it("are reclaimed when they are garbage, and only then", () => {
    const kept = (() => {
      const blocks = Array.from({ length: 40 }, () => newBlock(1_000_000));
      const small = Array.from({ length: 4000 }, () => newBlock(4000));
      for (const [k, block] of blocks.entries()) numbers(block).fill(k);
      return [...blocks.filter((_, k) => k % 4 === 0), ...small.slice(0, 10)];
    })();
    const before = memoryStats().used;
    expect(reclaim()).toBeGreaterThanOrEqual(29_000_000 + 3900 * 4000);
    expect(memoryStats().used).toBeLessThan(before - 40_000_000);
    for (let k = 0; k < 60; k++) numbers(newBlock(1_000_000)).fill(-1);
    for (let k = 0; k < 10; k++) expect(new Set(numbers(kept[k]!))).toEqual(new Set([k * 4]));
  });

  it("live as long as a view that was registered", () => {
    const make = (): Float64Array => {
      const block = newBlock(1_000_000);
      const view = numbers(block);
      view.fill(7);
      keepAlive(view, block);
      return view;
    };
    const churn = (): void => {
      reclaim();
      for (let k = 0; k < 20; k++) numbers(newBlock(1_000_000)).fill(-1);
    };
    let views: Float64Array[] = [make(), make()];
    churn();
    for (const view of views) expect(view.every((x) => x === 7)).toBe(true);
    views = [];
    reclaim();
    const { used } = memoryStats();
    reclaim();
    expect(memoryStats().used).toBe(used);
  });

  it("a small block's view keeps its slab", () => {
    const view = (() => {
      const block = newBlock(4096);
      const own = numbers(block);
      own.fill(3);
      keepAlive(own, block);
      return own;
    })();
    for (let round = 0; round < 3; round++) {
      reclaim();
      for (let k = 0; k < 2000; k++) numbers(newBlock(4096)).fill(-1);
    }
    expect(view.every((x) => x === 3)).toBe(true);
  });

  it("are one heap for several copies of the package", async () => {
    const url = new URL("../../dist/chunks/memory.js?copy", import.meta.url).href;
    const copy = (await import(url)) as typeof import("../../dist/memory/index.js");
    expect(copy.heap()).toBe(heap());
    const theirs = copy.newBlock(2_000_000);
    const ours = newBlock(2_000_000);
    expect(Math.abs(theirs.address - ours.address)).toBeGreaterThanOrEqual(2_000_000);
    copy.freeBlock(theirs);
  });
});
