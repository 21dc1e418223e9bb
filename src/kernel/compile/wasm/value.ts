/** What the code of an expression leaves: values of a gang of lanes. */
import type { ElementType, ScalarType, ValueType } from "../ir.js";

/** Pushes one value. A `Push` in a value may be called any number of times: it reads a local or a constant. */
export type Push = () => void;

/** How numbers lie in lanes. Integers of the language that fit may be held in narrower lanes than their type's. */
export type Format = "i8" | "u8" | "i16" | "u16" | "i32" | "u32" | "i64" | "u64" | "f32" | "f64";

/** Bytes of a mask's lane. */
export type MaskWidth = 1 | 2 | 4 | 8;

/** The same in every lane: a scalar (bool: i32 0 or 1; explicit lanes: v128). */
export interface UniformValue {
  readonly kind: "uniform";
  readonly type: ValueType;
  readonly push: Push;
}

/** base + stride * lane, i32 or u32. */
export interface StridedValue {
  readonly kind: "strided";
  readonly type: "i32" | "u32";
  readonly base: Push;
  readonly stride: number;
}

/** A number a lane. Part p holds lanes p * 16 / width and on. */
export interface LanesValue {
  readonly kind: "lanes";
  readonly format: Format;
  readonly parts: readonly Push[];
}

/** A truth value a lane: all ones or zero. */
export interface MaskValue {
  readonly kind: "mask";
  readonly width: MaskWidth;
  readonly parts: readonly Push[];
}

export type GangValue = UniformValue | StridedValue | LanesValue | MaskValue;

/** The format in which a type's values always fit. */
export function formatOfType(type: ScalarType): Format {
  if (type === "bool") throw new RangeError("bool has masks, no number format");
  return type;
}

export function widthOf(format: Format): MaskWidth {
  return (Number(format.slice(1)) / 8) as MaskWidth;
}

/** The v128 shape of a format's lanes. */
export function shapeOf(format: Format): string {
  const width = widthOf(format);
  return `${format[0] === "f" ? "f" : "i"}${width * 8}x${16 / width}`;
}

/** The integer shape of lanes of so many bytes. */
export function bitShape(width: MaskWidth): "i8x16" | "i16x8" | "i32x4" | "i64x2" {
  return width === 1 ? "i8x16" : width === 2 ? "i16x8" : width === 4 ? "i32x4" : "i64x2";
}

/** The WebAssembly type in which a scalar of the type is held. */
export function wasmType(type: ValueType): "i32" | "i64" | "f32" | "f64" | "v128" {
  switch (type) {
    case "bool":
    case "i32":
    case "u32":
      return "i32";
    case "i64":
    case "u64":
      return "i64";
    case "f32":
    case "f64":
      return type;
    default:
      return "v128";
  }
}

/** Bytes of an element in memory. */
export function itemsizeOf(element: ElementType): MaskWidth {
  return element === "bool" ? 1 : widthOf(element);
}

/** The type of the values that an element is read as. */
export function valueTypeOf(element: ElementType): ScalarType {
  return element === "i8" || element === "u8" || element === "i16" || element === "u16" ? "i32" : element;
}
