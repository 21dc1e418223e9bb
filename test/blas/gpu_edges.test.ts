/** BLAS on the GPU at its edges: windows of large operands, subgroups, NaN, the order of calls, what is refused. */
import { describe, expect, test } from "vitest";
import { contract } from "../../src/blas/gpu/contract.js";
import {
  type Contraction,
  NO_AXIS,
  type Place,
  simplified,
  windows,
} from "../../src/blas/gpu/contraction.js";
import { type RowsForm, rowsShader } from "../../src/blas/gpu/rows-shader.js";
import { readBack } from "../../src/blas/gpu/submission.js";
import { gpu, type Transpose } from "../../src/blas/index.js";
import { DeviceError, DTypeError, IndexError, ManycoreError } from "../../src/errors.js";
import { type Batch, type DeviceBuffer, type Gpu, openGpu } from "../../src/kernel/wgsl/index.js";
import { skipWithout } from "../support/parts.js";
import { Seeded } from "../support/seeded.js";

const randomFloats = (random: Seeded, length: number): Float32Array =>
  Float32Array.from({ length }, () => 2 * random.next() - 1);
/** Sums of these are exact in float32, so they don't depend on the order. */
const wholeFloats = (random: Seeded, length: number): Float32Array =>
  Float32Array.from({ length }, () => random.integer(-8, 8));

/** Lets the device show no more than so many bytes of an operand to a kernel. */
async function withBindings<T>(bytes: number, run: () => Promise<T>): Promise<T> {
  const device = await openGpu();
  const whole = device.bindingBytes;
  device.bindingBytes = bytes;
  try {
    return await run();
  } finally {
    device.bindingBytes = whole;
  }
}

/** The batch, with the names of the shaders that are launched on it. */
function recording(batch: Batch, names: string[]): Batch {
  const launch = (...args: Parameters<Batch["launch"]>): void => {
    names.push(args[0].name);
    batch.launch(...args);
  };
  return new Proxy(batch, {
    get: (target, name) => (name === "launch" ? launch : Reflect.get(target, name).bind(target)),
  });
}

/** Data in a buffer of the batch. */
function sent(batch: Batch, data: Float32Array | Int32Array | Uint32Array): Place {
  const buffer = batch.temporary(data.byteLength);
  batch.upload(buffer, data);
  return { buffer, offset: 0 };
}

describe("at the edges", () => {
  skipWithout("vulkan", "swiftshader");

  test("operands larger than a binding: the same values in windows", async () => {
    const random = new Seeded(41);
    const [m, n, k] = [30, 25, 40];
    const a = await gpu.toDevice(wholeFloats(random, m * (k + 3)));
    const b = await gpu.toDevice(wholeFloats(random, n * (k + 3)));
    const before = wholeFloats(random, m * (n + 3));
    for (const [ta, tb] of ["nn", "nt", "tn", "tt"].map((pair) => [...pair] as Transpose[])) {
      const compute = async () => {
        const c = await gpu.toDevice(before);
        const [lda, ldb] = [ta === "n" ? k + 2 : m + 1, tb === "n" ? n + 1 : k + 2];
        await gpu.sgemm(ta!, tb!, m, n, k, 2, a, lda, b, ldb, -1, c, n + 3);
        return c.toHost();
      };
      const whole = await compute();
      expect(whole.slice(0, n)).not.toEqual(before.slice(0, n));
      expect(await withBindings(2048, compute)).toEqual(whole);
    }
    const x = await gpu.toDevice(wholeFloats(random, 3000));
    const y = await gpu.toDevice(wholeFloats(random, 3000));
    const dot = await gpu.sdot(1500, x, -2, y, 1);
    expect(await withBindings(1024, () => gpu.sdot(1500, x, -2, y, 1))).toBe(dot);
    const long = wholeFloats(random, 2100);
    const added = async () => {
      const z = await gpu.toDevice(long);
      await gpu.saxpy(1000, 3, x, 2, z, -2);
      await gpu.sscal(900, -2, z, 2);
      return z.toHost();
    };
    expect(await withBindings(1024, added)).toEqual(await added());
  });

  test("windows cover every multiply-add once, within bounds", () => {
    const buffer = { bytes: 0, id: 0 } as DeviceBuffer;
    const random = new Seeded(42);
    for (let round = 0; round < 50; round++) {
      const length = () => random.integer(1, 30);
      const stride = () => random.integer(-40, 40);
      const place = { buffer, offset: 0 };
      const job: Contraction = {
        element: "float32",
        term: "product",
        alpha: 1,
        beta: 0,
        a: place,
        b: place,
        c: place,
        stack: [
          { length: random.integer(1, 4), a: stride(), b: 0, c: stride() },
          { length: random.integer(1, 4), a: stride(), b: stride(), c: stride() },
        ],
        rows: { length: length(), a: stride(), b: 0, c: stride() },
        columns: { length: length(), a: 0, b: stride(), c: stride() },
        depth: { length: length(), a: stride(), b: stride(), c: 0 },
      };
      /** The places that meet, as often as they do. */
      const meetings = (parts: Iterable<Contraction>): Map<string, number> => {
        const met = new Map<string, number>();
        for (const part of parts) {
          let places = [[part.a.offset, part.b.offset, part.c.offset]];
          for (const axis of [...part.stack, part.rows, part.columns, part.depth])
            places = places.flatMap(([a, b, c]) =>
              Array.from({ length: axis.length }, (_, i) => [
                a! + i * axis.a,
                b! + i * axis.b,
                c! + i * axis.c,
              ]),
            );
          for (const each of places) met.set(`${each}`, (met.get(`${each}`) ?? 0) + 1);
        }
        return met;
      };
      const bounds = { bindingBytes: 1024, alignment: 256, rows: 20, columns: 25, stack: 3 };
      const parts = [...windows(simplified(job), bounds)];
      for (const part of parts)
        for (const operand of ["a", "b", "c"] as const) {
          const far = [...part.stack, part.rows, part.columns, part.depth].reduce(
            (sum, axis) => sum + Math.abs(axis[operand]) * (axis.length - 1),
            0,
          );
          // The window may begin up to 63 elements before the first one, where bindings begin.
          expect((far + 1) * 4 + 252).toBeLessThanOrEqual(1024);
        }
      const axes = [...job.stack, job.rows, job.columns, job.depth];
      if (axes.reduce((n, axis) => n * axis.length, 1) < 20_000)
        expect(meetings(parts)).toEqual(meetings([job]));
    }
  });

  test("blocks of every shape, operands that lie along the depth and across it", async () => {
    const device = await openGpu();
    const random = new Seeded(46);
    const k = 19;
    const forms = new Set<string>();
    // All four ways for the largest blocks, which take a second each, one way for each of the others.
    const ways = [
      [false, false],
      [false, true],
      [true, false],
      [true, true],
    ] as const;
    const walks = (elements: number) => (elements === 16 ? ways : [random.pick(ways)]);
    for (const [m, blockRows] of [
      [11, 1],
      [29, 2],
      [70, 4],
    ] as const)
      for (const [n, blockColumns] of [
        [13, 1],
        [31, 2],
        [75, 4],
      ] as const)
        for (const [ta, tb] of walks(blockRows * blockColumns)) {
          // Enough tiles, so that no blocks are halved to have more.
          const count = 64 / (Math.ceil(m / (16 * blockRows)) * Math.ceil(n / (16 * blockColumns)));
          const drawn = (length: number) => Int32Array.from({ length }, () => random.integer(-99, 99));
          const [left, right] = [drawn(count * m * k), drawn(count * k * n)];
          const [aRow, aDepth] = ta ? [1, m] : [k, 1];
          const [bDepth, bColumn] = tb ? [1, k] : [n, 1];
          const names: string[] = [];
          const read = await readBack(device, count * m * n, (batch) => {
            const c = sent(batch, new Int32Array(count * m * n));
            contract(device, recording(batch, names), {
              ...{ element: "int32", term: "product", alpha: 1, beta: 0 },
              ...{ a: sent(batch, left), b: sent(batch, right), c },
              stack: [{ length: count, a: m * k, b: k * n, c: m * n }],
              rows: { length: m, a: aRow, b: 0, c: n },
              columns: { length: n, a: 0, b: bColumn, c: 1 },
              depth: { length: k, a: aDepth, b: bDepth, c: 0 },
            });
            return c.buffer;
          });
          const wanted = new Int32Array(count * m * n);
          for (let s = 0; s < count; s++)
            for (let i = 0; i < m; i++)
              for (let p = 0; p < k; p++) {
                const factor = left[s * m * k + i * aRow + p * aDepth]!;
                for (let j = 0; j < n; j++)
                  wanted[(s * m + i) * n + j]! += factor * right[s * k * n + p * bDepth + j * bColumn]!;
              }
          const walk = `${ta ? "x" : "k"}${tb ? "k" : "x"}`;
          expect(names).toEqual([`blas_tiled_int32_${blockRows}x${blockColumns}_${walk}_1`]);
          expect(Buffer.from(read.buffer).equals(Buffer.from(wanted.buffer)), names[0]).toBe(true);
          forms.add(names[0]!);
        }
    expect(forms.size).toBe(12);
  });

  test("a row by a subgroup and by lanes of a workgroup", async () => {
    const device = await openGpu();
    expect(device.device.features.has("subgroups"), "the software device has them").toBe(true);
    // The same device, without that feature, to those who choose.
    const plain = { ...device, device: { features: new Set() } } as unknown as Gpu;
    const random = new Seeded(43);
    for (const [element, type] of [
      ["float32", Float32Array],
      ["int32", Int32Array],
      ["uint32", Uint32Array],
      ["bool", Uint32Array],
    ] as const) {
      const [rows, depth] = [37, 61];
      const least = element === "uint32" ? 0 : -9;
      const draw = () => (element === "bool" ? Number(random.chance(0.05)) : random.integer(least, 9));
      const drawn = (length: number) => new type(Array.from({ length }, draw));
      const [values, vector, old] = [drawn(rows * depth), drawn(depth), drawn(rows)];
      const wanted = old.map((start, i) => {
        let sum = start;
        for (let p = 0; p < depth; p++) {
          const term = values[i * depth + p]! * vector[p]!;
          sum = element === "bool" ? Math.max(sum, term) : sum + term;
        }
        return sum;
      });
      const names: string[] = [];
      for (const seen of [device, plain]) {
        const read = await readBack(device, rows, (batch) => {
          const [a, b, c] = [sent(batch, values), sent(batch, vector), sent(batch, old)];
          contract(seen, recording(batch, names), {
            ...{ element, term: "product", alpha: 1, beta: 1, a, b, c, stack: [], columns: NO_AXIS },
            rows: { length: rows, a: depth, b: 0, c: 1 },
            depth: { length: depth, a: 1, b: 1, c: 0 },
          });
          return c.buffer;
        });
        expect(new type(read.buffer as ArrayBuffer, 0, rows), element).toEqual(wanted);
      }
      expect(names).toEqual([expect.stringContaining("subgroup"), expect.stringContaining("_4k_")]);
    }
  });

  test("the text of a shader asks for subgroups only where it uses them", () => {
    const form: RowsForm = { element: "float32", term: "product", share: 32, alongDepth: true, stackRank: 0 };
    expect(rowsShader(form).code()).not.toContain("subgroup");
    expect(rowsShader({ ...form, share: "subgroup" }).code()).toMatch(/^enable subgroups;\n/);
    expect(rowsShader({ ...form, share: "subgroup", element: "bool" }).code()).toContain("subgroupOr(");
  });

  test("NaN and infinities come through; with beta 0 and alpha 0 what isn't asked for isn't read", async () => {
    const [inf, nan] = [Number.POSITIVE_INFINITY, Number.NaN];
    const a = await gpu.toDevice(Float32Array.of(1, inf, 2, nan));
    const b = await gpu.toDevice(Float32Array.of(1, 0, 1, 0));
    const c = await gpu.toDevice(Float32Array.of(nan, inf, nan, 1));
    await gpu.sgemm("n", "n", 2, 2, 2, 1, a, 2, b, 2, 0, c, 2);
    expect(await c.toHost()).toEqual(Float32Array.of(inf, nan, nan, nan));
    await gpu.sgemm("n", "n", 2, 2, 2, 0, a, 2, b, 2, 0, c, 2);
    expect(await c.toHost()).toEqual(new Float32Array(4));
    const d = await gpu.toDevice(Float32Array.of(1, 2, 3, -0));
    await gpu.sgemm("n", "n", 2, 2, 2, 0, a, 2, b, 2, 3, d, 2);
    expect(await d.toHost()).toEqual(Float32Array.of(3, 6, 9, -0));
    await gpu.sscal(2, 0, a.subarray(2), 1);
    expect(await a.toHost()).toEqual(Float32Array.of(1, inf, 0, 0));
    expect(await gpu.sdot(2, a, 1, b, 1)).toBe(nan);
    expect(await gpu.sasum(2, a, 1)).toBe(inf);
    expect(await gpu.snrm2(2, a, 1)).toBe(inf);
    expect(await gpu.snrm2(2, await gpu.toDevice(Float32Array.of(inf, nan)), 1)).toBe(nan);
  });

  test("snrm2 of numbers whose squares leave the range", async () => {
    for (const value of [1e30, 3e38, 1e-30, 2e-38])
      for (const n of [1, 2, 17, 5000]) {
        const x = await gpu.toDevice(new Float32Array(n).fill(value));
        const wanted = Math.fround(value) * Math.sqrt(n);
        if (wanted > 3.4e38) expect(await gpu.snrm2(n, x, 1)).toBe(Number.POSITIVE_INFINITY);
        else expect(Math.abs((await gpu.snrm2(n, x, 1)) / wanted - 1)).toBeLessThan(1e-6);
      }
    expect(await gpu.snrm2(3, await gpu.toDevice(3), 1)).toBe(0);
  });

  test("calls run in their order without being awaited", async () => {
    const x = await gpu.toDevice(Float32Array.of(1, 2, 3));
    const y = await gpu.toDevice(3);
    const all = [];
    for (let k = 0; k < 20; k++) all.push(gpu.saxpy(3, 1, x, 1, y, 1), gpu.sscal(3, k % 2 ? 0.5 : 2, y, 1));
    const read = y.toHost();
    await Promise.all(all);
    let wanted = 0;
    for (let k = 0; k < 20; k++) wanted = (wanted + 1) * (k % 2 ? 0.5 : 2);
    expect(await read).toEqual(Float32Array.of(wanted, 2 * wanted, 3 * wanted));
  });

  test("a part of a matrix is a subarray with that matrix's leading dimension", async () => {
    const random = new Seeded(44);
    const values = wholeFloats(random, 100);
    const a = (await gpu.toDevice(values)).subarray(23);
    const b = await gpu.toDevice(Float32Array.of(1, 0, 0, 1));
    const c = await gpu.toDevice(9);
    await gpu.sgemm("n", "n", 2, 2, 2, 1, a, 10, b, 2, 0, c.subarray(1, 8), 3);
    expect(await c.toHost()).toEqual(
      Float32Array.of(0, values[23]!, values[24]!, 0, values[33]!, values[34]!, 0, 0, 0),
    );
    expect(await a.subarray(1, 3).toHost()).toEqual(values.slice(24, 26));
    expect(() => a.subarray(3, 78)).toThrow(IndexError);
    expect(() => a.subarray(3, 2)).toThrow(
      "subarray(3, 2) of 77 elements: give whole numbers, 0 <= begin <= end <= 77",
    );
  });

  test("memory comes back with dispose, once, and the array says so", async () => {
    const length = 2 ** 16;
    const x = await gpu.toDevice(length);
    const { id } = x.buffer;
    const part = x.subarray(5);
    x.dispose();
    x.dispose();
    await expect(part.toHost()).rejects.toThrow(ManycoreError);
    await expect(gpu.sasum(1, part, 1)).rejects.toThrow(/given back with dispose\(\)/);
    // The next of that size has its memory, the one after that has not.
    using y = await gpu.toDevice(length);
    using z = await gpu.toDevice(length);
    expect(y.buffer.id).toBe(id);
    expect(z.buffer.id).not.toBe(id);
  });

  test("what doesn't fit is refused before anything is written", async () => {
    const a = await gpu.toDevice(12);
    const b = await gpu.toDevice(12);
    const c = await gpu.toDevice(12);
    const gemm = (over: Partial<Record<"m" | "k" | "lda" | "ldc", number>>) => {
      const { m = 3, k = 4, lda = 4, ldc = 3 } = over;
      return gpu.sgemm("n", "n", m, 3, k, 1, a, lda, b, 3, 0, c, ldc);
    };
    await expect(gemm({ m: -1 })).rejects.toThrow("sgemm: m is -1; it must be an integer from 0.");
    await expect(gemm({ lda: 3 })).rejects.toThrow(/^sgemm: lda is 3; the rows of a/);
    await expect(gemm({ ldc: 5 })).rejects.toThrow(
      "sgemm: c has 12 elements; 3 × 3 of them with ldc = 5 take 13.",
    );
    await expect(gpu.sgemm("x" as Transpose, "n", 1, 1, 1, 1, a, 1, b, 1, 0, c, 1)).rejects.toThrow(
      /sgemm: transA is "x"/,
    );
    await expect(gpu.sgemm("n", "n", 1, 1, 1, 1, a, 1, c.subarray(6), 1, 0, c, 1)).rejects.toThrow(
      /sgemm: c is in the same memory as b; .* Put them into two arrays/,
    );
    await expect(gpu.sgemv("n", 2, 2, 1, a, 2, b, 0, 0, c, 1)).rejects.toThrow(/incx is 0/);
    await expect(gpu.saxpy(13, 1, a, 1, b, 1)).rejects.toThrow("saxpy: x has 12 elements; 13 of them");
    const host = new Float32Array(4);
    // @ts-expect-error arrays of the host are refused by the types, too
    await expect(gpu.sdot(4, host, 1, b, 1)).rejects.toThrow(DTypeError);
    // @ts-expect-error see above
    await expect(gpu.sdot(4, host, 1, b, 1)).rejects.toThrow(/sdot: x isn't on the GPU.*gpu\.toDevice/);
    // @ts-expect-error double precision has no form on the GPU
    await expect(gpu.toDevice(new Float64Array(2))).rejects.toThrow(DTypeError);
    await expect(gpu.toDevice(-1)).rejects.toThrow("toDevice: -1 elements; give a whole number from 0.");
    await expect(
      gpu.sgemmStridedBatched("n", "n", 2, 2, 2, 1, a, 2, 4, b, 2, 4, 0, c, 2, 3, 3),
    ).rejects.toThrow("strideC is 3; the matrices of C take 4 elements each and must not overlap.");
    await expect(
      gpu.sgemmStridedBatched("n", "n", 2, 2, 2, 1, a, 2, 5, b, 2, 4, 0, c, 2, 4, 3),
    ).rejects.toThrow("sgemmStridedBatched: a has 2 elements; 2 × 2 of them with lda = 2 take 4.");
    expect(await c.toHost()).toEqual(new Float32Array(12));
  });

  test("who computes", async () => {
    const info = await gpu.provider();
    expect(info).toMatchObject({ kind: "webgpu", subgroups: true });
    expect(info.name).toMatch(/swiftshader/i);
    expect(info.bindingBytes).toBeGreaterThanOrEqual(128 * 2 ** 20);
  });

  test("the error of a long sum stays within its bound, and is far below it", async () => {
    const random = new Seeded(45);
    const n = 200_000;
    const [x, y] = [randomFloats(random, n), randomFloats(random, n)];
    let [exact, magnitude] = [0, 0];
    for (let k = 0; k < n; k++) {
      exact += x[k]! * y[k]!;
      magnitude += Math.abs(x[k]! * y[k]!);
    }
    const [onX, onY] = [await gpu.toDevice(x), await gpu.toDevice(y)];
    const error = Math.abs((await gpu.sdot(n, onX, 1, onY, 1)) - exact);
    // Each lane sums a few elements, and the lanes join in a tree: nothing near n roundings.
    expect(error).toBeLessThan(64 * 2 ** -24 * magnitude);
  });

  // The last one: it takes the device away.
  test("a lost device takes its arrays along, and the next array opens another one", async () => {
    const first = await openGpu();
    const x = await gpu.toDevice(3);
    first.device.destroy();
    await first.device.lost;
    await expect(gpu.sasum(3, x, 1)).rejects.toThrow(DeviceError);
    await expect(x.toHost()).rejects.toThrow(/The GPU's device was lost/);
    x.dispose();
    const y = await gpu.toDevice(Float32Array.of(1, -2));
    expect(await gpu.sasum(2, y, 1)).toBe(3);
    expect(await openGpu()).not.toBe(first);
  });
});
