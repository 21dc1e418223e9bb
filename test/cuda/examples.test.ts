/** The examples' kernels against plain loops. */
import * as cuda from "manycore/cuda";
import * as np from "manycore/numpy";
import { describe, expect, it } from "vitest";
import { skipWithout } from "../support/parts.js";

/** Numbers that look random, the same every time (xorshift32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const floats = (n: number, seed: number): Float32Array => {
  const next = seeded(seed);
  return Float32Array.from({ length: n }, () => 2 * next() - 1);
};

describe.each(["cpu", "simulator", "gpu"] as const)("on the target %s", (target) => {
  if (target === "gpu") skipWithout("vulkan", "swiftshader");
  const options = { target };

  it.each([1, 7, 256, 1000])("vector add of %i", async (n) => {
    const { add } = await import("../../examples/cuda/vector-add.js");
    const [x, y, out] = [floats(n, 1), floats(n, 2), new Float32Array(n)];
    await add(Math.ceil(n / 64), 64, options)(x, y, out);
    expect(out).toEqual(x.map((v, k) => v + y[k]));
  });

  it.each([1, 100, 1003])("saxpy of %i", async (n) => {
    const { saxpy } = await import("../../examples/cuda/saxpy.js");
    const [x, y] = [floats(n, 3), floats(n, 4)];
    const expected = y.map((v, k) => Math.fround(Math.fround(1.5 * x[k]) + v));
    await saxpy(3, 32, options)(1.5, x, y);
    expect(y).toEqual(expected);
  });

  it.each([
    [1, 1, 1],
    [16, 16, 16],
    [17, 33, 5],
    [40, 20, 50],
  ])("tiled matmul of %i × %i × %i", async (m, k, n) => {
    const { matmul, TILE } = await import("../../examples/cuda/matmul.js");
    const a = np.array(floats(m * k, 5)).reshape(m, k);
    const b = np.array(floats(k * n, 6)).reshape(k, n);
    const c = np.zeros([m, n], { dtype: "float32" });
    await matmul([Math.ceil(n / TILE), Math.ceil(m / TILE)], [TILE, TILE], options)(a, b, c);
    const [given, wanted] = [c.toTypedArray(), np.matmul(a, b).toTypedArray()];
    for (const [i, v] of given.entries()) expect(v).toBeCloseTo(Number(wanted[i]), 4);
  });

  it("histogram", async () => {
    const { histogram } = await import("../../examples/cuda/histogram.js");
    const next = seeded(7);
    const values = Int32Array.from({ length: 5000 }, () => Math.floor(next() * next() * 256));
    const counts = new Int32Array(256);
    await histogram(5, 96, options)(values, counts);
    const expected = new Int32Array(256);
    for (const v of values) expected[v]++;
    expect(counts).toEqual(expected);
  });

  it.each([1, 128, 129, 20_000])("prefix scan of %i", async (n) => {
    const { scan } = await import("../../examples/cuda/prefix-scan.js");
    const next = seeded(8);
    const given = Int32Array.from({ length: n }, () => Math.floor(next() * 200) - 100);
    cuda.setTarget(target);
    const x = await cuda.toDevice(given);
    await scan(x);
    let sum = 0;
    expect(await x.copyToHost()).toEqual(
      given.map((v) => {
        sum += v;
        return sum;
      }),
    );
  });

  it.each([2, 64, 100])("n-body of %i", async (n) => {
    const { attract, BODIES } = await import("../../examples/cuda/n-body.js");
    const place = np.array(floats(3 * n, 9)).reshape(n, 3);
    const pull = np.zeros([n, 3], { dtype: "float32" });
    await attract(Math.ceil(n / BODIES), BODIES, options)(place, 0.01, pull);
    const p = place.toTypedArray();
    const got = pull.toTypedArray();
    for (let i = 0; i < n; i++) {
      const sum = [0, 0, 0];
      for (let k = 0; k < n; k++) {
        const d = [0, 1, 2].map((axis) => p[3 * k + axis] - p[3 * i + axis]);
        const square = d[0] ** 2 + d[1] ** 2 + d[2] ** 2 + 0.01;
        for (const axis of [0, 1, 2]) sum[axis] += d[axis] / square ** 1.5;
      }
      for (const axis of [0, 1, 2])
        expect(Math.abs(got[3 * i + axis] - sum[axis])).toBeLessThan(1e-3 * (1 + Math.abs(sum[axis])));
    }
  });

  it("Mandelbrot", async () => {
    const { mandelbrot } = await import("../../examples/cuda/mandelbrot.js");
    const [rows, columns, most] = [13, 30, 60];
    const out = np.zeros([rows, columns], { dtype: "int32" });
    await mandelbrot([4, 2], [8, 8], options)(out, -2, -1, 0.125, most);
    const f = Math.fround;
    const expected = Array.from({ length: rows * columns }, (_, k) => {
      const re = f(-2 + f(0.125 * (k % columns)));
      const im = f(-1 + f(0.125 * Math.floor(k / columns)));
      let [x, y, rounds] = [0, 0, 0];
      while (rounds < most && f(f(x * x) + f(y * y)) <= 4) {
        [x, y] = [f(f(f(x * x) - f(y * y)) + re), f(f(f(2 * x) * y) + im)];
        rounds++;
      }
      return rounds;
    });
    expect([...out.toTypedArray()]).toEqual(expected);
  });

  it("Monte-Carlo pi", async () => {
    const { countInside } = await import("../../examples/cuda/monte-carlo-pi.js");
    const inside = new Int32Array(70);
    await countInside(3, 32, options)(42, 500, inside);
    const expected = inside.map((_, i) => {
      let state = (Math.imul(i + 1, 0x9e3779b1) ^ 42) >>> 0 || 1;
      let count = 0;
      for (let k = 0; k < 500; k++) {
        state = (state ^ (state << 13)) >>> 0;
        state = (state ^ (state >>> 17)) >>> 0;
        state = (state ^ (state << 5)) >>> 0;
        if (Math.hypot(state >>> 17, (state & 65535) >>> 1) < 32768) count++;
      }
      return count;
    });
    expect(inside).toEqual(expected);
    expect((4 * inside.reduce((a, b) => a + b, 0)) / (70 * 500)).toBeCloseTo(Math.PI, 1);
  });

  it("the game of life: a glider comes back after going round", async () => {
    const { step } = await import("../../examples/cuda/game-of-life.js");
    const board = new Int32Array(64);
    for (const k of [1, 10, 16, 17, 18]) board[k] = 1;
    let now = np.array(board).reshape(8, 8);
    let next = np.zeros([8, 8], { dtype: "int32" });
    for (let k = 0; k < 32; k++) {
      await step([3, 2], [3, 5], options)(now, next);
      [now, next] = [next, now];
    }
    expect([...now.toTypedArray()]).toEqual([...board]);
    await step([3, 2], [3, 5], options)(now, next);
    expect([...next.toTypedArray()]).not.toEqual([...board]);
  });
});
