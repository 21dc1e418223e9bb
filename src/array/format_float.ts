/**
 * How NumPy 2 prints floats: one form for all elements of an array (positional or scientific), digits that are unique
 * within the dtype up to a precision, columns that align at the point.
 * https://numpy.org/doc/stable/reference/generated/numpy.set_printoptions.html
 */
import { type Decimal, exactFraction, exactScientific, shortestDigits } from "./float_digits.js";
import type { PrintOptions } from "./print_options.js";

/** Scientific from here on: 10 to the power of the digits that the dtype always holds (6, 15), 8 at most. */
const SCIENTIFIC_FROM = { single: 1e6, double: 1e8 } as const;
const SCIENTIFIC_BELOW = 1e-4;
const SCIENTIFIC_RATIO = 1000;

/** A printed number in its parts; the exponent has its sign and is empty in positional notation. */
interface Parts {
  /** Sign and digits before the point. */
  readonly whole: string;
  readonly fraction: string;
  readonly exponent: string;
}

interface DigitRule {
  readonly single: boolean;
  /** As few digits as tell the float from others, within min and max; otherwise exactly max. */
  readonly unique: boolean;
  readonly min: number;
  readonly max: number;
}

function isNegative(x: number): boolean {
  return x < 0 || Object.is(x, -0);
}

/** Digits by the rule: the shortest where their number lies within the bounds, else the exact value rounded to a bound. */
function digitsBy(
  x: number,
  rule: DigitRule,
  needed: (shortest: Decimal) => number,
  exact: (x: number, places: number) => Decimal,
): Decimal {
  if (!rule.unique) return exact(x, rule.max);
  const shortest = shortestDigits(x, rule.single);
  const need = needed(shortest);
  if (need < rule.min) return exact(x, rule.min);
  return need > rule.max ? exact(x, rule.max) : shortest;
}

const trimZeros = (digits: string): string => digits.replace(/0+$/, "");

function positional(x: number, rule: DigitRule, plus: boolean): Parts {
  const size = Math.abs(x);
  const { digits, point } = digitsBy(
    size,
    rule,
    (d) => Math.max(0, d.digits.length - d.point),
    exactFraction,
  );
  const whole = point <= 0 ? "0" : digits.slice(0, point).padEnd(point, "0");
  const fraction = point <= 0 ? "0".repeat(-point) + digits : digits.slice(point);
  return {
    whole: (isNegative(x) ? "-" : plus ? "+" : "") + whole,
    fraction: trimZeros(fraction),
    exponent: "",
  };
}

function scientific(x: number, rule: DigitRule, plus: boolean): Parts {
  const { digits, point } = digitsBy(Math.abs(x), rule, (d) => d.digits.length - 1, exactScientific);
  const power = point - 1;
  return {
    whole: (isNegative(x) ? "-" : plus ? "+" : "") + digits[0],
    fraction: trimZeros(digits.slice(1)),
    exponent: (power < 0 ? "-" : "+") + String(Math.abs(power)).padStart(2, "0"),
  };
}

/** Whether the finite elements of an array are printed in scientific notation: all or none. */
function needsScientific(finite: readonly number[], single: boolean, suppress: boolean): boolean {
  let largest = 0;
  let smallest = Infinity;
  for (const x of finite) {
    if (x === 0) continue;
    largest = Math.max(largest, Math.abs(x));
    smallest = Math.min(smallest, Math.abs(x));
  }
  if (largest === 0) return false;
  if (largest >= (single ? SCIENTIFIC_FROM.single : SCIENTIFIC_FROM.double)) return true;
  if (suppress) return false;
  // NumPy compares in the array's dtype.
  const round = single ? Math.fround : (x: number) => x;
  return smallest < round(SCIENTIFIC_BELOW) || round(largest / smallest) > SCIENTIFIC_RATIO;
}

/**
 * A function that prints an element of a float array.
 * @param data the elements that will be printed: they decide the notation, the digits and the widths
 * @param single whether the dtype is float32
 */
export function floatFormatter(
  data: readonly number[],
  single: boolean,
  options: PrintOptions,
): (x: number) => string {
  const finite = data.filter(Number.isFinite);
  const plus = options.sign === "+";
  const fixed = options.floatmode === "fixed";
  const max = options.floatmode === "unique" ? Infinity : options.precision;
  const firstRule: DigitRule = { single, unique: !fixed, min: 0, max };
  const inScientific = needsScientific(finite, single, options.suppress);
  const write = inScientific ? scientific : positional;

  // A first pass finds the widths of the columns.
  let left = 0;
  let right = 0;
  let exponentDigits = 0;
  for (const x of finite) {
    const parts = write(x, firstRule, plus);
    left = Math.max(left, parts.whole.length);
    right = Math.max(right, fixed ? max : parts.fraction.length);
    exponentDigits = Math.max(exponentDigits, parts.exponent.length - 1);
  }
  const keepZeros = inScientific || fixed || options.floatmode === "maxprec_equal";
  const rule: DigitRule = keepZeros ? { single, unique: !fixed, min: right, max: right } : firstRule;
  if (options.sign === " " && !finite.some(isNegative)) left++;

  const rightWidth = right + (inScientific ? exponentDigits + 2 : 0);
  if (finite.length < data.length) {
    // nan and inf may reach over the point and the fraction; the form of the sign comes on top for inf.
    const signWidth = options.sign !== "-" || data.includes(-Infinity) ? 1 : 0;
    const covered = rightWidth + 1;
    left = Math.max(left, options.nanstr.length - covered, options.infstr.length + signWidth - covered);
  }

  return (x) => {
    if (!Number.isFinite(x)) {
      const sign = x === -Infinity ? "-" : plus ? "+" : "";
      const text = sign + (Number.isNaN(x) ? options.nanstr : options.infstr);
      return text.padStart(left + rightWidth + 1);
    }
    const { whole, fraction, exponent } = write(x, rule, plus);
    const padded = `${whole.padStart(left)}.${keepZeros ? fraction.padEnd(right, "0") : fraction.padEnd(right)}`;
    return inScientific
      ? `${padded}e${exponent[0]}${exponent.slice(1).padStart(exponentDigits, "0")}`
      : padded;
  };
}

/** A float on its own, as NumPy prints a scalar: all digits that it needs, whatever the print options. */
export function floatScalarText(x: number, single: boolean): string {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x < 0 ? "-inf" : "inf";
  const rule: DigitRule = { single, unique: true, min: 0, max: Infinity };
  const size = Math.abs(x);
  if (size === 0 || (size >= SCIENTIFIC_BELOW && size < (single ? SCIENTIFIC_FROM.single : 1e16))) {
    const { whole, fraction } = positional(x, rule, false);
    return `${whole}.${fraction || "0"}`;
  }
  const { whole, fraction, exponent } = scientific(x, rule, false);
  return `${whole}${fraction && `.${fraction}`}e${exponent}`;
}
