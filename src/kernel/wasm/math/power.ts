/**
 * Power, with the special values of C's pow, which are NumPy's: 1 to any power and anything to the power 0 are 1, even
 * for NaN, and (−1)^±∞ = 1. JavaScript's Math.pow gives NaN for 1^NaN, 1^±∞ and (−1)^±∞.
 * https://numpy.org/doc/stable/reference/generated/numpy.power.html
 */
import { expForSingle, expOfPair } from "./exponential.js";
import { log, R_FOR_SINGLE } from "./logarithm.js";
import { logPair, timesPair } from "./logarithm-pair.js";
import type { Value, VectorCode } from "./vector-code.js";

const SIGN = 1n << 63n;

/** A mask of the lanes where the answer is 1 whatever else holds; `x` and `y` must be kept. */
function isOne(v: VectorCode, x: Value, y: Value): Value {
  const one = v.number(1);
  const turning = v.and(v.compare("eq", v.abs(x), one), v.compare("eq", v.abs(y), v.number(Infinity)));
  return v.or(v.or(v.compare("eq", y, v.number(0)), v.compare("eq", x, one)), turning);
}

/**
 * x^y in f64x2 from a formula for |x|^y. The rest is done only where some base is not positive and finite or some
 * exponent not finite; there the formula may give NaN where the answer is 1. With `scalar` the lanes where |x| is not
 * positive and finite or y not finite take Math.pow's answer instead of the formula's.
 */
function signed(v: VectorCode, x: Value, y: Value, ofMagnitude: Value, scalar: boolean): Value {
  const { f } = v.m;
  const infinity = v.number(Infinity);
  const out = v.scratch();
  const set = (value: Value): void => {
    value();
    f.set(out);
  };
  const usual = (a: Value): Value =>
    v.and(
      v.and(v.compare("gt", a, v.number(0)), v.compare("lt", a, infinity)),
      v.compare("lt", v.abs(y), infinity),
    );
  return () => {
    set(ofMagnitude);
    v.unlessAll(usual(x), () => {
      const whole = v.keep(v.compare("eq", v.trunc(y), y));
      const half = v.keep(v.mul(y, v.number(0.5)));
      const odd = v.and(whole, v.compare("ne", v.trunc(half), half));
      set(v.xor(v.of(out), v.and(v.and(x, v.pattern(SIGN)), odd)));
      const finiteNegative = v.and(v.compare("lt", x, v.number(0)), v.compare("gt", x, v.number(-Infinity)));
      // All ones is a NaN.
      set(v.or(v.of(out), v.and(finiteNegative, v.not(whole))));
      if (scalar) {
        const plain = v.keep(usual(v.abs(x)));
        v.unlessAll(plain, () => set(v.select(plain, v.of(out), v.eachLane("pow", [x, y]))));
      }
      set(v.select(isOne(v, x, y), v.number(1), v.of(out)));
    });
    f.get(out);
  };
}

/** Exponents beyond this overflow or underflow whatever the base, unless it is 1; products with them don't overflow. */
const LARGEST_EXPONENT = 2 ** 64;

/** Pushes x^y; both must be kept. */
export function power(v: VectorCode, x: Value, y: Value): Value {
  if (v.shape === "f32x4")
    return v.throughDoubles([x, y], (wide, base, exponent) => {
      const magnitude = wide.keep(wide.abs(base));
      const logarithm = wide.keep(wide.mul(exponent, log(wide, magnitude, R_FOR_SINGLE)));
      return signed(wide, base, exponent, expForSingle(wide, logarithm), false);
    });
  const exponent = v.keep(v.atMost(v.atLeast(y, v.number(-LARGEST_EXPONENT)), v.number(LARGEST_EXPONENT)));
  const { high, low } = timesPair(v, exponent, logPair(v, v.keep(v.abs(x))));
  // Beyond the range of exp the lower part may be anything: its sign doesn't matter there, but its size would.
  const bounded = v.keep(v.atMost(v.atLeast(low, v.number(-1)), v.number(1)));
  return signed(v, x, y, expOfPair(v, high, bounded), true);
}
