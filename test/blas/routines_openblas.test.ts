import { provider, setNumThreads } from "manycore/blas";
import { beforeAll, describe, expect, it } from "vitest";
import { partPath, skipWithout } from "../support/parts.js";
import { sweepRoutines } from "./routines_sweep.js";

describe("the system's OpenBLAS", () => {
  skipWithout("openblas");
  beforeAll(() => {
    process.env.MANYCORE_BLAS = partPath("openblas");
  });

  it("is what computes", () => {
    expect(provider()).toMatchObject({ kind: "openblas", name: "OpenBLAS", integerBits: 32 });
    expect(provider().path).toMatch(/openblas/);
  });

  it("takes the number of threads that is asked for", () => {
    const before = provider().threads;
    setNumThreads(1);
    expect(provider().threads).toBe(1);
    setNumThreads(before);
    expect(provider().threads).toBe(before);
  });

  sweepRoutines();
});
