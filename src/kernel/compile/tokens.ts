/**
 * Types as values: `f32` names a type in a signature (`f32(f32, i32)`, `[f32.array, i32]`) and, in a compiled function, converts a number. A function
 * that uses them also runs as it is, since they convert there too. numba's `float32(float32, int32)` and `float32[:]`:
 * https://numba.readthedocs.io/en/stable/reference/types.html
 */
import { ValueError } from "../../errors.js";
import type { ElementType } from "./ir.js";

const TOKEN = Symbol.for("manycore.compile.token");

/** What an element is in JavaScript. */
export type ElementValue<E extends ElementType> = E extends "bool"
  ? boolean
  : E extends "i64" | "u64"
    ? bigint
    : number;

export type Dimensions = 1 | 2 | 3;

/** The type of an array of so many dimensions, dense and row-major. */
export interface ArrayToken<E extends ElementType = ElementType, N extends Dimensions = Dimensions> {
  readonly [TOKEN]: "array";
  readonly element: E;
  readonly ndim: N;
}

/** What a parameter may be. */
export type ParameterToken = ScalarToken | ArrayToken;

/** The types of a function's parameters and of its result. */
export interface Signature<
  R extends ElementType = ElementType,
  P extends readonly ParameterToken[] = readonly ParameterToken[],
> {
  readonly [TOKEN]: "signature";
  readonly result: R;
  readonly parameters: P;
}

/** A type of numbers: names it, makes signatures, converts. */
export interface ScalarToken<E extends ElementType = ElementType> {
  /** The number as this type has it: f32 rounds, integers are cut and wrap round. */
  (value: number | bigint | boolean): ElementValue<E>;
  /** A signature whose result this type is. */
  <const P extends readonly ParameterToken[]>(...parameters: P): Signature<E, P>;
  readonly [TOKEN]: "scalar";
  readonly element: E;
  readonly array: ArrayToken<E, 1>;
  readonly array2d: ArrayToken<E, 2>;
  readonly array3d: ArrayToken<E, 3>;
}

type Kind = "scalar" | "array" | "signature";

function kindOf(value: unknown): Kind | null {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return null;
  return (value as { readonly [TOKEN]?: Kind })[TOKEN] ?? null;
}

export const isScalarToken = (value: unknown): value is ScalarToken => kindOf(value) === "scalar";
export const isArrayToken = (value: unknown): value is ArrayToken => kindOf(value) === "array";
export const isSignature = (value: unknown): value is Signature => kindOf(value) === "signature";

const BITS: Readonly<Record<Exclude<ElementType, "bool" | "f32" | "f64">, number>> = {
  i8: 8,
  u8: 8,
  i16: 16,
  u16: 16,
  i32: 32,
  u32: 32,
  i64: 64,
  u64: 64,
};

/** The conversion that `f32(x)`, `u8(x)` … mean, in JavaScript: see the table in semantics.ts. */
export function convertElement(
  element: ElementType,
  value: number | bigint | boolean,
): number | bigint | boolean {
  if (element === "bool") return Boolean(value);
  if (element === "f64") return Number(value);
  if (element === "f32") return Math.fround(Number(value));
  const bits = BITS[element];
  const signed = element.startsWith("i");
  if (bits === 64 || typeof value === "bigint") {
    const number = typeof value === "number" ? (Number.isFinite(value) ? Math.trunc(value) : 0) : value;
    const wrapped = signed ? BigInt.asIntN(bits, BigInt(number)) : BigInt.asUintN(bits, BigInt(number));
    return bits === 64 ? wrapped : Number(wrapped);
  }
  const whole = Number(value) | 0;
  if (bits === 32) return signed ? whole : whole >>> 0;
  return signed ? (whole << (32 - bits)) >> (32 - bits) : whole & (2 ** bits - 1);
}

function arrayToken<E extends ElementType, N extends Dimensions>(element: E, ndim: N): ArrayToken<E, N> {
  return Object.freeze({ [TOKEN]: "array", element, ndim } as const) as ArrayToken<E, N>;
}

function scalarToken<E extends ElementType>(element: E): ScalarToken<E> {
  const token = (...given: unknown[]): unknown => {
    if (given.length === 1 && ["number", "bigint", "boolean"].includes(typeof given[0]))
      return convertElement(element, given[0] as number);
    for (const one of given)
      if (!isScalarToken(one) && !isArrayToken(one))
        throw new ValueError(
          `${element}(…) takes one number to convert, or types for a signature, as ${element}(f32, i32.array); it got ${String(one)}.`,
        );
    return Object.freeze({ [TOKEN]: "signature", result: element, parameters: given });
  };
  return Object.freeze(
    Object.assign(token, {
      [TOKEN]: "scalar",
      element,
      array: arrayToken(element, 1),
      array2d: arrayToken(element, 2),
      array3d: arrayToken(element, 3),
    }),
  ) as unknown as ScalarToken<E>;
}

export const bool: ScalarToken<"bool"> = /* @__PURE__ */ scalarToken("bool");
export const i8: ScalarToken<"i8"> = /* @__PURE__ */ scalarToken("i8");
export const u8: ScalarToken<"u8"> = /* @__PURE__ */ scalarToken("u8");
export const i16: ScalarToken<"i16"> = /* @__PURE__ */ scalarToken("i16");
export const u16: ScalarToken<"u16"> = /* @__PURE__ */ scalarToken("u16");
export const i32: ScalarToken<"i32"> = /* @__PURE__ */ scalarToken("i32");
export const u32: ScalarToken<"u32"> = /* @__PURE__ */ scalarToken("u32");
export const i64: ScalarToken<"i64"> = /* @__PURE__ */ scalarToken("i64");
export const u64: ScalarToken<"u64"> = /* @__PURE__ */ scalarToken("u64");
export const f32: ScalarToken<"f32"> = /* @__PURE__ */ scalarToken("f32");
export const f64: ScalarToken<"f64"> = /* @__PURE__ */ scalarToken("f64");

/**
 * Rounds of a `for … of` that may run in any order, on vector lanes and cores: numba's `prange`. As it is, it counts.
 * https://numba.readthedocs.io/en/stable/user/parallel.html
 */
export function* prange(start: number, stop?: number, step = 1): Generator<number, void, undefined> {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  if (step === 0) throw new ValueError("prange() arg 3 must not be zero");
  for (let k = from; step > 0 ? k < to : k > to; k += step) yield k;
}
