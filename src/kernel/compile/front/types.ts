/** Types while they are found out: a literal's is weak, and takes that of what it meets. */
import type { ElementType, LanesType, ScalarType } from "../ir.js";

/** `?`: nothing is known yet, as of a variable that is read before its assignment was seen. */
export type Open = ScalarType | LanesType | "weakint" | "weakfloat" | "?";

const INTEGERS: ReadonlySet<string> = new Set(["i32", "u32", "i64", "u64"]);
export const isInteger = (type: Open): boolean => INTEGERS.has(type) || type === "weakint";
export const isBig = (type: Open): type is "i64" | "u64" => type === "i64" || type === "u64";
export const isFloat = (type: Open): boolean => type === "f32" || type === "f64" || type === "weakfloat";
export const isNumber = (type: Open): boolean => isInteger(type) || isFloat(type);

/** Narrow integers are read as i32. */
export function valueType(element: ElementType): ScalarType {
  return element === "i8" || element === "u8" || element === "i16" || element === "u16" ? "i32" : element;
}

/**
 * The type in which two meet, or null where they don't.
 * @param float what integers and weak floats become together
 */
export function meet(a: Open, b: Open, float: "f32" | "f64"): Open | null {
  if (a === b || b === "?") return a;
  if (a === "?") return b;
  if (a === "weakint") return meetWeakInt(b);
  if (b === "weakint") return meetWeakInt(a);
  if (!isNumber(a) || !isNumber(b) || isBig(a) || isBig(b)) return null;
  if (a === "weakfloat") return isFloat(b) ? b : float;
  if (b === "weakfloat") return isFloat(a) ? a : float;
  if (a === "f64" || b === "f64") return "f64";
  if (a === "f32" || b === "f32") return "f32";
  return null;
}

function meetWeakInt(other: Open): Open | null {
  return isNumber(other) && !isBig(other) ? other : null;
}

/** The type that stands in the tree. */
export function settled(type: Open, float: "f32" | "f64"): ScalarType | LanesType {
  return type === "weakint" || type === "?" ? "i32" : type === "weakfloat" ? float : type;
}
