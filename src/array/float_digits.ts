/**
 * Decimal digits of binary floats: the shortest that read back as the same float, and the exact ones rounded half to even.
 *
 * NumPy prints with Dragon4, which generates digits until they name the float uniquely or until a cut-off, where it rounds
 * the exact binary value, not the shortest digits (0.15 to one digit is 0.1: the float lies below 0.15). Both are needed here.
 * R. G. Burger and R. K. Dybvig, "Printing Floating-Point Numbers Quickly and Accurately", PLDI 1996.
 */

/** A finite number >= 0 in decimal: `digits` with the decimal point after the first `point` of them (`point` may lie outside). */
export interface Decimal {
  readonly digits: string;
  readonly point: number;
}

const ZERO: Decimal = { digits: "0", point: 1 };
const FLOAT32_HIDDEN_BIT = 1 << 23;
const FLOAT32_MIN_EXPONENT = -149;

const bits = new DataView(new ArrayBuffer(8));

/**
 * The fewest digits that read back as `x`, the closest to `x` among those.
 * @param x finite, >= 0; a float32's value if `single`
 * @param single whether they have to tell `x` from other float32s only, not from other float64s
 */
export function shortestDigits(x: number, single: boolean): Decimal {
  if (x === 0) return ZERO;
  if (single) return shortestSingle(x);
  // ECMAScript's Number::toString is this algorithm for float64.
  const [mantissa, exponent] = x.toExponential().split("e");
  return { digits: mantissa.replace(".", ""), point: Number(exponent) + 1 };
}

/** Burger and Dybvig's free-format algorithm on a float32; half of the gap to each neighbour is what may be given away. */
function shortestSingle(x: number): Decimal {
  bits.setFloat32(0, x);
  const word = bits.getUint32(0);
  const biased = word >>> 23;
  const fraction = word & (FLOAT32_HIDDEN_BIT - 1);
  const mantissa = biased === 0 ? fraction : fraction | FLOAT32_HIDDEN_BIT;
  const exponent = FLOAT32_MIN_EXPONENT + Math.max(biased, 1) - 1;
  // Below a power of two the floats lie twice as close.
  const narrowBelow = fraction === 0 && biased > 1;
  const even = mantissa % 2 === 0;

  let above = narrowBelow ? 2n : 1n;
  let below = 1n;
  let scale = narrowBelow ? 4n : 2n;
  let rest = BigInt(mantissa) * scale;
  if (exponent >= 0) {
    const power = 1n << BigInt(exponent);
    rest *= power;
    above *= power;
    below *= power;
  } else {
    scale <<= BigInt(-exponent);
  }

  // The point: the smallest power of ten that no number in reach of x is above.
  let point = Math.ceil(Math.log10(x)) - 1;
  if (point >= 0) {
    scale *= 10n ** BigInt(point);
  } else {
    const power = 10n ** BigInt(-point);
    rest *= power;
    above *= power;
    below *= power;
  }
  while (even ? rest + above >= scale : rest + above > scale) {
    scale *= 10n;
    point++;
  }

  let digits = "";
  for (;;) {
    rest *= 10n;
    above *= 10n;
    below *= 10n;
    const digit = rest / scale;
    rest -= digit * scale;
    const low = even ? rest <= below : rest < below;
    const high = even ? rest + above >= scale : rest + above > scale;
    if (!low && !high) {
      digits += digit;
      continue;
    }
    const twice = rest * 2n;
    const up = low === high ? twice > scale || (twice === scale && digit % 2n === 1n) : high;
    return { digits: digits + (up ? digit + 1n : digit), point };
  }
}

/** `x` as a ratio of two integers, exactly. */
function exactRatio(x: number): [numerator: bigint, denominator: bigint] {
  bits.setFloat64(0, x);
  const word = bits.getBigUint64(0);
  const biased = Number((word >> 52n) & 0x7ffn);
  const fraction = word & 0xfffffffffffffn;
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  const exponent = Math.max(biased, 1) - 1075;
  return exponent >= 0 ? [mantissa << BigInt(exponent), 1n] : [mantissa, 1n << BigInt(-exponent)];
}

function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twice = (numerator - quotient * denominator) * 2n;
  return twice > denominator || (twice === denominator && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

/** The exact value of `x` (finite, >= 0) rounded half to even to `places` digits after the decimal point. */
export function exactFraction(x: number, places: number): Decimal {
  const [numerator, denominator] = exactRatio(x);
  const digits = String(divideHalfEven(numerator * 10n ** BigInt(places), denominator)).padStart(
    places + 1,
    "0",
  );
  return { digits, point: digits.length - places };
}

/** The exact value of `x` (finite, >= 0) rounded half to even to one digit before the decimal point and `places` after it. */
export function exactScientific(x: number, places: number): Decimal {
  if (x === 0) return { digits: "0".repeat(places + 1), point: 1 };
  const [numerator, denominator] = exactRatio(x);
  let exponent = Math.floor(Math.log10(x));
  // The logarithm is rounded: it may name the next power of ten.
  const reaches = (power: number): boolean =>
    power >= 0
      ? numerator >= denominator * 10n ** BigInt(power)
      : numerator * 10n ** BigInt(-power) >= denominator;
  if (!reaches(exponent)) exponent--;
  else if (reaches(exponent + 1)) exponent++;
  const shift = places - exponent;
  const rounded =
    shift >= 0
      ? divideHalfEven(numerator * 10n ** BigInt(shift), denominator)
      : divideHalfEven(numerator, denominator * 10n ** BigInt(-shift));
  const digits = String(rounded);
  // 9.99 rounded up to 10.0 has a digit more: drop its last zero and move the point.
  if (digits.length > places + 1) return { digits: digits.slice(0, -1), point: exponent + 2 };
  return { digits, point: exponent + 1 };
}
