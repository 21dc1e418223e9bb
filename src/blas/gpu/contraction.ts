/**
 * One form for every product: C = alpha·Σ A·B + beta·C over four kinds of axes. The stack is in C and in A, B or both,
 * rows in A and C, columns in B and C, the depth is summed over. Strides are any, so that transposes, views, leading
 * dimensions, vectors and broadcast batches all are the same thing. D. A. Matthews, "High-Performance Tensor Contraction
 * without Transposition" (2018), sorts axes in this way.
 */
import type { DeviceBuffer } from "../../kernel/wgsl/index.js";
import { ELEMENT_BYTES, type ElementName } from "./element.js";

/** An element of a buffer, counted in elements from its start: where an operand has the index 0 on all axes. */
export interface Place {
  readonly buffer: DeviceBuffer;
  readonly offset: number;
}

/** An axis: its length, and how many elements lie from one index to the next in A, B and C (0: it isn't there). */
export interface Axis {
  readonly length: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** What becomes of the pair of elements that meet: their product, or, where there is no B, A's element or its magnitude. */
export type Term = "product" | "self" | "magnitude";

export interface Contraction {
  readonly element: ElementName;
  readonly term: Term;
  readonly alpha: number;
  readonly beta: number;
  readonly a: Place;
  /** Isn't read unless the term is a product. */
  readonly b: Place;
  /** In no buffer that A or B are in: WebGPU binds none for reading and for writing at once. */
  readonly c: Place;
  readonly stack: readonly Axis[];
  readonly rows: Axis;
  readonly columns: Axis;
  readonly depth: Axis;
}

export type OperandName = "a" | "b" | "c";

/** An axis that isn't there. */
export const NO_AXIS: Axis = { length: 1, a: 0, b: 0, c: 0 };

/** How many matrices the stack holds. */
export function stackSize(job: Contraction): number {
  return job.stack.reduce((n, axis) => n * axis.length, 1);
}

function axesOf(job: Contraction): Axis[] {
  return [...job.stack, job.rows, job.columns, job.depth];
}

/** The distances, in elements, from an operand's place to its lowest and its highest element. */
export function reachOf(job: Contraction, operand: OperandName): { low: number; high: number } {
  let low = 0;
  let high = 0;
  for (const axis of axesOf(job)) {
    const far = axis[operand] * (axis.length - 1);
    if (far < 0) low += far;
    else high += far;
  }
  return { low, high };
}

/** Whether two axes are walked as one: a step of the outer is as far as all steps of the inner, in every operand. */
function nests(outer: Axis, inner: Axis): boolean {
  return (["a", "b", "c"] as const).every((operand) => outer[operand] === inner[operand] * inner.length);
}

function joined(outer: Axis, inner: Axis): Axis {
  return { ...inner, length: outer.length * inner.length };
}

/**
 * The same with as short a stack as will do: axes of one index go, neighbours join, and an axis on which one operand
 * stays where it is becomes more rows or columns (a stack of matrices times one matrix is one product of a tall one).
 */
export function simplified(job: Contraction): Contraction {
  let { rows, columns } = job;
  const stack: Axis[] = [];
  for (const axis of job.stack) {
    if (axis.length === 1) continue;
    const last = stack[stack.length - 1];
    if (last !== undefined && nests(last, axis)) stack[stack.length - 1] = joined(last, axis);
    else stack.push(axis);
  }
  for (let last = stack.pop(); last !== undefined; last = stack.pop()) {
    if (last.b === 0 && (rows.length === 1 || nests(last, rows)))
      rows = rows.length === 1 ? last : joined(last, rows);
    else if (job.term === "product" && last.a === 0 && (columns.length === 1 || nests(last, columns)))
      columns = columns.length === 1 ? last : joined(last, columns);
    else {
      stack.push(last);
      break;
    }
  }
  return { ...job, stack, rows, columns };
}

/** A and B in each other's place: C's transpose is the product of the transposes. */
export function mirrored(job: Contraction): Contraction {
  const swap = (axis: Axis): Axis => ({ ...axis, a: axis.b, b: axis.a });
  return {
    ...job,
    a: job.b,
    b: job.a,
    stack: job.stack.map(swap),
    rows: swap(job.columns),
    columns: swap(job.rows),
    depth: swap(job.depth),
  };
}

type AxisPlace = number | "rows" | "columns" | "depth";

/** Both halves of the work along one axis. The second half of the depth adds to what the first has left. */
function halves(job: Contraction, place: AxisPlace): [Contraction, Contraction] {
  const axis = typeof place === "number" ? (job.stack[place] as Axis) : job[place];
  const half = Math.ceil(axis.length / 2);
  const part = (length: number): Pick<Contraction, "stack" | "rows" | "columns" | "depth"> => {
    const { stack, rows, columns, depth } = job;
    const short = { ...axis, length };
    if (typeof place !== "number") return { stack, rows, columns, depth, [place]: short };
    return { stack: stack.map((each, k) => (k === place ? short : each)), rows, columns, depth };
  };
  const on = (operand: OperandName): Place => ({
    ...job[operand],
    offset: job[operand].offset + half * axis[operand],
  });
  return [
    { ...job, ...part(half) },
    {
      ...job,
      ...part(axis.length - half),
      a: on("a"),
      b: on("b"),
      c: on("c"),
      beta: place === "depth" ? 1 : job.beta,
    },
  ];
}

/** The axis along which a measure is largest. */
function largest(job: Contraction, measure: (axis: Axis) => number): AxisPlace {
  const places: AxisPlace[] = [...job.stack.keys(), "rows", "columns", "depth"];
  const axes = axesOf(job);
  let best = 0;
  for (let k = 1; k < places.length; k++)
    if (measure(axes[k] as Axis) > measure(axes[best] as Axis)) best = k;
  return places[best] as AxisPlace;
}

/** How much a launch may hold. */
export interface Bounds {
  /** Bytes that one binding may show. */
  readonly bindingBytes: number;
  /** Bindings start at multiples of this many bytes. */
  readonly alignment: number;
  readonly rows: number;
  readonly columns: number;
  readonly stack: number;
}

/** The job in parts that are within bounds, in the order in which they must run: halves of what is too large. */
export function* windows(job: Contraction, bounds: Bounds): Generator<Contraction> {
  const elements = (bounds.bindingBytes - bounds.alignment) / ELEMENT_BYTES + 1;
  let cut: AxisPlace | null = null;
  if (job.rows.length > bounds.rows) cut = "rows";
  else if (job.columns.length > bounds.columns) cut = "columns";
  else if (stackSize(job) > bounds.stack)
    cut = largest({ ...job, rows: NO_AXIS, columns: NO_AXIS, depth: NO_AXIS }, (axis) => axis.length);
  for (const operand of ["a", "b", "c"] as const) {
    if (cut !== null) break;
    if (operand === "b" && job.term !== "product") continue;
    const { low, high } = reachOf(job, operand);
    if (high - low + 1 > elements) cut = largest(job, (axis) => Math.abs(axis[operand]) * (axis.length - 1));
  }
  if (cut === null) {
    yield job;
    return;
  }
  for (const half of halves(job, cut)) yield* windows(half, bounds);
}
