/**
 * What of the operands' layout is compiled in, and how the rest is handed over. One program has one kernel a variant:
 * for dense operands of one shape that is a single flat loop.
 */

/** How the innermost loop reads an operand: dense, one value for the whole row, or any stride. */
export type Mode = "dense" | "same" | "strided";

/**
 * The loops around the innermost one.
 * - `map`      store one result an element
 * - `flat`     reduce a range of elements; each slice leaves a partial result at `out + slice * itemsize`
 * - `rows`     the innermost axis is reduced: one result a kept position
 * - `columns`  the innermost axis is kept: results accumulate in memory, a vector of them at a time
 */
export type LoopKind = "map" | "flat" | "rows" | "columns";

export interface Variant {
  readonly kind: LoopKind;
  readonly inputs: readonly Mode[];
  readonly output: "dense" | "strided";
  /** Kept axes outside of the innermost. */
  readonly outer: number;
  /** Reduced axes outside of the innermost (inside of the kept ones). */
  readonly reduced: number;
}

/** A number that tells variants of one program apart: exact below 2^53, so for up to 23 operands (the graph keeps to 16). */
export function variantKey(
  kind: LoopKind,
  modes: readonly Mode[],
  output: "dense" | "strided",
  outer: number,
  reduced: number,
): number {
  let key = 0;
  for (const mode of modes) key = key * 3 + (mode === "dense" ? 0 : mode === "same" ? 1 : 2);
  const loop = kind === "map" ? 0 : kind === "flat" ? 1 : kind === "rows" ? 2 : 3;
  return (((key * 2 + (output === "dense" ? 0 : 1)) * 4 + loop) * 65 + outer) * 65 + reduced;
}

/** The key of the commonest variant: a flat map over dense operands and single values. `code` is base 3, as above. */
export function flatMapKey(code: number): number {
  return code * 2 * 4 * 65 * 65;
}

/**
 * The parameter block of a kernel: 8 bytes a scalar, then words of the address type:
 * operand addresses (output first), their innermost strides, the innermost length, and for every outer axis
 * (kept ones first, then reduced ones, each from the outside in) its length and the operands' strides.
 */
export interface ParameterLayout {
  readonly scalars: number;
  readonly operands: number;
}

/** Word indices behind the scalars. */
export const words = {
  address: (_p: ParameterLayout, operand: number): number => operand,
  stride: (p: ParameterLayout, operand: number): number => p.operands + operand,
  inner: (p: ParameterLayout): number => 2 * p.operands,
  length: (p: ParameterLayout, axis: number): number => 2 * p.operands + 1 + axis * (p.operands + 1),
  axisStride: (p: ParameterLayout, axis: number, operand: number): number =>
    2 * p.operands + 2 + axis * (p.operands + 1) + operand,
} as const;
