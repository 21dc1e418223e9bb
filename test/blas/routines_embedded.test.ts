import { dgemm, provider, setNumThreads, sgemv } from "manycore/blas";
import { describe, expect, it } from "vitest";
import { Seeded } from "../support/seeded.js";
import { sweepRoutines } from "./routines_sweep.js";

// Read at the first routine. Three threads: products are shared also where the machine has one core.
process.env.MANYCORE_BLAS = "embedded";
process.env.MANYCORE_THREADS = "3";

describe("the embedded BLAS", () => {
  it("is what computes", () => {
    expect(provider()).toMatchObject({ kind: "embedded", path: null, threads: 3 });
  });

  it("gives the same bits on one thread and on the team", () => {
    const [m, n, k] = [203, 310, 290];
    const numbers = new Seeded(21);
    const a = Float64Array.from({ length: m * k }, () => numbers.next());
    const b = Float64Array.from({ length: k * n }, () => numbers.next());
    const long = Float32Array.from({ length: 700 * 701 }, () => numbers.next());
    const compute = () => {
      const [c, y, z] = [new Float64Array(m * n), new Float32Array(700), new Float32Array(701)];
      dgemm("n", "n", m, n, k, 1, a, k, b, n, 0, c, n);
      sgemv("n", 700, 701, 1, long, 701, long.subarray(5), 1, 0, y, 1);
      sgemv("t", 700, 701, 1, long, 701, long.subarray(5), 1, 0, z, 1);
      return { c, y, z };
    };
    // Several times: helpers take another share each time, and none at first.
    const together = [1, 2, 3].map(compute);
    setNumThreads(1);
    const alone = compute();
    setNumThreads(2);
    for (const each of together) expect(each).toEqual(alone);
  });

  sweepRoutines();
});
