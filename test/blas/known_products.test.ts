import { describe, expect, it } from "vitest";
import { embeddedProvider } from "../../dist/blas/embedded/provider.js";
import { firstWrongProduct } from "../../dist/blas/known-products.js";
import type { Provider } from "../../dist/blas/provider.js";

type Arrays = Provider["arrays"];
type Routines = Arrays["float32"];

/** The embedded routines with one of them wrong in one precision. */
function withWrong(precision: "float32" | "float64", wrong: (right: Routines) => Partial<Routines>): Arrays {
  const { arrays } = embeddedProvider();
  return { ...arrays, [precision]: { ...arrays[precision], ...wrong(arrays[precision]) } };
}

describe("what a library is tried on before it is used", () => {
  it("is right of routines that are right", () => {
    expect(firstWrongProduct(embeddedProvider().arrays)).toBeNull();
  });

  it.each([
    ["takes a transposed A as it is", (r) => ({ gemm: (_, tb, ...rest) => r.gemm(false, tb, ...rest) })],
    ["takes a transposed B as it is", (r) => ({ gemm: (ta, _, ...rest) => r.gemm(ta, false, ...rest) })],
    [
      "reads columns for rows",
      (r) => ({
        gemm: (ta, tb, m, n, k, s, a, lda, b, ldb, t, c, ldc) =>
          r.gemm(tb, ta, n, m, k, s, b, ldb, a, lda, t, c, ldc),
      }),
    ],
    ["does nothing", () => ({ gemm: () => {} })],
    [
      "reads C though beta is 0",
      (r) => ({
        gemm: (ta, tb, m, n, k, s, a, lda, b, ldb, t, c, ldc) => {
          const before = c.slice();
          r.gemm(ta, tb, m, n, k, s, a, lda, b, ldb, t, c, ldc);
          if (t === 0) for (let i = 0; i < c.length; i++) c[i]! += 0 * before[i]!;
        },
      }),
    ],
    [
      "ignores a negative increment",
      (r) => ({ dot: (n, x, incx, y, incy) => r.dot(n, x, Math.abs(incx), y, incy) }),
    ],
    ["returns a float where a double is read", (r) => ({ dot: (...all) => r.dot(...all) * 2 ** -29 })],
    [
      "forgets beta",
      (r) => ({
        gemv: (t, m, n, s, a, lda, x, incx, _, y, incy) => r.gemv(t, m, n, s, a, lda, x, incx, 1, y, incy),
      }),
    ],
    [
      "adds to the wrong end",
      (r) => ({ axpy: (n, s, x, incx, y, incy) => r.axpy(n, s, x, incx, y, Math.abs(incy)) }),
    ],
    ["returns no norm", () => ({ nrm2: () => 0 })],
  ] as [string, (right: Routines) => Partial<Routines>][])("finds a library that %s", (_, wrong) => {
    expect(firstWrongProduct(withWrong("float32", wrong))).toMatch(/^s\w+ gave .* is right$/);
    expect(firstWrongProduct(withWrong("float64", wrong))).toMatch(/^d\w+ gave .* is right$/);
  });
});
