import { describe, expect, it } from "vitest";
import { gemmModule } from "../../dist/blas/embedded/gemm-kernel.js";
import { gemvModule } from "../../dist/blas/embedded/gemv-kernel.js";
import { vectorModule } from "../../dist/blas/embedded/vector-kernel.js";

/** A page without cross-origin isolation can't share memory: the same code, for an unshared one. */
describe("the embedded BLAS's code", () => {
  for (const shared of [true, false]) {
    it.each([
      ["gemm", gemmModule],
      ["gemv", gemvModule],
      ["vectors", vectorModule],
    ] as const)(`%s runs on ${shared ? "shared" : "unshared"} memory`, (_, module) => {
      for (const precision of ["float32", "float64"] as const) {
        const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared });
        const code = new WebAssembly.Module(module(precision, shared));
        const { exports } = new WebAssembly.Instance(code, { env: { memory } });
        expect(Object.values(exports).every((entry) => typeof entry === "function")).toBe(true);
      }
    });
  }

  it("sums products on unshared memory", () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
    const code = new WebAssembly.Module(vectorModule("float64", false));
    const { dot } = new WebAssembly.Instance(code, { env: { memory } }).exports as Record<
      string,
      CallableFunction
    >;
    new Float64Array(memory.buffer).set([1, 2, 3, 4, 5, 6]);
    expect(dot!(3, 0, 8, 24, 8)).toBe(32);
  });
});
