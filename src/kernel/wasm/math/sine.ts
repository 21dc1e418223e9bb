/**
 * sin and cos: on |r| ≤ π/4 both polynomials are computed and each lane takes the one that its quarter turn needs. In
 * double precision the reduced argument's rounding error is carried along, as in fdlibm's k_sin.c and k_cos.c
 * (https://www.netlib.org/fdlibm/). Single precision is computed in double, with short polynomials: that costs a sixth
 * more than single-precision arithmetic after the (double-precision) reduction, and has no error but the last rounding.
 * The polynomials are minimax fits in relative error, made with Remez' exchange.
 */
import { isOdd, orScalar, type Reduced, reduce, reduceForSingle } from "./quarter-turns.js";
import type { Value, VectorCode } from "./vector-code.js";

/** (sin r − r)/r³ in r²: relative error of the sine below 2^-57.7. */
const SIN = [
  -0.1666666666666663, 0.00833333333332184, -0.00019841269829451834, 2.75573136062686e-6,
  -2.5050749737443996e-8, 1.5896541813525866e-10,
];
/** (cos r − 1 + r²/2)/r⁴ in r²: relative error of the cosine below 2^-63.8. */
const COS = [
  0.041666666666666595, -0.001388888888887334, 2.4801587288994104e-5, -2.755731421245745e-7,
  2.0875704480784443e-9, -1.1358688724040774e-11,
];
/** sin r / r in r², for results of 24 bits: below 2^-27.9. */
const SIN_SINGLE = [1, -0.16666655242443085, 0.008332189172506332, -0.00019518287444952875];
/** cos r in r², for results of 24 bits: below 2^-32.9. */
const COS_SINGLE = [1, -0.5, 0.04166664555668831, -0.0013887309469282627, 2.4432369173155166e-5];

/** The sine and the cosine of a reduced argument, and its quarter turns; all kept. */
export interface SineAndCosine {
  readonly sin: Value;
  readonly cos: Value;
  readonly quarter: Value;
}

/** Of x + `ahead` quarter turns, to double precision (f64x2); `x` must be kept. */
export function sineAndCosine(v: VectorCode, x: Value, ahead: number): SineAndCosine {
  const { r, excess, quarter } = reduce(v, x, ahead);
  const z = v.keep(v.mul(r, r));
  const square = v.keep(v.mul(z, z));
  // What is taken off r is +0 where r is -0, so that sin(-0) = -0.
  const sin = v.keep(v.sub(r, v.nmadd(v.mul(z, r), v.split(z, square, SIN), excess)));
  const half = v.keep(v.mul(z, v.number(0.5)));
  const one = v.number(1);
  const high = v.keep(v.sub(one, half));
  // 1 − r²/2 rounded, and what that lost.
  const lost = v.sub(v.sub(one, high), half);
  const cos = v.keep(v.add(high, v.madd(square, v.split(z, square, COS), v.madd(r, excess, lost))));
  return { sin, cos, quarter };
}

/** Of x + `ahead` quarter turns, in f64x2 to a little more than single precision; `x` must be kept. */
export function sineAndCosineForSingle(v: VectorCode, x: Value, ahead: number): SineAndCosine {
  const { r, quarter }: Reduced = reduceForSingle(v, x, ahead);
  const z = v.keep(v.mul(r, r));
  const sin = v.keep(v.mul(v.polynomial(z, SIN_SINGLE), r));
  const cos = v.keep(v.polynomial(z, COS_SINGLE));
  return { sin, cos, quarter };
}

/** sin, from the sine and cosine of the reduced argument: the one of odd turns is the cosine, the second half negative. */
function pick(v: VectorCode, { sin, cos, quarter }: SineAndCosine): Value {
  const sign = v.shiftLeft(v.and(quarter, v.pattern(2n)), 62);
  return v.xor(v.select(isOdd(v, quarter), cos, sin), sign);
}

/** sin(x + ahead·π/2). */
function turned(v: VectorCode, x: Value, ahead: 0 | 1): Value {
  if (v.shape === "f64x2") return pick(v, sineAndCosine(v, x, ahead));
  return v.throughDoubles([x], (wide, half) => pick(wide, sineAndCosineForSingle(wide, half, ahead)));
}

/** Pushes sin x; `x` must be kept. */
export function sin(v: VectorCode, x: Value): Value {
  return orScalar(v, "sin", x, turned(v, x, 0));
}

/** Pushes cos x; `x` must be kept. */
export function cos(v: VectorCode, x: Value): Value {
  return orScalar(v, "cos", x, turned(v, x, 1));
}
