/** BLAS on the GPU, every routine beside the obvious loops in float64 over seeded sizes, transposes, strides and factors. */
import { describe, expect, test } from "vitest";
import { type DeviceArray, gpu } from "../../src/blas/index.js";
import { skipWithout } from "../support/parts.js";
import { Seeded } from "../support/seeded.js";
import { at, combine, isClose, type Matrix, matrix, UNTOUCHED, type Vector, vector } from "./reference.js";

const SIZES = [0, 1, 2, 3, 7, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100];
const FACTORS = [0, 1, -0.5];
const INCREMENTS = [1, 1, 2, -1, -3];
const LENGTHS = [0, 1, 2, 7, 8, 63, 64, 255, 256, 257, 1000, 5000, 70_000];

const send = ({ array }: Matrix | Vector): Promise<DeviceArray> => gpu.toDevice(array as Float32Array);

interface GemmCase {
  readonly ta: boolean;
  readonly tb: boolean;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly alpha: number;
  readonly beta: number;
}

const word = (transposed: boolean) => (transposed ? "t" : "n");

/** What is wrong with C after the product of A and B, each from an offset on. */
function wrongElements(
  given: GemmCase,
  a: Matrix,
  b: Matrix,
  ldc: number,
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  [fromA, fromB, fromC]: readonly number[] = [0, 0, 0],
): string[] {
  const { ta, tb, m, n, k, alpha, beta } = given;
  const wrong: string[] = [];
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const place = fromC! + i * ldc + j;
      const wanted = combine(alpha, beta, before[place]!, alpha === 0 ? 0 : k, (p) => {
        const left = a.array[fromA! + (ta ? p * a.ld + i : i * a.ld + p)]!;
        return left * b.array[fromB! + (tb ? j * b.ld + p : p * b.ld + j)]!;
      });
      if (!isClose("float32", after[place]!, wanted, k))
        wrong.push(`C[${i}, ${j}] = ${after[place]}, not ${wanted.value}`);
    }
  return wrong.slice(0, 3);
}

async function tryGemm(random: Seeded, given: GemmCase): Promise<void> {
  const { ta, tb, m, n, k, alpha, beta } = given;
  const next = () => random.next();
  const extra = () => (random.chance(0.5) ? 0 : random.integer(1, 4));
  const a = matrix("float32", "own", ta ? k : m, ta ? m : k, extra(), next);
  const b = matrix("float32", "own", tb ? n : k, tb ? k : n, extra(), next);
  const c = matrix("float32", "own", m, n, extra(), next, UNTOUCHED);
  // With beta = 0 what stands in C must not be read.
  if (beta === 0) for (let i = 0; i < m; i++) c.array.fill(Number.NaN, i * c.ld, i * c.ld + n);
  const [onA, onB, onC] = await Promise.all([send(a), send(b), send(c)]);
  await gpu.sgemm(word(ta), word(tb), m, n, k, alpha, onA, a.ld, onB, b.ld, beta, onC, c.ld);
  const after = await onC.toHost();
  const wrong = wrongElements(given, a, b, c.ld, c.array, after);
  for (let e = 0; e < after.length; e++) {
    const inside = e % c.ld < n && e < m * c.ld;
    if (!inside && after[e] !== UNTOUCHED) wrong.push(`gap ${e} of C was written: ${after[e]}`);
  }
  expect(wrong, JSON.stringify({ ...given, lda: a.ld, ldb: b.ld, ldc: c.ld })).toEqual([]);
  for (const array of [onA, onB, onC]) array.dispose();
}

describe("on the GPU", () => {
  skipWithout("vulkan", "swiftshader");

  test("sgemm: sizes, transposes, leading dimensions, factors", async () => {
    const random = new Seeded(31);
    for (let round = 0; round < 120; round++)
      await tryGemm(random, {
        ta: random.chance(0.5),
        tb: random.chance(0.5),
        m: random.pick(SIZES),
        n: random.pick(SIZES),
        k: random.pick(SIZES),
        alpha: random.pick(FACTORS),
        beta: random.pick(FACTORS),
      });
  });

  test.each([
    // Many tiles; then a depth that is cut into pieces, with a rest and without.
    [200, 190, 70],
    [256, 256, 64],
    [20, 9, 5000],
    [16, 16, 4096],
    [1, 1, 9000],
    [1, 70, 1500],
    [70, 1, 1500],
    [3, 2000, 5],
    [2000, 3, 5],
  ])("sgemm of %i × %i × %i", async (m, n, k) => {
    const random = new Seeded(m + n + k);
    for (const ta of [false, true])
      await tryGemm(random, { ta, tb: random.chance(0.5), m, n, k, alpha: 1, beta: 0 });
    await tryGemm(random, { ta: random.chance(0.5), tb: true, m, n, k, alpha: -0.5, beta: 2 });
  });

  test("sgemmStridedBatched: gaps between the matrices, one A for all", async () => {
    const random = new Seeded(33);
    const next = () => random.next();
    for (let round = 0; round < 20; round++) {
      const given: GemmCase = {
        ta: random.chance(0.5),
        tb: random.chance(0.5),
        m: random.integer(1, 20),
        n: random.integer(1, 20),
        k: random.integer(1, 20),
        alpha: 1.5,
        beta: random.pick(FACTORS),
      };
      const { ta, tb, m, n, k } = given;
      const count = random.integer(1, 5);
      const strideA = random.chance(0.3) ? 0 : m * k + random.integer(0, 3);
      const strideB = n * k + random.integer(0, 3);
      const strideC = m * n + random.integer(0, 3);
      const flat = (length: number, ld: number): Matrix =>
        ({ ...matrix("float32", "own", 1, length, 0, next), ld }) as Matrix;
      const a = flat(m * k + strideA * (count - 1), ta ? m : k);
      const b = flat(n * k + strideB * (count - 1), tb ? k : n);
      const c = flat(m * n + strideC * (count - 1), n);
      const [onA, onB, onC] = await Promise.all([send(a), send(b), send(c)]);
      await gpu.sgemmStridedBatched(
        ...([word(ta), word(tb), m, n, k, given.alpha, onA, a.ld, strideA, onB, b.ld, strideB] as const),
        ...([given.beta, onC, n, strideC, count] as const),
      );
      const after = await onC.toHost();
      for (let s = 0; s < count; s++) {
        const places = [s * strideA, s * strideB, s * strideC];
        const text = JSON.stringify({ ...given, s, count, strideA, strideB, strideC });
        expect(wrongElements(given, a, b, n, c.array, after, places), text).toEqual([]);
        // Between one matrix and the next nothing is written.
        if (s + 1 < count) {
          const gap = [s * strideC + m * n, (s + 1) * strideC] as const;
          expect(after.slice(...gap)).toEqual(c.array.slice(...gap));
        }
      }
    }
  });

  test("sgemmBatched: lists of matrices", async () => {
    const random = new Seeded(34);
    const given = { ta: false, tb: true, m: 5, n: 7, k: 9, alpha: 1, beta: 1 };
    const make = (rows: number, columns: number) =>
      Array.from({ length: 3 }, () => matrix("float32", "own", rows, columns, 0, () => random.next()));
    const [a, b, c] = [make(5, 9), make(7, 9), make(5, 7)];
    const [onA, onB, onC] = await Promise.all([a, b, c].map((list) => Promise.all(list.map(send))));
    await gpu.sgemmBatched("n", "t", 5, 7, 9, 1, onA, 9, onB, 9, 1, onC, 7);
    for (let s = 0; s < 3; s++)
      expect(wrongElements(given, a[s]!, b[s]!, 7, c[s]!.array, await onC[s]!.toHost())).toEqual([]);
    await expect(gpu.sgemmBatched("n", "t", 5, 7, 9, 1, onA, 9, onB.slice(1), 9, 1, onC, 7)).rejects.toThrow(
      "sgemmBatched: 3 matrices A, 2 B and 3 C; give as many of each.",
    );
  });

  test("sgemv", async () => {
    const random = new Seeded(35);
    const next = () => random.next();
    const cases = Array.from({ length: 60 }, () => [random.pick(SIZES), random.pick(SIZES)]);
    cases.push([3, 3001], [3001, 3], [300, 301], [40, 1030]);
    for (const [m, n] of cases as [number, number][])
      for (const t of [false, true]) {
        const [alpha, beta] = [random.pick(FACTORS), random.pick(FACTORS)];
        const a = matrix("float32", "own", m, n, random.pick([0, 3]), next);
        const x = vector("float32", "own", t ? m : n, random.pick(INCREMENTS), next);
        const y = vector("float32", "own", t ? n : m, random.pick(INCREMENTS), next, UNTOUCHED);
        if (beta === 0 && m > 0 && n > 0) for (let e = 0; e < y.n; e++) y.array[at(y, e)] = Number.NaN;
        const [onA, onX, onY] = await Promise.all([send(a), send(x), send(y)]);
        await gpu.sgemv(word(t), m, n, alpha, onA, a.ld, onX, x.inc, beta, onY, y.inc);
        const after = await onY.toHost();
        const wanted = y.array.slice();
        const wrong: string[] = [];
        for (let e = 0; e < y.n && m > 0 && n > 0; e++) {
          const place = at(y, e);
          const sum = combine(alpha, beta, y.array[place]!, alpha === 0 ? 0 : x.n, (p) => {
            return a.array[t ? p * a.ld + e : e * a.ld + p]! * x.array[at(x, p)]!;
          });
          if (!isClose("float32", after[place]!, sum, x.n))
            wrong.push(`y[${e}] = ${after[place]}, not ${sum.value}`);
          wanted[place] = after[place]!;
        }
        const text = JSON.stringify({ t, m, n, alpha, beta, incx: x.inc, incy: y.inc });
        expect(wrong.slice(0, 3), text).toEqual([]);
        expect(after, `gaps of y: ${text}`).toEqual(wanted);
      }
  });

  test("sdot, saxpy, sscal, sasum and snrm2", async () => {
    const random = new Seeded(36);
    const next = () => random.next();
    for (const n of LENGTHS)
      for (const incx of [1, 3, -2, 0]) {
        const incy = random.pick([1, -1, 2, 0]);
        const text = JSON.stringify({ n, incx, incy });
        const x = vector("float32", "own", n, incx, next);
        const y = vector("float32", "own", n, incy, next, UNTOUCHED);
        if (n > 0) for (const v of [x, y]) if (v.inc === 0) v.array[0] = 0.75;
        const [onX, onY] = await Promise.all([send(x), send(y)]);
        const near = (given: number, term: (k: number) => number): boolean =>
          isClose("float32", given, combine(1, 0, 0, n, term), n);

        const dot = await gpu.sdot(n, onX, incx, onY, incy);
        expect(
          near(dot, (k) => x.array[at(x, k)]! * y.array[at(y, k)]!),
          `sdot ${dot}: ${text}`,
        ).toBe(true);
        expect(await gpu.sdot(n, onX, incx, onY, incy), "the same again").toBe(dot);

        const sum = await gpu.sasum(n, onX, incx);
        if (incx <= 0) expect(sum).toBe(0);
        else
          expect(
            near(sum, (k) => Math.abs(x.array[at(x, k)]!)),
            `sasum ${sum}: ${text}`,
          ).toBe(true);

        const norm = await gpu.snrm2(n, onX, incx);
        const { value } = combine(1, 0, 0, n, (k) => x.array[at(x, k)]! ** 2);
        const exact = { value: Math.sqrt(value), magnitude: Math.sqrt(value) };
        expect(isClose("float32", norm, exact, n), `snrm2 ${norm}, not ${exact.value}: ${text}`).toBe(true);

        await gpu.saxpy(n, -0.5, onX, incx, onY, incy);
        const added = await onY.toHost();
        const wanted = Float64Array.from(y.array);
        for (let k = 0; k < n; k++) wanted[at(y, k)]! += -0.5 * x.array[at(x, k)]!;
        const far = added.findIndex((v, k) => !(Math.abs(v - wanted[k]!) <= (n + 4) * 2 ** -23 * 777));
        expect(far, `saxpy: element ${far} is ${added[far]}, not ${wanted[far]}: ${text}`).toBe(-1);

        await gpu.sscal(n, 3, onX, incx);
        const scaled = x.array.slice();
        if (incx > 0) for (let k = 0; k < n; k++) scaled[at(x, k)]! *= 3;
        expect(await onX.toHost(), `sscal: ${text}`).toEqual(scaled);
      }
  });
});
