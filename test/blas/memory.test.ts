import { dgemm, dgemv, dnrm2, onHeap, sgemm } from "manycore/blas";
import { describe, expect, it } from "vitest";
import { MemoryError, ValueError } from "../../dist/errors.js";
import { heap, memoryStats, newBlock, reclaim } from "../../dist/memory/index.js";
import { Seeded } from "../support/seeded.js";
import { matrix, real } from "./reference.js";

// Read at the first use of the heap and of a routine.
process.env.MANYCORE_BLAS = "embedded";
process.env.MANYCORE_MEMORY = "128MiB";

const numbers = new Seeded(5);
const next = () => numbers.next();

describe("the embedded BLAS and the heap", () => {
  it("gives its packing buffers and copies back", () => {
    const [n, item] = [300, 8];
    const [a, b] = [1, 2].map(() => matrix("float64", "own", n, n, 0, next).array as Float64Array);
    const c = new Float64Array(n * n);
    const product = () => {
      dgemm("n", "t", n, n, n, 1, a!, n, b!, n, 0, c, n);
      dgemv("t", n, n, 1, a!, n, b!, 1, 0, c, 2);
    };
    product();
    const { used } = memoryStats();
    for (let round = 0; round < 20; round++) product();
    expect(memoryStats().used).toBe(used);
    expect(used).toBeLessThan(n * n * item);
  });

  it("gives them back when a step fails, and leaves C alone", () => {
    const { used, budget } = memoryStats();
    const n = Math.ceil(Math.sqrt(budget / 8 / 1.5));
    const a = new Float64Array(n * n);
    const c = new Float64Array(n * n).fill(3);
    // A copy of A fits the budget, one of B as well doesn't.
    expect(() => dgemm("n", "n", n, n, n, 1, a, n, a.slice(), n, 0, c, n)).toThrow(MemoryError);
    expect(memoryStats().used).toBe(used);
    expect(c.every((value) => value === 3)).toBe(true);
    dgemm("n", "n", 9, 9, 9, 1, a, 9, a.slice(0, 81), 9, 0, c, 9);
    expect(c[0]).toBe(0);
  });

  it("computes on views of the heap where they are", () => {
    const budget = memoryStats().budget;
    const n = Math.floor(Math.sqrt(budget / 4 / 3.8));
    reclaim();
    // Three matrices that nearly fill the budget: no copy of one would fit.
    const [a, b, c] = [1, 2, 3].map(() => real("float32", "heap", n * n) as Float32Array);
    a!.fill(0);
    b!.fill(2);
    for (let i = 0; i < n; i++) a![i * n + i] = 3;
    const rows = 64;
    expect(() => heap().allocate(n * n * 4)).toThrow(MemoryError);
    sgemm("n", "n", rows, n, n, 1, a!, n, b!, n, 0, c!, n);
    expect(c!.subarray(0, rows * n).every((value) => value === 6)).toBe(true);
  });
});

describe("operations on addresses", () => {
  const put = (values: number[]) => {
    const block = newBlock(values.length * 8);
    heap().f64.set(values, block.address >>> 3);
    return block;
  };
  const read = (address: number, count: number) =>
    Array.from(heap().f64.subarray(address >>> 3, (address >>> 3) + count));

  it("compute in place, small by a loop and large by the provider", () => {
    const [a, b, c] = [put([1, 2, 3, 4]), put([5, 6, 7, 8]), put([1, 1, 1, 1])];
    onHeap.gemm("float64", false, true, 2, 2, 2, 1, a.address, 2, b.address, 2, 10, c.address, 2);
    expect(read(c.address, 4)).toEqual([27, 33, 49, 63]);
    const n = 40;
    const ones = put(Array.from({ length: n * n }, () => 1));
    const out = newBlock(n * n * 8);
    onHeap.gemm("float64", true, false, n, n, n, 0.5, ones.address, n, ones.address, n, 0, out.address, n);
    expect(read(out.address, n * n).every((value) => value === 20)).toBe(true);
    onHeap.gemv("float64", true, 2, 2, 1, a.address, 2, b.address, -1, 0, c.address, 2);
    expect(read(c.address, 4)).toEqual([21, 33, 32, 63]);
    expect(onHeap.dot("float64", 4, a.address, 1, b.address, 1)).toBe(70);
    onHeap.axpy("float64", 2, 2, a.address, 2, b.address, -1);
    expect(read(b.address, 4)).toEqual([11, 8, 7, 8]);
    expect(onHeap.nrm2("float64", 2, a.address + 16, 1)).toBe(5);
  });

  it("refuse what isn't all in the heap", () => {
    const a = put([1, 2, 3, 4]).address;
    const end = heap().u8.length;
    const products = [
      [end - 24, 2],
      [-8, 2],
      [a + 4, 2],
      [a, 1],
      [Number.NaN, 2],
      [a, 2 ** 40],
    ] as const;
    for (const [address, ld] of products)
      expect(() => onHeap.gemm("float64", false, false, 2, 2, 2, 1, address, ld, a, 2, 0, a, 2)).toThrow(
        ValueError,
      );
    expect(() => onHeap.gemm("float64", false, false, -2, 2, 2, 1, a, 2, a, 2, 0, a, 2)).toThrow(ValueError);
    expect(() => onHeap.dot("float64", 3, end - 16, 1, a, 1)).toThrow(ValueError);
    expect(() => onHeap.nrm2("float64", 2, end - 16, 2)).toThrow(ValueError);
    expect(() => onHeap.axpy("float64", 2, 1, a, 1, end, 1)).toThrow(ValueError);
    expect(() => onHeap.gemv("float64", false, 1, 9, 1, end - 64, 9, a, 1, 0, a, 1)).toThrow(ValueError);
  });
});

describe("views that only the call holds", () => {
  it("outlive a collection within the call", () => {
    const n = 1500;
    const x = () => {
      const view = real("float64", "heap", n * n) as Float64Array;
      return view.fill(1);
    };
    // The operands are reachable from the arguments only, while the routine allocates under pressure.
    for (let round = 0; round < 12; round++) {
      const c = new Float64Array(n * 8);
      dgemm("n", "n", 8, n, n, 1, x(), n, x(), n, 0, c, n);
      expect(c.every((value) => value === n)).toBe(true);
    }
    expect(dnrm2(n * n, x(), 1)).toBe(n);
  });
});
