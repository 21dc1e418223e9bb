/** The seam between the graph and what runs programs on the heap: `wasm/` (the product) and `js/` (slow and obvious, the oracle). */
import type { DType, Shape, Strides } from "../array/index.js";
import type { Interned } from "./graph/lower.js";
import type { Node } from "./graph/node.js";

/** Where results are written: heap address of the first element. */
export interface Target {
  readonly address: number;
  /** null: dense in C order. */
  readonly strides: Strides | null;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly size: number;
}

/** One evaluation. */
export interface Job {
  readonly interned: Interned;
  readonly leaves: readonly Node[];
  readonly scalars: readonly Node[];
  readonly target: Target;
}

/** A reduction over `axes` of `shape`, the shape that the program's leaves broadcast to; the target has the kept axes only, dense. */
export interface ReductionJob extends Job {
  readonly shape: Shape;
  readonly axes: readonly number[];
}

export interface Backend {
  readonly name: string;
  /** One result an element. */
  map(job: Job): void;
  reduce(job: ReductionJob): void;
  /** The same without blocking the event loop. */
  mapAsync(job: Job): Promise<void>;
}
