/** Operations as JavaScript text: what each means on numbers, booleans and bigints, exactly as the table of compiled functions says. */
import { isLanes } from "../effects.js";
import type { ArithmeticOp, BitOp, Comparison, ScalarType, UnaryMath, ValueType } from "../ir.js";
import { LANES } from "./lanes.js";

const isBig = (type: ScalarType): boolean => type === "i64" || type === "u64";
export const isFloat = (type: ScalarType): boolean => type === "f32" || type === "f64";

/** A number of any size, brought into the type: integers modulo their width, floats rounded. */
export function wrapped(type: ScalarType, text: string): string {
  switch (type) {
    case "i32":
      return `(${text} | 0)`;
    case "u32":
      return `(${text} >>> 0)`;
    case "i64":
      return `BigInt.asIntN(64, ${text})`;
    case "u64":
      return `BigInt.asUintN(64, ${text})`;
    case "f32":
      return `Math.fround(${text})`;
    default:
      return `(${text})`;
  }
}

/** A value of the type: a literal beside an f32 is one, too. */
export function constantText(type: ScalarType, given: number | bigint | boolean): string {
  if (typeof given === "bigint") return `(${given}n)`;
  const value = type === "f32" ? Math.fround(Number(given)) : given;
  return Object.is(value, -0) ? "(-0)" : `(${value})`;
}

/** What a variable of the type holds at first. */
export function zeroText(type: ValueType): string {
  if (isLanes(type)) return `$.lanes.${type}.splat(${type === "i64x2" ? "0n" : "0"})`;
  return type === "bool" ? "false" : type === "i64" || type === "u64" ? "0n" : "0";
}

const SIGNS: Partial<Record<ArithmeticOp, string>> = { add: "+", sub: "-", mul: "*", div: "/" };

export function arithmeticText(op: ArithmeticOp, type: ScalarType, a: string, b: string): string {
  if (op === "mul" && (type === "i32" || type === "u32")) return wrapped(type, `Math.imul(${a}, ${b})`);
  const sign = SIGNS[op];
  if (sign !== undefined) return wrapped(type, `${a} ${sign} ${b}`);
  if (op === "pow") return wrapped(type, `${a} ** ${b}`);
  if (op === "rem" && isFloat(type)) return wrapped(type, `${a} % ${b}`);
  if ((op === "min" || op === "max") && !isBig(type)) return `Math.${op}(${a}, ${b})`;
  return wrapped(type, `$.${op}${isBig(type) ? "Big" : ""}(${a}, ${b})`);
}

const BIT_SIGNS: Record<BitOp, string> = { and: "&", or: "|", xor: "^", shl: "<<", shr: ">>", ushr: ">>>" };

export function bitsText(op: BitOp, type: ScalarType, a: string, b: string): string {
  if (!isBig(type)) {
    // >> of a u32 brings in zeros.
    const sign = op === "shr" && type === "u32" ? ">>>" : BIT_SIGNS[op];
    return wrapped(type, `${a} ${sign} ${b}`);
  }
  const logical = op === "ushr" || (op === "shr" && type === "u64");
  if (logical) return wrapped(type, `BigInt.asUintN(64, ${a}) >> BigInt.asUintN(6, ${b})`);
  const by = op === "shl" || op === "shr" ? `BigInt.asUintN(6, ${b})` : b;
  return wrapped(type, `${a} ${BIT_SIGNS[op]} ${by}`);
}

export const COMPARISONS: Record<Comparison, string> = {
  eq: "===",
  ne: "!==",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
};

export function convertText(from: ScalarType, to: ScalarType, x: string): string {
  if (from === to) return x;
  if (to === "bool") return isBig(from) ? `(${x} !== 0n)` : `$.truthy(${x})`;
  if (from === "bool") return isBig(to) ? `(${x} ? 1n : 0n)` : `(${x} ? 1 : 0)`;
  if (isBig(from)) {
    if (isBig(to)) return wrapped(to, x);
    return isFloat(to)
      ? wrapped(to, `Number(${x})`)
      : `Number(BigInt.as${to === "i32" ? "Int" : "Uint"}N(32, ${x}))`;
  }
  return isBig(to) ? wrapped(to, `$.whole(${x})`) : wrapped(to, x);
}

export function mathText(name: UnaryMath, type: ScalarType, x: string): string {
  if (name === "popcount") return `$.popcount(${x})`;
  if (isBig(type)) return wrapped(type, `$.${name}Big(${x})`);
  return wrapped(type, `Math.${name}(${x})`);
}

/** The functions that the texts call as `$.…`. */
export const OPERATIONS = {
  lanes: LANES,
  truthy: (x: number): boolean => x !== 0 && !Number.isNaN(x),
  /** The whole part as a bigint; of NaN and the infinities 0. */
  whole: (x: number): bigint => (Number.isFinite(x) ? BigInt(Math.trunc(x)) : 0n),
  quotient: (a: number, b: number): number => (b === 0 ? 0 : Math.trunc(a / b)),
  // Exact: a quotient of 32-bit integers that isn't whole is farther from the next whole number than float64 rounds.
  floorQuotient: (a: number, b: number): number => (b === 0 ? 0 : Math.floor(a / b)),
  rem: (a: number, b: number): number => (b === 0 ? 0 : a % b),
  quotientBig: (a: bigint, b: bigint): bigint => (b === 0n ? 0n : a / b),
  floorQuotientBig: (a: bigint, b: bigint): bigint => {
    if (b === 0n) return 0n;
    const cut = a / b;
    return a % b !== 0n && a < 0n !== b < 0n ? cut - 1n : cut;
  },
  remBig: (a: bigint, b: bigint): bigint => (b === 0n ? 0n : a % b),
  minBig: (a: bigint, b: bigint): bigint => (a < b ? a : b),
  maxBig: (a: bigint, b: bigint): bigint => (a > b ? a : b),
  absBig: (x: bigint): bigint => (x < 0n ? -x : x),
  signBig: (x: bigint): bigint => (x > 0n ? 1n : x < 0n ? -1n : 0n),
  clz32Big: (x: bigint): bigint => BigInt(Math.clz32(Number(BigInt.asUintN(32, x)))),
  popcount: (x: number | bigint): number | bigint => {
    let count = 0;
    for (let bits = BigInt.asUintN(typeof x === "bigint" ? 64 : 32, BigInt(x)); bits !== 0n; bits >>= 1n)
      if ((bits & 1n) === 1n) count++;
    return typeof x === "bigint" ? BigInt(count) : count;
  },
} as const;

/** `wrapped` of a value. */
export function wrappedValue(type: ScalarType, x: number): number {
  return type === "i32" ? x | 0 : type === "u32" ? x >>> 0 : type === "f32" ? Math.fround(x) : x;
}
