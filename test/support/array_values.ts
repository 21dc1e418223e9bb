/** Elements that find mistakes: the limits of each dtype, the special floats, and random ones of every magnitude. */
import {
  type AnyTypedArray,
  DTYPES,
  type DTypeName,
  integerRange,
  typedArrayOf,
} from "../../dist/array/index.js";
import type { Seeded } from "./seeded.js";

export const DTYPE_NAMES = Object.keys(DTYPES) as DTypeName[];
export const FLOAT_NAMES = ["float32", "float64"] as const satisfies DTypeName[];
export const INTEGER_NAMES = DTYPE_NAMES.filter((name) => /int/.test(name));

type Element = number | bigint | boolean;

/** A typed array of a dtype from values that it can hold. */
export function typed(dtype: DTypeName, values: readonly Element[]): AnyTypedArray {
  const data = new (typedArrayOf(DTYPES[dtype]))(values.length);
  const wide = dtype === "int64" || dtype === "uint64";
  values.forEach((x, i) => {
    data[i] = (wide ? BigInt(x) : Number(x)) as never;
  });
  return data;
}

const FLOAT_SPECIALS = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2.5,
  -2.5,
  3,
  -7.25,
  1e-3,
  123.456,
  1e5,
  -1e10,
  NaN,
  Infinity,
  -Infinity,
];
const FLOAT32_LIMITS = [
  3.4028234663852886e38, 1.1754943508222875e-38, 1.401298464324817e-45, 16777217, -8388607.5,
];
const FLOAT64_LIMITS = [
  Number.MAX_VALUE,
  2.2250738585072014e-308,
  Number.MIN_VALUE,
  2 ** 53 - 1,
  4503599627370495.5,
  -1e300,
];

/** The values of a dtype that are most often got wrong. */
export function specials(dtype: DTypeName): readonly Element[] {
  const type = DTYPES[dtype];
  if (type.kind === "bool") return [false, true];
  if (dtype === "float32") return [...FLOAT_SPECIALS, ...FLOAT32_LIMITS].map(Math.fround);
  if (dtype === "float64") return [...FLOAT_SPECIALS, ...FLOAT64_LIMITS];
  const [least, most] = integerRange(type);
  const candidates = [
    0n,
    1n,
    -1n,
    2n,
    -2n,
    3n,
    -3n,
    7n,
    10n,
    -10n,
    63n,
    100n,
    least,
    least + 1n,
    most,
    most - 1n,
    most / 2n,
  ];
  return candidates.filter((x) => x >= least && x <= most);
}

/** A random element: floats of every magnitude that the dtype has, integers over the whole range but small ones often. */
export function randomElement(random: Seeded, dtype: DTypeName): Element {
  const type = DTYPES[dtype];
  if (type.kind === "bool") return random.next() < 0.5;
  if (type.kind === "float") {
    const draw = random.next();
    if (draw < 0.4) return (random.next() - 0.5) * 20;
    if (draw < 0.6) return random.integer(-50, 50);
    return (
      (random.next() - 0.5) *
      10 ** (dtype === "float32" ? random.integer(-38, 38) : random.integer(-300, 300))
    );
  }
  const [least, most] = integerRange(type);
  const size = random.bits64() >> BigInt(random.integer(0, 63));
  const x = type.kind === "int" && random.next() < 0.5 ? -size : size;
  return x < least ? least : x > most ? most : x;
}

/** `count` elements: the special ones first, then random ones. */
export function mixedElements(random: Seeded, dtype: DTypeName, count: number): Element[] {
  const first = specials(dtype);
  return Array.from({ length: count }, (_, i) =>
    i < first.length ? first[i] : randomElement(random, dtype),
  );
}

/** Every special value of one dtype beside every one of another: two arrays of equal length. */
export function specialPairs(a: DTypeName, b: DTypeName): [AnyTypedArray, AnyTypedArray] {
  const left: Element[] = [];
  const right: Element[] = [];
  for (const x of specials(a))
    for (const y of specials(b)) {
      left.push(x);
      right.push(y);
    }
  return [typed(a, left), typed(b, right)];
}

/** How many different elements a large array has: a prime, so that every lane and slice gets others. */
export const PERIOD = 9_973;

/** A large array that repeats a few elements: quick to make. */
export function cycle(elements: AnyTypedArray, length: number): AnyTypedArray {
  const all = new (elements.constructor as new (n: number) => AnyTypedArray)(length);
  for (let start = 0; start < length; start += elements.length)
    all.set(elements.subarray(0, Math.min(elements.length, length - start)) as never, start);
  return all;
}
