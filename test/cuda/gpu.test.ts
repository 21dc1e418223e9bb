/** Kernels on the GPU: what is copied when, arrays that stay there, faults. The examples run there too (examples.test.ts). */
import * as cuda from "manycore/cuda";
import * as cp from "manycore/cupy";
import * as np from "manycore/numpy";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { globals } from "webgpu";
import { skipWithout } from "../support/parts.js";

/** How often the queue is handed commands while `work` runs. */
async function countSubmits(work: () => Promise<unknown>): Promise<number> {
  const { prototype } = (globals as { GPUQueue: typeof GPUQueue }).GPUQueue;
  const { submit } = prototype;
  let count = 0;
  prototype.submit = function (this: GPUQueue, ...commands) {
    count++;
    return submit.apply(this, commands);
  };
  try {
    await work();
  } finally {
    prototype.submit = submit;
  }
  return count;
}

const { bool, f32, f64, i32, u32 } = cuda;

const twice = cuda.kernel([i32.array, i32.array], ({ grid }, x, out) => {
  const i = grid(1);
  if (i < out.length) out[i] = 2 * x[i];
});

describe("the target gpu", () => {
  skipWithout("vulkan", "swiftshader");
  beforeAll(() => cuda.setTarget(null));
  afterAll(() => cuda.setTarget(null));

  it("is found, and runs kernels", async () => {
    expect(await cuda.isAvailable()).toBe(true);
    expect(await cuda.target()).toBe("gpu");
    const [x, out] = [Int32Array.of(1, 2, 3), new Int32Array(3)];
    await twice(1, 4)(x, out);
    expect([...out]).toEqual([2, 4, 6]);
  });

  it("launches without an await between run in the order of the calls", async () => {
    const x = Int32Array.of(1, 2, 3);
    const all = Array.from({ length: 5 }, () => twice(1, 4)(x, x));
    await Promise.all(all);
    expect([...x]).toEqual([32, 64, 96]);
  });

  it("only written arrays come back", async () => {
    const x = Int32Array.of(1, 2);
    const out = new Int32Array(2);
    const done = twice(1, 2)(x, out);
    await done;
    x.set([7, 8]);
    await twice(1, 2)(out, out);
    expect([[...x], [...out]]).toEqual([
      [7, 8],
      [4, 8],
    ]);
  });

  it("views of np come back into their places", async () => {
    const whole = np.arange(12, { dtype: "int32" }).reshape(3, 4);
    const fill = cuda.kernel([i32.array2d], ({ grid }, a) => {
      const [x, y] = grid(2);
      if (y < a.length && x < a.shape[1]) a[y][x] = -a[y][x];
    });
    await fill([1, 1], [4, 4])(whole.slice(":", "::2"));
    expect(whole.tolist()).toEqual([
      [0, 1, -2, 3],
      [-4, 5, -6, 7],
      [-8, 9, -10, 11],
    ]);
  });

  it("arrays stay there: zeroed, copied there and back", async () => {
    const zero = cuda.deviceArray([2, 3], f32);
    expect([...(await zero.copyToHost())]).toEqual([0, 0, 0, 0, 0, 0]);
    const x = await cuda.toDevice(Int32Array.of(1, 2, 3));
    await twice(1, 4)(x, x);
    await twice(1, 4)(x, x);
    expect([...(await x.copyToHost())]).toEqual([4, 8, 12]);
    await x.copyToDevice(Int32Array.of(5, 5, 5));
    await twice(1, 4)(x, x);
    expect((await x.toNumpy()).tolist()).toEqual([10, 10, 10]);
    await expect(twice(1, 4, { target: "cpu" })(x, x)).rejects.toThrow(/lives on the target "gpu"/);
  });

  it("scalars of every type, and bools in memory", async () => {
    const kernel = cuda.kernel(
      [f32, i32, u32, bool, bool.array, f32.array],
      ({ grid }, a, b, c, d, e, out) => {
        const i = grid(1);
        if (i >= out.length) return;
        e[i] = !e[i];
        out[0] = a;
        out[1] = b;
        out[2] = c / 2;
        out[3] = d ? 1 : 0;
      },
    );
    const flags = Uint8Array.of(1, 0, 1, 0);
    const out = new Float32Array(4);
    await kernel(1, 4)(0.5, -7, 2 ** 31, true, flags, out);
    expect([...out]).toEqual([0.5, -7, 2 ** 30, 1]);
    expect([...flags]).toEqual([0, 1, 0, 1]);
  });

  it("arrays of cupy: pending ones are computed, written ones have the kernel's values", async () => {
    const x = cp.asarray(Int32Array.of(1, 2, 3));
    const before = x.add(100);
    const out = cp.zeros([3], { dtype: "int32" });
    await twice(1, 4)(x.add(1), out);
    expect(await out.mul(10).tolist()).toEqual([40, 60, 80]);
    await Promise.all([twice(1, 4)(x, x), twice(1, 4)(x, x)]);
    expect(await x.tolist()).toEqual([4, 8, 12]);
    expect(await before.tolist()).toEqual([101, 102, 103]);
    await expect(twice(1, 4, { target: "cpu" })(x, x)).rejects.toThrow(/x\.get\(\)/);
    await expect(twice(1, 4)(cp.asarray(Float32Array.of(1)) as never, out)).rejects.toThrow(/holds f32/);
    const late = twice(1, 4)(x, x);
    x.iadd(1);
    await expect(late).rejects.toThrow(/await the launch first/);
  });

  it("grids beyond what a dispatch takes", async () => {
    const count = cuda.kernel([i32.array], ({ blockIdx, gridDim, atomicAdd }, out) => {
      atomicAdd(out, 0, 1);
      if (blockIdx.x === 65_600) out[1] = gridDim.x;
    });
    const out = new Int32Array(2);
    await count(65_700, 1)(out);
    expect([...out]).toEqual([65_700, 65_700]);
  });

  it("empty arrays", async () => {
    await twice(1, 1)(new Int32Array(0), new Int32Array(0));
    const none = await cuda.toDevice(new Int32Array(0));
    expect((await none.copyToHost()).length).toBe(0);
  });

  it("events and streams", async () => {
    const stream = new cuda.Stream();
    const [start, end] = [new cuda.Event(), new cuda.Event()];
    const x = await cuda.toDevice(Int32Array.of(1), { stream });
    start.record(stream);
    const launched = twice(1, 1, { stream })(x, x);
    end.record(stream);
    await stream.synchronize();
    await launched;
    expect(await cuda.elapsedTime(start, end)).toBeGreaterThanOrEqual(0);
    expect([...(await x.copyToHost())]).toEqual([2]);
  });

  it.each([
    ["i8", cuda.i8, Int8Array, -128, 127],
    ["u8", cuda.u8, Uint8Array, 0, 255],
    ["i16", cuda.i16, Int16Array, -32768, 32767],
    ["u16", cuda.u16, Uint16Array, 0, 65535],
  ] as const)("arrays of %s, of lengths that fill no whole words", async (_, token, Column, low, high) => {
    const doubled = cuda.kernel([token.array, token.array], ({ grid }, x, out) => {
      const i = grid(1);
      if (i < out.length) out[i] = x[i] * 2 + 1;
    });
    for (const n of [1, 2, 3, 5, 130, 1023]) {
      const x = new Column(Array.from({ length: n }, (_, k) => low + ((k * 7919) % (high - low + 1))));
      const out = new Column(n);
      await doubled(Math.ceil(n / 32), 32)(x as never, out as never);
      const wanted = new Column(Array.from(x, (v) => v * 2 + 1));
      expect(out).toEqual(wanted);
      const there = await cuda.toDevice(x);
      await doubled(Math.ceil(n / 32), 32)(there as never, there as never);
      expect(await there.copyToHost()).toEqual(wanted);
      const host = np.asarray(x);
      await doubled(Math.ceil(n / 32), 32)(host as never, host as never);
      expect(host.toTypedArray()).toEqual(wanted);
    }
  });

  it("many launches on arrays of the device go there together, and take effect in their order", async () => {
    const step = cuda.kernel([i32.array, i32, i32], ({ grid }, x, factor, addend) => {
      const i = grid(1);
      if (i < x.length) x[i] = x[i] * factor + addend;
    });
    const x = await cuda.toDevice(Int32Array.of(1, 2, 3));
    await step(1, 4)(x, 1, 0);
    const submits = await countSubmits(async () => {
      const all: Promise<void>[] = [];
      for (let k = 0; k < 100; k++) all.push(step(1, 4)(x, 3, k));
      await Promise.all(all);
    });
    expect(submits).toBeLessThanOrEqual(2);
    const wanted = [1, 2, 3].map((v) => {
      let value = v;
      for (let k = 0; k < 100; k++) value = (Math.imul(value, 3) + k) | 0;
      return value;
    });
    expect([...(await x.copyToHost())]).toEqual(wanted);
    // Between them: copies, arrays of the host, and launches that fail.
    const results = await Promise.allSettled([
      step(1, 4)(x, 0, 5),
      x.copyToHost(),
      step(1, 5000)(x, 0, 6),
      x.copyToDevice(Int32Array.of(7, 8, 9)),
      step(1, 4)(x, 2, 0),
      step(1, 4)(Int32Array.of(1), 1, 1),
      step(1, 4)(x, 1, 1),
      x.copyToHost(),
    ]);
    expect(results.map((each) => each.status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      ...new Array(5).fill("fulfilled"),
    ]);
    expect((results[1] as PromiseFulfilledResult<Int32Array>).value).toEqual(Int32Array.of(5, 5, 5));
    expect((results[7] as PromiseFulfilledResult<Int32Array>).value).toEqual(Int32Array.of(15, 17, 19));
    void step(1, 4)(x, 0, 1);
    await cuda.synchronize();
    expect([...(await x.copyToHost())]).toEqual([1, 1, 1]);
  });

  it("types that shaders don't have are refused, with the way out", async () => {
    const wide = cuda.kernel([f64.array], (_, x) => {
      x[0] = 1;
    });
    const x = new Float64Array(1);
    await expect(wide(1, 1)(x)).rejects.toThrow(/f64.*"cpu"/s);
    await wide(1, 1, { target: "cpu" })(x);
    expect(x[0]).toBe(1);
    await expect(cuda.toDevice(new Float64Array(1))).rejects.toThrow(/f64/);
  });

  it("more memory than there is: the error says how much was asked for", async () => {
    const huge = cuda.deviceArray(2 ** 31, f32);
    await expect(huge.copyToHost()).rejects.toThrow(/8589934592 bytes/);
    // And what comes after works.
    const x = Int32Array.of(4);
    await twice(1, 1)(x, x);
    expect(x[0]).toBe(8);
  });
});
