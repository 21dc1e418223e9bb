/** Device memory comes back: when told, when arrays are garbage, and in long loops. Failures name themselves. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as cp from "manycore/cupy";
import { beforeAll, describe, expect, test } from "vitest";
import { type Gpu, openGpu } from "../../dist/kernel/wgsl/index.js";
import { skipWithout } from "../support/parts.js";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

/** Turns of the event loop with collections, until a condition holds or ten seconds are over. */
async function collectUntil(done: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!done() && Date.now() < deadline) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe("device memory", () => {
  skipWithout("vulkan", "swiftshader");
  const pool = cp.get_default_memory_pool();
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openGpu();
  });

  const MB = 2 ** 20;

  test("dispose gives it back at once, and the array says so", async () => {
    const before = pool.used_bytes();
    const x = cp.asarray(new Float32Array(MB / 4));
    await x.ready();
    expect(pool.used_bytes()).toBe(before + MB);
    x.dispose();
    x.dispose();
    expect(pool.used_bytes()).toBe(before);
    await expect(x.tolist()).rejects.toThrow(/given back with dispose\(\)/);
    await expect(x.add(1).item(0)).rejects.toThrow(/given back with dispose\(\)/);
  });

  test("garbage comes back", async () => {
    const before = pool.used_bytes();
    await (async () => {
      for (let k = 0; k < 20; k++)
        await cp
          .asarray(new Float32Array(MB / 4))
          .add(k)
          .sum()
          .item();
    })();
    await collectUntil(() => pool.used_bytes() <= before);
    expect(pool.used_bytes()).toBeLessThanOrEqual(before);
    pool.free_all_blocks();
    expect(pool.free_bytes()).toBe(0);
  });

  test("a long loop of results that nobody keeps lives in bounded memory", async () => {
    let x: cp.NDArray = cp.asarray(new Float32Array((8 * MB) / 4));
    let most = 0;
    for (let k = 0; k < 120; k++) {
      x = x.add(1);
      await x.ready();
      most = Math.max(most, pool.used_bytes());
    }
    expect(await x.item(12345)).toBe(120);
    // Without collections it would be 960 MiB.
    expect(most).toBeLessThan(600 * MB);
  });

  test("a loop that asks for sums only keeps its work in bounds", async () => {
    let x: cp.NDArray = cp.asarray([1, 2]);
    const compiled: number[] = [];
    for (let k = 0; k < 30; k++) {
      x = x.mul(1.5).sub(0.5);
      expect(await x.sum().item()).toBeGreaterThan(1);
      compiled.push(gpu.shaders.compiled);
    }
    // The same few kernels again and again, not longer and longer ones.
    expect(compiled[29] - compiled[3]).toBeLessThanOrEqual(2);
  });

  test("a synchronous loop on an open device is flushed on the way", async () => {
    let x: cp.NDArray = cp.asarray([0]);
    for (let k = 0; k < 5000; k++) x = x.add(1);
    expect(x.node.weight).toBeLessThan(100);
    expect(await x.item()).toBe(5000);
  });

  test("an array beyond the device's largest buffer", async () => {
    const x = cp.zeros(gpu.device.limits.maxBufferSize / 4 + 64);
    await expect(x.ready()).rejects.toThrow(cp.MemoryError);
    await expect(x.ready()).rejects.toThrow(
      /Unable to allocate \d+ bytes on the GPU: its largest buffer is \d+ bytes/,
    );
    // The device is as good as before.
    expect(await cp.asarray([1]).add(1).item()).toBe(2);
  });

  test("several readings at a time", async () => {
    const arrays = Array.from({ length: 12 }, (_, k) => cp.full([1000 + k], k));
    const read = await Promise.all(arrays.map((x) => x.add(1).sum().item()));
    expect(read).toEqual(arrays.map((_, k) => (1000 + k) * (k + 1)));
  });
});
