/**
 * exp, after the usual scheme (Muller et al., Handbook of Floating-Point Arithmetic, 2nd ed., § 10): x = n·ln2 + r with
 * |r| ≤ ln2/2, e^x = 2^n·e^r. ln2 is cut in two so that n times the first part is exact, fused or not. The polynomials
 * are minimax fits of (e^r − 1 − r)/r² in relative error, made with Remez' exchange.
 */
import type { Value, VectorCode, VectorShape } from "./vector-code.js";

interface Format {
  /** 1.5·2^(significand bits − 1): adding it rounds to an integer that then stands in the low bits. */
  readonly magic: number;
  readonly bias: number;
  /** Bits of the fraction: how far an exponent must be shifted. */
  readonly fraction: number;
  /** Beyond these the result is 0 or infinite anyway, and n stays in the range that the two scalings reach. */
  readonly lowest: number;
  readonly highest: number;
  readonly ln2: readonly [number, number];
  /** (e^r − 1 − r)/r². */
  readonly q: readonly number[];
}

const FORMATS: Readonly<Record<VectorShape, Format>> = {
  f64x2: {
    magic: 6755399441055744,
    bias: 1023,
    fraction: 52,
    lowest: -746,
    highest: 710,
    // The first part has 32 significant bits (the cut of fdlibm's e_exp.c), n at most 11.
    ln2: [0.6931471803691238, 1.9082149292705877e-10],
    // Relative error of e^r below 2^-57.8.
    q: [
      0.5000000000000011, 0.16666666666666438, 0.041666666666525805, 0.008333333333473764,
      0.001388888894485313, 0.0001984126955902713, 2.4801491768045914e-5, 2.7557533704422562e-6,
      2.7630737765461076e-7, 2.5018251753484488e-8,
    ],
  },
  f32x4: {
    magic: 12582912,
    bias: 127,
    fraction: 23,
    lowest: -104,
    highest: 89,
    // The first part has 10 significant bits (the cut of Cephes' expf.c), n at most 8.
    ln2: [0.693359375, -0.00021219444005469057],
    // Relative error of e^r below 2^-28.1.
    q: [
      0.4999999403953552, 0.16666516661643982, 0.04166824743151665, 0.008369079791009426,
      0.001381890382617712,
    ],
  },
};

/** n, kept; n + `lift`·bias in the low bits of a kept vector's lanes; and x − n·(the first part of ln2), exact. */
function reduce(v: VectorCode, x: Value, lift: 1 | 2): { n: Value; bits: Value; left: Value } {
  const { magic, bias, ln2 } = FORMATS[v.shape];
  const shift = v.number(magic + lift * bias);
  const bits = v.keep(v.madd(x, v.number(Math.LOG2E), shift));
  const n = v.keep(v.sub(bits, shift));
  return { n, bits, left: v.nmadd(n, v.number(ln2[0]), x) };
}

/** (e^r − 1 − r) for a kept r of at most ln2/2: a factor, and r², kept, that it is to be multiplied by. */
function bend(v: VectorCode, r: Value, q: readonly number[]): [Value, Value] {
  const square = v.keep(v.mul(r, r));
  return [q.length > 5 ? v.split(r, square, q) : v.polynomial(r, q), square];
}

/** y·2^n, n from `reduce` with a lift of 2. */
function scaled(v: VectorCode, y: Value, bits: Value): Value {
  const { fraction } = FORMATS[v.shape];
  // In two factors, of which the first is exact: subnormal results are rounded once, and 2^1024 doesn't overflow.
  const half = v.keep(v.shiftRight(bits, 1));
  const first = v.shiftLeft(half, fraction);
  const second = v.shiftLeft(v.isub(bits, half), fraction);
  return v.mul(v.mul(y, first), second);
}

/** Pushes e^x; `x` must be kept. */
export function exp(v: VectorCode, x: Value): Value {
  const { lowest, highest, ln2, q } = FORMATS[v.shape];
  const inside = v.keep(v.atMost(v.atLeast(x, v.number(lowest)), v.number(highest)));
  const { n, bits, left } = reduce(v, inside, 2);
  const r = v.keep(v.nmadd(n, v.number(ln2[1]), left));
  return scaled(v, v.add(v.madd(...bend(v, r, q), r), v.number(1)), bits);
}

/**
 * e^(high + low) with little more error than the last rounding; both kept. Right where low is at most an ulp of high, and
 * within overflow or underflow for any |low| ≤ 1.
 */
export function expOfPair(v: VectorCode, high: Value, low: Value): Value {
  const { lowest, highest, ln2, q } = FORMATS[v.shape];
  // Farther than for one number, so that low can't bring the sum back into the range.
  const inside = v.keep(v.atMost(v.atLeast(high, v.number(lowest - 2)), v.number(highest + 2)));
  const { n, bits, left } = reduce(v, inside, 2);
  const a = v.keep(left);
  const b = v.keep(v.mul(n, v.number(ln2[1])));
  const near = v.keep(v.sub(a, b));
  const more = v.keep(v.add(v.sub(v.sub(a, near), b), low));
  const r = v.keep(v.add(near, more));
  const rest = v.sub(more, v.sub(r, near));
  const one = v.number(1);
  const top = v.keep(v.add(r, one));
  const lost = v.sub(r, v.sub(top, one));
  const tail = v.madd(...bend(v, r, q), v.madd(rest, top, lost));
  return scaled(v, v.add(top, tail), bits);
}

/** (e^r − 1 − r)/r² for results of 24 bits: relative error of e^r below 2^-33.4. */
const Q_SINGLE = [
  0.500000006768387, 0.1666666382777425, 0.04166628652222721, 0.008334011099365575, 0.0013945515836801176,
  0.00019492455461162436,
];

/** e^x in f64x2 for a result that is rounded to single precision; `x` must be kept. */
export function expForSingle(v: VectorCode, x: Value): Value {
  const { fraction, ln2 } = FORMATS.f64x2;
  // Far enough for the rounding to single precision to overflow and underflow, and one scaling does.
  const { n, bits, left } = reduce(v, v.keep(v.atMost(v.atLeast(x, v.number(-150)), v.number(150))), 1);
  const r = v.keep(v.nmadd(n, v.number(ln2[1]), left));
  return v.mul(v.add(v.madd(...bend(v, r, Q_SINGLE), r), v.number(1)), v.shiftLeft(bits, fraction));
}

/**
 * e^x − 1 for 0 ≤ x ≤ 40, without the loss of subtracting, as a rounded value and what the last roundings lost, both
 * kept; `x` must be kept.
 */
export function expm1(v: VectorCode, x: Value): { high: Value; low: Value } {
  const { fraction, ln2, q } = FORMATS[v.shape];
  const { n, bits, left } = reduce(v, x, 1);
  const power = v.keep(v.shiftLeft(bits, fraction));
  const a = v.keep(left);
  const b = v.keep(v.mul(n, v.number(ln2[1])));
  const r = v.keep(v.sub(a, b));
  const lost = v.sub(v.sub(a, r), b);
  // e^r − 1 = p + rest, then 2^n·p + (2^n − 1): Dekker's fast two-sum each time. 2^n times anything is exact.
  const w = v.keep(v.mul(...bend(v, r, q)));
  const p = v.keep(v.add(r, w));
  const rest = v.add(v.sub(w, v.sub(p, r)), lost);
  const before = v.keep(v.sub(power, v.number(1)));
  const high = v.keep(v.madd(power, p, before));
  const low = v.keep(v.madd(power, rest, v.madd(power, p, v.sub(before, high))));
  return { high, low };
}
