/** Reading and writing single elements on the heap. */
import { OverflowError } from "../errors.js";
import { heap } from "../memory/index.js";
import type { AnyTypedArray, DType } from "./dtype.js";

let views: readonly AnyTypedArray[] | undefined;

/** The whole heap as elements of a dtype: element at address `a` is `heapView(d)[a >>> d.shift]` (addresses are unsigned). */
export function heapView(dtype: DType): AnyTypedArray {
  if (views === undefined) {
    const h = heap();
    views = [h.u8, h.i8, h.i16, h.i32, h.i64, h.u8, h.u16, h.u32, h.u64, h.f32, h.f64];
  }
  return views[dtype.code];
}

/** How 64-bit integers are read: as numbers while they are exact, or as bigints. */
export interface ReadOptions {
  /** Give int64 and uint64 as bigints. Without it a value beyond 2^53 throws. */
  readonly bigint?: boolean;
}

/**
 * An element as JavaScript has it.
 * @throws OverflowError for a 64-bit integer that no number holds exactly, unless `bigint` is asked for
 */
export function toScalar(raw: number | bigint, dtype: DType, bigint: boolean): number | bigint | boolean {
  if (typeof raw === "bigint") {
    if (bigint) return raw;
    const n = Number(raw);
    if (!Number.isSafeInteger(n))
      throw new OverflowError(
        `${raw} of dtype ${dtype.name} is beyond 2^53 and no JavaScript number holds it: ask for {bigint: true}`,
      );
    return n;
  }
  return dtype.kind === "bool" ? raw !== 0 : raw;
}
