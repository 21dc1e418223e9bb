import * as blas from "manycore/blas";
import { describe, expect, it } from "vitest";
import { DTypeError, ValueError } from "../../dist/errors.js";

process.env.MANYCORE_BLAS = "embedded";

const a = Float64Array.from({ length: 200 }, (_, k) => k + 1);
const b = Float64Array.from({ length: 200 }, (_, k) => 2 * k);
const outputs = () => new Float64Array(200).fill(9);

type Gemm = Parameters<typeof blas.dgemm>;
type Gemv = Parameters<typeof blas.dgemv>;

/** A product that is allowed, with some arguments replaced by position. */
function gemm(replaced: Record<number, unknown>): { call: () => void; c: Float64Array } {
  const c = outputs();
  const args = ["n", "n", 4, 5, 6, 1, a, 6, b, 5, 1, c, 5].map((value, k) =>
    k in replaced ? replaced[k] : value,
  );
  return { call: () => blas.dgemm(...(args as Gemm)), c };
}

function gemv(replaced: Record<number, unknown>): { call: () => void; y: Float64Array } {
  const y = outputs();
  const args = ["n", 4, 6, 1, a, 6, b, 1, 1, y, 1].map((value, k) => (k in replaced ? replaced[k] : value));
  return { call: () => blas.dgemv(...(args as Gemv)), y };
}

describe("gemm refuses, and touches nothing", () => {
  it("the unchanged call is allowed", () => {
    const { call, c } = gemm({});
    call();
    expect(c[0]).not.toBe(9);
    expect(c[20]).toBe(9);
  });

  it.each([
    ["another transpose", { 0: "x" }, ValueError, /transA is "x".*"n".*"t"/s],
    ["no transpose", { 1: undefined }, ValueError, /transB is undefined/],
    ["a word of Object's", { 0: "toString" }, ValueError, /transA is "toString"/],
    ["a negative size", { 2: -1 }, ValueError, /m is -1; it must be an integer from 0/],
    ["a fractional size", { 3: 2.5 }, ValueError, /n is 2.5/],
    ["a NaN size", { 4: Number.NaN }, ValueError, /k is NaN/],
    ["a size that is text", { 4: "6" }, ValueError, /k is "6"/],
    ["a bigint factor", { 5: 1n }, DTypeError, /alpha is 1; it must be a number/],
    ["no factor", { 10: undefined }, DTypeError, /beta is undefined/],
    [
      "float32 for A",
      { 6: new Float32Array(200) },
      DTypeError,
      /a is a Float32Array; it must be a Float64Array \(sgemm takes/,
    ],
    ["a plain array for B", { 8: [1, 2, 3] }, DTypeError, /b is an Array; it must be a Float64Array/],
    ["null for C", { 11: null }, DTypeError, /c is null; it must be a Float64Array/],
    [
      "a leading dimension of A below its columns",
      { 7: 5 },
      ValueError,
      /lda is 5; the rows of a.*at least 6/s,
    ],
    ["of a transposed A below its own", { 0: "t", 7: 3 }, ValueError, /lda is 3.*6 × 4.*at least 4/s],
    ["of B below its columns", { 9: 4 }, ValueError, /ldb is 4/],
    ["of C below its columns", { 12: 4 }, ValueError, /ldc is 4/],
    ["a leading dimension that is no integer", { 12: 5.5 }, ValueError, /ldc is 5.5/],
    ["an A that is one short", { 6: a.subarray(0, 23) }, ValueError, /a has 23 elements.*take 24/s],
    ["a B that is one short", { 8: b.subarray(0, 29) }, ValueError, /b has 29 elements.*take 30/s],
    ["an A too short for its leading dimension", { 7: 70 }, ValueError, /take 216/],
    ["sizes beyond all memory", { 2: 2 ** 52, 12: 2 ** 52 }, ValueError, /elements/],
  ])("%s", (_, replaced, error, message) => {
    const { call, c } = gemm(replaced);
    expect(call).toThrow(error as new () => Error);
    expect(call).toThrow(message as RegExp);
    expect(c).toEqual(outputs());
  });

  it("a C that is one short, or an input", () => {
    const short = new Float64Array(19).fill(9);
    expect(gemm({ 11: short }).call).toThrow(/c has 19 elements/);
    expect(short.every((value) => value === 9)).toBe(true);
    const own = a.slice();
    expect(gemm({ 6: own, 11: own }).call).toThrow(/c begins at the same element as a/);
    expect(gemm({ 8: own, 11: own.subarray(0) }).call).toThrow(/c begins at the same element as b/);
    expect(own).toEqual(a);
  });

  it("takes CBLAS's words, and capitals", () => {
    const plain = gemm({ 0: "t", 7: 4, 1: "n" });
    plain.call();
    for (const word of ["T", "c", "C", "CblasTrans", "CblasConjTrans"]) {
      const other = gemm({ 0: word, 7: 4, 1: "CblasNoTrans" });
      other.call();
      expect(other.c).toEqual(plain.c);
    }
  });
});

describe("gemv refuses, and touches nothing", () => {
  it.each([
    ["an increment of 0", { 7: 0 }, ValueError, /incx is 0; it must be an integer other than 0/],
    ["of y too", { 10: 0 }, ValueError, /incy is 0/],
    [
      "an x too short for its increment",
      { 7: -50 },
      ValueError,
      /x has 200 elements; 6 of them with incx = -50 take 251/,
    ],
    ["a short y", { 0: "t", 9: new Float64Array(5) }, ValueError, /y has 5 elements/],
    ["float32", { 6: new Float32Array(20) }, DTypeError, /x is a Float32Array/],
    ["a transpose that is none", { 0: 112 }, ValueError, /trans is 112/],
  ])("%s", (_, replaced, error, message) => {
    const { call, y } = gemv(replaced);
    expect(call).toThrow(error as new () => Error);
    expect(call).toThrow(message as RegExp);
    expect(y).toEqual(outputs());
  });
});

describe("level 1 refuses", () => {
  const short = new Float64Array(3);
  it.each([
    ["ddot with a short x", () => blas.ddot(4, short, 1, a, 1), ValueError, /ddot: x has 3 elements; 4/],
    ["ddot with a short y", () => blas.ddot(3, short, 1, short, 2), ValueError, /y has 3 elements/],
    ["ddot of a negative size", () => blas.ddot(-1, a, 1, b, 1), ValueError, /n is -1/],
    ["daxpy with a fractional increment", () => blas.daxpy(2, 1, a, 0.5, b, 1), ValueError, /incx is 0.5/],
    ["dnrm2 with a short x", () => blas.dnrm2(4, short, -1), ValueError, /x has 3 elements/],
    [
      "sdot of float64",
      () => blas.sdot(2, a as never, 1, b as never, 1),
      DTypeError,
      /sdot: x is a Float64Array.*ddot takes/,
    ],
    [
      "snrm2 of integers",
      () => blas.snrm2(2, new Int32Array(2) as never, 1),
      DTypeError,
      /x is an Int32Array/,
    ],
    [
      "saxpy with a text for alpha",
      () => blas.saxpy(1, "2" as never, new Float32Array(1), 1, new Float32Array(1), 1),
      DTypeError,
      /alpha is "2"/,
    ],
  ])("%s", (_, call, error, message) => {
    expect(call).toThrow(error as new () => Error);
    expect(call).toThrow(message);
  });

  it("a detached array has no elements", () => {
    const gone = new Float64Array(4);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    expect(() => blas.dnrm2(4, gone, 1)).toThrow(/x has 0 elements/);
  });
});

describe("setNumThreads", () => {
  it.each([0, -1, 1.5, Number.NaN, "2", undefined])("refuses %s", (threads) => {
    expect(() => blas.setNumThreads(threads as number)).toThrow(ValueError);
  });

  it("keeps the embedded BLAS to the calling thread, or not", () => {
    const all = blas.provider().threads;
    blas.setNumThreads(1);
    expect(blas.provider().threads).toBe(1);
    blas.setNumThreads(4);
    expect(blas.provider().threads).toBe(all);
  });
});

describe("nothing to do", () => {
  it("alpha = 0 or k = 0 leaves beta·C and doesn't look at A and B", () => {
    const nan = new Float64Array(30).fill(Number.NaN);
    const c = Float64Array.of(1, 2, 3, 4);
    blas.dgemm("n", "n", 2, 2, 3, 0, nan, 3, nan.slice(), 2, 2, c, 2);
    expect(c).toEqual(Float64Array.of(2, 4, 6, 8));
    blas.dgemm("n", "n", 2, 2, 0, 1, nan, 1, nan.slice(), 2, 0, c, 2);
    expect(c).toEqual(new Float64Array(4));
  });

  it("empty results are left alone", () => {
    const c = Float64Array.of(7);
    blas.dgemm("n", "n", 0, 1, 1, 1, a, 1, b, 1, 0, c, 1);
    blas.dgemv("n", 1, 0, 1, a, 1, b, 1, 0, c, 1);
    expect(c[0]).toBe(7);
    expect(blas.ddot(0, new Float64Array(), 1, new Float64Array(), 1)).toBe(0);
    expect(blas.dnrm2(0, new Float64Array(), 1)).toBe(0);
  });
});
