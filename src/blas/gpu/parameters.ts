/** The parameter block that the shaders share: words of a uniform array, the stack's axes at its end. */
import type { Axis } from "./contraction.js";

/** Words an axis of the stack takes: length, and strides in A, B and C. */
const AXIS_WORDS = 4;

/** The expression of a word of the block. */
export function word(k: number): string {
  return `params[${k >> 2}].${"xyzw"[k & 3]}`;
}

export function stackParameters(rank: number): number {
  return rank * AXIS_WORDS;
}

/** The words of the stack's axes. Strides may be negative: the arithmetic of places wraps round, as theirs does. */
export function stackWords(stack: readonly Axis[]): number[] {
  return stack.flatMap((axis) => [axis.length, axis.a >>> 0, axis.b >>> 0, axis.c >>> 0]);
}

/** Statements that move `aAt`, `bAt` and `cAt` to the matrices that stand at `index` in the stack, the last axis fastest. */
export function stackStatements(rank: number, firstWord: number, index: string): string {
  if (rank === 0) return "";
  const lines = [`  var stacked = ${index};`];
  for (let axis = rank - 1; axis >= 0; axis--) {
    const at = (k: number): string => word(firstWord + axis * AXIS_WORDS + k);
    lines.push(axis === 0 ? "  let s0 = stacked;" : `  let s${axis} = stacked % ${at(0)};`);
    lines.push(
      ...["a", "b", "c"].map((operand, k) => `  ${operand}At = ${operand}At + s${axis} * ${at(k + 1)};`),
    );
    if (axis > 0) lines.push(`  stacked = stacked / ${at(0)};`);
  }
  return lines.join("\n");
}
