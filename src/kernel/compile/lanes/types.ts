/** The types of the lanes' namespaces: what WebAssembly hasn't for a type isn't there, so it doesn't compile. */
import type { LanesType } from "../ir.js";
import type { Lanes, LaneValue } from "./value.js";

interface Arrays {
  i8x16: Int8Array;
  u8x16: Uint8Array;
  i16x8: Int16Array;
  u16x8: Uint16Array;
  i32x4: Int32Array;
  u32x4: Uint32Array;
  i64x2: BigInt64Array;
  f32x4: Float32Array;
  f64x2: Float64Array;
}

/** Types with as many lanes: what can be converted to each other. */
type OfTwo = "i64x2" | "f64x2";
type OfFour = "i32x4" | "u32x4" | "f32x4";
type AsMany<T extends LanesType> = T extends OfTwo
  ? OfTwo
  : T extends OfFour
    ? OfFour
    : T extends "i8x16" | "u8x16"
      ? "i8x16" | "u8x16"
      : "i16x8" | "u16x8";

/**
 * What all types of lanes have. Arrays are typed arrays of the lane's type, or in a compiled function any array of it. Comparisons give a mask:
 * lanes of the same type with all bits set, or none.
 */
export interface LanesOf<T extends LanesType> {
  /** 16 bytes from element `index` on; all zeros if any of them is out of bounds. */
  load(array: Arrays[T], index: number): Lanes<T>;
  /** Writes the lanes from element `index` on; nothing if any place is out of bounds. */
  store(array: Arrays[T], index: number, value: Lanes<T>): void;
  /** One number in all lanes. Whole numbers wrap round. */
  splat(value: LaneValue<T>): Lanes<T>;
  /** A number a lane. */
  of(...values: LaneValue<T>[]): Lanes<T>;
  /** Integers wrap round. */
  add(a: Lanes<T>, b: Lanes<T>): Lanes<T>;
  sub(a: Lanes<T>, b: Lanes<T>): Lanes<T>;
  /** Of bytes: three instructions, WebAssembly has none for them. */
  mul(a: Lanes<T>, b: Lanes<T>): Lanes<T>;
  /** Of floats: NaN if either is, and -0 is less than 0. Of 64-bit integers: two instructions. */
  min(a: Lanes<T>, b: Lanes<T>): Lanes<T>;
  max(a: Lanes<T>, b: Lanes<T>): Lanes<T>;
  eq(a: Lanes<T>, b: Lanes<T>): Lanes<T>;
  ne(a: Lanes<T>, b: Lanes<T>): Lanes<T>;
  lt(a: Lanes<T>, b: Lanes<T>): Lanes<T>;
  le(a: Lanes<T>, b: Lanes<T>): Lanes<T>;
  gt(a: Lanes<T>, b: Lanes<T>): Lanes<T>;
  ge(a: Lanes<T>, b: Lanes<T>): Lanes<T>;
  /** Bit by bit: a's where the mask's is set, else b's. */
  select(mask: Lanes<T>, a: Lanes<T>, b: Lanes<T>): Lanes<T>;
  and(a: Lanes<T>, b: Lanes<T>): Lanes<T>;
  or(a: Lanes<T>, b: Lanes<T>): Lanes<T>;
  xor(a: Lanes<T>, b: Lanes<T>): Lanes<T>;
  not(a: Lanes<T>): Lanes<T>;
  /** a's bits that b hasn't. */
  andnot(a: Lanes<T>, b: Lanes<T>): Lanes<T>;
  /** Lanes by constant numbers: those of a from 0 on, then those of b. */
  shuffle(a: Lanes<T>, b: Lanes<T>, ...lanes: number[]): Lanes<T>;
  /** The lane of a constant number. */
  extractLane(a: Lanes<T>, lane: number): LaneValue<T>;
  replaceLane(a: Lanes<T>, lane: number, value: LaneValue<T>): Lanes<T>;
  /** All lanes added up, the first with the second and so on: 8- and 16-bit ones in 32 bits, the others in their own type. */
  sum(a: Lanes<T>): LaneValue<T>;
  reduceMin(a: Lanes<T>): LaneValue<T>;
  reduceMax(a: Lanes<T>): LaneValue<T>;
  /** Whether any bit is set: of a mask, whether it holds for any lane. */
  any(a: Lanes<T>): boolean;
  /** Whether each lane has a bit set: of a mask, whether it holds for all lanes. */
  all(a: Lanes<T>): boolean;
  /** The same numbers in this type: integers wrap round, floats are cut, to the nearest end where they don't fit, NaN to 0. */
  convert(a: Lanes<AsMany<T>>): Lanes<T>;
  /** The same 128 bits. */
  reinterpret(a: Lanes): Lanes<T>;
}

interface Shifts<T extends LanesType> {
  /** All lanes by one number of bits, modulo the lane's width. */
  shl(a: Lanes<T>, by: number): Lanes<T>;
  /** With the sign of signed lanes, zeros into unsigned ones. */
  shr(a: Lanes<T>, by: number): Lanes<T>;
}

interface Signed<T extends LanesType> {
  neg(a: Lanes<T>): Lanes<T>;
  /** The least integer stays what it is. */
  abs(a: Lanes<T>): Lanes<T>;
}

interface Saturating<T extends LanesType> {
  /** Sums that don't fit become the nearest end of the type. */
  addSat(a: Lanes<T>, b: Lanes<T>): Lanes<T>;
  subSat(a: Lanes<T>, b: Lanes<T>): Lanes<T>;
}

interface Averaging<T extends LanesType> {
  /** (a + b + 1) >> 1. */
  avgr(a: Lanes<T>, b: Lanes<T>): Lanes<T>;
}

interface Swizzling<T extends LanesType> {
  /** a's lanes by the numbers in b; 0 for a number that none has. */
  swizzle(a: Lanes<T>, b: Lanes<T>): Lanes<T>;
}

interface Floats<T extends LanesType> extends Signed<T> {
  div(a: Lanes<T>, b: Lanes<T>): Lanes<T>;
  sqrt(a: Lanes<T>): Lanes<T>;
  ceil(a: Lanes<T>): Lanes<T>;
  floor(a: Lanes<T>): Lanes<T>;
  trunc(a: Lanes<T>): Lanes<T>;
  /** Halves to even. */
  nearest(a: Lanes<T>): Lanes<T>;
}

export interface I8x16
  extends LanesOf<"i8x16">,
    Shifts<"i8x16">,
    Signed<"i8x16">,
    Saturating<"i8x16">,
    Swizzling<"i8x16"> {}
export interface U8x16
  extends LanesOf<"u8x16">,
    Shifts<"u8x16">,
    Saturating<"u8x16">,
    Averaging<"u8x16">,
    Swizzling<"u8x16"> {}
export interface I16x8 extends LanesOf<"i16x8">, Shifts<"i16x8">, Signed<"i16x8">, Saturating<"i16x8"> {}
export interface U16x8 extends LanesOf<"u16x8">, Shifts<"u16x8">, Saturating<"u16x8">, Averaging<"u16x8"> {}
export interface I32x4 extends LanesOf<"i32x4">, Shifts<"i32x4">, Signed<"i32x4"> {}
export interface U32x4 extends LanesOf<"u32x4">, Shifts<"u32x4"> {}
export interface I64x2 extends LanesOf<"i64x2">, Shifts<"i64x2">, Signed<"i64x2"> {}
export interface F32x4 extends LanesOf<"f32x4">, Floats<"f32x4"> {}
export interface F64x2 extends LanesOf<"f64x2">, Floats<"f64x2"> {}
