/** np's dtypes and the element types of compiled functions: two names of one thing. */
import { DTYPES, type DType, type DTypeName } from "../array/index.js";
import type { ElementType, ScalarType } from "../kernel/compile/index.js";

/** The dtype of an element type. */
export interface DTypeOfElement extends Record<ElementType, DTypeName> {
  bool: "bool";
  i8: "int8";
  i16: "int16";
  i32: "int32";
  i64: "int64";
  u8: "uint8";
  u16: "uint16";
  u32: "uint32";
  u64: "uint64";
  f32: "float32";
  f64: "float64";
}

const DTYPE: Readonly<DTypeOfElement> = {
  bool: "bool",
  i8: "int8",
  i16: "int16",
  i32: "int32",
  i64: "int64",
  u8: "uint8",
  u16: "uint16",
  u32: "uint32",
  u64: "uint64",
  f32: "float32",
  f64: "float64",
};

const ELEMENT = Object.fromEntries(
  Object.entries(DTYPE).map(([element, dtype]) => [dtype, element]),
) as Readonly<Record<DTypeName, ElementType>>;

export const dtypeOfElement = (element: ElementType): DType => DTYPES[DTYPE[element]];
export const elementOfDType = (dtype: DType): ElementType => ELEMENT[dtype.name];

/** The type of a value that was read from an array: narrow integers are i32. */
export function valueOfElement(element: ElementType): ScalarType {
  return element === "i8" || element === "u8" || element === "i16" || element === "u16" ? "i32" : element;
}
