/** How a function of a lanes namespace (`u8x16.add`) tells the compiler what it is. */
import type { ElementType, LanesType } from "../ir.js";

const OPERATION = Symbol.for("manycore.compile.lanes");

/** An operation of explicit lanes: the namespace's type, and the function's name in it. */
export interface LanesOperation {
  readonly type: LanesType;
  readonly op: string;
}

/** Marks the function. */
export function lanesOperation<F extends object>(type: LanesType, op: string, fn: F): F {
  return Object.defineProperty(fn, OPERATION, { value: Object.freeze({ type, op }) });
}

/** What a function is among the lanes' operations, or null. */
export function lanesOperationOf(value: unknown): LanesOperation | null {
  if (typeof value !== "function") return null;
  return (value as { readonly [OPERATION]?: LanesOperation })[OPERATION] ?? null;
}

interface Lanes {
  readonly element: Exclude<ElementType, "bool" | "u64">;
  readonly lanes: number;
}

/** Elements and their number. */
export const LANES_OF: Readonly<Record<LanesType, Lanes>> = {
  i8x16: { element: "i8", lanes: 16 },
  u8x16: { element: "u8", lanes: 16 },
  i16x8: { element: "i16", lanes: 8 },
  u16x8: { element: "u16", lanes: 8 },
  i32x4: { element: "i32", lanes: 4 },
  u32x4: { element: "u32", lanes: 4 },
  i64x2: { element: "i64", lanes: 2 },
  f32x4: { element: "f32", lanes: 4 },
  f64x2: { element: "f64", lanes: 2 },
};
