import { describe, expect, it } from "vitest";
import { cgroupLimit, DEFAULT_BUDGET_LIMIT, defaultBudget, parseBytes } from "../../dist/memory/budget.js";
import { createHeap } from "../../dist/memory/index.js";
import { runAlone } from "./support.js";

const files =
  (tree: Record<string, string>) =>
  (path: string): string | undefined =>
    tree[path];

describe("MANYCORE_MEMORY", () => {
  it.each([
    ["1000000", 1e6],
    ["512MB", 512e6],
    ["512 mb", 512e6],
    ["2GiB", 2 ** 31],
    ["1.5GiB", 1.5 * 2 ** 30],
    ["64k", 64_000],
    [" 10MiB ", 10 * 2 ** 20],
  ])("%j is %d bytes", (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  it.each(["", "much", "-5MB", "0", "12XB", "1e9", "2 GiB more"])(
    "%j is refused, saying what is allowed",
    (text) => {
      expect(() => parseBytes(text)).toThrowError(/MANYCORE_MEMORY is ".*"; .*as 512MB or 2GiB/);
    },
  );

  it("sets the process's budget", () => {
    const program = "say({ budget: memory.memoryStats().budget, heap: memory.heap().budget });";
    const budget = 100 * 2 ** 20;
    expect(runAlone(program, { MANYCORE_MEMORY: "100MiB" })).toEqual({ budget, heap: budget });
  });

  it("is no more than the heap holds", () => {
    const { budget, bytes } = runAlone(
      "const { budget, heapBytes } = memory.memoryStats(); say({ budget, bytes: heapBytes });",
      { MANYCORE_MEMORY: "900GiB" },
    );
    expect(budget).toBeLessThan(bytes as number);
    expect(budget).toBeGreaterThan((bytes as number) - 2 ** 21);
  });

  it("that is no size is an error at the first array", () => {
    expect(() => runAlone("memory.newBlock(8)", { MANYCORE_MEMORY: "lots" })).toThrowError(
      /ValueError: MANYCORE_MEMORY is "lots"/,
    );
  });
});

describe("the memory of a control group", () => {
  it("v2: the smallest limit on the way up", () => {
    const read = files({
      "/proc/self/cgroup": "0::/user.slice/app.scope\n",
      "/sys/fs/cgroup/user.slice/app.scope/memory.max": "max\n",
      "/sys/fs/cgroup/user.slice/memory.max": "4294967296\n",
      "/sys/fs/cgroup/memory.max": "8589934592\n",
    });
    expect(cgroupLimit(read)).toBe(4294967296);
  });

  it("v2 in a container, which sees its own group as the root", () => {
    const read = files({ "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/memory.max": "536870912\n" });
    expect(cgroupLimit(read)).toBe(536870912);
    const moved = files({
      "/proc/self/cgroup": "0::/docker/abc\n",
      "/sys/fs/cgroup/memory.max": "536870912\n",
    });
    expect(cgroupLimit(moved)).toBe(536870912);
  });

  it("v1: the memory controller's group", () => {
    const read = files({
      "/proc/self/cgroup": "9:cpu,cpuacct:/other\n4:memory:/docker/abc\n0::/\n",
      "/sys/fs/cgroup/memory/other/memory.limit_in_bytes": "1000\n",
      "/sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes": "1073741824\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    });
    expect(cgroupLimit(read)).toBe(1073741824);
  });

  it("has none without cgroups, or when all say so", () => {
    expect(cgroupLimit(files({}))).toBe(Number.POSITIVE_INFINITY);
    const read = files({
      "/proc/self/cgroup": "4:memory:/\n0::/\n",
      "/sys/fs/cgroup/memory.max": "max\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    });
    expect(cgroupLimit(read)).toBe(Number.POSITIVE_INFINITY);
  });

  it("bounds the default, with half of it and 3.5 GiB", () => {
    expect(defaultBudget(2 ** 32)).toBeLessThanOrEqual(DEFAULT_BUDGET_LIMIT);
    expect(defaultBudget(2 ** 24)).toBe(2 ** 24);
  });
});

describe("an allocation beyond the budget", () => {
  it("larger than the whole budget: names it, and the way out", () => {
    const heap = createHeap({ pages: 1024, budget: 32 * 2 ** 20 });
    expect(() => heap.allocate(80_000_000)).toThrowError(
      "Unable to allocate 80000000 bytes (76.3 MiB): the whole budget is 33554432 bytes (32.0 MiB). " +
        "Work in parts, or raise the budget with MANYCORE_MEMORY (as MANYCORE_MEMORY=2GiB; at most 4 GiB).",
    );
    expect(heap.usage()).toMatchObject({ used: 0, reserved: 0, peak: 0 });
  });

  it("with all of it in use: says so, leaves arrays untouched, and goes on once something is dropped", () => {
    const result = runAlone(
      `const blocks = [];
       let text = "", name = "";
       try {
         for (;;) {
           const block = memory.newBlock(8e6);
           memory.heap().f64.fill(blocks.length, block.address >>> 3, (block.address + 8e6) >>> 3);
           blocks.push(block);
         }
       } catch (error) { text = error.message; name = error.name; }
       const { f64 } = memory.heap();
       const intact = blocks.every((block, k) => f64.subarray(block.address >>> 3, (block.address + 8e6) >>> 3).every((x) => x === k));
       const count = blocks.length;
       blocks.splice(0, 3);
       const again = memory.newBlock(8e6).bytes;
       say({ text, name, intact, count, again });`,
      { MANYCORE_MEMORY: "64MiB" },
    );
    expect(result).toMatchObject({ name: "MemoryError", intact: true, count: 8, again: 8e6 });
    expect(result.text).toBe(
      "Unable to allocate 8000000 bytes (7.6 MiB): 64094208 bytes (61.1 MiB) of the budget of 67108864 bytes (64.0 MiB) " +
        "are in use, and collecting garbage gave nothing back. To go on, drop references to arrays that are no longer " +
        "needed, reuse arrays with out:, or raise the budget with MANYCORE_MEMORY (as MANYCORE_MEMORY=2GiB; at most 4 GiB).",
    );
  });

  it("with room only in pieces: says so", () => {
    const heap = createHeap({ pages: 16 * 16 });
    const blocks = Array.from({ length: 14 }, () => heap.allocate(2 ** 20));
    for (let k = 0; k < blocks.length; k += 2) heap.release(blocks[k]!);
    expect(() => heap.allocate(5 * 2 ** 20)).toThrowError(/the free memory is in pieces that are too small/);
  });
});
