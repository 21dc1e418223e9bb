/** Launches: arguments, arrays on the target, streams, errors. */
import { transformSync } from "esbuild";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import * as cuda from "../../src/cuda/index.js";
import { CompileError, DTypeError, NotSupportedError, ValueError } from "../../src/errors.js";
import * as np from "../../src/numpy/index.js";
import { shutdownTeam } from "../../src/threads/index.js";

const { bool, f32, f64, i32, i64, u8, u32 } = cuda;

beforeEach(() => cuda.setTarget("cpu"));
afterAll(() => shutdownTeam());

const add = cuda.kernel(
  [i32.array, i32],
  ({ grid }, x, by) => {
    const i = grid(1);
    if (i < x.length) x[i] = x[i] + by;
  },
  { name: "add" },
);

describe("arguments", () => {
  it("typed arrays are copied in, and back when they are written", async () => {
    const copy = cuda.kernel([f64.array, f64.array], (ctx, from, to) => {
      const i = ctx.grid(1);
      to[i] = from[i] * 2;
    });
    const from = Float64Array.of(1, 2, 3);
    const to = new Float64Array(3);
    await copy(1, 4)(from, to);
    expect([[...from], [...to]]).toEqual([
      [1, 2, 3],
      [2, 4, 6],
    ]);
  });

  it("strided views of np come and go as they are", async () => {
    const x = np.arange(24, { dtype: "int32" }).reshape(4, 6);
    const fill = cuda.kernel([i32.array2d], (ctx, a) => {
      const [j, i] = ctx.grid(2);
      if (i < a.length && j < a.shape[1]) a[i][j] = a[i][j] * 10;
    });
    await fill(1, [8, 8])(x.slice("1:3", "::2") as never);
    const expected = Array.from({ length: 24 }, (_, k) => {
      const [row, column] = [Math.floor(k / 6), k % 6];
      return row >= 1 && row < 3 && column % 2 === 0 ? 10 * k : k;
    });
    expect([...x.toTypedArray()]).toEqual(expected);
  });

  it("one array for two parameters is one array; views that overlap are refused", async () => {
    const shift = cuda.kernel([i32.array, i32.array], (ctx, from, to) => {
      const i = ctx.grid(1);
      if (i < 4) to[i + 4] = from[i];
    });
    const x = Int32Array.of(1, 2, 3, 4, 0, 0, 0, 0);
    await shift(1, 4)(x, x);
    expect([...x]).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
    await expect(shift(1, 4)(x, x.subarray(1))).rejects.toThrow(/overlap/);
  });

  it("bigints, booleans and narrow integers", async () => {
    const mixed = cuda.kernel([i64.array, u8.array, i64, bool, u32], (ctx, a, b, n, flag, k) => {
      const i = ctx.grid(1);
      a[i] = a[i] + n;
      b[i] = flag ? b[i] + 1 : 0;
      if (k > 4000000000) b[i] = b[i] + 1;
    });
    const [a, b] = [BigInt64Array.of(1n, -5n), Uint8Array.of(7, 255)];
    await mixed(1, 2)(a, b, 2n ** 40n, true, 4294967295);
    expect([...a]).toEqual([2n ** 40n + 1n, 2n ** 40n - 5n]);
    expect([...b]).toEqual([9, 1]);
  });

  const wrong: [string, unknown[], unknown, RegExp][] = [
    ["too few", [new Int32Array(1)], ValueError, /add takes 2 arguments \(x, by\); 1 given/],
    ["another type of array", [new Float32Array(1), 1], DTypeError, /add: x is an array of i32.*f32/],
    ["a list", [[1, 2], 1], DTypeError, /add: x .*typed array/],
    [
      "another number of axes",
      [np.zeros([2, 2], { dtype: "int32" }), 1],
      ValueError,
      /x has 1 axis.*\[2, 2\]/,
    ],
    [
      "a bigint for a number",
      [new Int32Array(1), 1n],
      DTypeError,
      /add: by is i32: it takes a number, not 1n/,
    ],
    ["a fraction for an integer", [new Int32Array(1), 0.5], ValueError, /by is i32.*whole number.*0\.5/],
    ["a number out of range", [new Int32Array(1), 2 ** 31], ValueError, /by is i32: 2147483648 isn't within/],
  ];
  it.each(wrong)("%s is refused by the parameter's name", async (_, args, type, message) => {
    const launch = add(1, 1) as unknown as (...given: unknown[]) => Promise<void>;
    await expect(launch(...args)).rejects.toThrow(type as typeof ValueError);
    await expect(launch(...args)).rejects.toThrow(message);
  });
});

describe("grid and block", () => {
  const x = new Int32Array(1);
  it.each([
    ["a block of 2048", 1, 2048, /block is \[2048, 1, 1\].*1024/],
    ["a block of 64 × 32", 1, [64, 32], /2048 threads; allowed are 1024/],
    ["an empty grid", 0, 1, /grid is 0; allowed/],
    ["half a block", 1, 0.5, /block is 0\.5/],
    ["a grid too high", [1, 70000], 1, /grid is \[1, 70000, 1\].*65535/],
  ] as const)("%s is refused", async (_, grid, block, message) => {
    await expect(add(grid, block)(x, 1)).rejects.toThrow(ValueError);
    await expect(add(grid, block)(x, 1)).rejects.toThrow(message);
  });

  it("dynamic shared memory: the launch says how much, and too much is refused", async () => {
    const reverse = cuda.kernel([i32.array], (ctx, a) => {
      const s = ctx.shared.dynamic(ctx.i32);
      const t = ctx.threadIdx.x;
      s[t] = a[t];
      ctx.syncthreads();
      a[t] = s[s.length - 1 - t];
    });
    const a = Int32Array.of(1, 2, 3, 4);
    await reverse(1, 4, { sharedBytes: 16 })(a);
    expect([...a]).toEqual([4, 3, 2, 1]);
    await expect(reverse(1, 4, { sharedBytes: 50000 })(a)).rejects.toThrow(/50000 bytes.*49152/);
  });

  it("k.launch takes all at once", async () => {
    const a = Int32Array.of(1, 2);
    await add.launch({ grid: 1, block: 2 }, a, 5);
    expect([...a]).toEqual([6, 7]);
  });
});

describe("arrays on the target", () => {
  it("stay there between launches; launches run in the order of the calls", async () => {
    const x = await cuda.toDevice(Int32Array.of(1, 2, 3));
    const stream = new cuda.Stream();
    const double = cuda.kernel([i32.array], (ctx, a) => {
      a[ctx.grid(1)] *= 2;
    });
    const launches = [add(1, 4, { stream })(x, 1), double(1, 4, { stream })(x), add(1, 4)(x, 1)];
    expect([...(await x.copyToHost())]).toEqual([5, 7, 9]);
    await Promise.all(launches);
    await stream.synchronize();
    await cuda.synchronize();
  });

  it("deviceArray is zero; copies to and from the host", async () => {
    const x = cuda.deviceArray([2, 3], f32);
    expect([x.size, x.ndim, x.dtype]).toEqual([6, 2, "float32"]);
    expect([...(await x.copyToHost())]).toEqual([0, 0, 0, 0, 0, 0]);
    await x.copyToDevice(Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(await (await x.toNumpy()).tolist()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(() => x.copyToDevice(new Float32Array(5))).toThrow(/5 elements; the device array has 6/);
    expect(() => cuda.deviceArray([1, 2, 3, 4], f32)).toThrow(ValueError);
  });

  it("events measure the time between launches", async () => {
    const [start, end] = [new cuda.Event(), new cuda.Event()];
    start.record();
    await add(100, 100)(new Int32Array(10000), 1);
    end.record();
    expect(await cuda.elapsedTime(start, end)).toBeGreaterThan(0);
    await expect((async () => new cuda.Event().synchronize())()).rejects.toThrow(ValueError);
  });
});

describe("targets", () => {
  it("are named by setTarget, by the launch or by the environment", async () => {
    expect(await cuda.target()).toBe("cpu");
    cuda.setTarget(null);
    vi.stubEnv("MANYCORE_CUDA_TARGET", "simulator");
    expect(await cuda.target()).toBe("simulator");
    vi.stubEnv("MANYCORE_CUDA_TARGET", "tpu");
    await expect(cuda.target()).rejects.toThrow(/MANYCORE_CUDA_TARGET is "tpu"; allowed are "gpu", "cpu"/);
    vi.unstubAllEnvs();
  });
});

describe("functions", () => {
  it("names of the context may be imported with the room", async () => {
    const index = cuda.kernel([i32.array], (_, a) => {
      const i = cuda.grid(1);
      a[i] = cuda.blockIdx.x * 100 + cuda.threadIdx.x;
    });
    const a = new Int32Array(6);
    await index(2, 3)(a);
    expect([...a]).toEqual([0, 1, 2, 100, 101, 102]);
    expect(() => cuda.grid(1)).toThrow(NotSupportedError);
    expect(() => cuda.threadIdx.x).toThrow(/inside of a kernel/);
  });

  it("minified, with constants in place of the closure", async () => {
    const source = `export const kernel = ({ grid, shared, i32, syncthreads, threadIdx }, input, out, n) => {
      const tile = shared.array(8, i32);
      const i = grid(1);
      tile[threadIdx.x] = i < n ? input[i] : 0;
      syncthreads();
      let sum = 0;
      for (let k = 0; k < 8; k++) { if (tile[k] === 0) continue; sum += tile[k] * scale; }
      if (i >= n) return;
      out[i] = sum;
    };`;
    const { code } = transformSync(source, { minify: true, target: "es2020" });
    const body = code
      .replace(/export\s*\{\s*(\w+) as kernel\s*\};?\s*$/, "return $1")
      .replace(/^export /, "");
    const minified = new Function("scale", body.includes("return ") ? body : `${body};return kernel`)(3);
    expect(String(minified)).not.toContain("tile");
    const sums = cuda.kernel([i32.array, i32.array, i32], minified, { constants: { scale: 3 } });
    const out = new Int32Array(12);
    await sums(2, 8)(
      Int32Array.from({ length: 12 }, (_, k) => k),
      out,
      12,
    );
    expect([...out]).toEqual([...new Array(8).fill(3 * 28), ...new Array(4).fill(3 * 38)]);
  });

  it.for(["cpu", "simulator", "gpu"] as const)(
    "minified whole, on the target %s: constants are the context's",
    async (target) => {
      const source = `
      const weights = [1, 2, 3, 4];
      const offset = 0.5;
      const doubled = (value) => { const twice = value * 2; return twice > 1000 ? 1000 : twice; };
      export const make = (cuda) => cuda.kernel([cuda.f32.array, cuda.f32.array], ({ grid, constants }, input, out) => {
        const index = grid(1);
        if (index >= out.length) return;
        let total = constants.offset;
        for (let k = 0; k < constants.weights.length; k++) total += constants.weights[k] * input[index];
        out[index] = constants.doubled(total);
      }, { constants: { weights, offset, doubled } });`;
      const { code } = transformSync(source, { minify: true, target: "es2022", format: "cjs" });
      expect(code).not.toContain("twice");
      const module = { exports: {} as { make(given: typeof cuda): cuda.Kernel } };
      new Function("module", "exports", code)(module, module.exports);
      const kernel = module.exports.make(cuda);
      const input = Float32Array.from({ length: 100 }, (_, k) => k);
      const out = new Float32Array(100);
      await kernel(4, 32, { target })(...([input, out] as never[] as []));
      expect(out).toEqual(input.map((v) => Math.min(1000, 2 * (0.5 + 10 * v))));
    },
  );

  it("what kernels can't say is refused with its line, at the first launch", async () => {
    const bad = cuda.kernel([i32.array], (_, a) => {
      a[0] = `${a[1]}`.length;
    });
    await expect(bad(1, 1)(new Int32Array(2))).rejects.toThrow(CompileError);
    expect(() => cuda.kernel(["f32"] as never, () => undefined)).toThrow(/Parameter 1 .*f32\.array/);
  });

  it("a barrier that some threads never reach is refused with its line", async () => {
    const bad = cuda.kernel([i32.array], (ctx, a) => {
      if (ctx.threadIdx.x < 2) ctx.syncthreads();
      a[0] = 1;
    });
    await expect(bad(1, 8)(new Int32Array(2))).rejects.toThrow(/divergent barrier/);
  });
});

describe("control flow around barriers", () => {
  /** One thread of the kernel below, on all threads' values at once. */
  function expected(block: number, rounds: number, blocks: number): number[] {
    return Array.from({ length: blocks }, (_, b) => {
      let values = Array.from({ length: block }, (_, t) => t + 1);
      for (let i = 0; i < rounds; i++) {
        if ((i + b) % 3 === 1) continue;
        for (let k = 1; k < block; k *= 2)
          values = values.map((v, t) => v + (t >= k ? values[t - k] : 0)).map((v) => v | 0);
        if (b === 2 && i === 3) break;
      }
      return values;
    }).flat();
  }

  it.each([
    [1, 2],
    [4, 3],
    [6, 5],
    [17, 6],
    [32, 5],
  ])(
    "loops in loops, continue and break of the whole block: %i threads, %i rounds",
    async (block, rounds) => {
      const k = cuda.kernel([i32.array, i32], (ctx, out, rounds) => {
        const s = ctx.shared.array(32, ctx.i32);
        const t = ctx.threadIdx.x;
        s[t] = t + 1;
        ctx.syncthreads();
        const add = (t: number, distance: number): number => (t >= distance ? s[t - distance] : 0);
        for (let i = 0; i < rounds; i++) {
          if ((i + ctx.blockIdx.x) % 3 === 1) continue;
          for (let k = 1; k < ctx.blockDim.x; k *= 2) {
            const before = add(t, k);
            ctx.syncthreads();
            s[t] += before;
            ctx.syncthreads();
          }
          if (ctx.blockIdx.x === 2 && i === 3) break;
        }
        out[ctx.grid(1)] = s[t];
      });
      const out = new Int32Array(4 * block);
      await k(4, block)(out, rounds);
      expect([...out]).toEqual(expected(block, rounds, 4));
    },
  );

  it.each([2, 5, 16])("%i threads find the largest by turns, in local and shared arrays", async (n) => {
    const sort = cuda.kernel([f32.array, i32], (ctx, x, n) => {
      const s = ctx.shared.array(16, ctx.f32);
      const mine = ctx.local.array(2, ctx.f32);
      const t = ctx.threadIdx.x;
      const base = ctx.blockIdx.x * n;
      s[t] = x[base + t];
      // Odd–even transposition: each pair is ordered by its lower thread.
      for (let round = 0; round < n; round++) {
        ctx.syncthreads();
        if ((t & 1) === (round & 1) && t + 1 < n) {
          mine[0] = Math.min(s[t], s[t + 1]);
          mine[1] = Math.max(s[t], s[t + 1]);
          s[t] = mine[0];
          s[t + 1] = mine[1];
        }
      }
      ctx.syncthreads();
      x[base + t] = s[t];
    });
    let state = 99;
    const x = Float32Array.from({ length: 3 * n }, () => {
      state = Math.imul(state, 1103515245) + 12345;
      return state / 7;
    });
    const sorted = [0, 1, 2].flatMap((b) => [...x.slice(b * n, (b + 1) * n).sort()]);
    await sort(3, n)(x, n);
    expect([...x]).toEqual(sorted);
  });

  it("atomic sums of floats over all blocks", async () => {
    const total = cuda.kernel([f32.array, f32.array], (ctx, x, sum) => {
      ctx.atomicAdd(sum, 0, x[ctx.grid(1)]);
    });
    const sum = new Float32Array(1);
    await total(40, 25)(new Float32Array(1000).fill(0.5), sum);
    expect(sum[0]).toBe(500);
  });
});
