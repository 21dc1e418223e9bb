/**
 * Values in vector registers. A kernel works on N elements at a time, N = 16 / the widest item size in the program, and
 * every value is one v128 whose low N lanes are valid, whatever its dtype: so float64 beside bool costs no spills, and a
 * bool is a mask of -1 and 0 in lanes as wide as the comparison that made it, narrowed only when it is stored.
 */
import type { DType } from "../../array/index.js";
import type { FunctionBuilder, FunctionIndex, Local } from "./assembler.js";

export type LaneShape = "i8x16" | "i16x8" | "i32x4" | "i64x2" | "f32x4" | "f64x2";

/** A value of the program while code is generated. */
export interface Value {
  readonly local: Local;
  readonly dtype: DType;
  /** Bytes of a lane: the item size, or for a bool the width of its mask. */
  readonly width: number;
}

/** What the code of one operation is written with. */
export interface Emitter {
  readonly f: FunctionBuilder;
  /** Elements a vector step works on. */
  readonly lanes: number;
  /** relaxed_madd validates here. */
  readonly relaxed: boolean;
  /** `Math`'s functions that the module imports, by name. */
  readonly scalar: Readonly<Record<string, FunctionIndex>>;
  /** Scalar routines of the module's own (integer division, fmod), by name. */
  readonly routine: Readonly<Record<string, FunctionIndex>>;
}

/** The vector shape that a dtype's lanes have. */
export function laneShape(dtype: DType): LaneShape {
  if (dtype.kind === "float") return dtype.itemsize === 4 ? "f32x4" : "f64x2";
  return (["i8x16", "i16x8", "i32x4", "i64x2"] as const)[dtype.shift];
}

/** The integer shape with lanes of so many bytes: what masks are made of. */
export function maskShape(width: number): LaneShape {
  return width === 1 ? "i8x16" : width === 2 ? "i16x8" : width === 4 ? "i32x4" : "i64x2";
}

/** Takes the even items of each 2·`half` bytes: keeps the low half of every lane. */
function lowHalves(half: number): number[] {
  const out: number[] = [];
  for (let lane = 0; lane < 8 / half; lane++) for (let b = 0; b < half; b++) out.push(lane * half * 2 + b);
  while (out.length < 16) out.push(0);
  return out;
}

/** Pushes a mask with lanes of `to` bytes. */
export function pushMask(e: Emitter, v: Value, to: number): void {
  const { f } = e;
  f.get(v.local);
  let width = v.width;
  for (; width < to; width *= 2)
    f.op(
      width === 1
        ? "i16x8.extend_low_i8x16_s"
        : width === 2
          ? "i32x4.extend_low_i16x8_s"
          : "i64x2.extend_low_i32x4_s",
    );
  if (width > to) {
    const x = f.local("v128");
    for (; width > to; width /= 2)
      f.tee(x)
        .get(x)
        .shuffle(lowHalves(width / 2));
  }
}

/** Does something to every lane apart: `body` finds the lane's scalar on the stack and leaves the new one. */
export function eachLane(e: Emitter, from: Local, source: DType, target: DType, body: () => void): void {
  const { f } = e;
  const out = f.local("v128");
  for (let lane = 0; lane < e.lanes; lane++) {
    f.get(out).get(from);
    extractLane(e, source, lane);
    body();
    f.lane(`${laneShape(target)}.replace_lane`, lane).set(out);
  }
  f.get(out);
}

/** Turns the vector on the stack into one lane's scalar (i32, i64, f32 or f64), sign- or zero-extended. */
export function extractLane(e: Emitter, dtype: DType, lane: number): void {
  const shape = laneShape(dtype);
  const extension = dtype.itemsize <= 2 ? (dtype.kind === "int" ? "_s" : "_u") : "";
  e.f.lane(`${shape}.extract_lane${extension}`, lane);
}

/** Combines two vectors lane by lane with a scalar routine. */
export function eachPair(e: Emitter, a: Local, b: Local, dtype: DType, routine: FunctionIndex): void {
  const { f } = e;
  const out = f.local("v128");
  for (let lane = 0; lane < e.lanes; lane++) {
    f.get(out).get(a);
    extractLane(e, dtype, lane);
    f.get(b);
    extractLane(e, dtype, lane);
    f.call(routine)
      .lane(`${laneShape(dtype)}.replace_lane`, lane)
      .set(out);
  }
  f.get(out);
}

/** Pushes integers widened to lanes of `to` bytes, by the source's sign. */
function pushWidened(e: Emitter, v: Value, to: number): void {
  const sign = v.dtype.kind === "int" ? "s" : "u";
  e.f.get(v.local);
  for (let width = v.width; width < to; width *= 2)
    e.f.op(
      width === 1
        ? `i16x8.extend_low_i8x16_${sign}`
        : width === 2
          ? `i32x4.extend_low_i16x8_${sign}`
          : `i64x2.extend_low_i32x4_${sign}`,
    );
}

/** Cuts integer lanes on the stack from `from` bytes down to `to`, keeping the low bits. */
function narrowTo(e: Emitter, from: number, to: number): void {
  if (from <= to) return;
  const x = e.f.local("v128");
  for (let width = from; width > to; width /= 2)
    e.f
      .tee(x)
      .get(x)
      .shuffle(lowHalves(width / 2));
}

function floatToInteger(e: Emitter, v: Value, to: DType): void {
  const { f } = e;
  if (to.itemsize === 8 || (to.kind === "uint" && to.itemsize === 4)) {
    // As C on x86-64, and so NumPy: through a signed 64-bit integer, so that -1.0 wraps round in an unsigned type.
    const from = v.dtype.itemsize === 4 ? "f32" : "f64";
    const x = f.local(from);
    eachLane(e, v.local, v.dtype, to, () => {
      if (to.itemsize === 8 && to.kind === "uint") {
        f.tee(x).op(`i64.trunc_sat_${from}_u`).get(x).op(`i64.trunc_sat_${from}_s`).get(x);
        if (from === "f32") f.f32(0);
        else f.f64(0);
        f.op(`${from}.ge`, "select");
      } else f.op(`i64.trunc_sat_${from}_s`);
      if (to.itemsize === 4) f.op("i32.wrap_i64");
    });
    return;
  }
  f.get(v.local).op(v.dtype.itemsize === 4 ? "i32x4.trunc_sat_f32x4_s" : "i32x4.trunc_sat_f64x2_s_zero");
  narrowTo(e, 4, to.itemsize);
}

function integerToFloat(e: Emitter, v: Value, to: DType): void {
  const { f } = e;
  const sign = v.dtype.kind === "int" ? "s" : "u";
  const target = to.itemsize === 4 ? "f32" : "f64";
  if (v.dtype.itemsize === 8) {
    eachLane(e, v.local, v.dtype, to, () => f.op(`${target}.convert_i64_${sign}`));
    return;
  }
  pushWidened(e, v, 4);
  f.op(to.itemsize === 4 ? `f32x4.convert_i32x4_${sign}` : `f64x2.convert_low_i32x4_${sign}`);
}

/** Pushes the value cast to another dtype. A cast to bool leaves a mask as wide as the value's lanes. */
export function pushCast(e: Emitter, v: Value, to: DType): void {
  const { f } = e;
  if (to.kind === "bool") {
    if (v.dtype.kind === "bool") f.get(v.local);
    else
      f.get(v.local)
        .v128(new Uint8Array(16))
        .op(`${laneShape(v.dtype)}.ne`);
  } else if (v.dtype.kind === "bool") {
    pushMask(e, v, to.itemsize);
    if (to.kind === "float") (to.itemsize === 4 ? f.f32x4(1) : f.f64x2(1)).op("v128.and");
    else {
      const one = new Uint8Array(16);
      for (let k = 0; k < 16; k += to.itemsize) one[k] = 1;
      f.v128(one).op("v128.and");
    }
  } else if (v.dtype.kind === "float") {
    if (to.kind !== "float") floatToInteger(e, v, to);
    else if (to.itemsize > v.dtype.itemsize) f.get(v.local).op("f64x2.promote_low_f32x4");
    else if (to.itemsize < v.dtype.itemsize) f.get(v.local).op("f32x4.demote_f64x2_zero");
    else f.get(v.local);
  } else if (to.kind === "float") integerToFloat(e, v, to);
  else if (to.itemsize > v.width) pushWidened(e, v, to.itemsize);
  else {
    f.get(v.local);
    narrowTo(e, v.width, to.itemsize);
  }
}

/** The width of the lanes that a cast leaves. */
export function castWidth(from: Value, to: DType): number {
  return to.kind === "bool" ? from.width : to.itemsize;
}
