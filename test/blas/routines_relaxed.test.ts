import { provider } from "manycore/blas";
import { describe, expect, it } from "vitest";
import { sweepRoutines } from "./routines_sweep.js";

// Read at the first use. Node 20 has relaxed SIMD behind this variable; later ones always.
process.env.MANYCORE_BLAS = "embedded";
process.env.MANYCORE_RELAXED_SIMD = "1";
process.env.MANYCORE_THREADS = "2";

describe("the embedded BLAS with fused multiply–adds", () => {
  it("is what computes", () => {
    expect(provider()).toMatchObject({ kind: "embedded", threads: 2 });
    expect(provider().config).toContain("relaxed madd, tiles of 6 × 8 f32 and 6 × 4 f64");
  });
  sweepRoutines();
});
