/**
 * The logarithm as an unevaluated sum of two doubles, for pow: there it is multiplied by up to 745/log x, and so must be
 * right to 2^-65. Products are made exact with factors cut in halves of 26 and 27 bits (Veltkamp and Dekker; Muller et
 * al., Handbook of Floating-Point Arithmetic, 2nd ed., § 4.4), sums with the fast two-sum; products of halves are exact
 * by themselves, so it doesn't matter whether they are fused with a sum.
 *
 * log x = k·ln2 + 2s + s·g with s = f/(2 + f), g = z·(2/3 + z·T(z)), z = s². T is a minimax fit made with Remez' exchange.
 */
import { decompose } from "./logarithm.js";
import type { Value, VectorCode } from "./vector-code.js";

/** An unevaluated sum, both parts kept. */
export interface Pair {
  readonly high: Value;
  readonly low: Value;
}

/** (log((1 + s)/(1 − s)) − 2s − 2s³/3)/s⁵ in s²: relative error of the logarithm below 2^-66.2. */
const T = [
  0.40000000000002256, 0.2857142857009956, 0.22222222519934798, 0.1818178436529495, 0.15386757447735275,
  0.1325681438307915, 0.1319636505972991,
];
const TWO_THIRDS = [0.6666666666666666, 3.700743415417188e-17] as const;
/** The first part has 32 significant bits, k at most 11: their product is exact. */
const LN2 = [0.6931471803691238, 1.9082149292705877e-10] as const;

/** Keeps the upper 26 of 53 bits. */
const UPPER = -1n << 27n;

/** a, and a = upper + lower, all kept: 26 and at most 27 bits. */
interface Halves {
  readonly whole: Value;
  readonly upper: Value;
  readonly lower: Value;
}

function halve(v: VectorCode, whole: Value): Halves {
  const upper = v.keep(v.and(whole, v.pattern(UPPER)));
  return { whole, upper, lower: v.keep(v.sub(whole, upper)) };
}

/** a·b rounded, and what rounding lost (but for the last bit of the product of the lower halves); the first kept. */
function product(v: VectorCode, a: Halves, b: Halves): Pair {
  const high = v.keep(v.mul(a.whole, b.whole));
  const upper = v.sub(v.mul(a.upper, b.upper), high);
  return { high, low: v.madd(a.lower, b.whole, v.madd(a.upper, b.lower, upper)) };
}

/** a + b for |a| ≥ |b| or a = 0, both kept: the sum rounded, kept, and what rounding lost. */
function sum(v: VectorCode, a: Value, b: Value): Pair {
  const high = v.keep(v.add(a, b));
  return { high, low: v.sub(b, v.sub(high, a)) };
}

/** log x for a positive and finite x, kept (f64x2). */
export function logPair(v: VectorCode, x: Value): Pair {
  const { k, fraction: f } = decompose(v, x);
  const two = v.number(2);
  const d = v.keep(v.add(f, two));
  const dLow = v.sub(f, v.sub(d, two));
  const s = halve(v, v.keep(v.div(f, d)));
  const dHalves = halve(v, d);
  // f − s·d; then divided by d, 1/(2 + f) being (1 − s)/2.
  const first = v.nmadd(s.upper, dHalves.lower, v.nmadd(s.upper, dHalves.upper, f));
  const left = v.nmadd(s.whole, dLow, v.nmadd(s.lower, d, first));
  const sLow = v.keep(v.mul(left, v.nmadd(s.whole, v.number(0.5), v.number(0.5))));
  const twiceS = v.keep(v.add(s.whole, s.whole));

  const square = product(v, s, s);
  const z = halve(v, square.high);
  const zLow = v.madd(twiceS, sLow, square.low);
  const z2 = v.keep(v.mul(z.whole, z.whole));
  const t = v.keep(v.mul(z.whole, v.split(z.whole, z2, T)));
  const q = sum(v, v.number(TWO_THIRDS[0]), t);
  const qLow = v.add(q.low, v.number(TWO_THIRDS[1]));
  const g = product(v, z, halve(v, q.high));
  const gLow = v.madd(zLow, q.high, v.madd(z.whole, qLow, g.low));
  const w = product(v, s, halve(v, g.high));
  const wLow = v.madd(sLow, g.high, v.madd(s.whole, gLow, w.low));

  const a = sum(v, v.keep(v.mul(k, v.number(LN2[0]))), twiceS);
  const b = sum(v, a.high, w.high);
  const rest = v.madd(k, v.number(LN2[1]), v.madd(sLow, two, wLow));
  const low = v.keep(v.add(v.add(a.low, b.low), rest));
  const result = sum(v, b.high, low);
  return { high: result.high, low: v.keep(result.low) };
}

/** A kept y times a pair. */
export function timesPair(v: VectorCode, y: Value, pair: Pair): Pair {
  const { high, low } = product(v, halve(v, y), halve(v, pair.high));
  return { high, low: v.keep(v.madd(y, pair.low, low)) };
}
