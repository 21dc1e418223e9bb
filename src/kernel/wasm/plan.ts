/**
 * From operands' layouts to loops: axes of length 1 dropped, axes ordered as the output lies in memory, neighbours
 * merged where every operand steps evenly over both. What remains is an innermost axis and few outer ones.
 */
import type { Shape, Strides } from "../../array/index.js";
import type { Mode } from "./variant.js";

/** One axis of the loops: its length and each operand's stride in bytes (operand 0 is the output). */
export interface Axis {
  readonly length: number;
  readonly strides: readonly number[];
}

/** The axes of a shape with all operands' strides, without those of length 1. */
export function axesOf(shape: Shape, strides: readonly Strides[], which: (axis: number) => boolean): Axis[] {
  const out: Axis[] = [];
  for (let d = 0; d < shape.length; d++)
    if (shape[d] !== 1 && which(d)) out.push({ length: shape[d], strides: strides.map((s) => s[d]) });
  return out;
}

/** Orders axes so that the operand `by` is walked with falling strides: memory order. */
export function orderAxes(axes: Axis[], by: number): Axis[] {
  return axes
    .map((axis, k) => ({ axis, k }))
    .sort((x, y) => Math.abs(y.axis.strides[by]) - Math.abs(x.axis.strides[by]) || x.k - y.k)
    .map(({ axis }) => axis);
}

/** Merges neighbouring axes that every operand walks as one. */
export function mergeAxes(axes: readonly Axis[]): Axis[] {
  const out: Axis[] = [];
  for (const axis of axes) {
    const last = out[out.length - 1];
    if (last?.strides.every((s, k) => s === axis.strides[k] * axis.length))
      out[out.length - 1] = { length: last.length * axis.length, strides: axis.strides };
    else out.push(axis);
  }
  return out;
}

/** How the innermost loop reads an operand that steps by `stride` bytes. */
export function modeOf(stride: number, itemsize: number): Mode {
  return stride === itemsize ? "dense" : stride === 0 ? "same" : "strided";
}
