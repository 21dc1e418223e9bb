/** The simulator: what it computes, in which order, and what it finds wrong, each by a kernel that is wrong on purpose. */
import { readFileSync } from "node:fs";
import * as cuda from "manycore/cuda";
import * as np from "manycore/numpy";
import { describe, expect, it } from "vitest";

const { f32, i32 } = cuda;

const on = { target: "simulator" } as const;

/** What a launch reports: kind and array. */
async function found(launch: () => Promise<void>): Promise<string[]> {
  try {
    await launch();
  } catch (error) {
    if (!(error instanceof cuda.SimulationError)) throw error;
    return error.reports.map(({ kind, array }) => (array === null ? kind : `${kind}: ${array}`));
  }
  return [];
}

describe("data races", () => {
  const x = () => new Int32Array(64);

  it("of two threads that write one element are told with both lines and threads", async () => {
    const bad = cuda.kernel([i32.array], (ctx, out) => {
      out[0] = ctx.threadIdx.x;
    });
    const error: cuda.SimulationError = await bad(
      1,
      4,
      on,
    )(x()).then(
      () => expect.fail("no race was found"),
      (thrown) => thrown,
    );
    expect(error).toBeInstanceOf(cuda.SimulationError);
    const [report] = error.reports;
    expect(report).toMatchObject({ kind: "data race", array: "out", times: 3 });
    expect(report?.line).toBe(report?.otherLine);
    const lines = readFileSync(new URL(import.meta.url), "utf8").split("\n");
    expect(lines[(report?.line ?? 0) - 1]).toBe("      out[0] = ctx.threadIdx.x;");
    expect(error.message).toContain("simulator.test.ts");
    expect(error.message).toMatch(
      /thread \[\d, 0, 0\] of block \[0, 0, 0\] writes out\[0\], which thread \[\d, 0, 0\] of block \[0, 0, 0\] writes at line \d+/,
    );
  });

  it("of a write and a read in shared memory are found without the barrier, not with it", async () => {
    const without = cuda.kernel([i32.array], (ctx, out) => {
      const tile = ctx.shared.array(32, ctx.i32);
      const k = ctx.threadIdx.x;
      tile[k] = k;
      out[k] = tile[31 - k];
    });
    const having = cuda.kernel([i32.array], (ctx, out) => {
      const tile = ctx.shared.array(32, ctx.i32);
      const k = ctx.threadIdx.x;
      tile[k] = k;
      ctx.syncthreads();
      out[k] = tile[31 - k];
    });
    for (const seed of [1, 2, 3, 4, 5]) {
      expect(await found(() => without(1, 32, { ...on, seed })(x()))).toContain("data race: tile");
      expect(await found(() => having(1, 32, { ...on, seed })(x()))).toEqual([]);
    }
  });

  it("between blocks are found, since no barrier lies between them", async () => {
    const sum = cuda.kernel([i32.array], (ctx, out) => {
      if (ctx.threadIdx.x === 0) out[0] += ctx.blockIdx.x;
    });
    expect(await found(() => sum(3, 8, on)(x()))).toContain("data race: out");
    expect(await found(() => sum(1, 8, on)(x()))).toEqual([]);
  });

  it("of reads by one block and a later write by another are found in any order", async () => {
    const shift = cuda.kernel([i32.array], (ctx, out) => {
      const i = ctx.grid(1);
      const next = i + 1 < out.length ? out[i + 1] : 0;
      ctx.syncthreads();
      out[i] = next;
    });
    for (let seed = 1; seed <= 8; seed++)
      expect(await found(() => shift(4, 16, { ...on, seed })(x()))).toEqual(["data race: out"]);
    expect(await found(() => shift(1, 64, on)(x()))).toEqual([]);
  });

  it("aren't reported of atomic operations with each other, but with plain accesses", async () => {
    const count = cuda.kernel([i32.array], (ctx, out) => {
      ctx.atomicAdd(out, 0, 1);
    });
    const mixed = cuda.kernel([i32.array], (ctx, out) => {
      ctx.atomicAdd(out, 0, 1);
      out[1 + ctx.threadIdx.x] = out[0];
    });
    const counts = x();
    await count(4, 16, on)(counts);
    expect(counts[0]).toBe(64);
    expect(await found(() => mixed(1, 16, on)(x()))).toEqual(["data race: out"]);
  });

  it("of one array given twice are found", async () => {
    const copy = cuda.kernel([i32.array, i32.array], (ctx, from, to) => {
      const i = ctx.grid(1);
      if (i + 1 < from.length) to[i + 1] = from[i];
    });
    const data = await withTarget(() => cuda.toDevice(x()));
    const races = await found(() => withTarget(() => copy(1, 64, on)(data, data)));
    // Which of the two comes first is the order's affair.
    expect(races.length).toBeGreaterThan(0);
    for (const race of races) expect(race).toMatch(/^data race: (from|to)$/);
  });
});

async function withTarget<T>(work: () => Promise<T>): Promise<T> {
  cuda.setTarget("simulator");
  try {
    return await work();
  } finally {
    cuda.setTarget(null);
  }
}

describe("accesses out of bounds", () => {
  it("are told with index and shape; reads give 0, writes do nothing", async () => {
    const bad = cuda.kernel([f32.array2d, i32], (ctx, out, n) => {
      out[ctx.threadIdx.x][n] = 1;
    });
    const matrix = np.zeros([2, 4], { dtype: "float32" });
    const error: cuda.SimulationError = await bad(
      1,
      3,
      on,
    )(matrix, 2).then(
      () => expect.fail("nothing was found"),
      (thrown) => thrown,
    );
    expect(error.reports).toHaveLength(1);
    expect(error.message).toContain(
      "thread [2, 0, 0] of block [0, 0, 0] writes out[2][2]; its shape is [2, 4]",
    );
  });

  it("of negative indices, shared and local arrays are found", async () => {
    const bad = cuda.kernel([i32.array], (ctx, out) => {
      const s = ctx.shared.array(4, ctx.i32);
      const l = ctx.local.array(4, ctx.i32);
      out[0] = s[4] + l[-1];
    });
    expect(await found(() => bad(1, 1, on)(new Int32Array(1)))).toEqual([
      "out of bounds: s",
      "out of bounds: l",
    ]);
  });
});

describe("barriers that not all threads reach", () => {
  it("are told when a thread has returned", async () => {
    const bad = cuda.kernel([i32.array], (ctx, out) => {
      if (ctx.threadIdx.x >= 3) return;
      ctx.syncthreads();
      out[ctx.threadIdx.x] = 1;
    });
    expect(await found(() => bad(1, 4, on)(new Int32Array(4)))).toEqual(["divergent barrier"]);
    expect(await found(() => bad(1, 3, on)(new Int32Array(4)))).toEqual([]);
  });

  it("are told when threads wait at different ones", async () => {
    const bad = cuda.kernel([i32.array], (ctx, out) => {
      if (ctx.threadIdx.x % 2 === 0) {
        ctx.syncthreads();
      } else {
        ctx.syncthreads();
      }
      out[ctx.threadIdx.x] = 1;
    });
    expect(await found(() => bad(1, 4, on)(new Int32Array(4)))).toEqual(["divergent barrier"]);
  });

  it("are told of subgroups whose threads part", async () => {
    const bad = cuda.kernel([i32.array], (ctx, out) => {
      const k = ctx.threadIdx.x;
      if (k < 16) out[k] = ctx.shuffleDown(k, 1);
    });
    expect(await found(() => bad(1, 32, on)(new Int32Array(32)))).toEqual(["divergent subgroup"]);
  });
});

describe("a launch in the simulator", () => {
  it("runs threads and blocks in the seed's order, which repeats", async () => {
    const order = cuda.kernel([i32.array, i32.array], (ctx, next, out) => {
      const at = ctx.atomicAdd(next, 0, 1);
      ctx.atomicExch(out, at, ctx.grid(1));
    });
    const run = async (seed: number): Promise<string> => {
      const out = new Int32Array(32);
      await order(4, 8, { ...on, seed })(new Int32Array(1), out);
      expect([...out].sort((a, b) => a - b)).toEqual(Array.from({ length: 32 }, (_, k) => k));
      return out.join();
    };
    const orders = await Promise.all([1, 2, 3].map(run));
    expect(new Set(orders).size).toBe(3);
    expect(await run(2)).toBe(orders[1]);
  });

  it("moves values within subgroups of 32 threads", async () => {
    const shuffles = cuda.kernel([i32.array2d], (ctx, out) => {
      const k = ctx.threadIdx.x;
      out[0][k] = ctx.shuffle(k * 10, 3);
      out[1][k] = ctx.shuffleUp(k, 1);
      out[2][k] = ctx.shuffleDown(k, 2);
      out[3][k] = ctx.shuffleXor(k, 1);
      out[4][k] = ctx.laneId;
    });
    const out = np.zeros([5, 64], { dtype: "int32" });
    await shuffles(1, 64, on)(out);
    const row = (r: number): number[] => Array.from({ length: 64 }, (_, k) => Number(out.item(r, k)));
    const all = (f: (k: number, lane: number) => number): number[] =>
      Array.from({ length: 64 }, (_, k) => f(k, k % 32));
    expect(row(0)).toEqual(all((k, lane) => (k - lane + 3) * 10));
    expect(row(1)).toEqual(all((k, lane) => (lane === 0 ? k : k - 1)));
    expect(row(2)).toEqual(all((k, lane) => (lane > 29 ? k : k + 2)));
    expect(row(3)).toEqual(all((k) => k ^ 1));
    expect(row(4)).toEqual(all((_, lane) => lane));
  });

  it("gives dynamic shared memory its bytes, zeroed for each block", async () => {
    const sum = cuda.kernel([i32.array], (ctx, out) => {
      const s = ctx.shared.dynamic(ctx.i32);
      ctx.atomicAdd(s, 0, 1);
      ctx.syncthreads();
      if (ctx.threadIdx.x === 0) out[ctx.blockIdx.x] = s[0] * 100 + s.length;
    });
    const out = new Int32Array(3);
    await sum(3, 8, { ...on, sharedBytes: 16 })(out);
    expect([...out]).toEqual([804, 804, 804]);
  });

  it("begins all dynamic arrays at one place, as CUDA does", async () => {
    const overlaid = cuda.kernel([f32.array], (ctx, out) => {
      const bits = ctx.shared.dynamic(ctx.i32);
      const value = ctx.shared.dynamic(ctx.f32);
      bits[0] = 0x40490fdb;
      out[0] = value[0];
    });
    for (const target of ["simulator", "cpu"] as const) {
      const out = new Float32Array(1);
      await overlaid(1, 1, { target, sharedBytes: 16 })(out);
      expect(out[0]).toBe(Math.fround(Math.PI));
    }
  });

  it("leaves typed arrays as they were when it finds something", async () => {
    const bad = cuda.kernel([i32.array], (_ctx, out) => {
      out[0] = 7;
      out[99] = 7;
    });
    const data = new Int32Array(2);
    await expect(bad(1, 1, on)(data)).rejects.toThrow("out of bounds");
    expect([...data]).toEqual([0, 0]);
  });

  it("says what it is", async () => {
    expect(await withTarget(() => cuda.target())).toBe("simulator");
  });
});
