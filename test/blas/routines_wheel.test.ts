import { dirname } from "node:path";
import { provider } from "manycore/blas";
import { beforeAll, describe, expect, it } from "vitest";
import { partPath, skipWithout } from "../support/parts.js";
import { sweepRoutines } from "./routines_sweep.js";

describe("the OpenBLAS in NumPy's wheel", () => {
  skipWithout("numpy");
  beforeAll(() => {
    delete process.env.MANYCORE_BLAS;
    process.env.VIRTUAL_ENV = dirname(dirname(partPath("numpy")));
  });

  it("is found in the active virtual environment, before the system's, with its integers of 64 bits", () => {
    const found = provider();
    expect(found).toMatchObject({ kind: "openblas", integerBits: 64 });
    expect(found.symbol).toMatch(/cblas_dgemm64_$/);
    expect(found.path).toContain("numpy.libs");
  });

  sweepRoutines();
});
