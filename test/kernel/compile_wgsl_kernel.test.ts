/** Kernels on the device against the simulator. */
import { describe, expect, test } from "vitest";
import { compileFunction, type ElementType, type ParameterType } from "../../src/kernel/compile/index.js";
import { simulate } from "../../src/kernel/compile/js/index.js";
import { type KernelLaunch, openGpu } from "../../src/kernel/wgsl/index.js";
import { skipWithout } from "../support/parts.js";
import { Seeded } from "../support/seeded.js";
import { type HostArgument, type KernelData, runKernel } from "./compile_wgsl_runner.js";

type Kernel = ((ctx: Context, ...args: never[]) => void) | { readonly text: string; readonly name: string };
// The context has no types here: the front end gives it its own.
// biome-ignore lint/suspicious/noExplicitAny: as above
type Context = any;
// biome-ignore lint/suspicious/noExplicitAny: arrays of one to three dimensions
type Arrays = any;

const parameter = (text: string): ParameterType => {
  const [, element, , ndim] = /^(\w+?)(\[(\d)\])?$/.exec(text) as unknown as [
    string,
    ElementType,
    string,
    string,
  ];
  return ndim === undefined
    ? { kind: "scalar", type: element }
    : { kind: "array", element, ndim: Number(ndim) as 1 };
};

const compile = (fn: Kernel, parameters: string) =>
  compileFunction(fn, {
    form: "kernel",
    parameters: parameters.split(" ").map(parameter),
  });

const launchOf = (grid: readonly number[], block: readonly number[], sharedBytes = 0): KernelLaunch => ({
  grid: [grid[0], grid[1] ?? 1, grid[2] ?? 1],
  block: [block[0], block[1] ?? 1, block[2] ?? 1],
  sharedBytes,
});

const copyOf = (args: readonly HostArgument[]): HostArgument[] => {
  const copies = new Map<KernelData, KernelData>();
  return args.map((arg) => {
    if (typeof arg !== "object") return arg;
    const copy = copies.get(arg.data) ?? arg.data.slice();
    copies.set(arg.data, copy);
    return { data: copy, shape: arg.shape };
  });
};

/** Runs both on copies of the arguments and compares all arrays. `places`: tolerance of floats, relative. */
async function agree(
  fn: Kernel,
  parameters: string,
  launch: KernelLaunch,
  args: readonly HostArgument[],
  relative = 0,
): Promise<HostArgument[]> {
  const program = compile(fn, parameters);
  const [wanted, got] = [copyOf(args), copyOf(args)];
  simulate(program, { ...launch, args: wanted, seed: 1, checks: false });
  await runKernel(program, launch, got);
  wanted.forEach((arg, k) => {
    if (typeof arg !== "object") return;
    const { data } = got[k] as { data: KernelData };
    arg.data.forEach((value, at) => {
      const found = data[at];
      const near = Object.is(found, value) || Math.abs(found - value) <= relative * Math.abs(value);
      if (!near) expect.fail(`argument ${k} at ${at}: ${found}, the simulator has ${value}`);
    });
  });
  return got;
}

const random = new Seeded(11);
const floats = (n: number, shape: readonly number[] = [n]): HostArgument => ({
  data: Float32Array.from({ length: n }, () => Math.fround((random.next() - 0.5) * 8)),
  shape,
});
const ints = (n: number, most = 100, shape: readonly number[] = [n]): HostArgument => ({
  data: Int32Array.from({ length: n }, () => random.integer(-most, most)),
  shape,
});
const zeros = (n: number, shape: readonly number[] = [n]): HostArgument => ({
  data: new Int32Array(n),
  shape,
});

declare const NAME: string;

describe("kernels", () => {
  skipWithout("vulkan", "swiftshader");

  test("each thread an element; those beyond the end do nothing", async () => {
    const kernel = (ctx: Context, a: number, x: Arrays, y: Arrays) => {
      const i = ctx.grid(1);
      y[i] = a * x[i] + y[i];
    };
    await agree(kernel, "f32 f32[1] f32[1]", launchOf([4], [64]), [0.5, floats(200), floats(200)], 1e-6);
  });

  test("two and three dimensions, with indices out of bounds on every side", async () => {
    const kernel = (ctx: Context, x: Arrays, y: Arrays, out: Arrays) => {
      const [i, j] = ctx.grid(2);
      out[i][j] = x[i - 1][j] + x[i][j + 1] + x[j][i] + y[1][i][j - 2] + x.length * 1000 + x.shape[1];
    };
    const args = [ints(35, 50, [5, 7]), ints(105, 50, [3, 5, 7]), zeros(35, [5, 7])];
    await agree(kernel, "i32[2] i32[3] i32[2]", launchOf([2, 2], [4, 4]), args);
  });

  test("a tree in shared memory, loops with barriers", async () => {
    const kernel = (ctx: Context, x: Arrays, sums: Arrays) => {
      const t = ctx.threadIdx.x;
      const tile = ctx.shared.array(64, ctx.i32);
      tile[t] = x[ctx.grid(1)];
      ctx.syncthreads();
      for (let width = 32; width > 0; width >>= 1) {
        if (t < width) tile[t] += tile[t + width];
        ctx.syncthreads();
      }
      if (t === 0) sums[ctx.blockIdx.x] = tile[0];
    };
    await agree(kernel, "i32[1] i32[1]", launchOf([5], [64]), [ints(300), zeros(5)]);
  });

  test("dynamic shared memory is as long as the launch says", async () => {
    const kernel = (ctx: Context, out: Arrays) => {
      const words = ctx.shared.dynamic(ctx.i32);
      const t = ctx.threadIdx.x;
      words[t] = t * t;
      ctx.syncthreads();
      out[ctx.grid(1)] = words[words.length - 1 - t] + 1000 * words.length;
    };
    for (const bytes of [0, 64, 80]) await agree(kernel, "i32[1]", launchOf([2], [16], bytes), [zeros(32)]);
  });

  test("dynamic shared arrays all begin at one place, whatever their types", async () => {
    const kernel = (ctx: Context, out: Arrays) => {
      const words = ctx.shared.dynamic(ctx.i32);
      const values = ctx.shared.dynamic(ctx.f32);
      const t = ctx.threadIdx.x;
      values[t] = t + 0.5;
      ctx.syncthreads();
      out[t] = words[3 - t];
    };
    const out = zeros(4);
    await runKernel(compile(kernel, "i32[1]"), launchOf([1], [4], 16), [out]);
    const words = new Int32Array(Float32Array.of(3.5, 2.5, 1.5, 0.5).buffer);
    expect([...(out as { data: Int32Array }).data]).toEqual([...words]);
  });

  test("atomic operations on integers, global and shared", async () => {
    const kernel = (ctx: Context, x: Arrays, out: Arrays, bits: Arrays) => {
      const mine = ctx.shared.array(8, ctx.i32);
      const i = ctx.grid(1);
      ctx.atomicAdd(mine, x[i] & 7, 1);
      ctx.syncthreads();
      if (ctx.threadIdx.x < 8) ctx.atomicAdd(out, ctx.threadIdx.x, mine[ctx.threadIdx.x]);
      ctx.atomicMin(out, 8, x[i]);
      ctx.atomicMax(out, 9, x[i]);
      ctx.atomicSub(out, 10, x[i]);
      ctx.atomicAnd(bits, 0, x[i]);
      ctx.atomicOr(bits, 1, x[i]);
      ctx.atomicXor(bits, 2, x[i]);
      ctx.atomicAdd(out, -1, 5);
      ctx.atomicAdd(out, 99, 5);
    };
    const args = [ints(256, 5000), zeros(11), { data: Uint32Array.of(2 ** 32 - 1, 0, 7), shape: [3] }];
    await agree(kernel, "i32[1] i32[1] u32[1]", launchOf([4], [64]), args);
  });

  test("old values: every ticket is drawn once, a lock by compare-and-swap", async () => {
    const kernel = (ctx: Context, next: Arrays, drawn: Arrays, won: Arrays) => {
      const ticket = ctx.atomicAdd(next, 0, 1);
      ctx.atomicAdd(drawn, ticket, 1);
      const before = ctx.atomicCAS(next, 1, 0, ctx.grid(1) + 1);
      if (before === 0) ctx.atomicAdd(won, 0, 1);
    };
    const args = [zeros(2), zeros(512), zeros(1)];
    await runKernel(compile(kernel, "i32[1] i32[1] i32[1]"), launchOf([8], [64]), args);
    const [next, drawn, won] = args.map((arg) => (arg as { data: Int32Array }).data);
    expect(next[0]).toBe(512);
    expect(drawn.every((count) => count === 1)).toBe(true);
    expect(won[0]).toBe(1);
  });

  test("floats are added atomically", async () => {
    const kernel = (ctx: Context, x: Arrays, out: Arrays) => {
      const sum = ctx.shared.array(1, ctx.f32);
      ctx.atomicAdd(sum, 0, x[ctx.grid(1)]);
      ctx.syncthreads();
      if (ctx.threadIdx.x === 0) ctx.atomicAdd(out, 0, sum[0]);
    };
    // Halves below 2^20: no addition rounds, so the order doesn't matter.
    const halves = {
      data: Float32Array.from({ length: 512 }, () => random.integer(-999, 999) / 2),
      shape: [512],
    };
    await agree(kernel, "f32[1] f32[1]", launchOf([8], [64]), [
      halves,
      { data: new Float32Array(1), shape: [1] },
    ]);
  });

  test("functions that are given arrays: global, shared and local ones", async () => {
    const kernel = (ctx: Context, x: Arrays, y: Arrays, out: Arrays) => {
      const sum = (values: Arrays, count: number) => {
        let total = 0;
        for (let k = 0; k < count; k++) total += values[k];
        return total;
      };
      const fill = (values: Arrays, from: number) => {
        for (let k = 0; k < 4; k++) values[k] = from * k;
      };
      const own = ctx.local.array(4, ctx.i32);
      const tile = ctx.shared.array(4, ctx.i32);
      const i = ctx.grid(1);
      fill(own, i);
      if (ctx.threadIdx.x === 0) fill(tile, ctx.blockIdx.x + 1);
      ctx.syncthreads();
      out[i] = sum(x, 5) + 10 * sum(y, 3) + 100 * sum(own, 4) + 1000 * sum(tile, 4);
    };
    await agree(kernel, "i32[1] i32[1] i32[1]", launchOf([2], [8]), [ints(6), ints(2), zeros(16)]);
  });

  test("one buffer for several parameters, one of which is written", async () => {
    const kernel = (ctx: Context, x: Arrays, y: Arrays, out: Arrays) => {
      const i = ctx.grid(1);
      out[i] = x[i] * 2 + y[i];
    };
    const x = ints(64);
    await agree(kernel, "i32[1] i32[1] i32[1]", launchOf([1], [64]), [x, x, x]);
  });

  test("scalars of every type, bools in arrays", async () => {
    const kernel = (
      ctx: Context,
      flag: boolean,
      n: number,
      u: number,
      f: number,
      marks: Arrays,
      out: Arrays,
    ) => {
      const i = ctx.grid(1);
      marks[i] = flag && i > n;
      n += 1;
      out[i] = n + ((u >>> 28) | 0) + (f > 0 ? 1000 : 2000) + (marks[i + 1] ? 10000 : 0);
    };
    const marks = { data: Uint32Array.of(1, 0, 1, 0, 1, 0, 1, 1), shape: [8] };
    const args = [true, -3, 2 ** 32 - 1, -0.5, marks, zeros(8)];
    await runKernel(compile(kernel, "bool i32 u32 f32 bool[1] i32[1]"), launchOf([1], [1]), args);
    expect([...marks.data]).toEqual([1, 0, 1, 0, 1, 0, 1, 1]);
    expect([...(args[5] as { data: Int32Array }).data]).toEqual([-2 + 15 + 2000, 0, 0, 0, 0, 0, 0, 0]);
  });

  test("more blocks along x than a dispatch may have", async () => {
    const kernel = (ctx: Context, out: Arrays) => {
      if (ctx.blockIdx.x === 70_001) ctx.atomicAdd(out, 0, ctx.gridDim.x);
      ctx.atomicAdd(out, 1, 1);
    };
    const out = zeros(2);
    await runKernel(compile(kernel, "i32[1]"), launchOf([70_003], [1]), [out]);
    expect([...(out as { data: Int32Array }).data]).toEqual([70_003, 70_003]);
  });

  test("an empty grid, and empty arrays", async () => {
    const kernel = (ctx: Context, x: Arrays, out: Arrays) => {
      out[ctx.grid(1)] = x[0] + x.length + 7;
    };
    const out = zeros(2);
    await runKernel(compile(kernel, "i32[1] i32[1]"), launchOf([0], [1]), [zeros(0), out]);
    expect([...(out as { data: Int32Array }).data]).toEqual([0, 0]);
    await runKernel(compile(kernel, "i32[1] i32[1]"), launchOf([1], [1]), [zeros(0), out]);
    expect([...(out as { data: Int32Array }).data]).toEqual([7, 0]);
  });

  test.each(["i8", "u8", "i16", "u16"] as const)(
    "%s arrays: packed in buffers, a store keeps the low bits",
    async (element) => {
      const Made = { i8: Int8Array, u8: Uint8Array, i16: Int16Array, u16: Uint16Array }[element];
      const kernel = (ctx: Context, x: Arrays, out: Arrays, n: number) => {
        const i = ctx.grid(1);
        const tile = ctx.shared.array(32, ctx[NAME]);
        const own = ctx.local.array(2, ctx[NAME]);
        const t = ctx.threadIdx.x;
        tile[t] = x[i] * 3;
        own[1] = x[i] - 200;
        ctx.syncthreads();
        if (i < n) out[i] = tile[31 - t] + own[1] * 5 + x[i + 1] + x[i - 1];
      };
      const text = String(kernel).replaceAll(/ctx\[\w+\]/g, `ctx.${element}`);
      const data = new Made(128);
      for (let k = 0; k < 128; k++) data[k] = random.integer(-40_000, 40_000);
      const out = new Made(128).fill(7);
      const args = [{ data, shape: [128] }, { data: out, shape: [126] }, 121];
      await agree({ text, name: "narrow" }, `${element}[1] ${element}[1] i32`, launchOf([4], [32]), args);
    },
  );

  test("threads that write neighbours in one word don't lose each other's", async () => {
    const kernel = (ctx: Context, x: Arrays) => {
      const i = ctx.grid(1);
      for (let round = 0; round < 20; round++) x[i] = x[i] + 1;
    };
    const x = { data: new Uint8Array(4096), shape: [4096] };
    await runKernel(compile(kernel, "u8[1]"), launchOf([64], [64]), [x]);
    expect(x.data.every((value) => value === 20)).toBe(true);
  });

  test("moves between the threads of a subgroup, where the device has them", async (context) => {
    const gpu = await openGpu();
    if (!gpu.device.features.has("subgroups")) context.skip("this device has no subgroups");
    const kernel = (ctx: Context, x: Arrays, out: Arrays) => {
      const i = ctx.grid(1);
      const value = x[i];
      const marked = x[i] > 0;
      out[i][0] = ctx.warpSize;
      out[i][1] = ctx.laneId;
      out[i][2] = ctx.shuffle(value, 1);
      out[i][3] = ctx.shuffleUp(value, 1);
      out[i][4] = ctx.shuffleDown(value, 1);
      out[i][5] = ctx.shuffleXor(value, 1);
      out[i][6] = Number(ctx.shuffleXor(marked, 1));
    };
    const n = 64;
    const [x, out] = [ints(n), zeros(n * 7, [n, 7])] as { data: Int32Array; shape: number[] }[];
    await runKernel(compile(kernel, "i32[1] i32[2]"), launchOf([1], [n]), [x, out]);
    const [size] = out.data;
    expect(size).toBeGreaterThan(1);
    for (let i = 0; i < n; i++) {
      const [first, lane] = [i - (i % size), i % size];
      const wanted = [
        ...[size, lane, x.data[first + 1], x.data[lane > 0 ? i - 1 : i]],
        ...[x.data[lane < size - 1 ? i + 1 : i], x.data[i ^ 1], Number(x.data[i ^ 1] > 0)],
      ];
      expect([...out.data.subarray(7 * i, 7 * i + 7)], `thread ${i}`).toEqual(wanted);
    }
  });
});
