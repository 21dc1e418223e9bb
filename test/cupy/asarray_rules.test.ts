/** What becomes of 64-bit host data; the module of an array; faults of the device and of worker threads. */
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as cp from "../../src/cupy/index.js";
import { openGpu } from "../../src/kernel/wgsl/index.js";
import * as np from "../../src/numpy/index.js";
import { skipWithout } from "../support/parts.js";

const warnings: Error[] = [];
const onWarning = (warning: Error): void => {
  warnings.push(warning);
};
beforeAll(() => {
  process.on("warning", onWarning);
});
afterAll(() => {
  process.off("warning", onWarning);
});

test("64-bit numbers take 32 bits, with one warning a process", async () => {
  expect(cp.asarray(new Float64Array(2), { dtype: "float32" }).dtype.name).toBe("float32");
  await new Promise((resolve) => setImmediate(resolve));
  const before = warnings.length;
  expect(cp.asarray(new BigInt64Array(2)).dtype.name).toBe("int32");
  expect(cp.asarray(new Float64Array(2)).dtype.name).toBe("float32");
  expect(cp.asarray(np.arange(3)).dtype.name).toBe("float32");
  expect(cp.asarray(new BigUint64Array(2)).dtype.name).toBe("uint32");
  await new Promise((resolve) => setImmediate(resolve));
  expect(warnings.slice(before).map((each) => each.message)).toEqual([
    expect.stringMatching(/an array of int64 became int32 .*\{strict: true\}/),
  ]);
});

test("integers out of range throw, at their position", () => {
  expect(() => cp.asarray(BigInt64Array.of(1n, 2n ** 31n))).toThrow(cp.OverflowError);
  expect(() => cp.asarray(BigInt64Array.of(1n, 2n ** 31n))).toThrow(/2147483648 at position 1/);
  expect(() => cp.asarray(BigInt64Array.of(-(2n ** 31n) - 1n))).toThrow(cp.OverflowError);
  expect(() => cp.asarray(BigUint64Array.of(2n ** 32n))).toThrow(cp.OverflowError);
  expect(cp.asarray(BigInt64Array.of(-(2n ** 31n), 2n ** 31n - 1n)).dtype.name).toBe("int32");
});

test("strict refuses all 64-bit data", () => {
  for (const data of [new Float64Array(1), new BigInt64Array(1), new BigUint64Array(1)])
    expect(() => cp.asarray(data, { strict: true })).toThrow(cp.DTypeError);
  expect(() => cp.asarray(np.ones(2), { strict: true })).toThrow(/float64.*strict/);
  expect(cp.asarray(new Float32Array(1), { strict: true }).dtype.name).toBe("float32");
});

test("get_array_module tells the two modules apart", async () => {
  expect(await cp.get_array_module(cp.ones(2), 3)).toBe(cp);
  expect(await cp.get_array_module(np.ones(2), 3)).toBe(np);
  expect(await cp.get_array_module(3)).toBe(np);
  await expect(cp.get_array_module(cp.ones(2), np.ones(2))).rejects.toThrow(/can't be mixed/);
});

describe("on the device", () => {
  skipWithout("vulkan", "swiftshader");

  test("sums of integers beyond int32 are int64, and exact", async () => {
    const x = cp.full([5], 2n ** 31n - 1n);
    const sum = x.sum();
    expect(sum.dtype.name).toBe("int64");
    expect(await sum.item()).toBe(5 * (2 ** 31 - 1));
  });

  test("a worker that is terminated while the GPU works does no harm", async () => {
    const x = cp.asarray(new Float32Array(1e6).fill(0.5));
    const working = x.sin().cos().tan().sum().item();
    const worker = new Worker(
      "while (true) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);",
      {
        eval: true,
      },
    );
    await new Promise((resolve) => worker.once("online", resolve));
    const more = x.mul(2).sum().item();
    await worker.terminate();
    expect(await more).toBe(1e6);
    expect(Number.isFinite(await working)).toBe(true);
  });

  test("a lost device takes arrays and kernels' results along; kernels run on the next one", async () => {
    const double = cp.ElementwiseKernel("float32 x", "float32 y", "y = 2.0 * x", "double");
    const x = await double(cp.ones(3)).ready();
    const first = await openGpu();
    first.device.destroy();
    await first.device.lost;
    await expect(x.sum().item()).rejects.toThrow(cp.DeviceError);
    expect(await double(cp.ones(3)).tolist()).toEqual([2, 2, 2]);
    expect(await openGpu()).not.toBe(first);
  });
});
