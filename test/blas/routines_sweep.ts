/** Every routine over seeded sizes, transposes, leading dimensions, increments and factors: the same for each provider. */
import * as blas from "manycore/blas";
import { describe, expect, it } from "vitest";
import { Seeded } from "../support/seeded.js";
import {
  at,
  combine,
  isClose,
  matrix,
  type Place,
  type Precision,
  type Real,
  real,
  UNTOUCHED,
  vector,
} from "./reference.js";

const SIZES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 16, 17, 30, 31, 33, 48, 65];
const FACTORS = [0, 1, -0.5];
const INCREMENTS = [1, 1, 2, -1, -3];
const LENGTHS = [0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 63, 64, 65, 100, 129, 1000, 2049, 16385, 40001];
/** Beyond the blocks: several passes over k, m and n, edges of all of them, and enough to be shared by a team. */
const LARGE: readonly [number, number, number][] = [
  [91, 70, 300],
  [181, 259, 257],
  [256, 256, 256],
  [3, 4101, 9],
  [4507, 5, 6],
  [1, 1, 5000],
  [1, 700, 513],
  [700, 1, 513],
];

const routines = {
  float32: { gemm: blas.sgemm, gemv: blas.sgemv, dot: blas.sdot, axpy: blas.saxpy, nrm2: blas.snrm2 },
  float64: { gemm: blas.dgemm, gemv: blas.dgemv, dot: blas.ddot, axpy: blas.daxpy, nrm2: blas.dnrm2 },
} as unknown as Record<Precision, Generic>;

/** The routines without their arrays' types: the sweep runs both precisions through one text. */
interface Generic {
  gemm(
    ta: blas.Transpose,
    tb: blas.Transpose,
    m: number,
    n: number,
    k: number,
    alpha: number,
    a: Real,
    lda: number,
    b: Real,
    ldb: number,
    beta: number,
    c: Real,
    ldc: number,
  ): void;
  gemv(
    t: blas.Transpose,
    m: number,
    n: number,
    alpha: number,
    a: Real,
    lda: number,
    x: Real,
    incx: number,
    beta: number,
    y: Real,
    incy: number,
  ): void;
  dot(n: number, x: Real, incx: number, y: Real, incy: number): number;
  axpy(n: number, alpha: number, x: Real, incx: number, y: Real, incy: number): void;
  nrm2(n: number, x: Real, incx: number): number;
}

function random(seed: number): () => number {
  const numbers = new Seeded(seed);
  return () => numbers.next();
}

const pick = <T>(from: readonly T[], next: () => number): T => from[Math.floor(next() * from.length)]!;

interface GemmCase {
  ta: boolean;
  tb: boolean;
  m: number;
  n: number;
  k: number;
  alpha: number;
  beta: number;
}

function tryGemm(precision: Precision, place: Place, next: () => number, given: GemmCase): void {
  const { ta, tb, m, n, k, alpha, beta } = given;
  const extra = () => (next() < 0.5 ? 0 : Math.floor(next() * 5));
  const a = matrix(precision, place, ta ? k : m, ta ? m : k, extra(), next);
  const b = matrix(precision, place, tb ? n : k, tb ? k : n, extra(), next);
  const c = matrix(precision, place, m, n, extra(), next, UNTOUCHED);
  // With beta = 0 what stands in C must not be read.
  if (beta === 0) for (let i = 0; i < m; i++) c.array.fill(Number.NaN, i * c.ld, i * c.ld + n);
  const before = c.array.slice();
  const [wordA, wordB] = [ta ? "t" : "n", tb ? "t" : "n"] as const;
  routines[precision].gemm(wordA, wordB, m, n, k, alpha, a.array, a.ld, b.array, b.ld, beta, c.array, c.ld);
  const wrong: string[] = [];
  // Of a large result a sample of rows, with the first and last of the blocks among them.
  const rows = m * n * k < 1e6 ? m : [0, 1, 4, 5, 6, 89, 90, 91, 179, 180, m - 1, Math.floor(next() * m)];
  const list =
    typeof rows === "number" ? Array.from({ length: rows }, (_, i) => i) : rows.filter((i) => i < m);
  for (const i of list) {
    for (let j = 0; j < n; j++) {
      const wanted = combine(alpha, beta, before[i * c.ld + j]!, alpha === 0 ? 0 : k, (p) => {
        const left = a.array[ta ? p * a.ld + i : i * a.ld + p]!;
        return left * b.array[tb ? j * b.ld + p : p * b.ld + j]!;
      });
      const got = c.array[i * c.ld + j]!;
      if (!isClose(precision, got, wanted, k)) wrong.push(`C[${i}, ${j}] = ${got}, not ${wanted.value}`);
    }
  }
  for (let e = 0; e < c.array.length; e++) {
    const inside = e % c.ld < n && e < m * c.ld;
    if (!inside && c.array[e] !== UNTOUCHED) wrong.push(`gap ${e} of C was written: ${c.array[e]}`);
  }
  expect(
    wrong.slice(0, 3),
    JSON.stringify({ precision, place, ...given, lda: a.ld, ldb: b.ld, ldc: c.ld }),
  ).toEqual([]);
}

/** Declares the tests. Call it in a file whose process uses one provider. */
export function sweepRoutines(): void {
  for (const precision of ["float32", "float64"] as const) {
    for (const place of ["heap", "own"] as const) {
      describe(`${precision}, arrays ${place === "heap" ? "in the heap" : "of their own"}`, () => {
        it("gemm: small sizes, transposes, leading dimensions, factors", () => {
          const next = random(11);
          for (let round = 0; round < 250; round++)
            tryGemm(precision, place, next, {
              ta: next() < 0.5,
              tb: next() < 0.5,
              m: pick([0, ...SIZES], next),
              n: pick([0, ...SIZES], next),
              k: pick([0, ...SIZES], next),
              alpha: pick(FACTORS, next),
              beta: pick(FACTORS, next),
            });
        });

        it("gemm: beyond the blocks", () => {
          const next = random(12);
          for (const [m, n, k] of LARGE) {
            const [ta, tb] = [next() < 0.5, next() < 0.5];
            tryGemm(precision, place, next, { ta, tb, m, n, k, alpha: 1, beta: 0 });
            tryGemm(precision, place, next, { ta: !ta, tb: !tb, m, n, k, alpha: -0.5, beta: 1 });
          }
        });

        it("gemv", () => {
          const next = random(13);
          const sizes = [...SIZES, 0, 200, 300];
          const cases = Array.from({ length: 200 }, () => [pick(sizes, next), pick(sizes, next)]);
          cases.push([3, 5001], [5001, 3], [600, 601]);
          for (const [m, n] of cases as [number, number][]) {
            const t = next() < 0.5;
            const [alpha, beta] = [pick(FACTORS, next), pick(FACTORS, next)];
            const a = matrix(precision, place, m, n, next() < 0.5 ? 0 : 3, next);
            const x = vector(precision, place, t ? m : n, pick(INCREMENTS, next), next);
            const y = vector(precision, place, t ? n : m, pick(INCREMENTS, next), next, UNTOUCHED);
            if (beta === 0 && m > 0 && n > 0) for (let e = 0; e < y.n; e++) y.array[at(y, e)] = Number.NaN;
            const before = y.array.slice();
            const word = t ? "t" : "n";
            routines[precision].gemv(word, m, n, alpha, a.array, a.ld, x.array, x.inc, beta, y.array, y.inc);
            const wanted = before.slice() as Real;
            const wrong: string[] = [];
            for (let e = 0; e < y.n && m > 0 && n > 0; e++) {
              const index = at(y, e);
              const sum = combine(alpha, beta, before[index]!, alpha === 0 ? 0 : x.n, (p) => {
                return a.array[t ? p * a.ld + e : e * a.ld + p]! * x.array[at(x, p)]!;
              });
              if (!isClose(precision, y.array[index]!, sum, x.n))
                wrong.push(`y[${e}] = ${y.array[index]}, not ${sum.value}`);
              wanted[index] = y.array[index]!;
            }
            const text = JSON.stringify({ precision, place, t, m, n, alpha, beta, incx: x.inc, incy: y.inc });
            expect(wrong.slice(0, 3), text).toEqual([]);
            expect(Object.is(y.array.join(), wanted.join()), `gaps of y: ${text}`).toBe(true);
          }
        });

        it("dot, axpy and nrm2", () => {
          const next = random(14);
          for (const n of LENGTHS) {
            for (const incx of [1, 3, -1, -2, 0]) {
              const incy = pick([1, -1, 2, 0], next);
              const text = JSON.stringify({ precision, place, n, incx, incy });
              const x = vector(precision, place, n, incx, next);
              const y = vector(precision, place, n, incy, next, UNTOUCHED);
              if (n > 0) for (const v of [x, y]) if (v.inc === 0) v.array[0] = 0.75;
              const product = combine(1, 0, 0, n, (k) => x.array[at(x, k)]! * y.array[at(y, k)]!);
              const dot = routines[precision].dot(n, x.array, incx, y.array, incy);
              expect(isClose(precision, dot, product, n), `dot ${dot}, not ${product.value}: ${text}`).toBe(
                true,
              );
              if (precision === "float32") expect(Math.fround(dot)).toBe(dot);

              const square = combine(1, 0, 0, n, (k) => x.array[at(x, k)]! ** 2);
              const norm = routines[precision].nrm2(n, x.array, incx);
              const exact = { value: Math.sqrt(square.value), magnitude: Math.sqrt(square.value) };
              expect(isClose(precision, norm, exact, n), `nrm2 ${norm}, not ${exact.value}: ${text}`).toBe(
                true,
              );

              const wanted = Float64Array.from(y.array);
              for (let k = 0; k < n; k++) wanted[at(y, k)]! += -0.5 * x.array[at(x, k)]!;
              routines[precision].axpy(n, -0.5, x.array, incx, y.array, incy);
              const far = Array.from(y.array).findIndex((value, k) => {
                return Math.abs(value - wanted[k]!) > (n + 4) * 2 ** (precision === "float32" ? -23 : -52);
              });
              expect(far, `axpy: element ${far} is ${y.array[far]}, not ${wanted[far]}: ${text}`).toBe(-1);
            }
          }
        });

        it("nrm2 of numbers whose squares leave the range", () => {
          const { nrm2 } = routines[precision];
          const [huge, tiny] = precision === "float32" ? [1e30, 1e-30] : [1e300, 1e-300];
          const relative = (given: number, wanted: number) => Math.abs(given - wanted) / wanted;
          const bound = precision === "float32" ? 1e-6 : 1e-12;
          for (const n of [2, 17, 5000]) {
            for (const value of [huge, tiny]) {
              const x = real(precision, place, n).fill(value);
              expect(relative(nrm2(n, x, 1), value * Math.sqrt(n))).toBeLessThan(bound);
            }
          }
          const smallest = real(precision, place, 4).fill(precision === "float32" ? 2 ** -149 : 2 ** -1074);
          expect(nrm2(4, smallest, 1)).toBe(2 * smallest[0]!);
          expect(nrm2(3, real(precision, place, 3), 1)).toBe(0);
          const infinite = real(precision, place, 3).fill(1);
          infinite[1] = -Infinity;
          expect(nrm2(3, infinite, 1)).toBe(Infinity);
          infinite[2] = Number.NaN;
          expect(nrm2(3, infinite, 1)).toBeNaN();
        });
      });
    }
  }
}
