/** How wide rows are in Arrow: narrow ones need no look at a batch's bytes, ../../connect/byte-limit.ts. */
import type { StructField, TypeName } from "../../types/index.js";

/** Types whose values have one length, which isn't more than a decimal's. */
const FIXED: ReadonlySet<TypeName> = new Set<TypeName>([
  ...(["boolean", "byte", "short", "integer", "long", "float", "double", "decimal"] as const),
  ...(["date", "timestamp", "timestamp_ntz", "time", "daytimeinterval"] as const),
]);
/** A decimal's, and its share of what says which are null. */
const FIXED_BYTES = 17;

/** @returns the bytes that a row takes at most: Infinity where values have lengths of their own */
export function rowBytesOf(fields: readonly StructField[]): number {
  const areFixed = fields.every(({ dataType }) => FIXED.has(dataType.typeName));
  return areFixed ? fields.length * FIXED_BYTES : Number.POSITIVE_INFINITY;
}
