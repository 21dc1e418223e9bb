/**
 * The JavaScript back end's column of the op table: what each operation means, for one element, as plainly as it can be
 * said. Bools are 0 and 1, 64-bit integers bigints, everything else a number; results are brought into the dtype by the
 * interpreter. This is the oracle that the other back ends are tested against.
 */
import type { DType } from "../../array/index.js";
import type { OpName } from "../ops/table.js";

/** One element while it is computed. */
export type Element = number | bigint;

export type JsImpl = (args: readonly Element[], dtype: DType) => Element;

/** An operation with one meaning for numbers and one for bigints. */
function two(onNumber: (a: number, b: number) => number, onBigint: (a: bigint, b: bigint) => bigint): JsImpl {
  return ([a, b]) => (typeof a === "bigint" ? onBigint(a, b as bigint) : onNumber(a, b as number));
}

function one(onNumber: (a: number) => number, onBigint: (a: bigint) => bigint = (a) => a): JsImpl {
  return ([a]) => (typeof a === "bigint" ? onBigint(a) : onNumber(a));
}

const compare =
  (test: (a: Element, b: Element) => boolean): JsImpl =>
  ([a, b]) =>
    test(a, b) ? 1 : 0;

function floorModulus(a: number, b: number, dtype: DType): number {
  if (dtype.kind !== "float") {
    if (b === 0) return 0;
    const r = a % b;
    return r !== 0 && r < 0 !== b < 0 ? r + b : r + 0;
  }
  const r = a % b;
  if (r === 0) return b < 0 || Object.is(b, -0) ? -0 : 0;
  return r < 0 !== b < 0 ? r + b : r;
}

function floorQuotient(a: number, b: number, dtype: DType): number {
  if (dtype.kind !== "float") return b === 0 ? 0 : Math.floor(a / b);
  if (b === 0) return a / b;
  const r = a % b;
  let q = (a - r) / b;
  if (r !== 0 && r < 0 !== b < 0) q -= 1;
  if (q === 0) return Object.is(a / b, -0) || a / b < 0 ? -0 : 0;
  const whole = Math.floor(q);
  return q - whole > 0.5 ? whole + 1 : whole;
}

function bigModulus(a: bigint, b: bigint): bigint {
  if (b === 0n) return 0n;
  const r = a % b;
  return r !== 0n && r < 0n !== b < 0n ? r + b : r;
}

function bigQuotient(a: bigint, b: bigint): bigint {
  return b === 0n ? 0n : (a - bigModulus(a, b)) / b;
}

/** C's pow, and NumPy's: 1 to any power is 1, and (±1) to ±infinity too, where JavaScript says NaN. */
function power(a: number, b: number): number {
  return a === 1 || (a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY) ? 1 : a ** b;
}

function wrappedPower(a: number, b: number, dtype: DType): number {
  return Number(BigInt.asUintN(dtype.itemsize * 8, modularPower(BigInt(a), BigInt(b))));
}

function halfToEven(a: number): number {
  const floor = Math.floor(a);
  const rest = a - floor;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  const out = up ? floor + 1 : floor;
  return out === 0 && (a < 0 || Object.is(a, -0)) ? -0 : out;
}

/** The smaller (`sign` -1) or larger one; NaN wins. */
const extremum =
  (sign: 1 | -1): JsImpl =>
  ([a, b]) => {
    if (typeof a === "bigint") return sign < 0 === a < (b as bigint) ? a : (b as bigint);
    return sign < 0 ? Math.min(a, b as number) : Math.max(a, b as number);
  };

/** The column. */
export const JS: Readonly<Record<OpName, JsImpl>> = {
  add: two(
    (a, b) => a + b,
    (a, b) => a + b,
  ),
  subtract: two(
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  // 32-bit products pass 2^53, so integers are multiplied as bigints and cut.
  multiply: ([a, b], dtype) =>
    dtype.kind === "float"
      ? (a as number) * (b as number)
      : typeof a === "bigint"
        ? a * (b as bigint)
        : Number(BigInt.asIntN(64, BigInt(a) * BigInt(b)) & 0xffffffffn),
  divide: two(
    (a, b) => a / b,
    (a, b) => a / b,
  ),
  floor_divide: ([a, b], dtype) =>
    typeof a === "bigint" ? bigQuotient(a, b as bigint) : floorQuotient(a, b as number, dtype),
  remainder: ([a, b], dtype) =>
    typeof a === "bigint" ? bigModulus(a, b as bigint) : floorModulus(a, b as number, dtype),
  power: ([a, b], dtype) => {
    if (typeof a === "bigint") return modularPower(a, b as bigint);
    return dtype.kind === "float" ? power(a, b as number) : wrappedPower(a, b as number, dtype);
  },
  minimum: extremum(-1),
  maximum: extremum(1),

  negative: one(
    (a) => -a,
    (a) => -a,
  ),
  positive: one((a) => a),
  absolute: one(Math.abs, (a) => (a < 0n ? -a : a)),
  sign: one(
    (a) => (a > 0 ? 1 : a < 0 ? -1 : a === 0 ? 0 : Number.NaN),
    (a) => (a > 0n ? 1n : a < 0n ? -1n : 0n),
  ),
  square: ([a], dtype) => JS.multiply([a, a], dtype),

  sqrt: one(Math.sqrt),
  exp: one(Math.exp),
  log: one(Math.log),
  sin: one(Math.sin),
  cos: one(Math.cos),
  tan: one(Math.tan),
  tanh: one(Math.tanh),

  floor: one(Math.floor),
  ceil: one(Math.ceil),
  trunc: one(Math.trunc),
  rint: one(halfToEven),

  equal: compare((a, b) => a === b),
  not_equal: compare((a, b) => a !== b),
  less: compare((a, b) => a < b),
  less_equal: compare((a, b) => a <= b),
  greater: compare((a, b) => a > b),
  greater_equal: compare((a, b) => a >= b),

  logical_and: ([a, b]) => (a && b ? 1 : 0),
  logical_or: ([a, b]) => (a || b ? 1 : 0),
  logical_xor: ([a, b]) => (Boolean(a) !== Boolean(b) ? 1 : 0),
  logical_not: ([a]) => (a ? 0 : 1),

  bitwise_and: two(
    (a, b) => a & b,
    (a, b) => a & b,
  ),
  bitwise_or: two(
    (a, b) => a | b,
    (a, b) => a | b,
  ),
  bitwise_xor: two(
    (a, b) => a ^ b,
    (a, b) => a ^ b,
  ),
  invert: ([a], dtype) => (dtype.kind === "bool" ? (a ? 0 : 1) : typeof a === "bigint" ? ~a : ~a),

  isnan: one(
    (a) => (Number.isNaN(a) ? 1 : 0),
    () => 0n,
  ),
  isinf: one(
    (a) => (Math.abs(a) === Number.POSITIVE_INFINITY ? 1 : 0),
    () => 0n,
  ),
  isfinite: one(
    (a) => (Number.isFinite(a) ? 1 : 0),
    () => 1n,
  ),

  where: ([condition, a, b]) => (condition ? a : b),
};

/** By squaring, cut to 64 bits on the way: the exact power of a large base would not fit in memory. */
function modularPower(a: bigint, b: bigint): bigint {
  let out = 1n;
  let base = BigInt.asUintN(64, a);
  for (let n = b; n > 0n; n >>= 1n) {
    if (n & 1n) out = BigInt.asUintN(64, out * base);
    base = BigInt.asUintN(64, base * base);
  }
  return out;
}
