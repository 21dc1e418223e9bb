/**
 * tanh x = u/(u + 2) with u = e^(2|x|) − 1, and the sign of x. The roundings of u and u + 2 would cost 2.6 units in the
 * last place; they are known (Dekker's fast two-sum), and the quotient t is corrected by the first term of its Taylor
 * series, with 1/(u + 2) = (1 − t)/2.
 */
import { expm1 } from "./exponential.js";
import type { Value, VectorCode } from "./vector-code.js";

/** From 19.1 on (single precision: 9.1) tanh is 1: 2e^(−2x) is below half a unit in the last place. */
const CEILING = 20;

/** Pushes tanh x; `x` must be kept. */
export function tanh(v: VectorCode, x: Value): Value {
  const magnitude = v.keep(v.atMost(v.abs(x), v.number(CEILING)));
  const u = expm1(v, v.keep(v.add(magnitude, magnitude)));
  const two = v.number(2);
  const d = v.keep(v.add(u.high, two));
  const t = v.keep(v.div(u.high, d));
  // The larger of the two is to be taken off the sum first.
  const rounding = v.sub(v.atMost(u.high, two), v.sub(d, v.atLeast(u.high, two)));
  const low = v.add(rounding, u.low);
  const error = v.nmadd(t, low, u.low);
  const quotient = v.madd(error, v.nmadd(t, v.number(0.5), v.number(0.5)), t);
  return v.or(quotient, v.and(x, v.pattern(v.shape === "f64x2" ? 1n << 63n : 1n << 31n)));
}
