/**
 * log, after the scheme of fdlibm's e_log.c (https://www.netlib.org/fdlibm/e_log.c): x = 2^k·(1 + f) with
 * √½ ≤ 1 + f < √2, s = f/(2 + f), log(1 + f) = f − (f²/2 − s·(f²/2 + R(s²))). The polynomials R are minimax fits of
 * (log((1 + s)/(1 − s)) − 2s)/s in relative error of the logarithm, made with Remez' exchange.
 */
import type { Value, VectorCode, VectorShape } from "./vector-code.js";

interface Format {
  readonly smallestNormal: number;
  readonly fraction: number;
  readonly fractionMask: bigint;
  /** The bits of √½. */
  readonly rootHalf: bigint;
  /** Added to the bits of x: moves √½ to a power of two, and the exponent up so that it is positive. */
  readonly offset: bigint;
  /** 2^(significand bits − 1): its low bits may hold an integer, and taking it away leaves that as a float. */
  readonly integer: number;
  readonly integerBits: bigint;
  /** What `offset` adds to the exponent. */
  readonly lift: number;
  /** Power of two that makes a subnormal number normal. */
  readonly rescue: number;
  readonly ln2: readonly [number, number];
  readonly r: readonly number[];
}

const FORMATS: Readonly<Record<VectorShape, Format>> = {
  f64x2: {
    smallestNormal: 2 ** -1022,
    fraction: 52,
    fractionMask: 0x000fffffffffffffn,
    rootHalf: 0x3fe6a09e667f3bcdn,
    offset: 0x4000000000000000n - 0x3fe6a09e667f3bcdn,
    integer: 2 ** 52,
    integerBits: 0x4330000000000000n,
    lift: 1024,
    rescue: 54,
    // The first part has 32 significant bits, k at most 11: their product is exact.
    ln2: [0.6931471803691238, 1.9082149292705877e-10],
    // Relative error of the logarithm below 2^-59.4.
    r: [
      0.6666666666666734, 0.3999999999941653, 0.2857142874207044, 0.22222198599292753, 0.1818356321176551,
      0.15314074287262383, 0.1479575065011428,
    ],
  },
  f32x4: {
    smallestNormal: 2 ** -126,
    fraction: 23,
    fractionMask: 0x007fffffn,
    rootHalf: 0x3f3504f3n,
    offset: 0x40000000n - 0x3f3504f3n,
    integer: 2 ** 23,
    integerBits: 0x4b000000n,
    lift: 128,
    rescue: 25,
    // The first part has 15 significant bits, k at most 8. The second is positive too: infinite k must not cancel.
    ln2: [0.693145751953125, 0.0000014286068],
    // Relative error of the logarithm below 2^-30.1.
    r: [0.6666677594184875, 0.39977580308914185, 0.29871484637260437],
  },
};

/** R in f64x2, for results that make one of 24 bits: relative error of the logarithm below 2^-37.5. */
export const R_FOR_SINGLE = [0.6666666564507483, 0.4000033529755396, 0.2853729980453215, 0.2358236344679026];

/**
 * x = 2^k·(1 + f), both kept; `x` must be kept. Where log x is not finite, k is that infinity or NaN, and f some finite
 * number: so the logarithm comes out right without further care.
 */
export function decompose(v: VectorCode, x: Value): { k: Value; fraction: Value } {
  const format = FORMATS[v.shape];
  const { f } = v.m;
  const argument = v.scratch();
  const origin = v.scratch();
  x();
  f.set(argument);
  // What is taken off the exponent. Lanes whose result is not finite get it from here: infinite, or NaN, it stays so.
  v.number(format.integer + format.lift)();
  f.set(origin);
  const usual = v.and(
    v.compare("ge", x, v.number(format.smallestNormal)),
    v.compare("lt", x, v.number(Infinity)),
  );
  v.unlessAll(usual, () => {
    const small = v.keep(v.compare("lt", x, v.number(format.smallestNormal)));
    const infinity = v.number(Infinity);
    v.select(small, v.mul(x, v.number(2 ** format.rescue)), x)();
    f.set(argument);
    v.add(v.of(origin), v.and(small, v.number(format.rescue)))();
    f.set(origin);
    v.add(v.of(origin), v.and(v.compare("eq", x, v.number(0)), infinity))();
    f.set(origin);
    v.sub(v.of(origin), v.and(v.compare("eq", x, infinity), infinity))();
    f.set(origin);
    // All ones is a NaN.
    v.or(v.of(origin), v.not(v.compare("ge", x, v.number(0))))();
    f.set(origin);
  });
  const bits = v.keep(v.iadd(v.of(argument), v.pattern(format.offset)));
  const k = v.keep(
    v.sub(v.or(v.shiftRight(bits, format.fraction), v.pattern(format.integerBits)), v.of(origin)),
  );
  const m = v.iadd(v.and(bits, v.pattern(format.fractionMask)), v.pattern(format.rootHalf));
  return { k, fraction: v.keep(v.sub(m, v.number(1))) };
}

/** Pushes log x; `x` must be kept. */
export function log(v: VectorCode, x: Value, r: readonly number[] = FORMATS[v.shape].r): Value {
  const { ln2 } = FORMATS[v.shape];
  const { k, fraction } = decompose(v, x);
  const s = v.keep(v.div(fraction, v.add(fraction, v.number(2))));
  const z = v.keep(v.mul(s, s));
  const halfSquare = v.keep(v.mul(v.mul(fraction, fraction), v.number(0.5)));
  const square = v.keep(v.mul(z, z));
  const sum = v.madd(v.split(z, square, r), z, halfSquare);
  const low = v.madd(s, sum, v.mul(k, v.number(ln2[1])));
  return v.madd(k, v.number(ln2[0]), v.sub(fraction, v.sub(halfSquare, low)));
}
