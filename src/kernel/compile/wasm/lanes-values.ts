/** Values of a gang brought into the form that an instruction wants: lanes of a format, masks of a width, one lane's scalar. */
import type { Expression, ScalarType } from "../ir.js";
import type { GangContext } from "./context.js";
import { formatFor, partsOf, reformat, resizeMask, signOf } from "./format.js";
import type { Interval } from "./ranges.js";
import {
  bitShape,
  type Format,
  formatOfType,
  type GangValue,
  type LanesValue,
  type MaskValue,
  type MaskWidth,
  type Push,
  shapeOf,
  wasmType,
  widthOf,
} from "./value.js";

/** A v128 of equal parts: parts of a uniform value are one local. */
function repeated(g: GangContext, width: MaskWidth, push: Push): Push[] {
  return Array.from({ length: partsOf(g.lanes, width) }, () => push);
}

/** Numbers as lanes of the format; integers must fit into it. */
export function asLanes(g: GangContext, v: GangValue, format: Format): LanesValue {
  const { f } = g;
  switch (v.kind) {
    case "lanes":
      return v.format === format
        ? v
        : { kind: "lanes", format, parts: reformat(g, v.parts, v.format, format) };
    case "uniform":
      v.push();
      f.op(`${shapeOf(format)}.splat`);
      return { kind: "lanes", format, parts: repeated(g, widthOf(format), g.hold()) };
    case "strided": {
      const parts: Push[] = [];
      for (let p = 0; p < partsOf(g.lanes, 4); p++) {
        v.base();
        f.op("i32x4.splat");
        const steps = Int32Array.from({ length: 4 }, (_, k) => (4 * p + k) * v.stride);
        f.v128(new Uint8Array(steps.buffer)).op("i32x4.add");
        parts.push(g.hold());
      }
      return asLanes(g, { kind: "lanes", format: v.type, parts }, format);
    }
    case "mask":
      throw new RangeError("a truth value where a number belongs");
  }
}

export function asMask(g: GangContext, v: GangValue, width: MaskWidth): MaskValue {
  switch (v.kind) {
    case "mask":
      return v.width === width ? v : { kind: "mask", width, parts: resizeMask(g, v.parts, v.width, width) };
    case "uniform":
      g.f.i32(0);
      v.push();
      g.f.op("i32.sub", "i32x4.splat");
      return { kind: "mask", width, parts: repeated(g, width, g.hold()) };
    default:
      throw new RangeError("a number where a truth value belongs");
  }
}

/** Pushes the scalar of one lane (bool: 0 or 1). */
export function pushLane(g: GangContext, v: GangValue, lane: number): void {
  const { f } = g;
  switch (v.kind) {
    case "uniform":
      v.push();
      return;
    case "strided":
      v.base();
      if (lane > 0) f.i32(lane * v.stride).op("i32.add");
      return;
    case "mask": {
      const perPart = 16 / v.width;
      v.parts[Math.floor(lane / perPart)]();
      extract(g, `u${v.width * 8}` as Format, lane % perPart);
      if (v.width === 8) f.op("i32.wrap_i64");
      f.i32(1).op("i32.and");
      return;
    }
    case "lanes": {
      const perPart = 16 / widthOf(v.format);
      v.parts[Math.floor(lane / perPart)]();
      extract(g, v.format, lane % perPart);
    }
  }
}

function extract(g: GangContext, format: Format, lane: number): void {
  g.f.lane(`${shapeOf(format)}.extract_lane${widthOf(format) <= 2 ? `_${signOf(format)}` : ""}`, lane);
}

/** Lanes computed one by one: `body` leaves the scalar of lane `lane`. */
export function fromLanes(g: GangContext, type: ScalarType, body: (lane: number) => void): GangValue {
  const { f } = g;
  const format: Format = type === "bool" ? "i32" : type;
  const width = widthOf(format);
  const perPart = 16 / width;
  const parts: Push[] = [];
  for (let p = 0; p < partsOf(g.lanes, width); p++) {
    const out = g.scratch("v128");
    f.v128(new Uint8Array(16)).set(out);
    for (let k = 0; k < perPart && p * perPart + k < g.lanes; k++) {
      f.get(out);
      if (type === "bool") f.i32(0);
      body(p * perPart + k);
      if (type === "bool") f.op("i32.sub");
      f.lane(`${shapeOf(format)}.replace_lane`, k).set(out);
    }
    parts.push(() => f.get(out));
  }
  return type === "bool" ? { kind: "mask", width: 4, parts } : { kind: "lanes", format, parts };
}

/** A scalar operation on every lane apart: what has no vector instruction. */
export function perLane(
  g: GangContext,
  args: readonly GangValue[],
  type: ScalarType,
  operation: () => void,
): GangValue {
  return fromLanes(g, type, (lane) => {
    for (const a of args) pushLane(g, a, lane);
    operation();
  });
}

/** One v128 instruction on all parts of operands of one width. */
export function eachPart(
  g: GangContext,
  args: readonly (readonly Push[])[],
  body: () => void,
): readonly Push[] {
  return args[0].map((_, p) => {
    for (const a of args) a[p]();
    body();
    return g.hold();
  });
}

/** Bytes with one number in every lane of the format. */
export function splatBytes(format: Format, value: number): Uint8Array {
  const width = widthOf(format);
  const view = new DataView(new ArrayBuffer(16));
  for (let k = 0; k < 16; k += width) {
    if (format === "f32") view.setFloat32(k, value, true);
    else if (format === "f64") view.setFloat64(k, value, true);
    else if (width === 8) view.setBigInt64(k, BigInt(value), true);
    else if (width === 4) view.setInt32(k, value | 0, true);
    else if (width === 2) view.setInt16(k, value, true);
    else view.setInt8(k, value);
  }
  return new Uint8Array(view.buffer);
}

/** A scalar read twice or more, computed once. */
export function held(g: GangContext, type: ScalarType, push: Push): Push {
  push();
  return g.holdScalar(wasmType(type));
}

export { bitShape };

export const isSmallInteger = (t: string): t is "i32" | "u32" => t === "i32" || t === "u32";

function hull(...all: readonly Interval[]): Interval {
  return { low: Math.min(...all.map((x) => x.low)), high: Math.max(...all.map((x) => x.high)) };
}

/** The lanes in which an operation on these expressions is done: all of them must fit. */
export function commonFormat(g: GangContext, all: readonly Expression[], least = 1): Format {
  const type = all[0].type as ScalarType;
  if (!isSmallInteger(type)) return formatOfType(type);
  return formatFor(g.lanes, type, hull(...all.map((e) => g.ranges.of(e))), least);
}

export function lanes(format: Format, parts: readonly Push[]): LanesValue {
  return { kind: "lanes", format, parts };
}
