import { provider } from "manycore/blas";
import { describe, expect, it } from "vitest";
import { sweepRoutines } from "./routines_sweep.js";

// Read at the first routine. Three threads: products are shared also where the machine has one core.
process.env.MANYCORE_BLAS = "embedded";
process.env.MANYCORE_THREADS = "3";

describe("the embedded BLAS", () => {
  it("is what computes", () => {
    expect(provider()).toMatchObject({ kind: "embedded", path: null, threads: 3 });
  });
  sweepRoutines();
});
