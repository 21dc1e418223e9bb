/**
 * Elementary functions in exact arithmetic on BigInt, as a reference that needs nothing else: slow and obvious, right to
 * some 200 bits. Numbers are m·2^-SCALE.
 */

const SCALE = 320n;
const ONE = 1n << SCALE;

/** A value m·2^exponent. */
export interface Exact {
  readonly m: bigint;
  readonly exponent: number;
}

/** A finite double as an exact value. */
export function exactly(x: number): Exact {
  const bits = new BigInt64Array(new Float64Array([Math.abs(x)]).buffer)[0];
  const exponent = Number(bits >> 52n);
  const fraction = bits & ((1n << 52n) - 1n);
  const m = exponent === 0 ? fraction : fraction | (1n << 52n);
  return { m: x < 0 ? -m : m, exponent: Math.max(exponent, 1) - 1075 };
}

function shift(m: bigint, by: bigint): bigint {
  return by >= 0n ? m << by : m >> -by;
}

/** A double cut to a multiple of 2^-SCALE: exact from 2^-268 on. */
function fixed(x: number): bigint {
  const { m, exponent } = exactly(x);
  return shift(m, SCALE + BigInt(exponent));
}

/** Cut towards zero, so that the terms of a series end at 0 (a shift would stop at −1). */
function mul(a: bigint, b: bigint): bigint {
  return (a * b) / ONE;
}

function div(a: bigint, b: bigint): bigint {
  return (a << SCALE) / b;
}

function nearest(a: bigint, b: bigint): bigint {
  return (2n * a + b) / (2n * b) - ((2n * a + b) % (2n * b) < 0n ? 1n : 0n);
}

/** Σ first·z^k/(2k + 1), times (−1)^k if alternating: the series of artanh and arctan. */
function oddSeries(first: bigint, z: bigint, alternating: boolean): bigint {
  let sum = 0n;
  let term = first;
  for (let k = 1n; term !== 0n; k += 2n) {
    sum += alternating && k % 4n === 3n ? -term / k : term / k;
    term = mul(term, z);
  }
  return sum;
}

const THIRD = ONE / 3n;
const LN2 = 2n * oddSeries(THIRD, mul(THIRD, THIRD), false);

function arctanOfInverse(n: bigint): bigint {
  return oddSeries(ONE / n, ONE / (n * n), true);
}

/** Machin: π/4 = 4·arctan(1/5) − arctan(1/239). */
const HALF_PI = 2n * (4n * arctanOfInverse(5n) - arctanOfInverse(239n));

/** e^t for a fixed t, as a value with an exponent. */
function expFixed(t: bigint): Exact {
  const n = nearest(t, LN2);
  const r = t - n * LN2;
  let sum = 0n;
  let term = ONE;
  for (let k = 1n; term !== 0n; k++) {
    sum += term;
    term = mul(term, r) / k;
  }
  return { m: sum, exponent: Number(n - SCALE) };
}

/** log of a positive finite double, fixed. */
function logFixed(x: number): bigint {
  const { m, exponent } = exactly(x);
  const length = m.toString(2).length;
  // x = 2^k·t, ½ < t ≤ 1 at first; moved so that t stands around 1.
  let k = exponent + length;
  let t = shift(m, SCALE - BigInt(length));
  if (t * 4n < ONE * 3n) {
    t *= 2n;
    k--;
  }
  const s = div(t - ONE, t + ONE);
  return BigInt(k) * LN2 + 2n * oddSeries(s, mul(s, s), false);
}

function sinCos(x: number): { sin: bigint; cos: bigint } {
  const t = fixed(x);
  const n = nearest(t, HALF_PI);
  const r = t - n * HALF_PI;
  const parts = [0n, 0n];
  let term = ONE;
  for (let k = 1n; term !== 0n; k++) {
    parts[Number((k - 1n) % 2n)] += ((k - 1n) / 2n) % 2n === 0n ? term : -term;
    term = mul(term, r) / k;
  }
  const [cos, sin] = parts;
  const turns = [
    { sin, cos },
    { sin: cos, cos: -sin },
    { sin: -sin, cos: -cos },
    { sin: -cos, cos: sin },
  ];
  return turns[Number(((n % 4n) + 4n) % 4n)];
}

function tanhFixed(x: number): bigint {
  const { m, exponent } = expFixed(2n * fixed(x));
  const e = shift(m, SCALE + BigInt(exponent));
  return div(e - ONE, e + ONE);
}

const plain = (m: bigint): Exact => ({ m, exponent: -Number(SCALE) });

/**
 * Each function's value, for finite arguments inside its domain. sin, cos and tan want 2^-100 < |x| < 2^40 or 0, tanh
 * 2^-100 < |x| < 60.
 */
export const EXACT = {
  exp: (x: number) => expFixed(fixed(x)),
  log: (x: number) => plain(logFixed(x)),
  sin: (x: number) => plain(sinCos(x).sin),
  cos: (x: number) => plain(sinCos(x).cos),
  tan: (x: number) => {
    const { sin, cos } = sinCos(x);
    return plain(div(sin, cos));
  },
  tanh: (x: number) => plain(tanhFixed(x)),
  /** For x > 0 and a result that is a float. */
  power: (x: number, y: number) => {
    const { m, exponent } = exactly(y);
    return expFixed(shift(m * logFixed(x), BigInt(exponent)));
  },
};

/** How far a finite float lies from the exact value, in units of the last place that the exact value has in its format. */
export function ulpError(got: number, want: Exact, precision: 24 | 53): number {
  const smallest = precision === 24 ? -149 : -1074;
  const size = (want.m < 0n ? -want.m : want.m).toString(2).length;
  const last = Math.max(want.exponent + size - precision, smallest);
  const g = exactly(got);
  // Both on a grid far finer than the last place.
  const grid = BigInt(last - 64);
  const difference = shift(g.m, BigInt(g.exponent) - grid) - shift(want.m, BigInt(want.exponent) - grid);
  return Math.abs(Number(difference)) / 2 ** 64;
}
