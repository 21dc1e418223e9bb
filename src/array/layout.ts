/**
 * Where the elements of an array lie: shape, strides in bytes, offset in bytes. Pure functions from one layout to
 * another; no data is touched. https://numpy.org/doc/stable/reference/arrays.ndarray.html#internal-memory-layout-of-an-ndarray
 */
import { AxisError, IndexError, ValueError } from "../errors.js";

export type Shape = readonly number[];
export type Strides = readonly number[];

/** Shape, strides in bytes, and the offset of the first element in bytes. */
export interface Layout {
  readonly shape: Shape;
  readonly strides: Strides;
  readonly offset: number;
}

/** NumPy's own limit on dimensions. */
export const MAX_DIMENSIONS = 64;

/** A shape as Python prints a tuple. */
export function shapeText(shape: Shape): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}

/** The number of elements. */
export function sizeOf(shape: Shape): number {
  let n = 1;
  for (let k = 0; k < shape.length; k++) n *= shape[k];
  return n;
}

/** True when both have the same lengths. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

/**
 * Checks what a user gave as a shape: one length or a list of them.
 * @throws ValueError for negative or fractional lengths, or more dimensions than NumPy allows
 */
export function asShape(shape: number | readonly number[]): Shape {
  const list = typeof shape === "number" ? [shape] : Array.from(shape);
  if (list.length > MAX_DIMENSIONS)
    throw new ValueError(
      `maximum supported dimension for an ndarray is ${MAX_DIMENSIONS}, found ${list.length}`,
    );
  for (const n of list) {
    if (typeof n !== "number" || !Number.isInteger(n))
      throw new ValueError(`a shape is made of whole numbers, got ${String(n)} in (${list.join(", ")})`);
    if (n < 0) throw new ValueError(`negative dimensions are not allowed, got ${shapeText(list)}`);
  }
  if (sizeOf(list) > Number.MAX_SAFE_INTEGER)
    throw new ValueError(
      `Maximum allowed dimension exceeded: the shape ${shapeText(list)} has more than 2^53 elements`,
    );
  return list;
}

/** The strides of a dense array in C order. */
export function contiguousStrides(shape: Shape, itemsize: number): number[] {
  const strides = new Array<number>(shape.length);
  let step = itemsize;
  for (let k = shape.length - 1; k >= 0; k--) {
    strides[k] = step;
    step *= shape[k];
  }
  return strides;
}

/** True when the elements lie densely in C order (axes of length 1 have no say; an empty array is dense). */
export function isContiguous(shape: Shape, strides: Strides, itemsize: number): boolean {
  let step = itemsize;
  for (let k = shape.length - 1; k >= 0; k--) {
    if (shape[k] === 0) return true;
    if (shape[k] !== 1) {
      if (strides[k] !== step) return shape.includes(0);
      step *= shape[k];
    }
  }
  return true;
}

/**
 * The shape that shapes broadcast to. https://numpy.org/doc/stable/user/basics.broadcasting.html
 * @throws ValueError where two lengths differ and neither is 1
 */
export function broadcastShapes(...shapes: readonly Shape[]): Shape {
  let out = shapes[0];
  for (let k = 1; k < shapes.length; k++) out = broadcastTwo(out, shapes[k], shapes);
  return out;
}

function broadcastTwo(a: Shape, b: Shape, all: readonly Shape[]): Shape {
  if (sameShape(a, b)) return a;
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  const rank = Math.max(a.length, b.length);
  const out = new Array<number>(rank);
  for (let k = 1; k <= rank; k++) {
    const x = k <= a.length ? a[a.length - k] : 1;
    const y = k <= b.length ? b[b.length - k] : 1;
    if (x !== y && x !== 1 && y !== 1)
      throw new ValueError(
        `operands could not be broadcast together with shapes ${all.map(shapeText).join(" ")}`,
      );
    out[rank - k] = x === 1 ? y : x;
  }
  return out;
}

/**
 * Strides that read an array of `shape` as if it had the (broadcast) shape `to`: 0 where an axis is repeated.
 * @throws ValueError when `shape` doesn't broadcast to `to`
 */
export function broadcastStrides(shape: Shape, strides: Strides, to: Shape): number[] {
  const out = new Array<number>(to.length).fill(0);
  const shift = to.length - shape.length;
  for (let k = 0; k < shape.length; k++) {
    const n = shape[k];
    if (shift + k < 0 || (n !== 1 && n !== to[shift + k]))
      throw new ValueError(
        `could not broadcast input array from shape ${shapeText(shape)} into shape ${shapeText(to)}`,
      );
    if (n !== 1) out[shift + k] = strides[k];
  }
  return out;
}

/**
 * An axis counted from the front.
 * @throws AxisError in NumPy's words
 */
export function normalizeAxis(axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw new AxisError(`axis ${axis} is out of bounds for array of dimension ${rank}`);
  return axis < 0 ? axis + rank : axis;
}

/** Several axes counted from the front, each once. */
export function normalizeAxes(axes: readonly number[], rank: number): number[] {
  const out = axes.map((a) => normalizeAxis(a, rank));
  if (new Set(out).size !== out.length)
    throw new ValueError(`duplicate value in 'axis': (${axes.join(", ")})`);
  return out;
}

/** The axes in another order. Without `order`, reversed. */
export function transposeLayout(layout: Layout, order?: readonly number[]): Layout {
  const rank = layout.shape.length;
  let axes: number[];
  if (order === undefined) axes = layout.shape.map((_, k) => rank - 1 - k);
  else {
    if (order.length !== rank)
      throw new ValueError(`axes don't match array: got (${order.join(", ")}) for ${rank} dimensions`);
    axes = order.map((a) => normalizeAxis(a, rank));
    if (new Set(axes).size !== rank)
      throw new ValueError(`repeated axis in transpose: (${order.join(", ")})`);
  }
  return {
    shape: axes.map((a) => layout.shape[a]),
    strides: axes.map((a) => layout.strides[a]),
    offset: layout.offset,
  };
}

/**
 * Fills in one `-1` of a new shape.
 * @throws ValueError when the sizes don't match, or more than one length is -1
 */
export function resolveReshape(shape: Shape, to: readonly number[]): Shape {
  const size = sizeOf(shape);
  const open = to.indexOf(-1);
  const known = to.reduce((n, d) => (d === -1 ? n : n * d), 1);
  if (open >= 0 && to.lastIndexOf(-1) !== open)
    throw new ValueError("can only specify one unknown dimension");
  const full =
    open < 0
      ? asShape(to)
      : asShape(
          to
            .map((d) => (d === -1 ? (known === 0 ? 0 : size / known) : d))
            .map((d) => (Number.isInteger(d) ? d : 0)),
        );
  if (sizeOf(full) !== size || (open >= 0 && known === 0))
    throw new ValueError(
      `cannot reshape array of size ${size} into shape (${to.join(",")}${to.length === 1 ? "," : ""})`,
    );
  return full;
}

/** The layout of a reshaped view, or null when the elements have to be copied. */
export function reshapeLayout(layout: Layout, to: Shape, itemsize: number): Layout | null {
  if (isContiguous(layout.shape, layout.strides, itemsize))
    return { shape: to, strides: contiguousStrides(to, itemsize), offset: layout.offset };
  // Axes are matched in groups of equal size; within a group of the old ones the strides must nest.
  const old: [number, number][] = [];
  for (let k = 0; k < layout.shape.length; k++)
    if (layout.shape[k] !== 1) old.push([layout.shape[k], layout.strides[k]]);
  const strides = new Array<number>(to.length).fill(itemsize);
  let i = 0;
  let j = 0;
  while (i < old.length && j < to.length) {
    let have = old[i][0];
    let want = to[j];
    const iStart = i;
    const jStart = j;
    while (have !== want) {
      if (want < have) want *= to[++j];
      else have *= old[++i][0];
    }
    for (let k = iStart; k < i; k++) if (old[k][1] !== old[k + 1][0] * old[k + 1][1]) return null;
    strides[j] = old[i][1];
    for (let k = j - 1; k >= jStart; k--) strides[k] = strides[k + 1] * to[k + 1];
    i++;
    j++;
  }
  return { shape: to, strides, offset: layout.offset };
}

/** What may select along one axis: an index, a NumPy slice in a string, `null` for a new axis, `"..."` for all the rest. */
export type Selector = number | string | null;

const SLICE = /^\s*(-?\d+)?\s*:\s*(-?\d+)?\s*(?::\s*(-?\d+)?\s*)?$/;

/** Start, step and count of a Python slice on an axis of length n. */
export function parseSlice(text: string, n: number): { start: number; step: number; count: number } {
  const parts = SLICE.exec(text);
  if (parts === null)
    throw new IndexError(
      `'${text}' is no slice: write "start:stop:step" with whole numbers, each of them optional, or "..."`,
    );
  const step = parts[3] === undefined ? 1 : Number(parts[3]);
  if (step === 0) throw new ValueError("slice step cannot be zero");
  const clamp = (part: string | undefined, otherwise: number): number => {
    if (part === undefined) return otherwise;
    let k = Number(part);
    if (k < 0) k += n;
    return step > 0 ? Math.min(Math.max(k, 0), n) : Math.min(Math.max(k, -1), n - 1);
  };
  const start = clamp(parts[1], step > 0 ? 0 : n - 1);
  const stop = clamp(parts[2], step > 0 ? n : -1);
  return { start, step, count: Math.max(0, Math.ceil((stop - start) / step)) };
}

/**
 * The layout of a basic index: indices drop an axis, slices keep it.
 * https://numpy.org/doc/stable/user/basics.indexing.html#basic-indexing
 * @throws IndexError for an index outside of its axis or too many selectors
 */
export function selectLayout(layout: Layout, selectors: readonly Selector[]): Layout {
  const rank = layout.shape.length;
  const used = selectors.filter((s) => s !== null && s !== "...").length;
  if (used > rank)
    throw new IndexError(
      `too many indices for array: array is ${rank}-dimensional, but ${used} were indexed`,
    );
  if (selectors.filter((s) => s === "...").length > 1)
    throw new IndexError("an index can only have a single ellipsis ('...')");
  const shape: number[] = [];
  const strides: number[] = [];
  let offset = layout.offset;
  let axis = 0;
  const keep = (): void => {
    shape.push(layout.shape[axis]);
    strides.push(layout.strides[axis]);
    axis++;
  };
  for (const s of selectors) {
    if (s === null) {
      shape.push(1);
      strides.push(0);
    } else if (s === "...") {
      for (let k = used; k < rank; k++) keep();
    } else if (typeof s === "number") {
      const n = layout.shape[axis];
      if (!Number.isInteger(s))
        throw new IndexError(`only integers, slices and null are valid indices, got ${s}`);
      if (s < -n || s >= n)
        throw new IndexError(`index ${s} is out of bounds for axis ${axis} with size ${n}`);
      offset += (s < 0 ? s + n : s) * layout.strides[axis];
      axis++;
    } else if (typeof s === "string") {
      const { start, step, count } = parseSlice(s, layout.shape[axis]);
      if (count > 0) offset += start * layout.strides[axis];
      shape.push(count);
      strides.push(step * layout.strides[axis]);
      axis++;
    } else throw new IndexError(`only integers, slices ("1:3") and null are valid indices, got ${String(s)}`);
  }
  while (axis < rank) keep();
  if (shape.length > MAX_DIMENSIONS)
    throw new IndexError(
      `number of dimensions must be within [0, ${MAX_DIMENSIONS}], indexing result would have ${shape.length}`,
    );
  return { shape, strides, offset };
}

/** The shape left when axes are reduced. */
export function reducedShape(shape: Shape, axes: readonly number[], keepdims: boolean): Shape {
  return keepdims
    ? shape.map((n, k) => (axes.includes(k) ? 1 : n))
    : shape.filter((_, k) => !axes.includes(k));
}
