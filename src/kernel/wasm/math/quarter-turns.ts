/**
 * Argument reduction for sin, cos and tan after Cody and Waite (Muller, Elementary Functions, 3rd ed., § 11.2):
 * x = n·π/2 + r with |r| ≤ π/4 (a little more where the estimate of n is off by a rounding). π/2 is cut into parts of 33
 * bits, so that n below 2^20 times a part is exact, fused or not.
 */
import type { Value, VectorCode } from "./vector-code.js";

/** Up to here n·(a part of π/2) is exact; larger arguments go through `Math`, lane by lane. */
export const REDUCTION_LIMIT = 2 ** 20;

/** 1.5·2^52: adding it rounds to an integer that then stands in the low bits. */
const MAGIC = 6755399441055744;
const TWO_OVER_PI = 0.6366197723675814;
/** π/2 = the sum of these: 33, 33 and 33 bits, and the rest. */
const HALF_PI = [
  1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32,
] as const;
/** What the first part leaves of π/2, in one float: 86 bits in all, enough for a result of 24. */
const HALF_PI_REST = 6.077100506506192e-11;

export interface Reduced {
  /** r, kept. */
  readonly r: Value;
  /** The low bits hold n plus the quarter turns asked for; kept. */
  readonly quarter: Value;
}

/** n as a float and as the low bits of a lane, moved `ahead` by some quarter turns; both kept. */
function quarters(v: VectorCode, x: Value, ahead: number): { n: Value; quarter: Value } {
  const shift = v.number(MAGIC + ahead);
  const quarter = v.keep(v.madd(x, v.number(TWO_OVER_PI), shift));
  return { n: v.keep(v.sub(quarter, shift)), quarter };
}

/**
 * For results in double precision (f64x2): also `excess`, kept, which must still be taken off r, half a unit in r's last
 * place at most. Infinities and NaN leave NaN in r. `x` must be kept.
 */
export function reduce(v: VectorCode, x: Value, ahead: number): Reduced & { readonly excess: Value } {
  const { n, quarter } = quarters(v, x, ahead);
  const [p1, p2, p3, p4] = HALF_PI;
  // Exact: the difference is a multiple of the smaller last place and no larger than x.
  const first = v.keep(v.nmadd(n, v.number(p1), x));
  const w = v.keep(v.mul(n, v.number(p2)));
  const second = v.keep(v.sub(first, w));
  // What rounding that difference added (Dekker's fast two-sum; after cancellation the difference is exact and this 0).
  const lost = v.sub(w, v.sub(first, second));
  const third = v.keep(v.madd(n, v.number(p3), lost));
  const r = v.keep(v.sub(second, third));
  const excess = v.keep(v.madd(n, v.number(p4), v.sub(third, v.sub(second, r))));
  return { r, excess, quarter };
}

/** The same, in f64x2 still, for results that are rounded to single precision. */
export function reduceForSingle(v: VectorCode, x: Value, ahead: number): Reduced {
  const { n, quarter } = quarters(v, x, ahead);
  const first = v.nmadd(n, v.number(HALF_PI[0]), x);
  return { r: v.keep(v.nmadd(n, v.number(HALF_PI_REST), first)), quarter };
}

/** A mask of the lanes where n is odd. */
export function isOdd(v: VectorCode, quarter: Value): Value {
  const one = v.pattern(1n);
  return v.ieq(v.and(quarter, one), one);
}

/**
 * The result, with `Math`'s own value in the lanes whose argument is beyond the limit. The other lanes stay as they are:
 * a value must not depend on its neighbours.
 */
export function orScalar(v: VectorCode, name: string, x: Value, result: Value): Value {
  const { f } = v.m;
  return () => {
    const out = v.scratch();
    result();
    f.set(out);
    const large = v.keep(v.compare("gt", v.abs(x), v.number(REDUCTION_LIMIT)));
    v.ifAny(large, () => {
      v.select(large, v.eachLane(name, [x]), v.of(out))();
      f.set(out);
    });
    f.get(out);
  };
}
